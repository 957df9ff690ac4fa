"""What a run over many dossiers may do next, whose dossier goes to whom, and how a choice is known again."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.dossiers.rules import Act, State, seat_problems


class Deed(StrEnum):
    """What can be done to many dossiers at once."""

    ASSIGN = "assign"
    TAKE = "take"
    FORWARD = "forward"
    HAND_ON = "hand_on"  # results, each to where it is collected, in one bag a place
    EXTEND = "extend"
    RETURN = "return"
    SIGN = "sign"
    PRINT = "print"  # only chosen; nothing is done to them

    @property
    def verb(self) -> str:
        """The verb whose grant it asks for."""
        return _VERBS.get(self, f"dossiers.{self.value}")

    @property
    def act(self) -> Act:
        """The act of a dossier that it is; not of those that are none (SIGN, PRINT)."""
        return Act.FORWARD if self is Deed.HAND_ON else Act(self.value)


_VERBS = {Deed.SIGN: "signatures.sign", Deed.PRINT: "records.read", Deed.HAND_ON: "dossiers.forward"}


class Phase(StrEnum):
    READY = "ready"  # previewed, nothing done yet
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DROPPED = "dropped"


class Wish(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    DROP = "drop"
    UNDO = "undo"


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    CHANGED = "changed"  # somebody did something to it since


PHASE_NAMES = {
    Phase.READY: "Chờ xác nhận",
    Phase.RUNNING: "Đang chạy",
    Phase.PAUSED: "Đang tạm dừng",
    Phase.DONE: "Đã xong",
    Phase.DROPPED: "Đã bỏ",
}
DEED_NAMES = {
    Deed.ASSIGN: "Phân công",
    Deed.TAKE: "Nhận xử lý",
    Deed.FORWARD: "Chuyển hồ sơ",
    Deed.HAND_ON: "Chuyển kết quả đến nơi nhận",
    Deed.EXTEND: "Xin lỗi và hẹn lại",
    Deed.RETURN: "Trả kết quả",
    Deed.SIGN: "Ký số kết quả",
    Deed.PRINT: "In giấy hẹn",
}
UNDOABLE = frozenset({Deed.ASSIGN, Deed.TAKE, Deed.FORWARD, Deed.HAND_ON, Deed.RETURN})
# How many may be chosen at once, and how many go into one transaction. A signature is an act of a hundred.
MOST = dict.fromkeys(Deed, 200000) | {
    Deed.EXTEND: 5_000,
    Deed.SIGN: 2_000,
    Deed.PRINT: 2_000,
    Deed.HAND_ON: 5_000,
}
PART = dict.fromkeys(Deed, 500) | {Deed.ASSIGN: 10_000, Deed.SIGN: 100}

_ALLOWED: dict[Wish, frozenset[Phase]] = {
    Wish.START: frozenset({Phase.READY}),
    Wish.PAUSE: frozenset({Phase.RUNNING}),
    Wish.RESUME: frozenset({Phase.PAUSED}),
    Wish.DROP: frozenset({Phase.READY}),
    Wish.UNDO: frozenset({Phase.PAUSED, Phase.DONE}),
}


@house_rule("an officer sees at once what he can still do, and two of his windows cannot start a run twice")
def wish_problems(wish: Wish, *, phase: Phase, deed: Deed, is_undo: bool) -> tuple[Problem, ...]:
    """Why a run cannot be started, paused, resumed, dropped or undone now."""
    if wish is Wish.UNDO and deed not in UNDOABLE:
        message = "Việc này không hoàn tác hàng loạt được: người nộp đã được báo, hoặc văn bản đã ký."
        return (Problem("not_undoable", message),)
    if wish is Wish.UNDO and is_undo:
        return (Problem("undone_already", "Lần chạy này đã được hoàn tác rồi."),)
    if phase in _ALLOWED[wish] and not (deed is Deed.PRINT and wish is Wish.START):
        return ()
    return (Problem("not_in_this_phase", "Lần chạy không còn ở bước này. Hãy tải lại trang."),)


@house_rule("what is asked of many is asked completely before any of them moves")
def given_problems(
    deed: Deed, *, officers: Sequence[int], reason: str, to_date: date | None, received_by: str
) -> tuple[Problem, ...]:
    """What the deed still has to be told."""
    if deed is Deed.ASSIGN and not officers:
        return (Problem("officer_missing", "Hãy chọn ít nhất một người nhận việc.", "officers"),)
    if deed is Deed.EXTEND:
        found = []
        if to_date is None:
            found.append(Problem("new_due_missing", "Hãy chọn ngày hẹn trả mới.", "to_date"))
        if not reason.strip():
            found.append(Problem("reason_missing", "Hãy ghi lý do; người dân sẽ đọc câu này.", "reason"))
        return tuple(found)
    if deed is Deed.HAND_ON and to_date is None:
        return (Problem("expected_missing", "Hãy chọn ngày túi dự kiến đến nơi.", "to_date"),)
    if deed is Deed.RETURN and not received_by.strip():
        return (Problem("receiver_missing", "Hãy ghi ai đã nhận kết quả.", "received_by"),)
    return ()


@house_rule("work is spread evenly: nobody gets two more than anybody else")
def officer_for(nth: int, officers: Sequence[int]) -> int | None:
    """To whom the `nth` (from 1) of the chosen goes; 0 among `officers` stands for nobody in particular."""
    return officers[(nth - 1) % len(officers)] or None


@house_rule("what was confirmed is what is done: the choice is known again by every dossier and its version")
def digest(chosen: Iterable[tuple[UUID, int]]) -> str:
    """SHA-256 (hex) over the chosen dossiers and their versions, whatever their order."""
    found = sha256()
    for id_, version in sorted(chosen):
        found.update(id_.bytes + version.to_bytes(8, "big"))
    return found.hexdigest()


@house_rule(
    "an officer acts in the name of an agency: of the one where the act belongs, else of another that may"
)
def seat_of(deed: Deed, *, granted: Sequence[int], received: int, competent: int, holder: int) -> int | None:
    """In whose name the officer does it to this dossier; None when none of his agencies may."""
    if deed in (Deed.SIGN, Deed.PRINT):
        return competent if competent in granted else next(iter(granted), None)
    at_holder = deed in (Deed.FORWARD, Deed.HAND_ON, Deed.RETURN, Deed.ASSIGN)
    first = (holder, competent) if at_holder else (competent, holder)
    for agency_id in (*first, *granted):
        if agency_id in granted and not seat_problems(
            deed.act, agency_id=agency_id, holder_id=holder, competent_id=competent
        ):
            return agency_id
    return None


@law("NĐ 118/2025/NĐ-CP", "Điều 22: trả kết quả tại nơi người nộp đăng ký")
def handing_on_problems(state: State, *, result_way: str, to: int | None, holder: int) -> tuple[Problem, ...]:
    """Why a result is not handed on to where it is collected. to: the agency that answers for that place, None: none."""
    if state is not State.DECIDED:
        return (Problem("no_result_to_send", "Hồ sơ chưa có kết quả để chuyển đến nơi nhận."),)
    if result_way != "AT_SUBMISSION_PLACE":
        return (
            Problem("sent_otherwise", "Kết quả này gửi qua bưu chính hoặc qua mạng, không chờ ở nơi nhận."),
        )
    if to is None:
        return (Problem("place_gone", "Nơi nhận không còn trả kết quả. Hãy hỏi người nộp chọn nơi khác."),)
    if to == holder:
        return (Problem("waits_there", "Kết quả đã ở nơi người nộp nhận."),)
    return ()


@house_rule("a reason is kept as it was said, so that it can be read in either language afterwards")
def as_kept(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON; `kept_problem` reads them back."""
    return [
        {"code": p.code, "message": p.message, "params": {k: str(v) for k, v in p.params.items()}}
        for p in problems
    ]


@house_rule("a reason is kept as it was said, so that it can be read in either language afterwards")
def kept_problem(kept: dict[str, Any]) -> Problem:
    """A problem that `as_kept` wrote."""
    return Problem(kept["code"], kept["message"], params=kept["params"])


@house_rule("nobody is given a dossier of an office for which he does not work, nor one that he has already")
def officer_problems(to: int | None, *, before: int | None, working: frozenset[int]) -> tuple[Problem, ...]:
    """Why a dossier is not given to an officer (None: to nobody in particular)."""
    if to is not None and to not in working:
        message = "Người này không xử lý hồ sơ tại cơ quan đang giữ. Hãy chọn người trong danh sách."
        return (Problem("not_of_agency", message, "to_officer"),)
    if to == before:
        message = "Hồ sơ đang do chính người bạn chọn xử lý. Hãy chọn người khác."
        return (Problem("same_officer", message, "to_officer"),)
    return ()
