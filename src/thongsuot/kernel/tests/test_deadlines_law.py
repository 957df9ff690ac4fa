"""The law's own examples and the real dates of 2025 and 2026."""

from datetime import date, time

import pytest

from thongsuot.kernel.deadlines import (
    AfterPause,
    Clock,
    DueDate,
    Extension,
    Pause,
    Remaining,
    Term,
    TimeUnit,
    due_date,
    share_used,
    tenths_used,
    time_left,
)
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.tests.calendars import at, national
from thongsuot.kernel.workdays import CalendarDay, DayKind, WorkCalendar

D, W, H, M, Y = TimeUnit.DAY, TimeUnit.WORKING_DAY, TimeUnit.HOUR, TimeUnit.MONTH, TimeUnit.YEAR
SAME_DAY = Term(1, W, same_day_until=time(15))


def due(received, term, **more):
    return due_date(received_at=received, term=term, calendar=national(), **more)


@pytest.mark.parametrize(
    ("received", "term", "expected"),
    [
        # Civil Code 147(2): the first day does not count.
        (at(date(2025, 11, 3), "08:00"), Term(3, W), at(date(2025, 11, 6), "17:00")),
        (at(date(2025, 11, 3), "16:59"), Term(3, W), at(date(2025, 11, 6), "17:00")),
        # Saturday 26 April 2025 is worked, 30 April to 2 May are off.
        (at(date(2025, 4, 25), "09:00"), Term(1, W), at(date(2025, 4, 26), "17:00")),
        (at(date(2025, 4, 25), "09:00"), Term(4, W), at(date(2025, 5, 5), "17:00")),
        # 2 January 2026 is off, Saturday 10 January is worked for it.
        (at(date(2025, 12, 31), "09:00"), Term(1, W), at(date(2026, 1, 5), "17:00")),
        (at(date(2026, 1, 9), "09:00"), Term(1, W), at(date(2026, 1, 10), "17:00")),
        # Saturday 22 August 2026 is worked, Monday 31 August is off for it, then National Day.
        (at(date(2026, 8, 21), "09:00"), Term(1, W), at(date(2026, 8, 22), "17:00")),
        (at(date(2026, 8, 28), "09:00"), Term(1, W), at(date(2026, 9, 3), "17:00")),
        # 24 November 2026, Vietnam Culture Day, a Tuesday.
        (at(date(2026, 11, 23), "09:00"), Term(1, W), at(date(2026, 11, 25), "17:00")),
        # 148: a last day off gives way to the next working day; days in between count.
        (at(date(2026, 2, 6), "09:00"), Term(10, D), at(date(2026, 2, 23), "17:00")),
        (at(date(2025, 11, 3), "09:00"), Term(5, D), at(date(2025, 11, 10), "17:00")),
        # Months: same day, or the last day of a shorter month, then 148.
        (at(date(2025, 10, 31), "09:00"), Term(1, M), at(date(2025, 12, 1), "17:00")),
        (at(date(2026, 1, 30), "09:00"), Term(1, M), at(date(2026, 3, 2), "17:00")),
        (at(date(2025, 3, 10), "09:00"), Term(1, Y), at(date(2026, 3, 10), "17:00")),
        # Eight working hours of an online answer run while the office works.
        (at(date(2025, 11, 3), "09:00"), Term(8, H), at(date(2025, 11, 4), "09:00")),
        (at(date(2025, 11, 3), "20:00"), Term(8, H), at(date(2025, 11, 4), "17:00")),
        (at(date(2025, 11, 7), "15:00"), Term(8, H), at(date(2025, 11, 10), "15:00")),
        # 147(1): hours that run from the moment, day and night; a last day off gives way.
        (at(date(2025, 11, 3), "20:00"), Term(24, H, None, False), at(date(2025, 11, 4), "20:00")),
        (at(date(2025, 11, 7), "20:00"), Term(24, H, None, False), at(date(2025, 11, 10), "17:00")),
        # The 15:00 rule: at 15:00 sharp still today, a minute later the next working day.
        (at(date(2025, 8, 29), "15:00"), SAME_DAY, at(date(2025, 8, 29), "17:00")),
        (at(date(2025, 8, 29), "15:20"), SAME_DAY, at(date(2025, 9, 3), "17:00")),
        (at(date(2025, 8, 30), "10:00"), SAME_DAY, at(date(2025, 9, 3), "17:00")),
        # Filed online on a Sunday: as if received on Monday morning.
        (at(date(2025, 11, 2), "22:10"), Term(3, W), at(date(2025, 11, 6), "17:00")),
    ],
)
def test_real_dates(received, term, expected):
    assert due(received, term).due_at == expected


def test_the_fifteen_hours_rule_says_why():
    assert due(at(date(2025, 8, 29), "15:20"), SAME_DAY).explained() == [
        "Nhận lúc 15:20 thứ Sáu 29/08/2025, sau 15:00: tính như nhận ngày 03/09/2025.",
        "Hạn trả: 17:00 thứ Tư 03/09/2025.",
    ]


def test_skipped_and_swapped_days_are_named():
    assert due(at(date(2026, 8, 21), "09:00"), Term(7, W)).explained() == [
        "Nhận lúc 09:00 thứ Sáu 21/08/2026.",
        "Thời hạn 7 ngày làm việc, không tính ngày nhận; bắt đầu đếm từ ngày 22/08/2026.",
        "Có đếm 22/08/2026: Làm bù cho 31/8/2026.",
        "Bỏ qua 31/08/2026: Nghỉ hoán đổi với thứ Bảy 22/8/2026.",
        "Bỏ qua 01/09/2026: Quốc khánh (ngày liền kề).",
        "Bỏ qua 02/09/2026: Quốc khánh.",
        "Bỏ qua 3 ngày nghỉ hằng tuần.",
        "Hạn trả: 17:00 thứ Năm 03/09/2026.",
    ]


def test_the_explanation_can_be_said_in_english():
    english = {
        "Hạn trả: {due_at}.": "Due: {due_at}.",
        "Bỏ qua {day}: {name}.": "Skipped {day}: {name}.",
        "Quốc khánh": "National Day",
    }
    told = due(at(date(2025, 9, 1), "08:00"), Term(1, W)).explained(
        lambda text: english.get(text, text), "en"
    )
    assert "Due: 17:00 Thursday 04/09/2025." in told
    told = due(at(date(2025, 8, 29), "08:00"), Term(1, W)).explained(
        lambda text: english.get(text, text), "en"
    )
    assert "Skipped 02/09/2025: National Day." in told


ASKED, ANSWERED = at(date(2025, 11, 5), "10:00"), at(date(2025, 11, 12), "09:00")


def test_a_pause_keeps_what_was_left():
    received = at(date(2025, 11, 3), "09:00")
    standing = due(received, Term(5, W), pauses=[Pause(ASKED)])
    assert (standing.clock, standing.remaining) == (Clock.STANDING, Remaining(3, W))
    assert due(received, Term(5, W), pauses=[Pause(ASKED, ANSWERED)]).due_date == date(2025, 11, 17)
    assert due(received, Term(20, D), pauses=[Pause(ASKED, ANSWERED)]).due_date == date(2025, 12, 1)
    # 8 hours from 9:00 on the 3rd are over at 9:00 on the 4th: a request on the 5th changes nothing.
    late = due(received, Term(8, H), pauses=[Pause(ASKED, ANSWERED)])
    assert late.due_at == at(date(2025, 11, 4), "09:00")
    # 20 hours: 6.5 run on the 3rd, 8 on the 4th, 2.5 by 10:00 on the 5th; 3 are left on the 12th.
    paused = due(received, Term(20, H), pauses=[Pause(ASKED, ANSWERED)])
    assert paused.due_at == at(date(2025, 11, 12), "13:30")


def test_a_restart_runs_the_whole_term_again():
    received = at(date(2025, 11, 3), "09:00")
    term = Term(5, W, after_pause=AfterPause.RESTART)
    assert due(received, term, pauses=[Pause(ASKED, ANSWERED)]).due_date == date(2025, 11, 19)


def test_pauses_that_overlap_are_one():
    received, noon = at(date(2025, 11, 3), "09:00"), at(date(2025, 11, 6), "12:00")
    two = [Pause(noon, ANSWERED), Pause(ASKED, at(date(2025, 11, 7), "09:00"))]
    assert due(received, Term(5, W), pauses=two) == due(received, Term(5, W), pauses=[Pause(ASKED, ANSWERED)])


def test_impossible_pauses_are_refused_together():
    received = at(date(2025, 11, 3), "09:00")
    early = Pause(at(date(2025, 11, 2), "09:00"), at(date(2025, 11, 1), "09:00"))
    with pytest.raises(Refused) as refusal:
        due(received, Term(5, W), pauses=[early])
    assert {p.code for p in refusal.value.problems} == {"pause_backwards", "pause_before_receipt"}


def test_one_apology_moves_the_date_and_later_pauses_move_it_on():
    received = at(date(2025, 11, 3), "09:00")
    sorry = Extension(at(date(2025, 11, 7), "09:00"), date(2025, 11, 20))
    assert due(received, Term(5, W), extension=sorry).due_at == at(date(2025, 11, 20), "17:00")
    later = Pause(at(date(2025, 11, 13), "09:00"), at(date(2025, 11, 17), "09:00"))
    assert due(received, Term(5, W), extension=sorry, pauses=[later]).due_date == date(2025, 11, 24)
    useless = Extension(at(date(2025, 11, 7), "09:00"), date(2025, 11, 10))
    told = due(received, Term(5, W), extension=useless)
    assert told.due_date == date(2025, 11, 10)
    assert "extension_ignored" in [step.code for step in told.trace]


def test_a_year_without_rows_is_refused_not_guessed():
    new_year = CalendarDay(date(2026, 1, 1), DayKind.HOLIDAY, "Tết Dương lịch")
    only_2026 = WorkCalendar(2026, 2026, (new_year,))
    with pytest.raises(Refused) as refusal:
        due_date(received_at=at(date(2026, 12, 28), "09:00"), term=Term(10, W), calendar=only_2026)
    problem = refusal.value.problems[0]
    assert (problem.code, problem.params["year"]) == ("calendar_missing", 2027)


def test_a_provisional_year_says_so():
    new_year = CalendarDay(date(2026, 1, 1), DayKind.HOLIDAY, "Tết Dương lịch")
    calendar = WorkCalendar(2026, 2027, (new_year,), provisional=frozenset({2027}))
    told = due_date(received_at=at(date(2026, 12, 28), "09:00"), term=Term(10, W), calendar=calendar)
    assert "Lịch nghỉ năm 2027 chưa được công bố chính thức: ngày hẹn có thể thay đổi." in told.explained()
    safe = due_date(received_at=at(date(2026, 12, 1), "09:00"), term=Term(10, W), calendar=calendar)
    assert "provisional" not in [step.code for step in safe.trace]


@pytest.mark.parametrize(
    ("now", "said", "late"),
    [
        (at(date(2025, 12, 2), "10:00"), "còn 2 ngày làm việc, đến 17:00 thứ Năm 04/12/2025", False),
        (at(date(2025, 12, 4), "13:30"), "còn 3 giờ 30 phút làm việc, đến 17:00 hôm nay", False),
        (at(date(2025, 12, 4), "17:00"), "đến hạn lúc 17:00 hôm nay", False),
        (at(date(2025, 12, 4), "17:05"), "quá hạn từ 17:00 hôm nay", True),
        (at(date(2025, 12, 9), "08:00"), "quá hạn 3 ngày làm việc, hạn là 17:00 thứ Năm 04/12/2025", True),
    ],
)
def test_what_is_left_as_a_sentence(now, said, late):
    left = time_left(now, due(at(date(2025, 12, 1), "09:00"), Term(3, W)), national())
    assert (left.said.say(), left.is_late) == (said, late)


@pytest.mark.parametrize(
    ("day", "said", "english"),
    [
        (3, "còn 1 ngày làm việc, đến 17:00 thứ Năm 04/12/2025", "1 working day left"),
        (5, "quá hạn 1 ngày làm việc, hạn là 17:00 thứ Năm 04/12/2025", "1 working day overdue"),
    ],
)
def test_one_day_has_a_sentence_of_its_own_for_languages_that_count_it_apart(day, said, english):
    left = time_left(
        at(date(2025, 12, day), "08:00"), due(at(date(2025, 12, 1), "09:00"), Term(3, W)), national()
    )
    one = {"còn 1 ngày": "1 working day left", "quá hạn 1 ngày": "1 working day overdue"}
    assert left.said.say() == said
    assert left.said.say(lambda text: next(e for v, e in one.items() if text.startswith(v)), "en") == english


def test_what_is_left_without_a_date():
    received = at(date(2025, 12, 1), "09:00")
    standing = due(received, Term(5, W), pauses=[Pause(at(date(2025, 12, 2), "09:00"))])
    assert (
        time_left(received, standing, national()).said.say() == "đồng hồ đang dừng, còn lại 4 ngày làm việc"
    )
    standing = due(received, Term(5, H), pauses=[Pause(at(date(2025, 12, 1), "10:00"))])
    assert time_left(received, standing, national()).said.say() == "đồng hồ đang dừng, còn lại 240 phút"
    nothing = due(received, Term(5, TimeUnit.OTHER))
    assert time_left(received, nothing, national()).said.say() == "không có ngày hẹn trả"
    assert share_used(received_at=received, due=nothing, now=received, calendar=national()) is None


def test_tenths_go_by_office_time_without_the_pauses():
    received = at(date(2025, 12, 1), "07:30")
    ten = due(received, Term(4, W))  # 40 office hours: Monday morning to Friday evening
    pause = Pause(at(date(2025, 12, 2), "07:30"), at(date(2025, 12, 3), "07:30"))
    paused = due(received, Term(4, W), pauses=[pause])

    def share(day, clock, due, pauses=()):
        return share_used(
            received_at=received, due=due, now=at(day, clock), calendar=national(), pauses=pauses
        )

    assert share(date(2025, 12, 1), "11:30", ten) == pytest.approx(0.1)
    assert tenths_used(share(date(2025, 12, 2), "17:00", ten)) == 4
    assert tenths_used(share(date(2025, 12, 9), "17:00", ten)) == 10
    assert share(date(2025, 12, 3), "07:30", paused, [pause]) == pytest.approx(0.2)
    assert share(date(2025, 12, 2), "16:00", paused, [Pause(pause.from_at)]) == pytest.approx(8 / 48)


def test_a_stored_date_needs_no_reasons():
    computed = due(at(date(2025, 12, 1), "09:00"), Term(3, W))
    stored = DueDate.stored(computed.due_at)
    assert (stored.due_at, stored.due_date, stored.trace) == (computed.due_at, date(2025, 12, 4), ())
    assert DueDate.stored(None).clock is Clock.NONE
    assert len({computed, due(at(date(2025, 12, 1), "09:00"), Term(3, W))}) == 1
