"""Codes, dates and signature places."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.plumbing.paper import Signature, code128_svg, dates
from thongsuot.plumbing.paper.codes import _WIDTHS


def read_bars(svg):
    """The text of a Code 128 set B picture, read back from its rectangles, check symbol tested."""
    path = svg.split('d="')[1].split('"')[0]
    bars = [(int(p.split()[0]), int(p.split("h")[1].split("v")[0])) for p in path.split("M")[1:]]
    runs = []
    for (x, wide), (after, _) in pairwise(bars):
        runs += [wide, after - x - wide]
    runs.append(bars[-1][1])
    symbols = ["".join(map(str, runs[at : at + 6])) for at in range(0, len(runs) - 7, 6)]
    start, *values, check = [_WIDTHS.index(symbol) for symbol in symbols]
    assert start == 104
    assert check == (start + sum(n * v for n, v in enumerate(values, start=1))) % 103
    assert "".join(map(str, runs[-7:])) == "2331112"
    return "".join(chr(value + 32) for value in values)


def test_symbols_are_distinct_and_eleven_modules_wide():
    assert len(set(_WIDTHS)) == len(_WIDTHS) == 106
    assert {sum(map(int, widths)) for widths in _WIDTHS} == {11}


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40))
def test_bars_read_back(text):
    assert read_bars(code128_svg(text)) == text


@pytest.mark.parametrize("text", ["", "Huế", "a\n"])
def test_bars_refuse_what_they_cannot_hold(text):
    with pytest.raises(ValueError, match="ASCII"):
        code128_svg(text)


def test_a_tracking_address_needs_a_small_code_only():
    assert segno.make_qr("https://mot-cua.example.vn/t/H99.101-261120-0142", error="m").version <= 4


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 31), "ngày 31 tháng 3 năm 2026"),
        (date(2026, 12, 10), "ngày 10 tháng 12 năm 2026"),
    ],
)
def test_dates_as_the_decree_writes_them(day, words):
    assert dates.day_in_words(day) == words


def test_instants_are_those_of_viet_nam():
    late = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)
    assert (
        dates.instant_in_words(late).replace("\N{NO-BREAK SPACE}", " ")
        == "00 giờ 05 phút, ngày 21 tháng 11 năm 2026"
    )
    assert dates.local_day(late) == date(2026, 11, 21)


def test_for_whom_one_signs_stands_above_the_post_in_capitals():
    assert Signature(post="Giám đốc").lines() == ["GIÁM ĐỐC"]
    signature = Signature(post="Phó Chủ tịch", above=("TM. Ủy ban nhân dân", "KT. Chủ tịch"))
    assert signature.lines() == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
