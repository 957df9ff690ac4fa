"""The line of time of a unit: where it came from, when, by which clause, and what became of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.edges.portal import province
from thongsuot.edges.portal.page import no_such, page, plain
from thongsuot.kernel.dates import format_date
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.queries import Change, Life, UnitRecord
from thongsuot.registers.units.rules import EdgeKind, Level

LEVELS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}
KINDS = {
    EdgeKind.WHOLE: "toàn bộ",
    EdgeKind.PART: "một phần",
    EdgeKind.AREA_ONLY: "một phần diện tích, không có dân cư",
    EdgeKind.AREA_PART_POP_ALL: "một phần diện tích và toàn bộ dân cư",
    EdgeKind.POP_PART: "một phần dân cư",
}


@dataclass(frozen=True, slots=True)
class Side:
    """The unit on the other side of a change: `how` says what of it came or went."""

    name: str
    code: str
    how: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One day in the life of a unit. `by` names act and clause, "" when the sources do not tell."""

    day: str
    title: str
    name: str
    sides: tuple[Side, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Line:
    """The life of one unit that bore the code. `state`: what may be said of it today."""

    name: str
    is_living: bool
    moments: tuple[Moment, ...]


@page
def unit(request: Request, code: str) -> HttpResponse:
    """Every unit that ever bore the code, the latest first, each with its line of time."""
    wanted = plain(code)
    level = LEVELS.get(len(wanted), Level.COMMUNE)
    lives = units.history(code=wanted, level=level.value)
    if not lives:
        raise no_such("Không có đơn vị hành chính nào mang mã này. Hãy xem lại mã.")
    lines = [_line(life, request.day) for life in reversed(lives)]
    here = province.home(request.day)
    latest = lives[-1].versions[-1]
    is_ours = here is not None and lines[0].is_living and latest.province_id == here.id
    context = {
        "part": "points",
        "code": latest.code,
        "line": lines[0],
        "earlier": lines[1:],
        "has_points": is_ours and level is Level.COMMUNE,
    }
    return render(request, "portal/unit.html", context)


def _line(life: Life, day: date) -> Line:
    last = life.versions[-1]
    return Line(last.full_name, last.valid_to is None or day < last.valid_to, tuple(_moments(life)))


def _moments(life: Life) -> Iterator[Moment]:
    """The days of a life in order: its beginning, its new names and types, what it took in and gave away."""
    days = {v.valid_from for v in life.versions} | {c.share.day for c in (*life.came_from, *life.went_to)}
    for day in sorted(days):
        came = [c for c in life.came_from if c.share.day == day and c.unit.id != life.unit_id]
        went = [c for c in life.went_to if c.share.day == day and c.unit.id != life.unit_id]
        yield from _of_day(life, day, came, went)


def _of_day(life: Life, day: date, came: list[Change], went: list[Change]) -> Iterator[Moment]:
    version = next((v for v in life.versions if v.valid_from == day), None)
    before = next((v for v in life.versions if v.valid_to == day), None)
    lives_on = next((v for v in life.versions if v.holds(day)), None)
    told = format_date(day)
    if came and lives_on is not None:
        sides = tuple(_sides(came))
        yield Moment(told, _taking(before is None, came), lives_on.full_name, sides, _by(came, version))
    elif version is not None and before is None:
        older = life.founded is None
        title = _("Có từ trước khi dữ liệu bắt đầu") if older else _("Thành lập")
        yield Moment(told, title, version.full_name, (), version.origin)
    elif version is not None and before is not None:
        yield Moment(told, *_renamed(before, version), (), version.origin)
    if went:
        title = _("Chuyển đi một phần") if lives_on is not None else _("Kết thúc, chuyển thành")
        yield Moment(told, title, "", tuple(_sides(went)), _by(went, None))


def _taking(is_new: bool, came: list[Change]) -> str:
    count = len({c.unit.id for c in came})
    if is_new:
        return ngettext("Lập từ {count} đơn vị", "Lập từ {count} đơn vị", count).format(count=count)
    return ngettext("Nhận thêm từ {count} đơn vị", "Nhận thêm từ {count} đơn vị", count).format(count=count)


def _renamed(before: UnitRecord, after: UnitRecord) -> tuple[str, str]:
    """What changed, and the names before and after."""
    if before.full_name == after.full_name:
        return _("Đổi đơn vị cấp trên"), after.full_name
    title = _("Đổi loại đơn vị") if before.type is not after.type else _("Đổi tên")
    return title, f"{before.full_name} → {after.full_name}"


def _by(changes: Iterable[Change], version: UnitRecord | None) -> str:
    """Acts and clauses, each once."""
    told = dict.fromkeys(", ".join(filter(None, (c.share.clause, c.share.resolution))) for c in changes)
    said = "; ".join(one for one in told if one)
    return said or (version.origin if version else "")


def _sides(changes: Iterable[Change]) -> Iterator[Side]:
    for c in changes:
        how = _(KINDS[c.share.kind])
        share = c.share.people_share
        if share is not None and Decimal(0) < share < 1:
            how = _("{how}, {percent} % dân số").format(how=how, percent=f"{share * 100:.0f}")
        name = f"{c.unit.full_name}: {c.share.part_name}" if c.share.part_name else c.unit.full_name
        yield Side(name, c.unit.code, how)
