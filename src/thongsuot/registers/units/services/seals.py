"""Seals: issued with an agency, recalled with it, never put on a paper afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries, rules
from thongsuot.registers.units.queries import SealRecord
from thongsuot.registers.units.rules import SealKind
from thongsuot.registers.units.services.successions import within_authority
from thongsuot.registers.units.services.units import located

ISSUE = """insert into seal (agency_id, kind, number, issued_on, is_simulated, recorded_at, minutes)
 select agency_id, kind, number, issued_on, is_simulated, %s, ''
   from unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::bool[])
     as g(agency_id, kind, number, issued_on, is_simulated)"""
RECALL = "update seal set recalled_on = %s, destroyed_on = %s, minutes = %s where number = any(%s)"
GIVE_BACK = """update seal set recalled_on = null, minutes = ''
  where number = any(%s) and recalled_on is not null and destroyed_on is null"""
PUT = """insert into seal as s (agency_id, kind, number, issued_on, recalled_on, destroyed_on, minutes, is_simulated,
    recorded_at)
 select a.id, g.kind, g.number, g.issued_on, g.recalled_on, g.destroyed_on, g.minutes, g.is_simulated, %s
   from unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::date[], %s::text[], %s::bool[])
     as g(agency_code, kind, number, issued_on, recalled_on, destroyed_on, minutes, is_simulated)
   join agency a on a.code = g.agency_code
 on conflict (number) do nothing"""


@dataclass(frozen=True, slots=True)
class NewSeal:
    """A seal to issue; `number` is its number in the register of seals, never used twice."""

    agency_id: int
    kind: SealKind
    number: str
    issued_on: date
    is_simulated: bool = False


@command("seals.issue")
def issue_seals(
    *, actor: Actor, now: datetime, seals: Sequence[NewSeal], agency_id: int | None = None
) -> tuple[SealRecord, ...]:
    """Issue seals to agencies, all or none.

    Raises `Refused` for a number that is in the register already or given twice, and for an agency that does
    not work on the day of issue.
    """
    agencies = queries.agencies_by_id(agency_ids=frozenset(seal.agency_id for seal in seals))
    within_authority(actor, agency_id, [a.authority_id for a in agencies.values()])
    numbers = [seal.number for seal in seals]
    used = {s.number for s in queries.seals_by_number(numbers=tuple(sorted(set(numbers))))}
    problems = []
    for seal in seals:
        if seal.number in used or numbers.count(seal.number) > 1:
            message = "Số {number} đã có trong sổ con dấu."
            problems.append(Problem("seal_number_used", message, "number", {"number": seal.number}))
        agency = agencies.get(seal.agency_id)
        if agency is None or not agency.is_valid_on(seal.issued_on):
            message = "Con dấu {number}: cơ quan không hoạt động vào ngày cấp."
            problems.append(Problem("seal_of_dead_agency", message, "agency_id", {"number": seal.number}))
    refuse_if(problems)
    rows = [(s.agency_id, s.kind.value, s.number, s.issued_on, s.is_simulated) for s in seals]
    with connection.cursor() as cursor:
        cursor.execute(ISSUE, [now, *([row[i] for row in rows] for i in range(5))])
    reference.bump()
    note(count=len(rows))
    return queries.seals_by_number(numbers=tuple(numbers))


@command("seals.recall")
def recall_seals(
    *,
    actor: Actor,
    now: datetime,
    numbers: Sequence[str],
    day: date,
    minutes: str,
    destroyed_on: date | None = None,
    agency_id: int | None = None,
) -> tuple[SealRecord, ...]:
    """Recall seals from `day` on, all or none; `minutes` names the paper that says so.

    Raises `Refused` for a seal that is not there, was recalled before or was not out yet.
    """
    found = queries.seals_by_number(numbers=tuple(numbers))
    _within(actor, agency_id, found)
    problems = [p for seal in found for p in rules.recall_problems(
        number=seal.number, issued_on=seal.issued_on, recalled_on=seal.recalled_on, day=day
    )]  # fmt: skip
    for number in sorted(set(numbers) - {seal.number for seal in found}):
        message = "Không có con dấu số {number}."
        problems.append(Problem("no_seal", message, "number", {"number": number}))
    if not minutes.strip():
        problems.append(Problem("seal_without_minutes", "Hãy ghi số biên bản thu hồi.", "minutes"))
    if destroyed_on is not None and destroyed_on < day:
        problems.append(Problem("seal_destroyed_early", "Ngày hủy phải từ ngày thu hồi.", "destroyed_on"))
    refuse_if(problems)
    with connection.cursor() as cursor:
        cursor.execute(RECALL, [day, destroyed_on, minutes, list(numbers)])
    reference.bump()
    note(count=len(found), day=str(day))
    return queries.seals_by_number(numbers=tuple(numbers))


@command("seals.give_back")
def give_back_seals(
    *, actor: Actor, now: datetime, numbers: Sequence[str], agency_id: int | None = None
) -> int:
    """Undo a recall: the seals are out again. Those that were destroyed stay recalled. Gives how many."""
    _within(actor, agency_id, queries.seals_by_number(numbers=tuple(numbers)))
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [list(numbers)])
        count = int(cursor.rowcount)
    reference.bump()
    note(count=count)
    return count


@command("seals.load", by=frozenset())
def load_seals(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Know the seals of a province (rows as `rules.SEALS`); those in the register stay as they are there."""
    known = {row["agency_code"] for row in rows if queries.agency_by_code(code=row["agency_code"])}
    refuse_if(
        located((*rules.seal_faults(rows), *rules.agency_reference_faults(rows, ("agency_code",), known)))
    )
    columns: list[list[str | bool | None]] = [
        [row[c] for row in rows] for c in ("agency_code", "kind", "number")
    ]
    columns += [[row[c] or None for row in rows] for c in ("issued_on", "recalled_on", "destroyed_on")]
    columns += [[row["minutes"] for row in rows], [row["is_simulated"] == "yes" for row in rows]]
    with connection.cursor() as cursor:
        cursor.execute(PUT, [now, *columns])
        added = int(cursor.rowcount)
    if added:
        reference.bump()
    note(count=added)
    return LoadReport(added=added, unchanged=len(rows) - added)


def _within(actor: Actor, agency_id: int | None, seals: Sequence[SealRecord]) -> None:
    agencies = queries.agencies_by_id(agency_ids=frozenset(seal.agency_id for seal in seals))
    within_authority(actor, agency_id, [a.authority_id for a in agencies.values()])
