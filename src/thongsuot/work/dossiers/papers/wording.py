"""Sentences of the forms that the law decides: how long it takes, and what the clock does meanwhile."""

from thongsuot.kernel import deadlines

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
