"""`thongsuot units …`: which units there are on a day, and the line of time of a code."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import language, t

if TYPE_CHECKING:
    from thongsuot.registers.units.queries import Change, ChangeRecord, Found, Life, UnitRecord

app = typer.Typer(
    help=t("Đơn vị hành chính theo ngày.", "Administrative units by day."),
    add_completion=False,
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]
Day = Annotated[str, typer.Argument(help=t("ngày: 01/07/2025 hoặc 2025-07-01", "day: 2025-07-01"))]
Code = Annotated[str, typer.Argument(help=t("mã đơn vị", "code of a unit"))]
Level = Annotated[str, typer.Option(help="commune | district | province")]
LEVELS = ("commune", "district", "province")


@app.command(
    help=t("Các tỉnh, hoặc các xã của một tỉnh, trong một ngày.", "Provinces, or a province's communes.")
)
def on(
    day: Day,
    province: Annotated[str, typer.Option(help=t("mã tỉnh, ví dụ 01", "code of a province, e.g. 01"))] = "",
    as_json: AsJson = False,
) -> None:
    from thongsuot.kernel.dates import format_date, parse_date
    from thongsuot.kernel.errors import NotFound

    units = _queries()
    when = parse_date(day, "day")
    found = units.provinces(day=when)
    if province:
        owner = units.unit_on(code=province, day=when, level="province")
        if owner.exact is None:
            raise NotFound(*owner.reasons)
        found = units.communes_of(province_code=province, day=when)
    body = {
        "day": when,
        "province": province or None,
        "count": len(found),
        "units": [_plain(u) for u in found],
    }
    title = t("{count} đơn vị ngày {day}", "{count} units on {day}").format(
        count=len(found), day=format_date(when)
    )
    console.emit(body, as_json, lambda: console.table(_headings(), [_line(u) for u in found], title=title))


@app.command(help=t("Dòng thời gian của một mã: các đơn vị từng mang mã ấy.", "The line of time of a code."))
def history(code: Code, level: Level = "commune", as_json: AsJson = False) -> None:
    from thongsuot.kernel.errors import NotFound, Problem

    units = _queries()
    lives: Sequence[Life] = units.history(code=code, level=_level(level))
    if not lives:
        raise NotFound(Problem("unit_code_unknown", units.NO_SUCH_CODE, "code", {"code": code}))
    console.emit(
        {"code": code, "lives": [_life(life) for life in lives]}, as_json, lambda: _show_lives(lives)
    )


@app.command(help=t("Đơn vị cũ nay là đơn vị nào.", "What a unit became."))
def successors(code: Code, day: Day, level: Level = "commune", as_json: AsJson = False) -> None:
    from thongsuot.kernel.dates import parse_date

    found = _queries().successors(code=code, day=parse_date(day, "day"), level=_level(level))
    _emit_found(found, as_json)


@app.command(help=t("Đơn vị được lập từ những đơn vị nào.", "What a unit was made from."))
def predecessors(code: Code, day: Day, level: Level = "commune", as_json: AsJson = False) -> None:
    from thongsuot.kernel.dates import parse_date

    found = _queries().predecessors(code=code, day=parse_date(day, "day"), level=_level(level))
    _emit_found(found, as_json)


def _queries() -> Any:
    """The queries, with Django set up: only a command that reads waits for it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    django.setup()
    from django.utils.translation import activate

    from thongsuot.registers.units import queries

    activate(language())

    return queries


def _level(written: str) -> str:
    if written not in LEVELS:
        raise typer.BadParameter(" | ".join(LEVELS), param_hint="--level")
    return written


def _headings() -> tuple[str, ...]:
    return (
        t("Mã", "Code"),
        t("Tên", "Name"),
        t("Mã tỉnh", "Province"),
        t("Từ ngày", "From"),
        t("Đến trước ngày", "Until"),
        t("Theo", "By"),
    )


def _line(u: "UnitRecord") -> tuple[object, ...]:
    from thongsuot.kernel.dates import format_date

    ends = format_date(u.valid_to) if u.valid_to else None
    code = f"{u.code} ({u.other_code})" if u.other_code else u.code
    return code, u.full_name, u.province_code, format_date(u.valid_from), ends, u.origin or None


def _plain(u: "UnitRecord") -> dict[str, Any]:
    return {**asdict(u), "full_name": u.full_name}


def _change(change: "Change") -> dict[str, Any]:
    return {"share": asdict(change.share), "unit": _plain(change.unit)}


def _life(life: "Life") -> dict[str, Any]:
    return {
        "unit_id": life.unit_id,
        "founded": life.founded,
        "abolished": life.abolished,
        "versions": [_plain(v) for v in life.versions],
        "came_from": [_change(c) for c in life.came_from],
        "went_to": [_change(c) for c in life.went_to],
        "changes": [asdict(c) for c in life.changes],
    }


def _show_lives(lives: Sequence["Life"]) -> None:
    for life in lives:
        title = f"{life.versions[0].full_name} · {life.versions[0].code}"
        if life.founded is None:
            title += t(" · có từ trước khi dữ liệu bắt đầu", " · older than the data")
        console.table(_headings(), [_line(v) for v in life.versions], title=title)
        for heading, changes in (
            (t("Được lập từ", "Made from"), life.came_from),
            (t("Chuyển thành", "Became"), life.went_to),
        ):
            others = [c for c in changes if c.unit.id != life.unit_id]
            if others:
                console.table(_change_headings(), [_change_line(c) for c in others], title=heading)
        if life.changes:
            rows = [_legal_line(c) for c in life.changes]
            console.table(_legal_headings(), rows, title=t("Các thay đổi đã ghi", "Recorded changes"))


def _change_headings() -> tuple[str, ...]:
    return (
        t("Mã", "Code"),
        t("Tên", "Name"),
        t("Ngày", "Day"),
        t("Ghi trong bảng chuyển đổi", "Official wording"),
        t("Nghị quyết, khoản", "Resolution, clause"),
    )


def _change_line(change: "Change") -> tuple[object, ...]:
    from thongsuot.kernel.dates import format_date

    share, u = change.share, change.unit
    name = f"{u.full_name}: {share.part_name}" if share.part_name else u.full_name
    by = ", ".join(part for part in (share.resolution, share.clause) if part)
    return u.code, name, format_date(share.day), share.note or share.kind, by or None


def _legal_headings() -> tuple[str, ...]:
    return t("Ngày", "Day"), t("Thay đổi", "Change"), t("Nghị quyết, khoản", "Resolution, clause")


def _legal_line(change: "ChangeRecord") -> tuple[object, ...]:
    from django.utils.translation import gettext

    from thongsuot.kernel.dates import format_date
    from thongsuot.registers.units.rules import TITLES

    said = gettext(TITLES[change.kind])
    if change.counter_of is not None:
        said += t(" · hoàn nguyên thay đổi {id}", " · undoes change {id}").format(id=change.counter_of)
    by = ", ".join(part for part in (change.act, change.clause) if part)
    return format_date(change.effective), said, by


def _how_sure(found: "Found") -> str:
    return {
        "exact": t("Chắc chắn", "Exact"),
        "candidates": t("Có nhiều khả năng", "Candidates"),
        "unknown": t("Không xác định", "Unknown"),
    }[str(found.outcome)]


def _emit_found(found: "Found", as_json: bool) -> None:
    from django.utils.translation import gettext

    reasons = [
        {"code": reason.code, "detail": gettext(reason.message).format(**reason.params)}
        for reason in found.reasons
    ]
    body = {
        "outcome": str(found.outcome),
        "units": [_plain(u) for u in found.units],
        "reasons": reasons,
        "shares": [asdict(share) for share in found.shares],
    }

    def show() -> None:
        console.table(_headings(), [_line(u) for u in found.units], title=_how_sure(found))
        for reason in reasons:
            console.out().print(f"• {reason['detail']}", highlight=False, markup=False)

    console.emit(body, as_json, show)
