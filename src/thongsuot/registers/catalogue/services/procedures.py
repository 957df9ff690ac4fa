"""Loading the published catalogue: what is new or changed becomes a dated version, the rest stays."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import LoadReport
from thongsuot.plumbing import commands, reference
from thongsuot.plumbing.commands import command
from thongsuot.registers.catalogue import models, rules
from thongsuot.registers.catalogue.services import copying, searching

MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class _Known:
    """The version of a code that holds on the day of the load, and when the next one begins."""

    procedure_id: int
    version_id: int | None
    fingerprint: str
    valid_from: date | None
    next_from: date | None


@dataclass(frozen=True, slots=True)
class _New:
    record: Mapping[str, Any]
    reading: rules.Reading
    fingerprint: str
    known: _Known | None


@command("catalogue.load_procedures", by=frozenset())
def load_procedures(
    *,
    actor: Actor,
    now: datetime,
    records: Iterable[Mapping[str, Any]],
    source: str,
    valid_from: date,
    complete: bool = False,
) -> LoadReport:
    """Load published records as they hold from `valid_from` on. The same records again change nothing.

    `complete`: versions of this source that are not among the records end on that day. Raises
    `Refused` with every record that cannot be read (at most 100 named); then nothing is loaded.
    """
    published = list(records)
    refuse_if(_problems(published))
    known = _known(valid_from)
    new = _changed(published, known)
    _end(new, valid_from, now)
    _write(new, source, valid_from, now)
    ended = _end_absent({r["code"] for r in published}, source, valid_from) if complete else 0
    if new or ended:
        reference.bump()
    added = sum(1 for entry in new if entry.known is None)
    commands.note(subject=source, count=len(published), added=added, changed=len(new) - added, ended=ended)
    return LoadReport(added, len(new) - added, ended, len(published) - len(new))


def _problems(published: Sequence[Mapping[str, Any]]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, record in enumerate(published, 1):
        problems += rules.shape_problems(record, line=line)
        if len(problems) >= MOST_PROBLEMS:
            return problems[:MOST_PROBLEMS]
        code = record.get("code") if isinstance(record, Mapping) else None
        if isinstance(code, str) and seen.setdefault(code, line) != line:
            params = {"line": line, "code": code, "first": seen[code]}
            text = "Dòng {line}: mã {code} đã có ở dòng {first}."
            problems.append(Problem("record_twice", text, "code", params))
    return problems


KNOWN = """
select p.code, p.id, v.id, v.fingerprint, v.valid_from,
  (select min(n.valid_from) from procedure_version n
   where n.procedure_id = p.id and n.withdrawn_at is null and n.valid_from > %(day)s)
from procedure p left join procedure_version v on v.procedure_id = p.id and v.withdrawn_at is null
  and daterange(v.valid_from, v.valid_to) @> %(day)s::date"""


def _known(day: date) -> dict[str, _Known]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"day": day})
        return {
            code: _Known(procedure_id, version_id, fingerprint or "", begins, next_from)
            for code, procedure_id, version_id, fingerprint, begins, next_from in cursor.fetchall()
        }


def _changed(published: Sequence[Mapping[str, Any]], known: Mapping[str, _Known]) -> list[_New]:
    field_codes = frozenset(models.Field.objects.values_list("code", flat=True))
    codes = frozenset(known) | {record["code"] for record in published}
    new = []
    for record in published:
        fingerprint = rules.fingerprint_of(record)
        before = known.get(record["code"])
        if before is None or before.fingerprint != fingerprint:
            reading = rules.reading_of(record, field_codes=field_codes, codes=codes)
            new.append(_New(record, reading, fingerprint, before))
    return new


def _end(new: Sequence[_New], day: date, now: datetime) -> None:
    """End the versions that the new ones follow; one that would have held no day was an error of that day."""
    before = [entry.known for entry in new if entry.known and entry.known.version_id]
    ids = [known.version_id for known in before if known.valid_from != day]
    models.ProcedureVersion.objects.filter(pk__in=ids).update(valid_to=day)
    wrong = [known.version_id for known in before if known.valid_from == day]
    models.ProcedureVersion.objects.filter(pk__in=wrong).update(withdrawn_at=now)


def _end_absent(present: set[str], source: str, day: date) -> int:
    living = models.ProcedureVersion.objects.filter(
        source=source, withdrawn_at=None, valid_to=None, valid_from__lt=day
    )
    absent = [pk for pk, code in living.values_list("pk", "procedure__code") if code not in present]
    return models.ProcedureVersion.objects.filter(pk__in=absent).update(valid_to=day)


def _write(new: Sequence[_New], source: str, day: date, now: datetime) -> None:
    if not new:
        return
    unknown = [entry for entry in new if entry.known is None]
    procedure_ids = dict(
        zip((e.reading.code for e in unknown), copying.draw_ids(models.Procedure, len(unknown)), strict=True)
    )
    copying.copy(
        models.Procedure,
        ("id", "code", "clean_code", "is_sound"),
        (
            (procedure_ids[e.reading.code], e.reading.code, e.reading.clean_code, e.reading.is_sound)
            for e in unknown
        ),
    )
    version_ids = copying.draw_ids(models.ProcedureVersion, len(new))
    numbered = list(zip(version_ids, new, strict=True))
    copying.copy(
        models.ProcedureVersion,
        copying.columns_of(models.ProcedureVersion),
        (
            _version_row(
                version_id, procedure_ids.get(e.reading.code) or _procedure_id(e), e, source, day, now
            )
            for version_id, e in numbered
        ),
    )
    _write_parts([(version_id, e.reading) for version_id, e in numbered])
    searching.write_words([(version_id, e.record) for version_id, e in numbered])


def _procedure_id(entry: _New) -> int:
    assert entry.known is not None
    return entry.known.procedure_id


def _version_row(
    version_id: int, procedure_id: int, entry: _New, source: str, day: date, now: datetime
) -> tuple[Any, ...]:
    r = entry.reading
    return (
        version_id, procedure_id, day, entry.known.next_from if entry.known else None, now, None, source,
        entry.fingerprint, r.name, r.field_code, r.field_name, r.promulgator_code, r.promulgator_name,
        r.local_to, r.state, r.kind, r.is_internal, r.is_full_process, sorted(lvl.value for lvl in r.levels),
        r.online.value, r.decision_number, r.decision_date, list(r.executing),
        json.dumps(entry.record, ensure_ascii=False),
    )  # fmt: skip


def _write_parts(readings: Sequence[tuple[int, rules.Reading]]) -> None:
    """Terms, papers, fees, legal bases and contradictions of new versions."""

    def write(model: type[Any], rows: Iterable[tuple[Any, ...]]) -> None:
        copying.copy(model, copying.columns_of(model, without=("id",)), rows)

    write(
        models.Term,
        (
            (v, n, t.case, t.channel.value, t.quantity, t.unit.value, t.description, t.origin.value)
            for v, r in readings
            for n, t in enumerate(r.terms)
        ),
    )
    write(
        models.PaperWanted,
        (
            (v, n, p.case, p.name, p.code, p.originals, p.copies, p.required, p.has_form)
            for v, r in readings
            for n, p in enumerate(r.papers)
        ),
    )
    write(
        models.Fee,
        (
            (v, n, f.channel.value, f.kind.value, f.vnd, f.note, f.by_council)
            for v, r in readings
            for n, f in enumerate(r.fees)
        ),
    )
    write(
        models.LegalBasis,
        ((v, n, b.code, b.name) for v, r in readings for n, b in enumerate(r.legal_bases)),
    )
    write(models.Contradiction, ((v, c.what, c.left, c.right) for v, r in readings for c in r.contradictions))
