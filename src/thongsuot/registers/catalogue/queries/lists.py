"""Which procedures a province offers, and where the catalogue contradicts itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.rules import Level, Online

# The province's own and the country's, settled here, not internal; police, tax, customs on request.
OFFERED = """v.withdrawn_at is null and not v.is_internal and v.local_to in ('', %(root)s)
  and v.levels && '{ward,province}' and (%(vertical)s or not v.levels && '{vertical}')"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A procedure in a list. `is_full_process` is the source's flag, `online` what its channels allow."""

    version_id: int
    code: str
    name: str
    field_code: str
    field_name: str
    levels: frozenset[Level]
    online: Online
    is_full_process: bool


@remembered
def offered(
    *, authority_code: str, day: date, level: str | None = None, with_vertical: bool = False
) -> tuple[Listed, ...]:
    """What the desks of a province offer on a day, by field and name. `level`: ward, province or both."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select v.id, p.code, v.name, v.field_code, v.field_name, v.levels, v.online, v.is_full_process
            from procedure_version v join procedure p on p.id = v.procedure_id
            where {OFFERED} and daterange(v.valid_from, v.valid_to) @> %(day)s::date
              and (%(level)s::text is null or %(level)s = any(v.levels))
            order by vi_sort_key(v.field_name) collate "C", vi_sort_key(v.name) collate "C", p.code""",
            {
                "root": rules.root_code(authority_code),
                "vertical": with_vertical,
                "day": day,
                "level": level,
            },
        )
        return tuple(
            Listed(
                row[0], row[1], row[2], row[3], row[4], frozenset(map(Level, row[5])), Online(row[6]), row[7]
            )
            for row in cursor.fetchall()
        )


@dataclass(frozen=True, slots=True)
class ContradictionRecord:
    """One contradiction: `what` is its kind, `left` and `right` the two values as published.

    `message` is the Vietnamese template of the sentence (a msgid), `sentence` the sentence itself.
    """

    code: str
    name: str
    what: str
    left: str
    right: str

    @property
    def message(self) -> str:
        return rules.SENTENCES[self.what]

    @property
    def sentence(self) -> str:
        return self.message.format(left=self.left, right=self.right)


def contradictions(
    *,
    day: date,
    authority_code: str | None = None,
    level: str | None = None,
    what: str | None = None,
    kind: str | None = None,
    code: str | None = None,
) -> tuple[ContradictionRecord, ...]:
    """Every contradiction of the versions of a day, by code.

    authority_code: only what that province offers. level: ward, province, ministry, other, vertical.
    what: one kind of contradiction. kind: the source's type of record (STANDARD: national).
    """
    where = ["v.withdrawn_at is null", "daterange(v.valid_from, v.valid_to) @> %(day)s::date"]
    asked: dict[str, Any] = {"day": day}
    for name, value, condition in (
        ("root", authority_code and rules.root_code(authority_code), OFFERED),
        ("level", level, "%(level)s = any(v.levels)"),
        ("what", what, "c.what = %(what)s"),
        ("kind", kind, "v.kind = %(kind)s"),
        ("code", code, "p.code = %(code)s"),
    ):
        if value is not None:
            where.append(condition)
            asked[name] = value
    asked["vertical"] = False
    return _read(where, asked)


def _read(where: Sequence[str], asked: dict[str, Any]) -> tuple[ContradictionRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select p.code, v.name, c.what, c."left", c."right" from procedure_contradiction c
            join procedure_version v on v.id = c.version_id join procedure p on p.id = v.procedure_id
            where {" and ".join(where)} order by p.clean_code, p.code, c.id""",
            asked,
        )
        return tuple(ContradictionRecord(*row) for row in cursor.fetchall())
