"""How a dossier stands, and how each act moves it: pure functions from one stand to the next.

Every act returns `Moved`: the new stand with what the step will say, or the problems that forbid it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from thongsuot.kernel import deadlines
from thongsuot.kernel.deadlines import DueDate, Extension, Linked, Pause, Term
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.work.dossiers.rules.answers import (
    asking_problems,
    deciding_problems,
    extension_problems,
    refusal_problems,
    until_problems,
)
from thongsuot.work.dossiers.rules.correcting import Correction, changed, corrected, correction_problems
from thongsuot.work.dossiers.rules.filing import Applicant
from thongsuot.work.dossiers.rules.states import NEXT, Act, State, act_problems, seat_problems

SILENCE = "Hết thời hạn, cơ quan không trả lời: coi là đồng ý"


@dataclass(frozen=True, slots=True)
class Stand:
    """What the rules need to know of a dossier. `due` is the due date as last computed, with its trace."""

    state: State
    competent_agency_id: int
    holder_agency_id: int
    holder_officer_id: int | None
    received_at: datetime
    term: Term | None
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    due_at: datetime | None = None
    asked_times: int = 0
    finished_at: datetime | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """`stand` after the act and `detail` for the step, or the `problems` for which nothing moves."""

    stand: Stand
    problems: tuple[Problem, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    due: DueDate | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts in whose name, and when. `day` is the day of `now` in Viet Nam.

    `competent_agency_id`: who may decide on that day; None: whom the dossier names. `answer_term`: what the law gives
    the applicant to add what is missing (None: it gives none); `names_term`: whoever asks must name a day.
    """

    agency_id: int | None
    officer_id: int | None
    now: datetime
    day: date
    calendar: WorkCalendar
    competent_agency_id: int | None = None
    answer_term: Term | None = None
    names_term: bool = False


def _competent(stand: Stand, act: Act, doing: Doing) -> int:
    """Who may do it: decisions belong to whoever is competent on the day, all else to whom the dossier names."""
    if act in (Act.DECIDE, Act.REFUSE) and doing.competent_agency_id is not None:
        return doing.competent_agency_id
    return stand.competent_agency_id


def _allowed(stand: Stand, act: Act, doing: Doing) -> tuple[Problem, ...]:
    found = act_problems(stand.state, act)
    if doing.agency_id is not None:
        found += seat_problems(
            act,
            agency_id=doing.agency_id,
            holder_id=stand.holder_agency_id,
            competent_id=_competent(stand, act, doing),
        )
    return found


def _move(stand: Stand, act: Act, **changes: Any) -> Stand:
    return replace(stand, state=NEXT[stand.state, act], **changes)


@house_rule("one person answers for a dossier, so nobody waits for somebody else")
def take(stand: Stand, doing: Doing) -> Moved:
    """The officer takes the dossier into his hands, for the agency he acts for."""
    problems = _allowed(stand, Act.TAKE, doing)
    if problems:
        return Moved(stand, problems)
    return Moved(_move(stand, Act.TAKE, holder_agency_id=doing.agency_id, holder_officer_id=doing.officer_id))


@house_rule("who leads an office says who does what in it; the clock and the state stay as they are")
def assign(stand: Stand, doing: Doing, *, to_officer_id: int | None, is_of_agency: bool) -> Moved:
    """The agency that holds the dossier gives it to one of its officers, or (None) to nobody in particular.

    is_of_agency: whether that officer works for the agency on the day.
    """
    problems = _allowed(stand, Act.ASSIGN, doing)
    if to_officer_id is not None and not is_of_agency:
        message = "Người này không xử lý hồ sơ tại cơ quan đang giữ. Hãy chọn người trong danh sách."
        problems += (Problem("not_of_agency", message, "to_officer"),)
    if to_officer_id == stand.holder_officer_id:
        message = "Hồ sơ đang do chính người bạn chọn xử lý. Hãy chọn người khác."
        problems += (Problem("same_officer", message, "to_officer"),)
    if problems:
        return Moved(stand, problems)
    moved = _move(stand, Act.ASSIGN, holder_officer_id=to_officer_id)
    return Moved(moved, detail={"from_officer": stand.holder_officer_id})


@law("NĐ 118/2025/NĐ-CP", "Điều 18: chuyển hồ sơ đến cơ quan có thẩm quyền")
def forward(stand: Stand, doing: Doing, *, to_agency_id: int, to_officer_id: int | None) -> Moved:
    """The dossier goes on to another agency or officer; its clock runs on."""
    problems = _allowed(stand, Act.FORWARD, doing)
    if (to_agency_id, to_officer_id) == (stand.holder_agency_id, stand.holder_officer_id):
        problems += (
            Problem("same_holder", "Hồ sơ đang ở chính nơi bạn chọn. Hãy chọn nơi nhận khác.", "to_agency"),
        )
    if problems:
        return Moved(stand, problems)
    moved = _move(stand, Act.FORWARD, holder_agency_id=to_agency_id, holder_officer_id=to_officer_id)
    return Moved(moved, detail={"from_agency": stand.holder_agency_id})


@law("NĐ 118/2025/NĐ-CP", "Điều 17, Điều 19: yêu cầu bổ sung đầy đủ, một lần")
def ask_for_more(
    stand: Stand, doing: Doing, *, wanted: tuple[str, ...], reason: str, again: bool = False,
    until: date | None = None,
) -> Moved:  # fmt: skip
    """The applicant is asked for everything that is missing; the clock stands still the first time only.

    `again`: whoever asks a second time knows that the dossier then counts as late. `until`: the last day on which the
    applicant should add it; where nobody names one, the law's own.
    """
    problems = _allowed(stand, Act.ASK_FOR_MORE, doing)
    problems += asking_problems(asked_times=stand.asked_times, wanted=wanted, reason=reason, again=again)
    by_law = _answer_by_law(doing)
    problems += until_problems(until=until, by_law=by_law, today=doing.day, must_name=doing.names_term)
    if problems:
        return Moved(stand, problems)
    last = until or by_law
    detail = {"wanted": list(wanted), "reason": reason, **({"until": last.isoformat()} if last else {})}
    if stand.asked_times:
        moved = _move(stand, Act.ASK_FOR_MORE, asked_times=stand.asked_times + 1)
        return Moved(moved, detail={**detail, "again": True})
    pauses = (*stand.pauses, Pause(doing.now))
    due = _due(stand, pauses, stand.extension, doing.calendar)
    moved = _move(
        stand, Act.ASK_FOR_MORE, pauses=pauses, due_at=due and due.due_at, asked_times=stand.asked_times + 1
    )
    return Moved(moved, detail=detail, due=due)


def _answer_by_law(doing: Doing) -> date | None:
    if doing.answer_term is None:
        return None
    found = deadlines.due_date(received_at=doing.now, term=doing.answer_term, calendar=doing.calendar)
    return found.due_date


@law("NĐ 118/2025/NĐ-CP", "Điều 17: hồ sơ đã bổ sung được giải quyết tiếp")
def supplement(stand: Stand, doing: Doing) -> Moved:
    """What was asked for has come: the clock goes on (or starts anew where the procedure says so)."""
    problems = act_problems(stand.state, Act.SUPPLEMENT)
    if problems:
        return Moved(stand, problems)
    if stand.asked_times > 1:  # the clock ran on: only the first request stops it
        return Moved(_move(stand, Act.SUPPLEMENT))
    pauses = (*stand.pauses[:-1], Pause(stand.pauses[-1].from_at, doing.now))
    due = _due(stand, pauses, stand.extension, doing.calendar)
    return Moved(_move(stand, Act.SUPPLEMENT, pauses=pauses, due_at=due and due.due_at), due=due)


@law("TT 03/2025/TT-VPCP", "Mẫu số 04")
def extend(stand: Stand, doing: Doing, *, to_date: date | None, reason: str) -> Moved:
    """A late dossier gets one new date, with an apology that names the reason."""
    problems = _allowed(stand, Act.EXTEND, doing)
    now_due = _due(stand, stand.pauses, None, doing.calendar)
    problems += extension_problems(
        today=doing.day, due_date=now_due.due_date if now_due else None, reason=reason
    )
    if to_date is None:
        problems += (Problem("new_due_missing", "Hãy chọn ngày hẹn trả mới.", "to_date"),)
    elif now_due is not None:
        problems += deadlines.extension_problems(
            due=now_due,
            to_date=to_date,
            calendar=doing.calendar,
            already_extended=stand.extension is not None,
        )
    if problems or to_date is None:
        return Moved(stand, problems)
    extension = Extension(doing.now, to_date)
    due = _due(stand, stand.pauses, extension, doing.calendar)
    moved = _move(stand, Act.EXTEND, extension=extension, due_at=due and due.due_at)
    return Moved(moved, detail={"reason": reason, "old_due_at": stand.due_at}, due=due)


@law(
    "NĐ 118/2025/NĐ-CP", "Điều 20: hồ sơ đi tiếp đến cơ quan liên thông thì ngày hẹn tính cả thời hạn của họ"
)
def link(stand: Stand, doing: Doing, *, then: tuple[tuple[Linked, ...], ...]) -> Moved:
    """Other agencies' terms come on top; what was counted before is not counted twice."""
    problems = act_problems(stand.state, Act.LINK)
    if problems or stand.term is None:
        return Moved(stand, problems)
    term = replace(stand.term, then=(*stand.term.then, *(g for g in then if g not in stand.term.then)))
    wider = replace(stand, term=term)
    due = _due(wider, stand.pauses, stand.extension, doing.calendar)
    detail = {"names": [one.name for group in then for one in group], "old_due_at": stand.due_at}
    return Moved(_move(wider, Act.LINK, due_at=due and due.due_at), detail=detail, due=due)


@law("NĐ 118/2025/NĐ-CP", "Điều 19")
def decide(stand: Stand, doing: Doing, *, result: str) -> Moved:
    """The competent agency settles the matter; the clock has done its work."""
    problems = _allowed(stand, Act.DECIDE, doing) + deciding_problems(result=result)
    if problems:
        return Moved(stand, problems)
    outcome = {"result": result}
    competent = _competent(stand, Act.DECIDE, doing)
    moved = _move(stand, Act.DECIDE, finished_at=doing.now, outcome=outcome, competent_agency_id=competent)
    return Moved(moved, detail=outcome)


@law("Trình tự thực hiện của thủ tục", "im lặng khi hết thời hạn được coi là đồng ý, nơi pháp luật quy định")
@house_rule(
    "what the law does bears the instant at which the term was over, not that at which somebody noticed"
)
def consent(stand: Stand, doing: Doing, *, article: str) -> Moved:
    """The term is over and nobody answered: the law answers, by `article`; no person decided."""
    problems = act_problems(stand.state, Act.CONSENT)
    if not article.strip():
        problems += (
            Problem("no_such_law", "Pháp luật không quy định im lặng là đồng ý đối với thủ tục này."),
        )
    if stand.due_at is None or doing.now < stand.due_at:
        problems += (Problem("term_not_over", "Chưa hết thời hạn nên chưa thể coi là đồng ý."),)
    if problems:
        return Moved(stand, problems)
    outcome = {"result": SILENCE, "article": article}
    return Moved(
        _move(stand, Act.CONSENT, finished_at=stand.due_at, outcome=outcome), detail={"article": article}
    )


@law("NĐ 118/2025/NĐ-CP", "Điều 17, Điều 19")
def refuse(stand: Stand, doing: Doing, *, reason_code: str, reason: str) -> Moved:
    """The competent agency refuses, with a coded reason and its ground."""
    problems = _allowed(stand, Act.REFUSE, doing) + refusal_problems(reason_code=reason_code, reason=reason)
    if problems:
        return Moved(stand, problems)
    outcome = {"reason_code": reason_code, "reason": reason}
    moved = _finished(stand, Act.REFUSE, doing.now, outcome)
    return Moved(replace(moved, competent_agency_id=_competent(stand, Act.REFUSE, doing)), detail=outcome)


@law("NĐ 118/2025/NĐ-CP", "Điều 19")
def withdraw(stand: Stand, doing: Doing, *, reason: str) -> Moved:
    """The applicant takes the dossier back before it is decided."""
    problems = act_problems(stand.state, Act.WITHDRAW)
    if problems:
        return Moved(stand, problems)
    return Moved(_finished(stand, Act.WITHDRAW, doing.now, {"reason": reason}), detail={"reason": reason})


@law("TT 03/2025/TT-VPCP", "Mẫu số 05: thông báo dừng giải quyết hồ sơ")
def stop(stand: Stand, doing: Doing, *, reason: str) -> Moved:
    """The competent agency stops the dossier, with its reason."""
    problems = _allowed(stand, Act.STOP, doing)
    if not reason.strip():
        problems += (Problem("reason_missing", "Hãy ghi lý do; người dân sẽ đọc câu này.", "reason"),)
    if problems:
        return Moved(stand, problems)
    return Moved(_finished(stand, Act.STOP, doing.now, {"reason": reason}), detail={"reason": reason})


@law("NĐ 118/2025/NĐ-CP", "Điều 22: trả kết quả")
def return_result(stand: Stand, doing: Doing, *, received_by: str) -> Moved:
    """The result, or the written refusal, is in the applicant's hands."""
    problems = _allowed(stand, Act.RETURN, doing)
    if not received_by.strip():
        problems += (Problem("receiver_missing", "Hãy ghi ai đã nhận kết quả.", "received_by"),)
    if problems:
        return Moved(stand, problems)
    outcome = {**stand.outcome, "returned_at": doing.now, "received_by": received_by}
    return Moved(_move(stand, Act.RETURN, outcome=outcome), detail={"received_by": received_by})


@law("Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15", "Điều 4: quyền chỉnh sửa dữ liệu cá nhân")
def correct_applicant(
    stand: Stand, doing: Doing, *, correction: Correction, reason: str, before: Applicant | None = None
) -> Moved:
    """What was mistyped of who asks (`before`) is put right; clock, places and receipt stay. Over is over."""
    before = before or Applicant("")
    problems = act_problems(stand.state, Act.CORRECT_APPLICANT)
    problems += correction_problems(before, correction, reason=reason)
    if problems:
        return Moved(stand, problems)
    names = changed(before, corrected(before, correction))
    detail = {"reason": reason.strip(), "before": {name: getattr(before, name) for name in names}}
    return Moved(_move(stand, Act.CORRECT_APPLICANT), detail=detail)


def _finished(stand: Stand, act: Act, now: datetime, outcome: Mapping[str, Any]) -> Stand:
    """A clock that stood still when the dossier ended stops standing: the time is closed."""
    pauses = tuple(Pause(p.from_at, p.to_at or now) for p in stand.pauses)
    return _move(stand, act, finished_at=now, outcome=outcome, pauses=pauses)


def _due(
    stand: Stand, pauses: tuple[Pause, ...], extension: Extension | None, calendar: WorkCalendar
) -> DueDate | None:
    if stand.term is None:
        return None
    return deadlines.due_date(
        received_at=stand.received_at, term=stand.term, calendar=calendar, pauses=pauses, extension=extension
    )
