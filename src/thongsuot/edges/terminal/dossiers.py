"""`thongsuot dossiers show CODE`, `… statistics`: one dossier whole (personal data masked), and the numbers of all."""

import os
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from thongsuot.kernel import names
from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import language, t

if TYPE_CHECKING:
    from decimal import Decimal

    from thongsuot.work.dossiers.queries import DossierRecord, StepRecord

app = typer.Typer(help=t("Hồ sơ.", "Dossiers."), add_completion=False, no_args_is_help=True)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@app.command(
    help=t("Xem một hồ sơ: tình trạng, hạn trả, giấy tờ, từng bước.", "One dossier: state, due date, steps.")
)
def show(
    code: Annotated[str, typer.Argument(help=t("mã hồ sơ", "code"))],
    full: Annotated[
        bool, typer.Option("--full", help=t("không che dữ liệu cá nhân", "do not mask personal data"))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))
    ] = False,
) -> None:
    """Print the dossier as SYSTEM sees it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    found = gather(code, full=full)
    console.emit(found, as_json, lambda: _show(found))


def gather(code: str, *, full: bool) -> dict[str, Any]:
    """The dossier as one object with stable keys. Raises NotFound."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.kernel.errors import NotFound, Problem
    from thongsuot.work.dossiers import queries

    record = queries.dossier_by_code(viewer=SYSTEM, code=code)
    if record is None:
        raise NotFound(
            Problem("dossier_unknown", "Không có hồ sơ mang mã {code}.", "code", params={"code": code})
        )
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=record.id)
    papers = queries.papers_of(viewer=SYSTEM, dossier_id=record.id)
    return {
        **_facts(record, full=full),
        **_places(record),
        "papers": [asdict(paper) for paper in papers],
        "steps": [_step(step) for step in steps],
    }


def _facts(record: "DossierRecord", *, full: bool) -> dict[str, Any]:
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.dossiers import queries

    return {
        "code": record.code,
        "id": record.id,
        "state": record.state.value,
        "national_status": queries.national_statuses(viewer=SYSTEM, found=[record])[record.id],
        "channel": record.channel,
        "received_at": record.received_at,
        "due_at": record.due_at,
        "due_trace": list(record.due_trace),
        "finished_at": record.finished_at,
        "asked_times": record.asked_times,
        "version": record.version,
        "is_simulated": record.is_simulated,
        "applicant": {
            "name": record.applicant_name if full else mask_name(record.applicant_name),
            "citizen_id": record.citizen_id if full else names.mask_citizen_id(record.citizen_id),
            "phone": record.phone if full else names.mask_phone(record.phone),
            "address": record.address if full else "•••" if record.address else "",
        },
    }


def _places(record: "DossierRecord") -> dict[str, Any]:
    """Procedure and the four places by name, as they were called on the day of reception."""
    from thongsuot.registers.catalogue import queries as catalogue
    from thongsuot.registers.units import queries as units

    day = record.received_at.astimezone(HERE).date()
    version = catalogue.version(version_id=record.procedure_version_id)
    territory = units.unit(unit_id=record.territory_id, day=day)

    def agency(agency_id: int) -> str | None:
        found = units.agency(agency_id=agency_id)
        return found.name if found else None

    return {
        "procedure": {"code": version.code, "name": version.name} if version else None,
        "received_at_agency": agency(record.received_agency_id),
        "competent_agency": agency(record.competent_agency_id),
        "holder_agency": agency(record.holder_agency_id),
        "territory": territory.full_name if territory else None,
    }


def _step(step: "StepRecord") -> dict[str, Any]:
    return {
        "number": step.number,
        "at": step.at,
        "act": step.act,
        "state": step.state.value,
        "due_at": step.due_at,
    }


def mask_name(name: str) -> str:
    """Family name and initials: enough to recognise what one knows, too little to learn it."""
    family, *others = name.split() or [""]
    return " ".join([family, *(f"{word[0]}." for word in others)])


def _show(found: dict[str, Any]) -> None:
    applicant, procedure = found["applicant"], found["procedure"] or {}
    rows = [
        (t("Mã hồ sơ", "Code"), found["code"]),
        (t("Thủ tục", "Procedure"), f"{procedure.get('code', '–')} {procedure.get('name', '')}"),
        (t("Tình trạng", "State"), _state(found["state"], found["national_status"])),
        (t("Người nộp", "Applicant"), " · ".join(v for v in applicant.values() if v)),
        (t("Nơi tiếp nhận", "Received at"), found["received_at_agency"]),
        (t("Thẩm quyền", "Competent"), found["competent_agency"]),
        (t("Đang giữ", "Held by"), found["holder_agency"]),
        (t("Địa bàn", "Territory"), found["territory"]),
        (t("Tiếp nhận lúc", "Received"), _moment(found["received_at"])),
        (t("Hạn trả", "Due"), _moment(found["due_at"])),
        (t("Giấy tờ", "Papers"), "; ".join(paper["name"] for paper in found["papers"]) or "–"),
    ]
    console.table(("", ""), rows)
    heads = (
        t("Bước", "Step"),
        t("Lúc", "At"),
        t("Việc", "Act"),
        t("Tình trạng", "State"),
        t("Hạn trả", "Due"),
    )
    steps = [
        (s["number"], _moment(s["at"]), _act(s["act"]), _state(s["state"]), _moment(s["due_at"]))
        for s in found["steps"]
    ]
    console.table(heads, steps)
    for line in found["due_trace"]:
        said = line["text"] if isinstance(line, dict) else str(line)
        console.out().print(said, markup=False, highlight=False, soft_wrap=True)


def _state(code: str, national: int | None = None) -> str:
    """The state in words, with its number in the national list; programs read the code (`--json`)."""
    from thongsuot.work.dossiers.rules import STATE_NAMES, State

    said = _word(STATE_NAMES[State(code)])
    return f"{said} ({national})" if national is not None else said


def _act(code: str) -> str:
    from thongsuot.work.dossiers.rules import ACT_NAMES, Act

    return _word(ACT_NAMES[Act(code)])


def _word(text: str) -> str:
    from django.utils.translation import gettext, override

    with override(language()):
        said = gettext(text)
    return said[:1].upper() + said[1:]


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(HERE).strftime("%H:%M %d/%m/%Y") if at else None


@app.command(
    help=t(
        "Số liệu theo đơn vị và tháng: như khi ấy, theo đơn vị hôm nay, hoặc theo đơn vị của một ngày.",
        "Numbers by unit and month: as they were, by the units of today, or restated to those of a day.",
    )
)
def statistics(
    view: Annotated[str, typer.Option("--as", help="was | is | restated")] = "was",
    from_day: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    to_day: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help=t("không gồm ngày này", "not included")),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--day", formats=["%Y-%m-%d"], help=t("theo đơn vị của ngày", "whose units")),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))
    ] = False,
) -> None:
    """Print the home province's statistics as SYSTEM counts them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    today = datetime.now(HERE).date()
    first = from_day.date() if from_day else today.replace(month=1, day=1)
    found = count(
        view, first, to_day.date() if to_day else today + timedelta(days=1), day.date() if day else today
    )
    console.emit(found, as_json, lambda: _show_statistics(found))


def count(view: str, from_day: date, to_day: date, day: date) -> dict[str, Any]:
    """The statistics as one object with stable keys. Raises Refused, NotFound."""
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.kernel.errors import NotFound, Problem, Refused
    from thongsuot.registers.units import queries as units
    from thongsuot.work.dossiers import queries
    from thongsuot.work.dossiers.rules.statistics import View

    if view not in set(View):
        raise Refused(Problem("no_such_view", "Hãy chọn was, is hoặc restated.", "as"))
    home = units.home_authority()
    if home is None:
        raise NotFound(Problem("no_province", "Chưa nạp gói của tỉnh nào.", "pack"))
    found = queries.statistics(
        viewer=SYSTEM, authority_id=home, from_day=from_day, to_day=to_day, view=View(view), day=day
    )
    return {
        "as": view,
        "day": day,
        "total": dict(zip(NUMBERS, map(_plain, found.total()), strict=True)),
        "series": [
            {
                "unit_code": one.unit_code,
                "unit_name": one.unit_name,
                "quality": one.quality.value,
                "weights": sorted(weight.value for weight in one.weights),
                "months": [
                    {"month": line.month, "quality": line.quality.value}
                    | {name: _plain(getattr(line, name)) for name in NUMBERS}
                    for line in one.lines
                ],
            }
            for one in found.series
        ],
    }


NUMBERS = ("received", "settled", "late")


def _plain(number: "Decimal") -> int | float:
    """A counted number as it is, a weighted one to a hundredth."""
    return int(number) if number == number.to_integral_value() else round(float(number), 2)


def _show_statistics(found: dict[str, Any]) -> None:
    heads = (
        t("Đơn vị", "Unit"),
        t("Tháng", "Month"),
        t("Tiếp nhận", "Received"),
        t("Giải quyết", "Settled"),
        t("Quá hạn", "Late"),
        t("So sánh", "Quality"),
    )
    console.table(
        heads,
        [
            (one["unit_name"], f"{line['month']:%m/%Y}", *(line[name] for name in NUMBERS), line["quality"])
            for one in found["series"]
            for line in one["months"]
        ],
    )
    console.table(heads[2:5], [tuple(found["total"][name] for name in NUMBERS)])
