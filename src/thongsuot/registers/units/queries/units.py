"""Units by code, by identity and by place in the tree, on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.names import sort_key
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units.queries.records import Found, UnitRecord
from thongsuot.registers.units.rules import Level, Outcome, UnitType

SELECT = """select v.unit_id, v.id, v.code, v.other_code, v.name, v.type, v.level, v.parent_id, v.province_id,
  p.first_code, lower(v.valid), upper(v.valid), v.origin
  from unit_version v join unit p on p.id = v.province_id where """
NO_SUCH_CODE = "Không có đơn vị hành chính nào mang mã {code}."
NO_SUCH_UNIT = "Không có đơn vị hành chính nào mang số {id} trong sổ đăng ký."
BELIEVED = "v.withdrawn_at is null"
# Not `valid @> day`: to a table that was just loaded and never analysed, its index looks better than the key's.
ON_DAY = "lower(v.valid) <= %s and coalesce(upper(v.valid), 'infinity') > %s"
BELIEVED_AT = "v.recorded_at <= %s and (v.withdrawn_at is null or v.withdrawn_at > %s)"


def fetch(where: str, *params: Any) -> list[UnitRecord]:
    """The versions that a condition on `v` finds, in order of time."""
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT}{where} order by lower(v.valid), v.code", params)
        return [_record(row) for row in cursor.fetchall()]


def _record(row: Sequence[Any]) -> UnitRecord:
    values = [*row]
    values[5:7] = UnitType(row[5]), Level(row[6])
    return UnitRecord(*values)


def _by_name(found: list[UnitRecord]) -> tuple[UnitRecord, ...]:
    return tuple(sorted(found, key=lambda u: (sort_key(u.name), u.code)))


@remembered
def unit_on(*, code: str, day: date, level: str = "commune", known_at: datetime | None = None) -> Found:
    """The unit that bore a code on a day. Codes are reused, so the day is part of the question.

    level: province, district or commune. known_at: as the register knew it then (default: as it knows now).
    A unit is also found by its other code. Before the register's first day the earliest unit is a candidate.
    """
    where, params = believed(known_at)
    if not (code.isascii() and code.isalnum()):
        return _unknown_code(code)
    versions = fetch(f"{where} and v.level = %s and v.code = %s", *params, level, code)
    on_day = [v for v in versions if v.holds(day)]
    if on_day:
        return Found(Outcome.EXACT, tuple(on_day))
    others = fetch(
        f"{where} and v.level = %s and v.other_code = %s and v.other_code <> ''", *params, level, code
    )
    named = [v for v in others if v.holds(day)]
    if named:
        reason = Problem(
            "unit_other_code",
            "Mã {code} là cách ghi khác của mã {now}.",
            "code",
            {"code": code, "now": named[0].code},
        )
        return Found(Outcome.EXACT if len(named) == 1 else Outcome.CANDIDATES, tuple(named), (reason,))
    return _not_on(code, day, versions or others)


def believed(known_at: datetime | None) -> tuple[str, tuple[datetime, ...]]:
    """The condition on `v` for what the register believed at an instant (None: believes now), and its values."""
    return (BELIEVED, ()) if known_at is None else (BELIEVED_AT, (known_at, known_at))


def _unknown_code(code: str) -> Found:
    return Found(Outcome.UNKNOWN, (), (Problem("unit_code_unknown", NO_SUCH_CODE, "code", {"code": code}),))


def _not_on(code: str, day: date, versions: list[UnitRecord]) -> Found:
    """Why no unit bears the code on the day: it came later, it ended, or nobody knows it."""
    if not versions:
        return _unknown_code(code)
    first, last = versions[0], versions[-1]
    params = {"code": code, "day": format_date(day)}
    if day < first.valid_from:
        return _before(first, params)
    ended = [v for v in versions if v.valid_to is not None and v.valid_to <= day][-1:] or [last]
    params |= {"name": ended[0].full_name, "end": format_date(ended[0].valid_to or day)}
    message = "Mã {code} là của {name}, đã hết hiệu lực từ {end}. Hãy xem đơn vị kế tiếp."
    return Found(Outcome.UNKNOWN, (), (Problem("unit_ended", message, "code", params),))


def _before(first: UnitRecord, params: dict[str, str]) -> Found:
    params |= {"name": first.full_name, "start": format_date(first.valid_from)}
    with connection.cursor() as cursor:
        cursor.execute("select founded is null from unit where id = %s", [first.id])
        row = cursor.fetchone()
    if row and row[0]:
        message = "Dữ liệu bắt đầu từ {start}; khi đó mã {code} là {name}. Ngày {day} có thể đã khác."
        return Found(Outcome.CANDIDATES, (first,), (Problem("unit_before_register", message, "day", params),))
    message = "Ngày {day} chưa có mã {code}: {name} được lập ngày {start}."
    return Found(Outcome.UNKNOWN, (), (Problem("unit_not_yet", message, "day", params),))


@remembered
def unit(*, unit_id: int, day: date, known_at: datetime | None = None) -> UnitRecord | None:
    """What a unit is on a day, None when it does not live then."""
    where, params = believed(known_at)
    found = fetch(f"{where} and v.unit_id = %s and {ON_DAY}", *params, unit_id, day, day)
    return found[0] if found else None


@remembered
def unit_version(*, version_id: int) -> UnitRecord | None:
    """A version by its own id, also a withdrawn one: a dossier keeps the one it was born under."""
    found = fetch("v.id = %s", version_id)
    return found[0] if found else None


@remembered
def units_by_id(
    *, unit_ids: frozenset[int], day: date, known_at: datetime | None = None
) -> dict[int, UnitRecord]:
    """What several units are on a day, by id; those that do not live then are left out."""
    where, params = believed(known_at)
    found = fetch(f"{where} and v.unit_id = any(%s) and {ON_DAY}", *params, list(unit_ids), day, day)
    return {u.id: u for u in found}


@remembered
def children(*, unit_id: int, day: date, known_at: datetime | None = None) -> Found:
    """The units directly below a unit, by name: a province's districts, since 2025-07-01 its communes.

    Exact and empty: it lived that day and had none. Before the register's first day those of that day are candidates.
    """
    below = _below(unit_id, day, known_at)
    if below:
        return Found(Outcome.EXACT, below)
    where, params = believed(known_at)
    versions = fetch(f"{where} and v.unit_id = %s", *params, unit_id)
    if not versions:
        return Found(Outcome.UNKNOWN, (), (Problem("unit_unknown", NO_SUCH_UNIT, "unit", {"id": unit_id}),))
    if any(version.holds(day) for version in versions):
        return Found(Outcome.EXACT)
    found = _not_on(versions[-1].code, day, versions)
    if found.outcome is Outcome.UNKNOWN:
        return found
    return replace(found, units=_below(unit_id, versions[0].valid_from, known_at))


def _below(unit_id: int, day: date, known_at: datetime | None) -> tuple[UnitRecord, ...]:
    where, params = believed(known_at)
    return _by_name(fetch(f"{where} and v.parent_id = %s and {ON_DAY}", *params, unit_id, day, day))


@remembered
def provinces(*, day: date, known_at: datetime | None = None) -> tuple[UnitRecord, ...]:
    """All provinces and cities of a day, by name."""
    where, params = believed(known_at)
    return _by_name(fetch(f"{where} and v.level = 'province' and {ON_DAY}", *params, day, day))


@remembered
def communes_of(*, province_code: str, day: date, known_at: datetime | None = None) -> tuple[UnitRecord, ...]:
    """All communes of a province on a day, by name; empty when no province bears the code then."""
    province = unit_on(code=province_code, day=day, level="province", known_at=known_at).exact
    if province is None:
        return ()
    where, params = believed(known_at)
    condition = f"{where} and v.level = 'commune' and v.province_id = %s and {ON_DAY}"
    return _by_name(fetch(condition, *params, province.id, day, day))
