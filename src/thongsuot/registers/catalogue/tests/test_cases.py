"""Headings and cases: sentences of the source, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.registers.catalogue.rules import is_heading, sets_said

HEADINGS = (
    "",
    "* Giấy tờ phải nộp:",
    "Giấy tờ phải xuất trình",
    "* Lưu ý :",
    "a) Thành phần hồ sơ:",
    "Các giấy tờ phải nộp (bản chính), mỗi loại 01 bản, gồm:",
    "Thành phần hồ sơ phải xuất trình",
    "Số lượng hồ sơ: 01 bộ là bản gốc",
)
CASES = (
    "Trường hợp ủy quyền thực hiện thủ tục",
    "Đăng ký thường trú vào chỗ ở hợp pháp do thuê, mượn, ở nhờ",
    "b) Thành phần hồ sơ đối với trường hợp giao đất",
    "Giấy tờ phải nộp (hồ sơ của người nhận nuôi con nuôi)",
    "(1.7) Đối với công trình nhà ở riêng lẻ:",
)


@pytest.mark.parametrize("said", HEADINGS)
def test_what_concerns_everybody_is_a_heading(said: str) -> None:
    assert is_heading(said)


@pytest.mark.parametrize("said", CASES)
def test_what_tells_cases_apart_is_none(said: str) -> None:
    assert not is_heading(said)


@given(
    st.sampled_from(HEADINGS[1:] + CASES),
    st.sampled_from(("", "- ", "* ", "1. ", "  ")),
    st.sampled_from("  :.;"),
)
def test_bullets_and_letters_change_nothing(said: str, before: str, after: str) -> None:
    for given_ in (said, said.upper()):
        assert is_heading(f"{before}{given_}{after}") == is_heading(said)


@pytest.mark.parametrize(
    ("said", "sets"),
    [
        ((), 1),
        (("Bản sao", "Số lượng hồ sơ: 02 bộ"), 2),
        (("- Số lượng hồ sơ: 02 (bộ)", "b) Số lượng hồ sơ : 01 (một) bộ"), 2),
        (("Số lượng hồ sơ: 03 (ba) bộ, trong đó 01 bộ gốc",), 3),
        (("Số lượng: 05 bản", "Hai bộ bản vẽ", "Số lượng hồ sơ: 00 bộ"), 1),
    ],
)
def test_the_number_of_sets_is_what_the_source_says_of_them(said: tuple[str, ...], sets: int) -> None:
    assert sets_said(said) == sets
