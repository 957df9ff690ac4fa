"""The whole line of time of a code, who stands for a unit after several changes, and the changes themselves."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.changes import WHOLE_UNIT, shares_where, units_in_order
from thongsuot.registers.units.queries.records import (
    Change,
    ChangeRecord,
    Heir,
    Life,
    ShareRecord,
    UnitRecord,
)
from thongsuot.registers.units.queries.units import believed, fetch, unit_on
from thongsuot.registers.units.rules import ChangeKind, Level, Step
from thongsuot.registers.units.rules import heirs as composed

CHANGES = """select c.id, c.kind, c.act, c.clause, c.effective, c.happens_at, c.source, c.counter_of_id,
   c.withdrawn_at,
   array(select unit_id from unit_change_unit x where x.change_id = c.id and role = 'old' order by 1),
   array(select unit_id from unit_change_unit x where x.change_id = c.id and role = 'new' order by 1)
  from unit_change c where """
CHANGES_BELIEVED = "c.withdrawn_at is null"
CHANGES_BELIEVED_AT = "c.recorded_at <= %s and (c.withdrawn_at is null or c.withdrawn_at > %s)"
_DAY = timedelta(days=1)
Known = datetime | None


def _changes(known_at: Known, where: str, *params: Any) -> tuple[ChangeRecord, ...]:
    believed_then = CHANGES_BELIEVED if known_at is None else CHANGES_BELIEVED_AT
    known = () if known_at is None else (known_at, known_at)
    with connection.cursor() as cursor:
        cursor.execute(f"{CHANGES}{believed_then} and {where} order by c.effective, c.id", [*known, *params])
        return tuple(_record(row) for row in cursor.fetchall())


def _record(row: Sequence[Any]) -> ChangeRecord:
    values = [*row]
    values[1], values[9], values[10] = ChangeKind(row[1]), tuple(row[9]), tuple(row[10])
    return ChangeRecord(*values)


@remembered
def changes(
    *, effective: date | None = None, act: str | None = None, known_at: Known = None
) -> tuple[ChangeRecord, ...]:
    """The legal changes of a day, of an act, or all; those that were withdrawn are left out."""
    where = "(%s::date is null or c.effective = %s) and (%s::text is null or c.act = %s)"
    return _changes(known_at, where, effective, effective, act, act)


@remembered
def change(*, change_id: int) -> ChangeRecord | None:
    """A legal change, also one that was withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(f"{CHANGES} c.id = %s", [change_id])
        row = cursor.fetchone()
    return _record(row) if row else None


@remembered
def heirs(
    *, code: str, day: date, on: date, level: str = "commune", known_at: Known = None
) -> tuple[Heir, ...]:
    """Who stands on the day `on` for the unit that bore `code` on `day`, over as many changes as there were.

    Shares are composed: a half of a third is a sixth; an unknown part stays unknown. By code; empty when no
    unit bore the code, or its last heir ended without a successor.
    """
    start = unit_on(code=code, day=day, level=level, known_at=known_at).exact
    if start is None:
        return ()
    shares = _all_later(start.id, max(day, start.valid_from), on, known_at)
    steps = [Step(s.old_id, s.new_id, s.day, s.area_share, s.people_share) for s in shares]
    held = composed(start.id, steps)
    return tuple(
        Heir(unit, held[unit.id].area, held[unit.id].people, _path(unit.id, shares))
        for unit in units_in_order(held, on, known_at)
    )


def _all_later(unit_id: int, day: date, until: date, known_at: Known) -> list[ShareRecord]:
    """Every share that follows from the unit, step by step; each heir counts from the day it took over."""
    found: dict[tuple[int, int, date, str], ShareRecord] = {}
    since = {unit_id: day}
    while since:
        where = f"s.old_id = any(%s) and s.day > %s and s.day <= %s and {WHOLE_UNIT}"
        later = shares_where(known_at, where, list(since), min(since.values()), until)
        fresh: dict[int, date] = {}
        for share in later:
            key = (share.old_id, share.new_id, share.day, share.part_name)
            if share.day > since[share.old_id] and key not in found:
                found[key] = share
                if share.new_id != share.old_id:
                    fresh[share.new_id] = min(share.day, fresh.get(share.new_id, share.day))
        since = fresh
    return sorted(found.values(), key=lambda s: s.day)


def _path(unit_id: int, shares: Sequence[ShareRecord]) -> tuple[ShareRecord, ...]:
    """The shares by which something came to the unit, earliest first."""
    wanted, path = {unit_id}, []
    for share in reversed(shares):
        if share.new_id in wanted and share.old_id != share.new_id:
            wanted.add(share.old_id)
            path.append(share)
    return tuple(reversed(path))


@remembered
def history(*, code: str, level: str = "commune", known_at: Known = None) -> tuple[Life, ...]:
    """The line of time of a code: every unit that ever bore it, in order. Empty for a code nobody bore."""
    if not (code.isascii() and code.isalnum()):
        return ()
    where, known = believed(known_at)
    found = fetch(
        f"{where} and v.level = %s and (v.code = %s or v.other_code = %s)", *known, level, code, code
    )
    ids = list(dict.fromkeys(u.id for u in found))
    with connection.cursor() as cursor:
        cursor.execute("select id, founded, abolished from unit where id = any(%s)", [ids])
        dates = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    versions = fetch(f"{where} and v.unit_id = any(%s)", *known, ids)
    shares = shares_where(known_at, "(s.old_id = any(%s) or s.new_id = any(%s))", ids, ids)
    sides = _sides(shares, known_at)
    told = _changes(
        known_at,
        "exists (select 1 from unit_change_unit x where x.change_id = c.id and x.unit_id = any(%s))",
        ids,
    )
    return tuple(
        Life(
            unit_id,
            *dates[unit_id],
            tuple(v for v in versions if v.id == unit_id),
            _ordered(Change(s, sides[s.old_id, s.day - _DAY]) for s in shares if s.new_id == unit_id),
            _ordered(Change(s, sides[s.new_id, s.day]) for s in shares if s.old_id == unit_id),
            tuple(c for c in told if unit_id in (*c.old, *c.new)),
        )
        for unit_id in ids
    )


def _ordered(lines: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(lines, key=lambda c: (c.share.day, c.unit.level != Level.COMMUNE, c.unit.code)))


def _sides(shares: Sequence[ShareRecord], known_at: Known) -> dict[tuple[int, date], UnitRecord]:
    """Both sides of each share: the old unit on the eve, the new one on the day."""
    sides: dict[tuple[int, date], UnitRecord] = {}
    for day in dict.fromkeys(share.day for share in shares):
        of_day = [share for share in shares if share.day == day]
        before = units_in_order((s.old_id for s in of_day), day - _DAY, known_at)
        sides |= {(u.id, day - _DAY): u for u in before}
        sides |= {(u.id, day): u for u in units_in_order((s.new_id for s in of_day), day, known_at)}
    return sides
