"""Time limits at their edges: the very minute of the end, seconds, pauses that touch, and what is left, minute by minute."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import (
    Clock,
    Extension,
    Pause,
    Term,
    TimeUnit,
    due_date,
    extension_problems,
    share_used,
    tenths_used,
    time_left,
    when_used,
)
from thongsuot.kernel.tests.calendars import at, national

MINUTE = timedelta(minutes=1)
FRIDAY, SUNDAY, MONDAY = date(2025, 11, 28), date(2025, 11, 30), date(2025, 12, 1)
TUESDAY, THURSDAY = date(2025, 12, 2), date(2025, 12, 4)
UNITS = st.sampled_from([TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR])
SECONDS = pytest.mark.parametrize(
    "spare", [timedelta(seconds=30), timedelta(microseconds=5), timedelta(0, 59, 9)]
)


def due(received, quantity, unit=TimeUnit.WORKING_DAY, **more):
    term = Term(quantity, unit, hours_are_office_hours=more.pop("office", True))
    return due_date(received_at=received, term=term, calendar=national(), **more)


def codes(found):
    return [step.code for step in found.trace]


@SECONDS
def test_seconds_are_nobodys_affair(spare):
    received = at(MONDAY, "09:00")
    stop = Pause(received + 5 * MINUTE, received + 65 * MINUTE)
    late = Pause(stop.from_at + spare, stop.to_at + spare)
    for unit, office in ((TimeUnit.HOUR, False), (TimeUnit.HOUR, True), (TimeUnit.WORKING_DAY, True)):
        whole = due(received, 30, unit, office=office, pauses=[stop])
        assert due(received + spare, 30, unit, office=office, pauses=[late]).due_at == whole.due_at
        assert whole.due_at.second == whole.due_at.microsecond == 0


def test_who_asks_at_the_minute_of_the_end_asks_too_late():
    plain = due(at(MONDAY, "09:00"), 3)
    asked = due(at(MONDAY, "09:00"), 3, pauses=[Pause(plain.due_at)])
    assert (asked.clock, asked.due_at) == (Clock.RUNNING, plain.due_at)
    assert "pause_too_late" in codes(asked)
    answered = due(at(MONDAY, "09:00"), 3, pauses=[Pause(plain.due_at, plain.due_at + 999 * MINUTE)])
    assert answered.due_at == plain.due_at
    before = due(at(MONDAY, "09:00"), 3, pauses=[Pause(plain.due_at - MINUTE)])
    assert (before.clock, before.remaining.quantity) == (Clock.STANDING, 0)


@given(st.lists(st.integers(1, 3000), min_size=3, max_size=3), st.integers(0, 3000))
def test_pauses_that_touch_or_overlap_are_one(lengths, back):
    received = at(MONDAY, "09:00")
    first, middle, last = (received + sum(lengths[: n + 1]) * MINUTE for n in range(3))
    one = due(received, 40, pauses=[Pause(first, last)])
    two = due(received, 40, pauses=[Pause(max(first, middle - back * MINUTE), last), Pause(first, middle)])
    assert (two.due_at, codes(two)) == (one.due_at, codes(one))
    open_ = due(received, 40, pauses=[Pause(first)])
    for pauses in ([Pause(first, last), Pause(middle)], [Pause(first), Pause(middle, last)]):
        found = due(received, 40, pauses=pauses)
        assert (found.clock, found.remaining, codes(found)) == (Clock.STANDING, open_.remaining, codes(open_))


def test_pauses_with_a_minute_between_are_two():
    first, second = at(MONDAY, "10:00"), at(MONDAY, "10:01")
    found = due(
        at(MONDAY, "09:00"), 40, pauses=[Pause(at(MONDAY, "09:30"), first), Pause(second, second + MINUTE)]
    )
    assert codes(found).count("paused") == 2


def test_an_apology_counts_before_a_pause_of_the_same_minute():
    granted = at(TUESDAY, "09:00")
    given_ = {
        "extension": Extension(granted, date(2025, 12, 12)),
        "pauses": [Pause(granted, granted + MINUTE)],
    }
    found = codes(due(at(MONDAY, "09:00"), 3, **given_))
    assert found.index("extended") < found.index("paused")
    earlier = {**given_, "pauses": [Pause(granted - MINUTE, granted)]}
    found = codes(due(at(MONDAY, "09:00"), 3, **earlier))
    assert found.index("paused") < found.index("extended")


def test_an_extension_to_the_due_day_itself_is_none():
    plain = due(at(MONDAY, "09:00"), 3)
    same = due(at(MONDAY, "09:00"), 3, extension=Extension(at(TUESDAY, "09:00"), plain.due_date))
    assert same.due_at == plain.due_at
    assert "extension_ignored" in codes(same)
    assert "extended" not in codes(same)


def test_what_stands_still_may_be_extended_only_where_the_day_is_one():
    standing = due(at(MONDAY, "09:00"), 3, pauses=[Pause(at(TUESDAY, "09:00"))])
    for day, wanted in (
        (THURSDAY, {"extension_no_due"}),
        (SUNDAY, {"extension_no_due", "extension_day_off"}),
    ):
        found = extension_problems(due=standing, to_date=day, calendar=national(), already_extended=False)
        assert {problem.code for problem in found} == wanted


def test_no_date_is_never_late():
    standing = due(at(MONDAY, "09:00"), 3, pauses=[Pause(at(TUESDAY, "09:00"))])
    found = time_left(at(date(2026, 3, 2), "09:00"), standing, national())
    assert (found.is_late, found.working_days, found.minutes) == (False, None, None)


def open_minutes(start, end):
    """The minutes from `start` up to but not including `end` at which the office works, one by one."""
    calendar, found = national(), []
    for n in range(max(0, (end - start) // MINUTE)):
        here = local(start + n * MINUTE)
        sessions = calendar.sessions_on(here.date()) if calendar.is_working_day(here.date()) else ()
        if any(s.opens <= here.time() < s.closes for s in sessions):
            found.append(start + n * MINUTE)
    return found


@given(
    st.integers(0, 5000),
    st.integers(0, 3),
    UNITS,
    st.integers(0, 6000),
    st.integers(0, 3000),
    st.integers(1, 2000),
)
def test_what_is_left_and_used_is_counted_minute_by_minute(start, quantity, unit, gone, stop, length):
    received = at(FRIDAY, "07:00") + start * MINUTE
    pause = Pause(received + stop * MINUTE, received + (stop + length) * MINUTE)
    found, now = due(received, quantity, unit, pauses=[pause]), received + gone * MINUTE
    left = time_left(now, found, national())
    assert left.minutes == len(open_minutes(now, found.due_at)) - len(open_minutes(found.due_at, now))
    if left.said.code == "hours_left":
        params = left.said.params
        assert params["hours"] * 60 + params["minutes"] == left.minutes > 0
        assert params["minutes"] < 60
    told = share_used(received_at=received, due=found, now=now, calendar=national(), pauses=[pause])
    runs = [m for m in open_minutes(received, max(now, found.due_at)) if not pause.from_at <= m < pause.to_at]
    total, used = sum(m < found.due_at for m in runs), sum(m < now for m in runs)
    assert told == (pytest.approx(used / total) if total else float(now >= found.due_at))


def test_the_last_minute_is_still_left():
    found = due(at(MONDAY, "09:00"), 3)
    said = time_left(found.due_at - MINUTE, found, national()).said.say()
    assert said == "còn 0 giờ 1 phút làm việc, đến 17:00 hôm nay"


def test_a_term_of_one_minute_and_one_of_none():
    brief = due(at(MONDAY, "16:59"), 0)
    asked = {"received_at": at(MONDAY, "16:59"), "due": brief, "calendar": national()}
    assert share_used(now=at(TUESDAY, "07:31"), **asked) == 2.0
    none = due(at(SUNDAY, "09:00"), 0, TimeUnit.HOUR)  # received while closed: due when the office opens
    asked = {"received_at": at(SUNDAY, "09:00"), "due": none, "calendar": national()}
    assert none.due_at == at(MONDAY, "07:30")
    assert [share_used(now=now, **asked) for now in (none.due_at - MINUTE, none.due_at)] == [0.0, 1.0]
    when = when_used(percent=50, begun_at=at(SUNDAY, "09:00"), due_at=none.due_at, calendar=national())
    assert when == none.due_at


@given(st.integers(0, 10_000))
def test_tenths_are_passed_one_after_the_other(share):
    assert tenths_used(share / 1000) == min(10, share // 100)


@given(st.integers(1, 99), st.integers(0, 1400), st.integers(0, 3000), st.integers(1, 2000))
def test_a_part_has_gone_at_the_first_minute_at_which_so_much_is_used(percent, start, stop, length):
    received = at(MONDAY, "07:00") + start * MINUTE
    pause = Pause(received + stop * MINUTE, received + (stop + length) * MINUTE)
    found = due(received, 3, pauses=[pause])
    asked = {"calendar": national(), "pauses": [pause]}
    when = when_used(percent=percent, begun_at=received, due_at=found.due_at, **asked)
    asked |= {"received_at": received, "due": found}
    assert share_used(now=when, **asked) >= percent / 100 - 1e-9
    assert when == received or share_used(now=when - MINUTE, **asked) < percent / 100


def test_a_part_that_is_used_up_when_the_clock_stops_has_gone_then():
    received, pause = at(MONDAY, "07:30"), Pause(at(MONDAY, "15:30"), at(TUESDAY, "13:30"))
    found = due(received, 2, pauses=[pause])
    before, total = (open_minutes(received, end) for end in (pause.from_at, found.due_at))
    assert len(before) * 4 == len(total) - len(open_minutes(pause.from_at, pause.to_at))
    asked = {"begun_at": received, "due_at": found.due_at, "calendar": national(), "pauses": [pause]}
    assert when_used(percent=25, **asked) == pause.from_at


@given(
    st.dates(date(2025, 11, 3), date(2025, 12, 1)), st.integers(0, 45),
    st.sampled_from([TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH]),
)  # fmt: skip
def test_the_explanation_tells_from_when_to_when(day, quantity, unit):
    quantity = min(quantity, 1) if unit is TimeUnit.MONTH else quantity
    found = due(at(day, "09:00"), quantity, unit)
    said, counted = {step.code: step.params for step in found.trace}, national().next_working_day(day)
    assert ("term_zero" in said) == (quantity == 0)
    assert ("term" in said) == (quantity > 0)
    if quantity:
        assert said["term"]["day"] == counted + timedelta(days=1)
    if rolled := said.get("rolled"):
        rest = national().rest_on(rolled["day_last"])
        assert rest is not None
        assert (rolled["name"], rolled["day"]) == (rest.name, found.due_date)
        assert rolled["day"] > rolled["day_last"]
    assert ("rolled" in said) == (
        unit is not TimeUnit.WORKING_DAY and _last(counted, quantity, unit) != found.due_date
    )


def _last(day, quantity, unit):
    """The last day of a term as the calendar on the wall has it."""
    if unit is TimeUnit.DAY:
        return day + timedelta(days=quantity)
    return day.replace(month=day.month + quantity) if day.month + quantity <= 12 else date(2026, 1, day.day)


def test_a_month_without_such_a_day_ends_on_its_last_and_says_so():
    for first, last, is_told in (
        (date(2025, 10, 31), date(2025, 11, 30), True),
        (date(2025, 9, 30), date(2025, 10, 30), False),
    ):
        found = due(at(first, "09:00"), 1, TimeUnit.MONTH)
        said = {step.code: step.params for step in found.trace}
        assert ("month_end" in said) == is_told
        assert found.due_date == national().next_working_day(last)
        if is_told:
            assert (said["month_end"]["number"], said["month_end"]["day"]) == (31, last)
