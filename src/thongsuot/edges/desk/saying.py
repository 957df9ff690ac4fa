"""Dossiers in the words of the desk: states, deadlines as sentences, names of agencies and procedures."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines import DueDate, Step, time_left
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.plumbing.ui import formats, tables
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.custody.rules.delivery import STAGE_NAMES, Delivery, Stage
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import OPEN_STATES, State

SOON_DAYS = 2  # working days
_BULLET = re.compile(r"^\s*(?:[-–—+*•]+|\d{1,2}[.)](?=\s))\s*")

STATES: dict[State, tuple[str, str]] = {
    State.RECEIVED: ("Mới tiếp nhận", "quiet"),
    State.PROCESSING: ("Đang xử lý", "doing"),
    State.WAITING: ("Chờ bổ sung", "waiting"),
    State.DECIDED: ("Đã có kết quả", "done"),
    State.RETURNED: ("Đã trả kết quả", "done"),
    State.DECLINED: ("Không tiếp nhận", "stopped"),
    State.REFUSED: ("Từ chối giải quyết", "stopped"),
    State.WITHDRAWN: ("Đã rút", "quiet"),
    State.STOPPED: ("Dừng giải quyết", "stopped"),
}
CHANNELS = {"DIRECT": "Trực tiếp", "ONLINE": "Trực tuyến", "POSTAL": "Bưu chính"}
RESULT_WAYS = {
    "AT_SUBMISSION_PLACE": "Tại nơi nộp hồ sơ",
    "POSTAL": "Qua bưu chính, đến nhà",
    "ONLINE": "Bản điện tử qua mạng",
}


def status(state: State) -> tables.Status:
    """A state as word and tone."""
    word, tone = STATES[state]
    return tables.Status(_(word), tone)


DELIVERY_TONES = {
    Stage.WAITING: "waiting", Stage.UNCOLLECTED: "late", Stage.ON_WAY: "doing", Stage.HANDED_OVER: "done",
    Stage.COLLECTED: "done", Stage.UNDELIVERED: "late",
}  # fmt: skip


def delivery(one: Delivery) -> tables.Status:
    """The stage of a delivery as word and tone."""
    return tables.Status(_(STAGE_NAMES[one.stage]), DELIVERY_TONES.get(one.stage, "quiet"))


def deadline(record: dossiers.WorklistRow | dossiers.DossierRecord, now: datetime) -> tables.Deadline:
    """How much time is left, as a sentence; `due` is what a machine reads."""
    match record.state:
        case State.WAITING if record.due_at is None:  # asked for more after the due day, it stays late
            return tables.Deadline(_("đồng hồ đang dừng, chờ người nộp bổ sung"), "calm")
        case State.DECIDED:
            return tables.Deadline(_("đã giải quyết xong, chờ trả kết quả"), "calm", record.due_at)
        case state if state not in OPEN_STATES:
            return tables.Deadline(_("đã kết thúc"), "calm", record.due_at)
    if record.due_at is None:
        return tables.Deadline(_("không có ngày hẹn trả"), "calm")
    return left(record.due_at, calendar_of(record.competent_agency_id, now), now)


def left(due_at: datetime, calendar: WorkCalendar | None, now: datetime) -> tables.Deadline:
    """The time left until an instant, by the office's calendar where one is loaded."""
    if calendar is not None:
        try:
            found = time_left(now, DueDate.stored(due_at), calendar)
        except Refused:  # a year of which no holidays are loaded yet
            return tables.Deadline(formats.moment(due_at), "calm", due_at)
        days = found.working_days or 0
        tone = "late" if found.is_late else "soon" if days <= SOON_DAYS else "calm"
        return tables.Deadline(said(found.said), tone, due_at)
    return tables.Deadline(formats.moment(due_at), "late" if now > due_at else "calm", due_at)


def said(step: Step) -> str:
    """A sentence of the kernel in the reader's language."""
    return step.say(_, language())


def language() -> str:
    """`vi` or `en`."""
    return (get_language() or "vi")[:2]


def calendar_of(agency_id: int, now: datetime) -> WorkCalendar | None:
    """The calendar of an agency's unit; None while none is loaded."""
    office = units.agency(agency_id=agency_id)
    if office is None or office.authority_id is None:
        return None
    try:
        return calendars.calendar_for(
            authority_id=office.authority_id, unit_id=office.unit_id, day=local_day(now)
        )
    except Refused:
        return None


def soon(agency_ids: frozenset[int], now: datetime) -> datetime:
    """Until when something is due "soon": the close of the second working day from now."""
    for agency_id in sorted(agency_ids)[:1]:
        calendar = calendar_of(agency_id, now)
        if calendar is not None and calendar.covers(local_day(now) + timedelta(days=30)):
            return calendar.closing(calendar.add(local_day(now), SOON_DAYS)) + timedelta(minutes=1)
    return now + timedelta(days=SOON_DAYS)


def agency(agency_id: int | None) -> str:
    """The name of an agency, "" for nobody."""
    found = units.agency(agency_id=agency_id) if agency_id else None
    return found.name if found else ""


def short_agency(agency_id: int | None) -> str:
    """The short name where there is one, for tables."""
    found = units.agency(agency_id=agency_id) if agency_id else None
    return (found.short_name or found.name) if found else ""


def officer(account_id: int) -> str:
    """The full name of an officer; an en dash for nobody."""
    return identity.names(account_ids=[account_id]).get(account_id, "–")


def procedure(version_id: int) -> str:
    """The name of a procedure without the word "Thủ tục" before it."""
    found = catalogue.version(version_id=version_id)
    return title(found.name) if found else ""


def title(name: str) -> str:
    """A published name as a title: no "Thủ tục" before it, no full stop, never in capitals only."""
    text = " ".join(name.split()).rstrip(".")
    if text.isupper():
        text = text.capitalize()
    if text.lower().startswith("thủ tục "):
        text = text[len("thủ tục ") :]
    return text[:1].upper() + text[1:]


def cases(choices: Iterable[str]) -> list[tuple[str, str]]:
    """The cases of a procedure to choose from."""
    return [(case, bare(case) or _("Không thuộc trường hợp nào dưới đây")) for case in choices]


def bare(text: str) -> str:
    """A line of a published list without the bullet before it."""
    return _BULLET.sub("", " ".join(text.split())).strip()
