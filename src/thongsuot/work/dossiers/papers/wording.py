"""Sentences of the forms that the law decides: how long it takes, and what the clock does meanwhile."""

from collections.abc import Sequence
from datetime import date

from thongsuot.kernel import deadlines
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.paper.dates import day_in_words
from thongsuot.work.dossiers.ports import MoneyMoved

UNITS = {
    deadlines.TimeUnit.WORKING_DAY: "ngày làm việc",
    deadlines.TimeUnit.DAY: "ngày",
    deadlines.TimeUnit.HOUR: "giờ làm việc",
    deadlines.TimeUnit.MONTH: "tháng",
    deadlines.TimeUnit.YEAR: "năm",
}
STOPS = (
    "Thời gian giải quyết tạm dừng từ khi gửi phiếu này và được {goes_on} từ khi nhận đủ nội dung bổ sung."
)
ONCE = "Việc yêu cầu bổ sung chỉ thực hiện một lần."
NOTHING_TAKEN = "chưa thu khoản phí, lệ phí nào theo sổ thu."
AGAIN = "Hồ sơ đã được yêu cầu bổ sung trước đó, nên thời gian giải quyết không tạm dừng và ngày hẹn trả không dời."


def term_of(term: deadlines.Term | None) -> str:
    """How long it takes, as form 01 says it."""
    if term is None:
        return "theo quy định của pháp luật chuyên ngành"
    if term.same_day_until is not None:
        until = f"{term.same_day_until:%H} giờ {term.same_day_until:%M}"
        return f"trong ngày làm việc; nhận sau {until} thì trả vào ngày làm việc tiếp theo"
    return f"{term.quantity} {UNITS.get(term.unit, '')}".strip()


def after_asking(term: deadlines.Term | None, *, is_again: bool) -> str:
    """What asking for more does to the clock, for form 02: it stops the first time only, and may begin anew."""
    if is_again:
        return AGAIN
    begins_anew = term is not None and term.after_pause is deadlines.AfterPause.RESTART
    return f"{STOPS.format(goes_on='tính lại từ đầu' if begins_anew else 'tính tiếp')} {ONCE}"


def until_said(until: date | None) -> str:
    """The last day to add what was asked for, after "đến hết", for form 02; "" when none was named."""
    return day_in_words(until) if until else ""


def money_said(moved: Sequence[MoneyMoved]) -> str:
    """What was taken and given back until a paper was made, with the numbers of the receipts, for form 05."""
    taken = [one for one in moved if not one.is_given_back]
    given_back = [one for one in moved if one.is_given_back]
    if not taken and not given_back:
        return NOTHING_TAKEN
    said = [_sum_of("đã thu", "biên lai", taken), _sum_of("đã trả lại", "phiếu hoàn trả", given_back)]
    return f"{'; '.join(filter(None, said))}."


def _sum_of(done: str, paper: str, moved: Sequence[MoneyMoved]) -> str:
    if not moved:
        return ""
    receipts = ", ".join(f"số {one.receipt}" for one in moved)
    return f"{done} {format_vnd(sum(one.vnd for one in moved))} theo {paper} {receipts}"
