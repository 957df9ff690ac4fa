"""The marks of a term, and when each is passed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines import when_used
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.work.clocks.rules.lives import Life


class Mark(IntEnum):
    """A part of the term in hundredths; PROVINCE comes some working days after the whole."""

    HALF = 50  # who holds it
    MOST = 80  # who holds it: the last time for an apology draws near
    DUE = 100  # the head of the agency
    PROVINCE = 110


MARK_NAMES: dict[Mark, str] = {
    Mark.HALF: "Đã dùng nửa thời hạn",
    Mark.MOST: "Đã dùng 80 % thời hạn",
    Mark.DUE: "Hết thời hạn, báo người đứng đầu",
    Mark.PROVINCE: "Quá hạn lâu, báo cấp tỉnh",
}
BITS = {Mark.HALF: 1, Mark.MOST: 2, Mark.DUE: 4, Mark.PROVINCE: 8}


@law("NĐ 118/2025/NĐ-CP", "Điều 19 (đôn đốc việc giải quyết hồ sơ đúng thời hạn)")
@house_rule("parts of a term are parts of its office time, pauses taken out")
@house_rule(
    "where silence is consent the matter is settled when the term is over: the province has nothing to hurry"
)
def marks_of(
    life: Life, calendar: WorkCalendar, *, province_days: int | None, consents: bool = False
) -> Mapping[Mark, datetime]:
    """When each mark is passed (UTC instants, in order); nothing while the clock stands or has no term.

    `province_days`: working days after the due day, None: never. Raises `Refused` (`calendar_missing`).
    """
    if life.due_at is None:
        return {}
    found = {
        mark: when_used(
            percent=mark.value,
            begun_at=life.begun_at,
            due_at=life.due_at,
            calendar=calendar,
            pauses=life.pauses,
        )
        for mark in (Mark.HALF, Mark.MOST, Mark.DUE)
    }
    if province_days is not None and not consents:
        day = calendar.add(local_day(life.due_at), province_days)
        found[Mark.PROVINCE] = max(calendar.closing(day), life.due_at + timedelta(minutes=1))
    return found
