"""What became of a unit, where it came from, and the whole line of time of a code."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.records import Change, Found, Life, ShareRecord, UnitRecord
from thongsuot.registers.units.queries.units import BELIEVED, ON_DAY, fetch, unit_on
from thongsuot.registers.units.rules import EdgeKind, Level, Outcome, people_follow_one

SELECT = """select s.old_id, s.new_id, s.day, s.kind, s.part_name, s.note, s.correction,
  s.resolution, s.clause from unit_share s where s.withdrawn_at is null and """
_DAY = timedelta(days=1)


def _shares(where: str, *params: Any) -> list[ShareRecord]:
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT}{where} order by s.day, s.id", params)
        return [_share(row) for row in cursor.fetchall()]


def _share(row: Sequence[Any]) -> ShareRecord:
    values = [*row]
    values[3] = EdgeKind(row[3])
    return ShareRecord(*values)


def _units(ids: Iterable[int], day: date) -> tuple[UnitRecord, ...]:
    """The units as they are on a day, each once, in the order of their codes."""
    found = fetch(f"{BELIEVED} and v.unit_id = any(%s) and {ON_DAY}", list(set(ids)), day, day)
    return tuple(sorted(found, key=lambda u: (u.level != Level.COMMUNE, u.code)))


@remembered
def successors(*, code: str, day: date, level: str = "commune") -> Found:
    """The units that took over from the unit which bore `code` on `day`, at its next change.

    Exact when one unit took everything, or nothing has changed (then the unit itself, no shares);
    candidates when it was split, with the shares that say who took what.
    """
    return _followed(code, day, level, residents=False)


@remembered
def residents_go_to(*, code: str, day: date, level: str = "commune") -> Found:
    """As `successors`, asked for people: exact also for a split unit whose people all went to one unit."""
    return _followed(code, day, level, residents=True)


def _followed(code: str, day: date, level: str, residents: bool) -> Found:
    start = unit_on(code=code, day=day, level=level)
    if len(start.units) != 1:
        return start
    old = start.units[0]
    later = _shares("s.old_id = %s and s.day > %s and s.part_name = ''", old.id, max(day, old.valid_from))
    if not later:
        return _without_share(old, start)
    shares = tuple(share for share in later if share.day == later[0].day)
    if residents and people_follow_one([share.kind for share in shares]):
        shares = tuple(share for share in shares if share.kind is not EdgeKind.AREA_ONLY)
    units = _units((share.new_id for share in shares), shares[0].day)
    if len(units) == 1:
        return Found(start.outcome, units, start.reasons, shares)
    return Found(Outcome.CANDIDATES, units, (*start.reasons, _split(old, units, shares)), shares)


def _without_share(old: UnitRecord, start: Found) -> Found:
    lasting = fetch(f"{BELIEVED} and v.unit_id = %s", old.id)
    if lasting[-1].valid_to is None:
        return Found(start.outcome, (lasting[-1],), start.reasons)
    params = {"name": old.full_name, "end": format_date(lasting[-1].valid_to)}
    message = "{name} kết thúc ngày {end} và không có đơn vị nào cùng cấp thay thế."
    return Found(
        Outcome.UNKNOWN, (), (*start.reasons, Problem("unit_without_successor", message, "code", params))
    )


def _split(old: UnitRecord, units: Sequence[UnitRecord], shares: Sequence[ShareRecord]) -> Problem:
    """Why a split unit has several successors, and what it takes to know which."""
    names = ", ".join(u.full_name for u in units)
    if people_follow_one([share.kind for share in shares]):
        home = next(s.new_id for s in shares if s.kind is not EdgeKind.AREA_ONLY)
        people = next(u.full_name for u in units if u.id == home)
        message = "{name} được chia cho {names}; toàn bộ dân cư về {people}."
        params = {"name": old.full_name, "names": names, "people": people}
        return Problem("unit_split_area", message, "code", params)
    message = "{name} được chia cho {names}: cần biết đường, thôn hoặc tổ dân phố."
    return Problem("unit_split", message, "code", {"name": old.full_name, "names": names})


@remembered
def predecessors(*, code: str, day: date, level: str = "commune") -> Found:
    """The units from which the unit that bears `code` on `day` was made, at its last change.

    Exact when it came from one unit (or has not changed since the register begins: the unit itself);
    candidates when from several: a thing now in the unit may have been in any of them.
    """
    start = unit_on(code=code, day=day, level=level)
    if len(start.units) != 1:
        return start
    new = start.units[0]
    earlier = _shares("s.new_id = %s and s.day <= %s", new.id, day)
    if not earlier:
        return Found(start.outcome, (new,), start.reasons)
    shares = tuple(share for share in earlier if share.day == earlier[-1].day)
    units = _units((share.old_id for share in shares), shares[0].day - _DAY)
    if len(units) == 1:
        return Found(start.outcome, units, start.reasons, shares)
    message = "{name} được lập từ {count} đơn vị."
    reason = Problem("unit_joined", message, "code", {"name": new.full_name, "count": len(units)})
    return Found(Outcome.CANDIDATES, units, (*start.reasons, reason), shares)


@remembered
def history(*, code: str, level: str = "commune") -> tuple[Life, ...]:
    """The line of time of a code: every unit that ever bore it, in order. Empty for a code nobody bore."""
    if not code.isalnum():
        return ()
    found = fetch(f"{BELIEVED} and v.level = %s and (v.code = %s or v.other_code = %s)", level, code, code)
    ids = list(dict.fromkeys(u.id for u in found))
    with connection.cursor() as cursor:
        cursor.execute("select id, founded, abolished from unit where id = any(%s)", [ids])
        dates = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    versions = fetch(f"{BELIEVED} and v.unit_id = any(%s)", ids)
    shares = _shares("(s.old_id = any(%s) or s.new_id = any(%s))", ids, ids)
    sides = _sides(shares)
    return tuple(
        Life(
            unit_id,
            dates[unit_id][0],
            dates[unit_id][1],
            tuple(v for v in versions if v.id == unit_id),
            _ordered(Change(s, sides[s.old_id, s.day - _DAY]) for s in shares if s.new_id == unit_id),
            _ordered(Change(s, sides[s.new_id, s.day]) for s in shares if s.old_id == unit_id),
        )
        for unit_id in ids
    )


def _ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda c: (c.share.day, c.unit.level != Level.COMMUNE, c.unit.code)))


def _sides(shares: Sequence[ShareRecord]) -> dict[tuple[int, date], UnitRecord]:
    """Both sides of each share: the old unit on the eve, the new one on the day."""
    sides: dict[tuple[int, date], UnitRecord] = {}
    for day in dict.fromkeys(share.day for share in shares):
        of_day = [share for share in shares if share.day == day]
        sides |= {(u.id, day - _DAY): u for u in _units((s.old_id for s in of_day), day - _DAY)}
        sides |= {(u.id, day): u for u in _units((s.new_id for s in of_day), day)}
    return sides
