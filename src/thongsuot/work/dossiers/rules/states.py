"""States of a dossier, the acts that lead from one to the next, and the ten national statuses they show as."""

from enum import StrEnum

from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law


class State(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    WAITING = "waiting"  # for what the applicant must add; the clock stands still
    DECIDED = "decided"
    RETURNED = "returned"
    DECLINED = "declined"  # not received at the counter
    REFUSED = "refused"  # received, then refused
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Act(StrEnum):
    RECEIVE = "receive"
    DECLINE = "decline"
    TAKE = "take"
    ASSIGN = "assign"  # to an officer of the agency that holds it, or to nobody in particular
    FORWARD = "forward"
    ASK_FOR_MORE = "ask_for_more"
    SUPPLEMENT = "supplement"
    EXTEND = "extend"
    DECIDE = "decide"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    STOP = "stop"
    RETURN = "return"
    RECALCULATE = "recalculate"  # nobody's act on one dossier: the calendar has changed
    PUT_BACK = "put_back"  # a step taken back that nobody has built upon
    CORRECT_APPLICANT = "correct_applicant"  # what was mistyped of who asks; nothing else moves
    CONSENT = "consent"  # the law's: the term is over, and silence is consent
    LINK = "link"  # other agencies' terms come on top of the procedure's own
    MOVE = "move"  # the agencies were reorganised: another one holds it now, nothing else changed


WORKED_ON = (State.RECEIVED, State.PROCESSING)

NEXT: dict[tuple[State, Act], State] = {
    **{(state, Act.TAKE): State.PROCESSING for state in WORKED_ON},
    **{(state, Act.ASSIGN): state for state in (*WORKED_ON, State.WAITING, State.DECIDED)},
    **{(state, Act.FORWARD): State.PROCESSING for state in WORKED_ON},
    **{(state, Act.ASK_FOR_MORE): State.WAITING for state in WORKED_ON},
    (State.WAITING, Act.SUPPLEMENT): State.PROCESSING,
    **{(state, Act.EXTEND): state for state in WORKED_ON},
    **{(state, Act.LINK): state for state in WORKED_ON},
    **{(state, Act.DECIDE): State.DECIDED for state in WORKED_ON},
    **{(state, Act.CONSENT): State.DECIDED for state in WORKED_ON},
    **{(state, Act.REFUSE): State.REFUSED for state in (*WORKED_ON, State.WAITING)},
    **{(state, Act.WITHDRAW): State.WITHDRAWN for state in (*WORKED_ON, State.WAITING)},
    **{(state, Act.STOP): State.STOPPED for state in (*WORKED_ON, State.WAITING)},
    **{(state, Act.CORRECT_APPLICANT): state for state in (*WORKED_ON, State.WAITING, State.DECIDED)},
    (State.DECIDED, Act.FORWARD): State.DECIDED,  # the result travels to the counter that gives it out
    (State.DECIDED, Act.RETURN): State.RETURNED,
    (State.REFUSED, Act.RETURN): State.REFUSED,  # the written refusal and the papers are handed back
}

OPEN_STATES = frozenset({State.RECEIVED, State.PROCESSING, State.WAITING, State.DECIDED})
FIRST_STATES = {Act.RECEIVE: State.RECEIVED, Act.DECLINE: State.DECLINED}

STATE_NAMES: dict[State, str] = {
    State.RECEIVED: "Được tiếp nhận",
    State.PROCESSING: "Đang xử lý",
    State.WAITING: "Chờ bổ sung",
    State.DECIDED: "Đã có kết quả",
    State.RETURNED: "Đã trả kết quả",
    State.DECLINED: "Không được tiếp nhận",
    State.REFUSED: "Từ chối giải quyết",
    State.WITHDRAWN: "Đã rút",
    State.STOPPED: "Dừng xử lý",
}

ACT_NAMES: dict[Act, str] = {
    Act.RECEIVE: "Tiếp nhận",
    Act.DECLINE: "Từ chối tiếp nhận",
    Act.TAKE: "Nhận xử lý",
    Act.ASSIGN: "Phân công",
    Act.FORWARD: "Chuyển hồ sơ",
    Act.ASK_FOR_MORE: "Yêu cầu bổ sung",
    Act.SUPPLEMENT: "Nhận bổ sung",
    Act.EXTEND: "Xin lỗi và hẹn lại",
    Act.DECIDE: "Quyết định kết quả",
    Act.REFUSE: "Từ chối giải quyết",
    Act.WITHDRAW: "Rút hồ sơ",
    Act.STOP: "Dừng giải quyết",
    Act.RETURN: "Trả kết quả",
    Act.RECALCULATE: "Tính lại hạn",
    Act.PUT_BACK: "Hoàn tác",
    Act.CORRECT_APPLICANT: "Sửa thông tin người nộp",
    Act.CONSENT: "Coi là đồng ý theo luật",
    Act.LINK: "Thêm việc liên thông",
    Act.MOVE: "Chuyển nguyên trạng khi sắp xếp",
}

NATIONAL_NAMES: dict[int, str] = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}

WAITS_FOR_MONEY = 6
_NATIONAL: dict[State, int] = {
    State.RECEIVED: 2,
    State.PROCESSING: 4,
    State.WAITING: 5,
    State.DECIDED: 9,
    State.RETURNED: 10,
    State.DECLINED: 3,
    State.REFUSED: 3,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
}


@law("TT 03/2025/TT-VPCP", "bảng trạng thái hồ sơ đồng bộ với Cổng Dịch vụ công quốc gia")
def national_status(state: State, *, is_owing: bool) -> int:
    """The national status (2–10) as which a state is shown: 6 while the work goes on and what was charged is not paid.

    1 is told of nothing here: what was filed online and not taken in yet lies at the portal; to file here is to be received.
    """
    if is_owing and state in WORKED_ON:
        return WAITS_FOR_MONEY
    return _NATIONAL[state]


@house_rule("an act that the state does not allow would lose the time or the decision already recorded")
def acts_open(state: State) -> frozenset[Act]:
    """The acts that a dossier in this state allows."""
    return frozenset(act for from_, act in NEXT if from_ == state)


@house_rule("a dossier counts as open until its result, refusal or withdrawal has ended it")
def is_open(state: State) -> bool:
    """Whether somebody still has to do something for the applicant."""
    return state in OPEN_STATES


@house_rule("the reader learns in which state the dossier is, not only that the act failed")
def act_problems(state: State, act: Act) -> tuple[Problem, ...]:
    """Why `act` is not possible in `state`; nothing when it is."""
    if (state, act) in NEXT:
        return ()
    return (
        Problem(
            "act_not_open",
            "Hồ sơ đang ở trạng thái “{state}” nên không làm được việc “{act}”. Hãy tải lại trang để xem ai vừa xử lý.",
            params={"state": Word(STATE_NAMES[state]), "act": Word(ACT_NAMES[act])},
        ),
    )


@law("NĐ 118/2025/NĐ-CP", "Điều 18, Điều 19")
def seat_problems(act: Act, *, agency_id: int, holder_id: int, competent_id: int) -> tuple[Problem, ...]:
    """Only the agency that holds the dossier acts on it; only the competent agency decides or refuses."""
    if act in (Act.DECIDE, Act.REFUSE, Act.EXTEND, Act.STOP) and agency_id != competent_id:
        return (
            Problem(
                "not_competent",
                "Chỉ cơ quan có thẩm quyền mới được làm việc “{act}” với hồ sơ này. Hãy chuyển hồ sơ đến cơ quan đó.",
                params={"act": Word(ACT_NAMES[act])},
            ),
        )
    if act is Act.ASSIGN and agency_id != holder_id:
        return (
            Problem(
                "not_holder", "Hồ sơ đang do cơ quan khác giữ. Hãy đề nghị cơ quan đó chuyển hồ sơ đến bạn."
            ),
        )
    if act in (Act.TAKE, Act.FORWARD, Act.ASK_FOR_MORE, Act.RETURN) and agency_id not in (
        holder_id,
        competent_id,
    ):
        return (
            Problem(
                "not_holder", "Hồ sơ đang do cơ quan khác giữ. Hãy đề nghị cơ quan đó chuyển hồ sơ đến bạn."
            ),
        )
    return ()
