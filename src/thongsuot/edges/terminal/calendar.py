"""`thongsuot calendar close|reopen|recalculate`: storms and other changes of the calendar, from the command line."""

import os
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import t

if TYPE_CHECKING:
    from thongsuot.registers.calendars.rules import Supposed

app = typer.Typer(
    help=t("Lịch làm việc và hạn của hồ sơ.", "Working days and due dates."),
    add_completion=False,
    no_args_is_help=True,
)
From = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help=t("từ ngày", "from"))]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=t("đến hết ngày", "until"))]
Unit = Annotated[
    str, typer.Option("--unit", help=t("mã xã, phường; bỏ trống là toàn tỉnh", "code of a commune"))
]
Because = Annotated[
    str, typer.Option("--because", help=t("lý do người dân đọc", "the reason, as people read it"))
]
Preview = Annotated[bool, typer.Option("--preview", help=t("chỉ xem trước", "change nothing"))]
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]


@app.command(
    help=t("Ghi các ngày đóng cửa; hạn dời trong nền.", "Close offices; due dates move in the background.")
)
def close(
    day: From, because: Because, to: To = None, unit: Unit = "",
    decision: Annotated[str, typer.Option("--decision", help=t("số văn bản", "its document"))] = "",
    preview: Preview = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Close, or see what closing would move."""
    _change(day, to, unit, because, decision, is_reopening=False, preview=preview, as_json=as_json)


@app.command(help=t("Bỏ các ngày đóng cửa.", "Take closures back."))
def reopen(
    day: From,
    because: Because,
    to: To = None,
    unit: Unit = "",
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Reopen, or see what reopening would move."""
    _change(day, to, unit, because, "", is_reopening=True, preview=preview, as_json=as_json)


@app.command(
    help=t("Tính lại hạn đang mở theo lịch hiện nay.", "Recompute open due dates by the present calendar.")
)
def recalculate(
    day: From,
    because: Because,
    to: To = None,
    unit: Unit = "",
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Recompute now, or see what it would move."""
    place = _place(unit)
    first, last = day.date(), (to or day).date()
    if preview:
        _say_preview(place, first, last, because, None, as_json)
        return
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.dossiers import services

    done = services.recalculate(
        actor=SYSTEM, now=datetime.now(UTC), authority_id=place[0], unit_id=place[1], from_day=first, to_day=last,
        because=because,
    )  # fmt: skip
    found = {**asdict(done), "run": str(done.run)}
    console.emit(found, as_json, lambda: console.table(("", ""), list(found.items())))


def _place(unit: str) -> tuple[int, int | None]:
    """The province, and the unit's id where a code was given. Raises NotFound."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    from thongsuot.kernel.dates import local_day
    from thongsuot.kernel.errors import NotFound, Problem
    from thongsuot.registers.units import queries as units

    home = units.home_authority()
    if home is None:
        raise NotFound(Problem("no_province", "Chưa nạp gói của tỉnh nào.", "pack"))
    if not unit:
        return home, None
    found = units.unit_on(code=unit, day=local_day(datetime.now(UTC))).exact
    if found is None:
        raise NotFound(Problem("no_such_unit", "Không có đơn vị mang mã {code}.", "unit", {"code": unit}))
    return home, found.id


def _change(
    day: datetime, to: datetime | None, unit: str, because: str, decision: str, *, is_reopening: bool,
    preview: bool, as_json: bool,
) -> None:  # fmt: skip
    home, unit_id = _place(unit)
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.registers.calendars import queries, rules, services
    from thongsuot.registers.units import queries as units

    first, last = day.date(), (to or day).date()
    if preview:
        calendar = queries.calendar_for(authority_id=home, unit_id=unit_id, day=first)
        days = rules.closure_days(calendar=calendar, day=first, to_day=last)
        if is_reopening:
            days = tuple(sorted(c.day for c in queries.closures(authority_id=home) if first <= c.day <= last))
        supposed = rules.Supposed(days, unit_id, because, is_reopening)
        _say_preview((home, unit_id), first, last, because, supposed, as_json)
        return
    agency = units.agencies_of(authority_id=home, day=first, kind="province_committee")[0]
    given: dict[str, Any] = {
        "actor": SYSTEM, "now": datetime.now(UTC), "agency_id": agency.id, "unit_id": unit_id, "day": first,
        "to_day": last, "reason": because,
    }  # fmt: skip
    days = services.reopen(**given) if is_reopening else services.close(**given, decision=decision)
    found: dict[str, Any] = {
        "days": [one.isoformat() for one in days],
        "unit": unit,
        "reopened": is_reopening,
    }
    console.emit(
        found, as_json, lambda: console.table((t("Ngày", "Day"),), [(one,) for one in found["days"]])
    )


def _say_preview(
    place: tuple[int, int | None],
    first: date,
    last: date,
    because: str,
    supposed: "Supposed | None",
    as_json: bool,
) -> None:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.registers.units import queries as units
    from thongsuot.work.dossiers import queries

    window = queries.Window(place[0], first, last, place[1], supposed)
    seen = queries.recalculation_preview(viewer=SYSTEM, now=datetime.now(UTC), window=window, because=because)
    names = units.agencies_by_id(agency_ids=frozenset(one.agency_id for one in seen.agencies))
    found = {
        "looked_at": seen.looked_at, "groups": seen.groups, "moved": seen.moved, "become_late": seen.become_late,
        "no_longer_late": seen.no_longer_late, "unknown": seen.unknown,
        "agencies": [{**asdict(one), "name": names[one.agency_id].name} for one in seen.agencies],
        "lines": [asdict(line) for line in seen.lines],
    }  # fmt: skip
    console.emit(found, as_json, lambda: _show(found))


def _show(found: dict[str, Any]) -> None:
    console.table(
        ("", ""), [(key, found[key]) for key in ("looked_at", "moved", "become_late", "no_longer_late")]
    )
    heads = (
        t("Cơ quan", "Agency"),
        t("Dời hạn", "Moved"),
        t("Hết quá hạn", "No longer late"),
        t("Quá hạn", "Late"),
    )
    console.table(
        heads, [(a["name"], a["moved"], a["no_longer_late"], a["become_late"]) for a in found["agencies"]]
    )
    columns = (t("Hồ sơ", "Dossier"), t("Hạn cũ", "Old"), t("Hạn mới", "New"))
    console.table(columns, [(line["code"], line["old_at"], line["new_at"]) for line in found["lines"]])
