"""What form 02 says of the clock is what the clock does."""

from dataclasses import replace

import pytest

from thongsuot.kernel.deadlines import AfterPause, Term, TimeUnit
from thongsuot.work.dossiers.papers import wording

TEN_DAYS = Term(quantity=10, unit=TimeUnit.WORKING_DAY)


@pytest.mark.parametrize(
    ("after", "said", "unsaid"),
    [(AfterPause.CONTINUE, "tính tiếp", "từ đầu"), (AfterPause.RESTART, "tính lại từ đầu", "tính tiếp")],
)
def test_the_first_request_stops_the_clock_and_tells_how_it_goes_on(
    after: AfterPause, said: str, unsaid: str
) -> None:
    told = wording.after_asking(replace(TEN_DAYS, after_pause=after), is_again=False)
    assert "tạm dừng" in told
    assert "chỉ thực hiện một lần" in told
    assert said in told
    assert unsaid not in told


def test_a_second_request_stops_nothing_and_does_not_call_itself_the_only_one() -> None:
    told = wording.after_asking(TEN_DAYS, is_again=True)
    assert "không tạm dừng" in told
    assert "một lần" not in told


def test_without_a_term_the_clock_still_stops() -> None:
    assert "tính tiếp" in wording.after_asking(None, is_again=False)
