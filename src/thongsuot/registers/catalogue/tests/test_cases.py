"""Headings and cases: sentences of the source, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.registers.catalogue.rules import is_heading

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
