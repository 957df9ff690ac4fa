import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.errors import Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.kernel.money import format_vnd, parse_vnd


@given(st.integers(-(10**15), 10**15))
def test_amounts_are_read_as_they_are_written(amount):
    assert parse_vnd(format_vnd(amount)) == amount
    assert parse_vnd(str(amount)) == amount


def test_amounts_as_people_write_them():
    assert format_vnd(20000) == "20.000 đ"
    assert (format_vnd(0), format_vnd(-1500), format_vnd(1234567)) == ("0 đ", "-1.500 đ", "1.234.567 đ")
    for text in ("20.000 đ", "20,000 VND", "20000", " 20 000₫ ", "20.000 đồng"):
        assert parse_vnd(text) == 20000


@pytest.mark.parametrize("text", ["", "hai mươi nghìn", "20.00", "2.0000", "1,5", "20.000 USD", "đ"])
def test_amounts_that_cannot_be_read(text):
    with pytest.raises(Refused) as refusal:
        parse_vnd(text, "fee")
    assert (refusal.value.problems[0].code, refusal.value.problems[0].field) == ("money_unreadable", "fee")


def test_ids_grow_even_when_the_clock_stands_or_goes_back():
    future = time.time_ns() + 3_600_000_000_000
    made = [uuid7(now) for now in (future, future, future - 10**9, future + 10**6)] + [
        uuid7() for _ in range(5000)
    ]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_ids_carry_their_time():
    later = time.time_ns() + 7_200_000_000_000
    assert uuid7(later).int >> 80 == later // 1_000_000


def test_ids_of_many_threads_are_distinct():
    made = []

    def make():
        made.extend([uuid7() for _ in range(2000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000
