"""Of what a published fee is the price: read off its own words, or said by the pack; and what a copy of pages costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.registers.catalogue import rules

CERTIFIED = rules.Per("trang", 3, 1000, 200_000)
pers = st.none() | st.just(rules.Per("bản")) | st.builds(
    rules.Per, st.just("trang"), st.integers(2, 9), st.integers(0, 2000), st.none() | st.integers(5000, 300_000)
)  # fmt: skip


@pytest.mark.parametrize(
    ("vnd", "note", "unit"),
    [
        (10_000, "/trường hợp", "trường hợp"),
        (50_000, "/ giao dịch.", "giao dịch"),
        (250_000, "250,000 đồng/bản", "bản"),
        (50_000, "50.000 đồng/1 bản", "bản"),
        (70_000, "70.000 đồng/Giấy chứng nhận.", "giấy chứng nhận"),
        (8000, "8.000 đồng/Văn bản xác nhận về một việc hộ tịch của cá nhân đã đăng ký.", "văn bản"),
        (5000, "5.000đ/giấy thông hành (Thông tư số 25/2021/TT-BTC ngày 07/4/2021).", "giấy thông hành"),
        (8000, "", ""),
        (800_000, "áp dụng mức phí 400.000 đồng/hồ sơ", ""),
        (250_000, "Thực hành 250.000đ/lần", ""),
        (2000, "2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa 200.000 đồng/bản", ""),
        (70_000, "70.000 đồng/thẻ căn cước. Kể từ 2025 bằng 50% mức 35.000 đồng/thẻ", ""),
        (20, "20.000 đồng/tờ khai", ""),
        (2000, "/trang quy chuẩn", ""),
    ],
)
def test_only_a_plain_price_of_one_is_multiplied(vnd, note, unit):
    assert rules.stated_unit(vnd, note) == unit


@given(
    st.integers(0, 10**9),
    st.text(max_size=60) | st.from_regex(r"[\d.,]{1,9} ?(đồng|đ)/(bản|trang|lần)", fullmatch=True),
)
def test_whatever_the_words_the_unit_is_one_that_can_be_counted(vnd, note):
    assert rules.stated_unit(vnd, note) in {"", *rules.UNITS}


@given(st.integers(500, 10**6), pers, st.integers(1, 1000))
def test_a_piece_of_one_costs_what_is_published_and_more_never_costs_less(vnd, per, units):
    price = rules.price_of_one(vnd, per, units)
    assert price <= rules.price_of_one(vnd, per, units + 1)
    if per is None or not per.is_graded:
        assert price == vnd
        return
    assert rules.price_of_one(vnd, per, 1) == min(vnd, per.most_vnd or vnd)
    assert per.most_vnd is None or price <= per.most_vnd
    assert price <= max(vnd, per.reduced_vnd or 0) * units


@pytest.mark.parametrize(
    ("pages", "vnd"), [(1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (999, 200_000)]
)
def test_a_certified_copy_as_the_circular_has_it(pages, vnd):
    assert rules.price_of_one(2000, CERTIFIED, pages) == vnd
