"""What form 02 says of the clock is what the clock does; what form 05 says of the money is what the ledger says."""

from dataclasses import replace

import pytest

from thongsuot.kernel.deadlines import AfterPause, Term, TimeUnit
from thongsuot.work.dossiers.papers import wording
from thongsuot.work.dossiers.ports import MoneyMoved

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


def test_the_money_is_told_with_every_receipt_and_nothing_taken_is_said_too() -> None:
    first, second = (
        MoneyMoved(50_000, "0000012 (H57/BL-26)", False),
        MoneyMoved(25_000, "0000013 (H57/BL-26)", False),
    )
    back = MoneyMoved(75_000, "0000001 (H57/HT-26)", True)
    assert wording.money_said([]) == "chưa thu khoản phí, lệ phí nào theo sổ thu."
    assert (
        wording.money_said([first, second])
        == "đã thu 75.000 đ theo biên lai số 0000012 (H57/BL-26), số 0000013 (H57/BL-26)."
    )
    assert wording.money_said([first, second, back]).endswith(
        "; đã trả lại 75.000 đ theo phiếu hoàn trả số 0000001 (H57/HT-26)."
    )
