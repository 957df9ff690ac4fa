"""Loading mandates: who was given which power, by whom, by which document and for how long."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.differences import difference
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.catalogue import models
from thongsuot.registers.catalogue.rules import mandates as rules
from thongsuot.registers.catalogue.rules.mandates import Ground, Power
from thongsuot.registers.catalogue.services.lists import refuse_faults
from thongsuot.registers.units import queries as units

PROVINCE_CODE_LENGTH = 2
DESK = "desk"
KEY = ("ground", "agency_id", "from_agency_id", "procedure_code", "field_code", "unit_id", "valid_from")
REST = (
    "may_receive", "may_decide", "may_sign", "valid_to", "document", "content", "conditions", "source", "is_simulated",
)  # fmt: skip


@command("catalogue.load_mandates", by=frozenset())
def load_mandates(*, actor: Actor, now: datetime, authority_code: str, rows: Sequence[Row]) -> LoadReport:
    """Make the mandates of a province those of a pack: rows as `SHAPES["mandates"]`. Whole or nothing.

    A mandate that the pack no longer holds, or holds otherwise, is withdrawn and stays known. What a person
    recorded or ended at the desk stays as he said: a row of the pack about the same is passed over.
    Raises `Refused` with every fault, `NotFound`.
    """
    refuse_faults("mandates", rows)
    province = units.agency_by_code(code=authority_code)
    if province is None or province.authority_id is None:
        text = "Không có tỉnh nào có mã cơ quan {code}."
        raise NotFound(Problem("authority_unknown", text, "authority_code", {"code": authority_code}))
    refuse_if(_unknown(rows))
    given = [_given(row) for row in rows]
    believed = [*models.Mandate.objects.filter(authority_id=province.authority_id, withdrawn_at=None)]
    desks = [vars(one) for one in believed if one.origin == DESK]
    kept = {_part(one, KEY) for one in desks}
    pairs = [(row, one) for row, one in zip(rows, given, strict=True) if _part(one, KEY) not in kept]
    rows, given = [row for row, _one in pairs], [one for _row, one in pairs]
    refuse_if(_problems(rows, given, desks))
    wanted = {_part(one, KEY): _part(one, REST) for one in given}
    present = {_part(vars(one), KEY): one for one in believed if one.origin != DESK}
    found = difference(wanted, {key: _part(vars(one), REST) for key, one in present.items()})
    ended = [present[key].pk for key in (*found.gone, *found.changed)]
    models.Mandate.objects.filter(pk__in=ended).update(withdrawn_at=now)
    models.Mandate.objects.bulk_create(
        models.Mandate(authority_id=province.authority_id, recorded_at=now, **one)
        for one in given
        if _part(one, KEY) in (*found.added, *found.changed)
    )
    note(subject=f"authority:{province.authority_id}", count=found.report.changes)
    if found.report.changes:
        reference.bump()
    return found.report


def _part(values: dict[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(values[name] for name in names)


def _unknown(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        for column in ("agency_code", "from_code"):
            if row[column] and units.agency_by_code(code=row[column]) is None:
                params = {"file": row.file, "line": row.line, "code": row[column]}
                yield Problem("agency_unknown", "{file}:{line}: không có cơ quan {code}.", column, params)


def _given(row: Row) -> dict[str, Any]:
    """The columns of the table from a row of a pack."""
    powers = row["powers"].split()
    unit = None
    if row["unit_code"]:
        level = "province" if len(row["unit_code"]) == PROVINCE_CODE_LENGTH else "commune"
        unit = units.unit_on(code=row["unit_code"], day=parse_date(row["valid_from"]), level=level).exact
    agency, giver = (
        units.agency_by_code(code=row[column]) if row[column] else None
        for column in ("agency_code", "from_code")
    )
    assert agency is not None  # _unknown has refused other rows
    return {
        "ground": row["ground"],
        "agency_id": agency.id,
        "from_agency_id": giver.id if giver else None,
        "procedure_code": row["procedure_code"],
        "field_code": row["field_code"],
        "unit_id": unit.id if unit else None,
        **{f"may_{power}": power in powers for power in Power},
        "valid_from": parse_date(row["valid_from"]),
        "valid_to": parse_date(row["valid_to"]) if row["valid_to"] else None,
        "document": row["document"],
        "content": row["content"],
        "conditions": row["conditions"],
        "source": row["source"],
        "is_simulated": row["is_simulated"] == "yes",
    }


def _problems(
    rows: Sequence[Row], given: Sequence[dict[str, Any]], desks: Sequence[dict[str, Any]]
) -> Iterator[Problem]:
    """What the law says against the rows, each with its line; what a person recorded speaks first."""
    mandates = [mandate_of(n, one) for n, one in enumerate(given)]
    held = [mandate_of(-n, one) for n, one in enumerate(desks, 1)]
    found = [(one, problem) for one in mandates for problem in rules.mandate_problems(one)]
    for one, problem in (*found, *rules.contradictions([*held, *mandates])):
        said = str(problem)
        if one.id < 0:
            told = {"document": one.document, "said": said}
            yield Problem(problem.code, "{document}, ghi tại trang thẩm quyền: {said}", problem.field, told)
            continue
        row = rows[one.id]
        params = {"file": row.file, "line": row.line, "said": said}
        yield Problem(problem.code, "{file}:{line}: {said}", problem.field, params)


def mandate_of(id_: int, values: dict[str, Any]) -> rules.Mandate:
    """A mandate as the rules know it, from the columns of the table."""
    names = (
        "agency_id",
        "from_agency_id",
        "valid_from",
        "valid_to",
        "procedure_code",
        "field_code",
        "unit_id",
    )
    told = ("document", "clause", "content", "conditions")
    return rules.Mandate(
        id=id_,
        ground=Ground(values["ground"]),
        powers=frozenset(power for power in Power if values[f"may_{power}"]),
        **{name: values[name] for name in names},
        **{name: values.get(name, "") for name in told},
    )
