from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel import dates
from thongsuot.kernel.errors import Refused


@given(st.datetimes(datetime(1976, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_fixed_offset_is_the_zone_of_vietnam(moment):
    assert dates.local(moment).replace(tzinfo=None) == moment.astimezone(
        ZoneInfo("Asia/Ho_Chi_Minh")
    ).replace(tzinfo=None)


@given(st.dates(), st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_what_is_written_can_be_read(day, clock):
    assert dates.parse_date(dates.format_date(day)) == day
    assert dates.parse_date(day.isoformat()) == day
    assert dates.parse_time(dates.format_time(clock)) == clock


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.times())
def test_an_instant_and_its_wall_clock_go_together(day, clock):
    moment = dates.instant(day, clock)
    assert dates.local_day(moment) == day
    assert dates.local(moment).time() == clock


def test_days_are_named_in_both_languages():
    assert dates.format_day(date(2025, 8, 29)) == "thứ Sáu 29/08/2025"
    assert dates.format_day(date(2025, 8, 31)) == "Chủ nhật 31/08/2025"
    assert dates.format_day(date(2025, 8, 29), "en") == "Friday 29/08/2025"
    assert dates.format_instant(datetime(2025, 8, 29, 8, 20, tzinfo=UTC)) == "15:20 thứ Sáu 29/08/2025"
    assert dates.weekday_name(date(2025, 8, 25), "fr") == "thứ Hai"


@pytest.mark.parametrize("text", ["31/02/2025", "2025-13-01", "00/01/2025"])
def test_days_that_do_not_exist(text):
    with pytest.raises(Refused, match="date_impossible"):
        dates.parse_date(text, "received")


@pytest.mark.parametrize("text", ["", "mai", "1/2/25", "1/2", "29/08/2025 15:00"])
def test_days_that_cannot_be_read(text):
    with pytest.raises(Refused) as refusal:
        dates.parse_date(text, "received")
    assert (refusal.value.problems[0].code, refusal.value.problems[0].field) == (
        "date_unreadable",
        "received",
    )


def test_times_as_people_write_them():
    assert dates.parse_time("15h20") == dates.parse_time(" 15:20 ") == time(15, 20)
    assert dates.parse_time("7 giờ") == time(7)
    for text in ("24:00", "7:60", "", "bảy giờ"):
        with pytest.raises(Refused, match="time_unreadable"):
            dates.parse_time(text)


def test_a_naive_instant_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="time zone"):
        dates.local(datetime(2025, 1, 1))
