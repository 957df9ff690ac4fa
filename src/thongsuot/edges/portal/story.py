"""A dossier told to its applicant: who has it, until when, what comes next, and how it came so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines import AfterPause, DueDate, time_left
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.plumbing.ui import formats
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import FIELD_NAMES, OPEN_STATES, REFUSAL_REASONS, Act, State

WORDS: dict[State, tuple[str, str]] = {
    State.RECEIVED: ("Đã tiếp nhận", "doing"),
    State.PROCESSING: ("Đang giải quyết", "doing"),
    State.WAITING: ("Chờ bạn bổ sung", "waiting"),
    State.DECIDED: ("Đã có kết quả", "done"),
    State.RETURNED: ("Đã trả kết quả", "done"),
    State.DECLINED: ("Không được tiếp nhận", "stopped"),
    State.REFUSED: ("Bị từ chối", "stopped"),
    State.WITHDRAWN: ("Đã rút", "quiet"),
    State.STOPPED: ("Đã dừng giải quyết", "stopped"),
}
ACTS: dict[str, str] = {
    Act.RECEIVE: "Nộp và tiếp nhận hồ sơ",
    Act.DECLINE: "Hồ sơ không được tiếp nhận",
    Act.TAKE: "Cán bộ bắt đầu giải quyết",
    Act.ASSIGN: "Đã phân công cán bộ giải quyết",
    Act.FORWARD: "Đã chuyển hồ sơ",
    Act.ASK_FOR_MORE: "Đề nghị bạn bổ sung",
    Act.SUPPLEMENT: "Nhận phần bổ sung",
    Act.EXTEND: "Xin lỗi và hẹn lại ngày trả",
    Act.DECIDE: "Có kết quả",
    Act.CONSENT: "Hết thời hạn, theo luật coi là đồng ý",
    Act.REFUSE: "Đã từ chối giải quyết",
    Act.WITHDRAW: "Đã rút hồ sơ",
    Act.STOP: "Đã dừng giải quyết",
    Act.RETURN: "Đã trả kết quả",
    Act.RECALCULATE: "Hạn trả được tính lại",
    Act.CORRECT_APPLICANT: "Đã sửa thông tin người nộp",
    Act.PUT_BACK: "Cơ quan hoàn tác việc vừa ghi",
    Act.LINK: "Hồ sơ đi tiếp đến cơ quan liên thông; ngày hẹn tính cả thời hạn của họ",
    Act.MOVE: "Chuyển nguyên trạng sang cơ quan mới do sắp xếp đơn vị",
}
BACK = "Việc sắp xếp đơn vị đã được hoàn lại"
RESULT_WAYS = {
    "AT_SUBMISSION_PLACE": "Mang giấy hẹn đến nơi nhận kết quả ghi bên dưới.",
    "POSTAL": "Kết quả được gửi đến nhà qua bưu điện.",
    "ONLINE": "Kết quả được gửi qua mạng; bản giấy nhận tại nơi đã nộp nếu cần.",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """The three answers that everybody who waits is owed. `tone`: calm, soon or late."""

    who: str
    until: str
    tone: str
    due: datetime | None
    next: str


def calendar_of(record: dossiers.DossierRecord) -> WorkCalendar | None:
    """The calendar by which the dossier's time runs; None while none is loaded."""
    office = units.agency(agency_id=record.competent_agency_id)
    try:
        return calendars.calendar_for(
            authority_id=record.authority_id,
            unit_id=office.unit_id if office else None,
            day=local_day(record.received_at),
        )
    except Refused:
        return None


def agency_name(agency_id: int | None) -> str:
    """The name of an agency, "" for nobody."""
    found = units.agency(agency_id=agency_id) if agency_id else None
    return found.name if found else ""


def stand(record: dossiers.DossierRecord, now: datetime) -> Stand:
    """Who has the dossier, until when, what comes next."""
    holder = agency_name(record.holder_agency_id)
    match record.state:
        case State.RECEIVED | State.PROCESSING:
            until, tone = _left(record, now)
            return Stand(holder, until, tone, record.due_at, _being_worked_on(record))
        case State.WAITING if (
            record.due_at is not None
        ):  # asked a second time, or too late: the clock runs on
            until, tone = _left(record, now)
            how = _("Nộp phần còn thiếu ở bất kỳ điểm tiếp nhận nào. Hạn trả không dời.")
            return Stand(_("Bạn, người nộp hồ sơ"), until, tone, record.due_at, how)
        case State.WAITING:
            since = record.pauses[-1].from_at if record.pauses else now
            until = _("Thời hạn tạm dừng từ {day} cho đến khi bạn bổ sung").format(day=formats.day(since))
            how = _("Nộp phần còn thiếu ở bất kỳ điểm tiếp nhận nào; thời hạn được tính tiếp.")
            if record.term is not None and record.term.after_pause is AfterPause.RESTART:
                how = _(
                    "Nộp phần còn thiếu ở bất kỳ điểm tiếp nhận nào; khi đủ, thời hạn được tính lại từ đầu."
                )
            return Stand(_("Bạn, người nộp hồ sơ"), until, "soon", None, how)
        case State.DECIDED:
            return Stand(holder, _finished(record), "calm", None, _(RESULT_WAYS.get(record.result_way, "")))
        case State.RETURNED:
            who = _("Bạn, người đã nhận kết quả")
            return Stand(who, _finished(record), "calm", None, _("Không còn việc gì phải làm."))
        case State.WITHDRAWN:
            how = _("Nhận lại giấy tờ ở nơi đã nộp. Bạn có thể nộp hồ sơ mới bất cứ lúc nào.")
        case State.STOPPED:
            how = _("Xem lý do bên dưới. Bạn có thể nộp hồ sơ mới khi đủ điều kiện.")
        case _:
            how = _("Xem lý do bên dưới. Bạn có thể sửa rồi nộp lại, hoặc khiếu nại nếu không đồng ý.")
    return Stand(
        _("Hồ sơ đã kết thúc tại {agency}").format(agency=holder), _finished(record), "calm", None, how
    )


def _left(record: dossiers.DossierRecord, now: datetime) -> tuple[str, str]:
    calendar = calendar_of(record)
    if calendar is None or record.due_at is None:
        return _("Thủ tục này không có ngày hẹn trả tính được"), "calm"
    try:
        left = time_left(now, DueDate.stored(record.due_at), calendar)
    except Refused:
        return formats.moment(record.due_at), "calm"
    said = left.said.say(_, (get_language() or "vi")[:2])
    tone = "late" if left.is_late else "soon" if (left.working_days or 0) <= 1 else "calm"
    return said[:1].upper() + said[1:], tone


def _being_worked_on(record: dossiers.DossierRecord) -> str:
    if record.holder_agency_id != record.competent_agency_id and record.state is State.RECEIVED:
        return _("Chuyển đến {agency} để giải quyết.").format(agency=agency_name(record.competent_agency_id))
    return _("Có kết quả, hoặc một lần đề nghị bổ sung nếu giấy tờ còn thiếu.")


def _finished(record: dossiers.DossierRecord) -> str:
    if record.finished_at is None:
        return ""
    said = _("Xong lúc {moment}").format(moment=formats.moment(record.finished_at))
    if record.due_at is None or record.state not in (State.DECIDED, State.RETURNED):
        return said
    return said + (_(", sau hạn đã hẹn") if record.finished_at > record.due_at else _(", trong hạn đã hẹn"))


def way(record: dossiers.DossierRecord, steps: Iterable[dossiers.StepRecord]) -> list[dict[str, Any]]:
    """The steps as `ui/tracker.html` shows them: what was done, the present one, what will come."""
    told = [
        {
            "state": "done",
            "title": _(_title(step)),
            "who": agency_name(step.agency_id),
            "when": formats.moment(step.at),
            "note": _note(step),
        }
        for step in steps
    ]
    if record.state in OPEN_STATES and told:
        told[-1]["state"] = "now"
    return told + [
        {"state": "next", "title": title, "who": "", "when": when, "note": ""}
        for title, when in _to_come(record)
    ]


def _to_come(record: dossiers.DossierRecord) -> list[tuple[str, str]]:
    due = _("hẹn {moment}").format(moment=formats.moment(record.due_at)) if record.due_at else ""
    match record.state:
        case State.WAITING:
            return [(_("Bạn bổ sung giấy tờ"), ""), (_("Có kết quả"), ""), (_("Trả kết quả"), "")]
        case State.RECEIVED | State.PROCESSING:
            return [(_("Có kết quả"), due), (_("Trả kết quả"), "")]
        case State.DECIDED:
            return [(_("Trả kết quả"), "")]
        case _:
            return []


def _note(step: dossiers.StepRecord) -> str:
    """What the step says to the applicant; names of officers and of the receiver stay out."""
    match step.act:
        case Act.FORWARD:
            return _("Đến {agency}.").format(agency=agency_name(step.holder_agency_id))
        case Act.MOVE:
            return _from_whom_to_whom(step)
        case Act.DECIDE:
            return str(step.detail.get("result", ""))
        case Act.RECALCULATE:
            return " ".join(said.say(_, _language()) for said in dossiers.moves([step]))
        case Act.LINK:
            return "; ".join(map(str, step.detail.get("names", ())))
        case Act.CORRECT_APPLICANT:  # which, not what: whoever was shown it before must not learn it here
            before = step.detail.get("before", {})
            return ", ".join(_(name) for key, name in FIELD_NAMES.items() if key in before)
        case Act.CONSENT:
            return _("Căn cứ: {article}.").format(article=step.detail.get("article", ""))
        case Act.EXTEND:
            new = _("Hẹn lại: {moment}.").format(moment=formats.moment(step.due_at)) if step.due_at else ""
            return f"{step.detail.get('reason', '')} {new}".strip()
        case _:
            return str(step.detail.get("reason", ""))


def _title(step: dossiers.StepRecord) -> str:
    if step.act == Act.FORWARD and step.state is State.DECIDED:
        return "Đã chuyển kết quả"
    return BACK if step.act == Act.MOVE and "undo" in step.detail else ACTS.get(step.act, "Cập nhật")


def _from_whom_to_whom(step: dossiers.StepRecord) -> str:
    old, new = agency_name(step.detail.get("holder")), agency_name(step.holder_agency_id)
    said = _("Từ {old} đến {new}.").format(old=old, new=new) if old else _("Đến {agency}.").format(agency=new)
    ground = step.detail.get("ground")
    return f"{said} {_('Căn cứ: {article}.').format(article=ground)}" if ground else said


def changed_hands(record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord]) -> dict[str, str]:
    """Said while the dossier is open and a reorganisation was the last that changed who has it; {} otherwise.

    {"title", "text", "ground"}: who goes on with it, instead of whom, since when, by which act.
    """
    carried = [step for step in steps if step.act in (Act.FORWARD, Act.MOVE)]
    if not carried or carried[-1].act != Act.MOVE or record.state not in OPEN_STATES:
        return {}
    step = carried[-1]
    names = {"old": agency_name(step.detail.get("holder")), "new": agency_name(step.holder_agency_id)}
    if "undo" in step.detail:
        title, text = _(BACK), _("Từ {moment}, hồ sơ trở về {new}.")
    else:
        title, text = (
            _("Cơ quan giữ hồ sơ đã đổi do sắp xếp đơn vị"),
            _("Từ {moment}, {new} giữ hồ sơ thay {old}."),
        )
    said = text.format(**names, moment=formats.moment(step.at))
    return {"title": title, "text": said, "ground": str(step.detail.get("ground", ""))}


def wanted(steps: Iterable[dossiers.StepRecord]) -> dict[str, Any] | None:
    """What the applicant was asked to add, from the last request for more."""
    asking = [step for step in steps if step.act == Act.ASK_FOR_MORE]
    if not asking:
        return None
    detail = asking[-1].detail
    return {
        "papers": [str(p) for p in detail.get("wanted", ())],
        "reason": str(detail.get("reason", "")),
        "until": dossiers.announced_until(asking),
    }


def refusal(record: dossiers.DossierRecord) -> dict[str, str] | None:
    """Why the dossier was refused, declined or stopped: the coded reason, its ground, and the words written for this one."""
    if record.state not in (State.REFUSED, State.DECLINED, State.STOPPED):
        return None
    reason = REFUSAL_REASONS.get(str(record.outcome.get("reason_code", "")))
    return {
        "name": _(reason.name) if reason else "",
        "ground": reason.ground if reason else "",
        "words": str(record.outcome.get("reason", "")),
    }


def explained(record: dossiers.DossierRecord, steps: Iterable[dossiers.StepRecord] = ()) -> list[str]:
    """How the due date came about, in the reader's language where it can still be computed as it was set.

    Behind it, every time that a changed calendar moved it, with the reason.
    """
    stored = list(record.due_trace)
    calendar = calendar_of(record)
    if record.term is None or calendar is None:
        return stored
    try:
        due = record.due(calendar)
        if due.due_at != record.due_at:
            return stored  # the calendar has changed since: what was said then stands
        return due.explained(_, _language()) + [said.say(_, _language()) for said in dossiers.moves(steps)]
    except Refused:
        return stored


def _language() -> str:
    return (get_language() or "vi")[:2]
