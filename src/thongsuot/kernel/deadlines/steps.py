"""The sentences of a trace. Codes are stable; the texts are msgids.

Params named `day…` are shown as 03/09/2025, other dates with their weekday, instants with the time.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from thongsuot.kernel.deadlines.terms import Step
from thongsuot.kernel.workdays import DayKind, WorkCalendar

TEXTS = {
    "received": "Nhận lúc {received_at}.",
    "received_closed": "Nhận lúc {received_at}, ngoài giờ làm việc: tính như nhận lúc {counted_at}.",
    "after_cutoff": "Nhận lúc {received_at}, sau {cutoff}: tính như nhận ngày {day}.",
    "same_day": "Nhận trước hoặc đúng {cutoff}: trả kết quả trong ngày {day}.",
    "term": "Thời hạn {quantity} {unit}, không tính ngày nhận; bắt đầu đếm từ ngày {day}.",
    "term_zero": "Thời hạn trong ngày nhận.",
    "term_office_hours": "Thời hạn {quantity} giờ làm việc, tính từ lúc nhận, chỉ đếm trong giờ làm việc.",
    "term_clock_hours": "Thời hạn {quantity} giờ, tính liên tục từ lúc nhận.",
    "no_term": "Thủ tục không có thời hạn tính được: không ghi ngày hẹn trả.",
    "skipped": "Bỏ qua {day}: {name}.",
    "skipped_weekends": "Bỏ qua {count} ngày nghỉ hằng tuần.",
    "counted_swap": "Có đếm {day}: {name}.",
    "month_end": "Tháng đến hạn không có ngày {number}: lấy ngày cuối tháng {day}.",
    "rolled": "Ngày cuối {day_last} là ngày nghỉ ({name}): kết thúc vào ngày làm việc tiếp theo, {day}.",
    "paused": "Từ {from_at} đồng hồ dừng, còn lại {quantity} {unit}.",
    "paused_minutes": "Từ {from_at} đồng hồ dừng, còn lại {minutes} phút.",
    "resumed": "Đến {to_at} đồng hồ chạy tiếp phần còn lại.",
    "restarted": "Đến {to_at} hồ sơ được bổ sung: tính lại thời hạn từ đầu.",
    "pause_too_late": "Dừng từ {from_at}, sau khi đã hết hạn: không làm thay đổi ngày hẹn trả.",
    "standing": "Đồng hồ đang dừng: chưa có ngày hẹn trả mới.",
    "extended": "Đã xin lỗi và gia hạn một lần đến {day}.",
    "extension_ignored": "Ngày gia hạn {day} không sau hạn đang có: giữ hạn cũ.",
    "provisional": "Lịch nghỉ năm {year} chưa được công bố chính thức: ngày hẹn có thể thay đổi.",
    "linked": "Sau đó, liên thông “{name}”, tính từ {from_at}.",
    "linked_end": "Liên thông “{name}” xong trước {to_at}.",
    "linked_longest": "Các việc làm cùng lúc: lấy việc dài nhất, đến {to_at}.",
    "due": "Hạn trả: {due_at}.",
}


def step(code: str, **params: Any) -> Step:
    return Step(code, TEXTS[code], params)


# A step not yet spelt out, as code and params: nearly every date is computed and stored, few are
# explained, and plain tuples cost a third of named ones.
Note = tuple[str, dict[str, Any]]
SPAN = "span"


def span(calendar: WorkCalendar, after: date, until: date) -> Note:
    """Working days counted in (after, until]; what was skipped is looked up only when asked."""
    return SPAN, {"calendar": calendar, "after": after, "until": until}


def spelt_out(notes: Sequence[Note]) -> Iterator[Step]:
    for code, params in notes:
        if code == SPAN:
            yield from _skipped(**params)
        else:
            yield Step(code, TEXTS[code], params)


def _skipped(calendar: WorkCalendar, after: date, until: date) -> Iterator[Step]:
    off = 0
    for row in calendar.special_days(after, until):
        if row.kind is DayKind.SWAP_WORK:
            yield step("counted_swap", day=row.day, name=row.name)
        else:
            off += 1
            yield step("skipped", day=row.day, name=row.name)
    weekends = (until - after).days - calendar.count(after, until) - off
    if weekends > 0:
        yield step("skipped_weekends", count=weekends)
