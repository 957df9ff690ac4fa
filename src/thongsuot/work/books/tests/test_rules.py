"""Which books may be asked for, and the sum that tells two copies apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thongsuot.work.books import rules
from thongsuot.work.books.rules import BOOK_NAMES, COLUMNS, Book, Span

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CELLS = st.one_of(
    st.none(), st.integers(), st.text(max_size=8), st.datetimes(timezones=st.just(UTC)), st.dates()
)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6)


def codes(span):
    return [problem.code for problem in rules.span_problems(span, now=NOW, today=TODAY)]


@given(st.integers(0, 800), st.integers(0, 800), st.integers(0, 800))
def test_a_span_is_sound_or_says_what_to_change(ago, length, since):
    first = TODAY - timedelta(days=ago)
    span = Span(
        first, first + timedelta(days=length), min(NOW, NOW - timedelta(days=ago) + timedelta(days=since))
    )
    found = codes(span)
    assert ("period_long" in found) == (length >= rules.DAYS_MOST)
    assert not {"period_turned", "period_ahead", "until_ahead"} & set(found)
    assert span.begins < span.ends


@pytest.mark.parametrize(
    ("first", "last", "until", "said"),
    [
        (TODAY, TODAY - timedelta(days=1), NOW, "period_turned"),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=1), NOW, "period_ahead"),
        (TODAY, TODAY, NOW + timedelta(minutes=1), "until_ahead"),
        (TODAY, TODAY, NOW - timedelta(days=2), "until_early"),
    ],
)
def test_what_cannot_be_a_book(first, last, until, said):
    assert said in codes(Span(first, last, until))


def summed(lines, *about):
    digest = rules.Digest(*about)
    assert list(digest.counted(lines)) == lines
    assert digest.lines == len(lines)
    return digest.text


@given(LINES, LINES)
def test_two_books_have_one_sum_only_when_they_are_the_same(one, other):
    assert summed(one) == summed([list(line) for line in one])
    assume(one != other)
    assert summed(one) != summed(other)


@given(LINES)
def test_the_sum_names_its_book_and_moves_with_every_line(lines):
    assert summed(lines, "results") != summed(lines, "dossiers")
    assert summed(lines) != summed([*lines, ["x"]])


def test_an_instant_is_the_same_in_every_zone_and_a_word_in_every_spelling():
    here = NOW.astimezone(rules.instant(TODAY, NOW.time()).tzinfo)
    assert summed([[NOW, "Hue\u0302\u0301"]]) == summed([[here, "Huế"]])


def test_a_sum_is_typed_with_or_without_blanks():
    text = summed([["a"]])
    assert len(text.split()) == 8
    assert rules.is_same_digest(text.replace(" ", "").upper(), text)
    assert not rules.is_same_digest(text[:-1], text)
    assert not rules.is_same_digest("", text)


def test_every_book_has_a_name_and_columns_of_its_own():
    assert set(BOOK_NAMES) == set(COLUMNS) == set(Book)
    assert all(len({column.key for column in columns}) == len(columns) for columns in COLUMNS.values())


def test_a_book_is_no_thicker_than_it_can_be_bound():
    assert rules.printing_problems(rules.PRINTED_MOST) == ()
    assert rules.printing_problems(rules.PRINTED_MOST + 1)
