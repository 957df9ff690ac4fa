"""What became of a unit and where it came from, at its next or last change."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.records import Found, ShareRecord, UnitRecord
from thongsuot.registers.units.queries.units import ON_DAY, believed, fetch, unit_on
from thongsuot.registers.units.rules import EdgeKind, Level, Outcome, known_shares, people_follow_one

SELECT = """select s.old_id, s.new_id, s.day, s.kind, s.part_name, s.note, s.correction,
  s.resolution, s.clause, s.area_share, s.people_share, s.change_id from unit_share s where """
SHARES_BELIEVED = "s.withdrawn_at is null"
SHARES_BELIEVED_AT = "s.recorded_at <= %s and (s.withdrawn_at is null or s.withdrawn_at > %s)"
# The official table names areas of districts in words only; in a recorded change a named area is a part like others.
WHOLE_UNIT = "(s.part_name = '' or s.change_id is not null)"
_DAY = timedelta(days=1)
Known = datetime | None


def shares_where(known_at: Known, where: str, *params: Any) -> list[ShareRecord]:
    """The shares that a condition on `s` finds, as the register believed at an instant, by day."""
    believed_then = SHARES_BELIEVED if known_at is None else SHARES_BELIEVED_AT
    known = () if known_at is None else (known_at, known_at)
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT}{believed_then} and {where} order by s.day, s.id", [*known, *params])
        return [_share(row) for row in cursor.fetchall()]


def _share(row: Sequence[Any]) -> ShareRecord:
    values = [*row]
    values[3] = EdgeKind(row[3])
    values[9:11] = known_shares(values[3], row[9], row[10])
    return ShareRecord(*values)


def units_in_order(ids: Iterable[int], day: date, known_at: Known = None) -> tuple[UnitRecord, ...]:
    """The units as they are on a day, each once, in the order of their codes."""
    where, params = believed(known_at)
    found = fetch(f"{where} and v.unit_id = any(%s) and {ON_DAY}", *params, list(set(ids)), day, day)
    return tuple(sorted(found, key=lambda u: (u.level != Level.COMMUNE, u.code)))


@remembered
def successors(*, code: str, day: date, level: str = "commune", known_at: Known = None) -> Found:
    """The units that took over from the unit which bore `code` on `day`, at its next change.

    Exact when one unit took everything, or nothing has changed (then the unit itself, no shares);
    candidates when it was split, with the shares that say who took what. known_at: as the register knew it
    then. Over several changes: `heirs`.
    """
    return _followed(code, day, level, known_at, residents=False)


@remembered
def residents_go_to(*, code: str, day: date, level: str = "commune", known_at: Known = None) -> Found:
    """As `successors`, asked for people: exact also for a split unit whose people all went to one unit."""
    return _followed(code, day, level, known_at, residents=True)


def _followed(code: str, day: date, level: str, known_at: Known, *, residents: bool) -> Found:
    start = unit_on(code=code, day=day, level=level, known_at=known_at)
    if len(start.units) != 1:
        return start
    old = start.units[0]
    condition = f"s.old_id = %s and s.day > %s and {WHOLE_UNIT}"
    later = shares_where(known_at, condition, old.id, max(day, old.valid_from))
    if not later:
        return _without_share(old, start, known_at)
    shares = tuple(share for share in later if share.day == later[0].day)
    if residents and people_follow_one([share.kind for share in shares]):
        shares = tuple(share for share in shares if share.kind is not EdgeKind.AREA_ONLY)
    units = units_in_order((share.new_id for share in shares), shares[0].day, known_at)
    if len(units) == 1:
        return Found(start.outcome, units, start.reasons, shares)
    return Found(Outcome.CANDIDATES, units, (*start.reasons, _split(old, units, shares)), shares)


def _without_share(old: UnitRecord, start: Found, known_at: Known) -> Found:
    where, params = believed(known_at)
    lasting = fetch(f"{where} and v.unit_id = %s", *params, old.id)
    if lasting[-1].valid_to is None:
        return Found(start.outcome, (lasting[-1],), start.reasons)
    ended = {"name": old.full_name, "end": format_date(lasting[-1].valid_to)}
    message = "{name} kết thúc ngày {end} và không có đơn vị nào cùng cấp thay thế."
    return Found(
        Outcome.UNKNOWN, (), (*start.reasons, Problem("unit_without_successor", message, "code", ended))
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
def predecessors(*, code: str, day: date, level: str = "commune", known_at: Known = None) -> Found:
    """The units from which the unit that bears `code` on `day` was made, at its last change.

    Exact when it came from one unit (or has not changed since the register begins: the unit itself);
    candidates when from several: a thing now in the unit may have been in any of them.
    """
    start = unit_on(code=code, day=day, level=level, known_at=known_at)
    if len(start.units) != 1:
        return start
    new = start.units[0]
    earlier = shares_where(known_at, "s.new_id = %s and s.day <= %s", new.id, day)
    if not earlier:
        return Found(start.outcome, (new,), start.reasons)
    shares = tuple(share for share in earlier if share.day == earlier[-1].day)
    units = units_in_order((share.old_id for share in shares), shares[0].day - _DAY, known_at)
    if len(units) == 1:
        return Found(start.outcome, units, start.reasons, shares)
    message = "{name} được lập từ {count} đơn vị."
    reason = Problem("unit_joined", message, "code", {"name": new.full_name, "count": len(units)})
    return Found(Outcome.CANDIDATES, units, (*start.reasons, reason), shares)
