"""When a gateway is asked again, and what its answers mean for money that it is to give back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law

FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=6)
GIVEN_UP = timedelta(days=3)


class Doubt(StrEnum):
    """Why a gateway is not asked about an order any more although nobody knows what became of it."""

    NONE = ""
    WRONG_AMOUNT = "wrong_amount"
    GIVEN_UP = "given_up"


class Back(StrEnum):
    """Money that a gateway is to give back: asked for, taken in hand, given back, refused."""

    ASKED = "asked"
    UNDER_WAY = "under_way"
    DONE = "done"
    REFUSED = "refused"


BACK_NAMES: dict[Back, str] = {
    Back.ASKED: "Đã yêu cầu cổng hoàn tiền",
    Back.UNDER_WAY: "Cổng đang hoàn tiền",
    Back.DONE: "Cổng đã hoàn tiền",
    Back.REFUSED: "Cổng từ chối hoàn tiền",
}
OPEN_BACKS = (Back.ASKED, Back.UNDER_WAY)


@house_rule("A gateway that does not answer is asked again at growing distances: it may be away for a day")
def pause(asks: int) -> timedelta:
    """How long to wait after so many questions: 5, 10, 20 … minutes, six hours at most."""
    doublings = min(max(asks, 0), 10)
    return min(FIRST * (1 << doublings), LONGEST)


@house_rule(
    "After three days of questions without an end a person looks: the gateway keeps what it knows longer"
)
def is_given_up(*, made_at: datetime, now: datetime) -> bool:
    """Whether nobody should go on asking about an order."""
    return now - made_at >= GIVEN_UP


@house_rule("What is asked back counts as gone until it is refused: two requests never share the same đồng")
@law("NĐ 118/2025/NĐ-CP", "Điều 18 (trả lại phí, lệ phí khi hồ sơ không được giải quyết)")
def back_problems(
    *, vnd: int, reason: str, of_payment: int, of_dossier: int, is_offered: bool, is_open: bool
) -> tuple[Problem, ...]:
    """Why a gateway cannot be asked for `vnd`; the two sums are what of each was neither given nor asked back."""
    most = max(min(of_payment, of_dossier), 0)
    found = []
    if not is_offered:
        message = "Cổng thanh toán này chưa được kết nối để hoàn tiền. Hãy trả lại bằng cách khác."
        found.append(Problem("gateway_away", message, "payment"))
    if is_open:
        message = "Khoản nộp này đang có một yêu cầu hoàn tiền. Hãy chờ cổng trả lời rồi yêu cầu tiếp."
        found.append(Problem("back_open", message, "payment"))
    elif not 0 < vnd <= most:
        message = "Chỉ trả lại được từ 1 đồng đến số đã thu còn giữ: {most} đồng."
        found.append(Problem("refund_too_large", message, "vnd", {"most": most}))
    if not reason.strip():
        found.append(Problem("reason_missing", "Hãy ghi lý do trả lại tiền.", "reason"))
    return tuple(found)


@house_rule(
    "An answer about an earlier refund of the same payment, or about another sum, is no answer about this one"
)
def is_about(*, vnd: int, ref: str, told_vnd: int, earlier: Collection[str]) -> bool:
    """Whether what a gateway tells of money given back is told of the request for `vnd`."""
    return told_vnd == vnd and ref not in earlier
