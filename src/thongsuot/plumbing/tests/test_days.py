"""A day in a call is written out; a number is none."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from thongsuot.plumbing.http.days import Day

DAYS = TypeAdapter(Day)


def test_a_day_is_year_month_day() -> None:
    assert DAYS.validate_python("2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize(
    "given", ["0.0", "2026", 2026, 0.0, "2026-13-01", "2026-11-23T00:00:00", "23/11/2026", ""]
)
def test_what_is_not_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        DAYS.validate_python(given)
