"""What forbids a step to end, an opinion to be asked or given; how long each office had the dossier in its hands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import Pause
from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.registers.flows.rules import Step, Wait
from thongsuot.work.dossiers.rules import STATE_NAMES, State

LONGEST = 4000
MOST_DAYS = 30


class Kind(StrEnum):
    STEP = "step"
    OPINION = "opinion"


class Outcome(StrEnum):
    """How a place was left, beside the codes of the flow's own outcomes."""

    BACK = "back"
    CANCELLED = "cancelled"
    ENDED = "ended"
    MOVED = "moved"
    ANSWERED = "answered"
    DROPPED = "dropped"
    SILENT = "silent"


OUTCOME_NAMES: dict[str, str] = {
    Outcome.BACK: "Trả lại bước trước",
    Outcome.CANCELLED: "Không còn cần",
    Outcome.ENDED: "Hồ sơ đã kết thúc",
    Outcome.MOVED: "Chuyển sang bản quy trình mới",
    Outcome.ANSWERED: "Đã trả lời",
    Outcome.DROPPED: "Rút lại câu hỏi",
    Outcome.SILENT: "Không trả lời trong thời hạn: pháp luật coi là đồng ý",
}
BY_ACT = {"dossiers.decide": "Bước này xong khi hồ sơ được quyết định.",
          "dossiers.return": "Bước này xong khi kết quả được trả."}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody's time with a dossier: from when to when (None: still), by whom."""

    agency_id: int | None
    from_at: datetime
    to_at: datetime | None


@law("NĐ 118/2025/NĐ-CP", "Điều 20: ý kiến phối hợp phải có trước khi bước sau bắt đầu")
def completing_problems(state: State, step: Step, answered: int, unanswered: int) -> tuple[Problem, ...]:
    """Why a step cannot end now. `answered`, `unanswered`: required opinions that were asked for in it."""
    found: tuple[Problem, ...] = ()
    if state not in (State.RECEIVED, State.PROCESSING):
        message = "Hồ sơ đang ở trạng thái “{state}”: bước này chưa kết thúc được."
        found += (Problem("not_running", message, "", {"state": Word(STATE_NAMES[state])}),)
    if step.verb in BY_ACT:
        found += (Problem("done_by_act", BY_ACT[step.verb], "outcome"),)
    waits = unanswered > 0 and (step.opinions is not Wait.ANY or answered == 0)
    if waits:
        message = "Còn {count} ý kiến bắt buộc chưa được trả lời. Hãy chờ, hoặc rút lại câu hỏi và ghi lý do."
        found += (Problem("opinions_open", message, "", {"count": unanswered}),)
    return found


@house_rule("a question that cannot be answered only costs time")
def asking_problems(
    step: Step, question: str, days: int | None, wanted: Iterable[int], own: int, asked_already: Iterable[int]
) -> tuple[Problem, ...]:
    """Why these agencies cannot be asked in this step, all at once."""
    chosen = list(wanted)
    found: list[Problem] = []
    if step.opinions is None:
        found.append(Problem("no_opinions", "Ở bước “{step}” không xin ý kiến.", "", {"step": step.name}))
    if not question.strip() or len(question) > LONGEST:
        found.append(Problem("question_missing", "Hãy ghi nội dung cần cho ý kiến.", "question"))
    if days is None or not 1 <= days <= MOST_DAYS:
        found.append(Problem("days_wrong", "Thời hạn trả lời từ 1 đến 30 ngày làm việc.", "days"))
    if not chosen or own in chosen:
        found.append(Problem("nobody_asked", "Hãy chọn cơ quan khác để xin ý kiến.", "agencies"))
    if set(chosen) & set(asked_already):
        found.append(Problem("asked_already", "Cơ quan này đang được hỏi rồi.", "agencies"))
    return tuple(found)


@law("danh mục thủ tục hành chính quốc gia", "Trình tự thực hiện: quá thời hạn lấy ý kiến mà không trả lời")
def answer_until(asked: datetime | None, by_law: datetime | None) -> datetime | None:
    """Until when an asked agency may answer: what was asked for, but never longer than the law gives it."""
    if asked is None or by_law is None:
        return asked or by_law
    return min(asked, by_law)


@house_rule("an answer without words helps nobody")
def answer_problems(said: str) -> tuple[Problem, ...]:
    """Why this is no answer, or no reason."""
    if said.strip() and len(said) <= LONGEST:
        return ()
    return (Problem("answer_missing", "Hãy ghi nội dung.", "said"),)


@house_rule("a person who sends a dossier into another version says why, and sends it where it can stand")
def placing_problems(to_step: str, allowed: Iterable[str], reason: str) -> tuple[Problem, ...]:
    """Why a dossier cannot go on there; `to_step` "": it keeps its version."""
    found: tuple[Problem, ...] = ()
    if to_step and to_step not in set(allowed):
        message = "Trong bản mới hồ sơ không thể đứng riêng ở bước này. Hãy chọn một bước trong danh sách."
        found += (Problem("step_unknown", message, "to_step"),)
    if not reason.strip() or len(reason) > LONGEST:
        message = "Hãy ghi vì sao chọn như vậy, để người làm tiếp hiểu."
        found += (Problem("placing_reason", message, "reason"),)
    return found


@law("NĐ 118/2025/NĐ-CP", "Điều 20: chưa đủ ý kiến, kết quả của các nhánh thì chưa quyết định")
def deciding_problems(open_branches: int, open_opinions: int) -> tuple[Problem, ...]:
    """Why the dossier cannot be decided: branches of other offices, or required opinions, are still open."""
    if not open_branches and not open_opinions:
        return ()
    message = "Chưa quyết định được: còn {branches} nhánh và {opinions} ý kiến bắt buộc chưa xong."
    return (Problem("branches_open", message, "", {"branches": open_branches, "opinions": open_opinions}),)


@house_rule("an agency that has two things open at once has the dossier once")
def merged(stays: Iterable[Stay], now: datetime) -> list[Stay]:
    """The stays of each agency without overlaps, in order; open ones end now."""
    found: list[Stay] = []
    by_agency: dict[int | None, list[Stay]] = {}
    for stay in stays:
        by_agency.setdefault(stay.agency_id, []).append(stay)
    for agency_id, own in by_agency.items():
        here: Stay | None = None
        for stay in sorted(own, key=lambda s: s.from_at):
            to = stay.to_at or now
            if here is not None and here.to_at is not None and stay.from_at <= here.to_at:
                here = Stay(agency_id, here.from_at, max(here.to_at, to))
                found[-1] = here
            else:
                here = Stay(agency_id, stay.from_at, to)
                found.append(here)
    return found


@law("NĐ 118/2025/NĐ-CP", "Điều 17, Điều 19: chờ bổ sung thì đồng hồ dừng, bổ sung xong thì giải quyết tiếp")
def pauses_within(pauses: Iterable[Pause], entered_at: datetime) -> tuple[Pause, ...]:
    """The pauses of a dossier as far as they lie within a step that began then."""
    return tuple(
        Pause(max(p.from_at, entered_at), p.to_at) for p in pauses if p.to_at is None or p.to_at > entered_at
    )


@law(
    "NĐ 118/2025/NĐ-CP", "Điều 19: xin lỗi, gia hạn một lần; bước đang làm được thêm bấy nhiêu ngày làm việc"
)
def stretched(due_at: datetime, before: datetime, after: datetime, calendar: WorkCalendar) -> datetime:
    """Until when a step lasts that was in hand when its dossier's due date moved from `before` to `after`.

    Never earlier than it was, and not later than the applicant was promised.
    """
    more = calendar.count(local(before).date(), local(after).date())
    here = local(due_at)
    if more <= 0:
        return due_at
    later = datetime.combine(calendar.add(here.date(), more), here.time(), here.tzinfo).astimezone(UTC)
    return max(due_at, min(later, after))


@house_rule("while the applicant is waited for, no office has the dossier in hand")
def without(stays: Iterable[Stay], pauses: Iterable[Pause], now: datetime) -> list[Stay]:
    """The stays with the pauses cut out of them; open ones end now."""
    found = [Stay(s.agency_id, s.from_at, s.to_at or now) for s in stays]
    for pause in pauses:
        to = pause.to_at or now
        cut = []
        for stay in found:
            assert stay.to_at is not None
            before = Stay(stay.agency_id, stay.from_at, min(stay.to_at, pause.from_at))
            after = Stay(stay.agency_id, max(stay.from_at, to), stay.to_at)
            cut += [one for one in (before, after) if one.from_at < (one.to_at or now)]
        found = cut
    return found
