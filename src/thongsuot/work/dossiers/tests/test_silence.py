"""Silence that the law takes for consent, and a second request for more: pure rules, no database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.tests.calendars import at
from thongsuot.work.dossiers.rules import State, counts_late, stands
from thongsuot.work.dossiers.tests.test_stands import RECEIVED, doing, stand

ARTICLE = "Điều 12 khoản 3"


@given(st.integers(-3 * 24 * 60, 30 * 24 * 60))
def test_silence_is_consent_from_the_last_minute_on_and_bears_that_minute(minutes):
    before = stand()
    now = before.due_at + timedelta(minutes=minutes)
    moved = stands.consent(before, doing(now, agency=None), article=ARTICLE)
    if minutes < 0:
        assert [p.code for p in moved.problems] == ["term_not_over"]
        assert moved.stand == before
    else:
        assert moved.problems == ()
        assert (moved.stand.state, moved.stand.finished_at) == (State.DECIDED, before.due_at)
        assert moved.stand.outcome == {"result": stands.SILENCE, "article": ARTICLE}
        assert moved.detail == {"article": ARTICLE}


def test_without_a_law_or_a_running_term_silence_is_nothing():
    late = doing(stand().due_at + timedelta(days=9), agency=None)
    assert [p.code for p in stands.consent(stand(), late, article=" ").problems] == ["no_such_law"]
    waits = stands.ask_for_more(
        stand(), doing(at(date(2026, 3, 4), "10:00")), wanted=("Sơ đồ",), reason="Thiếu"
    )
    assert [p.code for p in stands.consent(waits.stand, late, article=ARTICLE).problems] == [
        "act_not_open",
        "term_not_over",
    ]


def asked_again():
    first = stands.ask_for_more(
        stand(), doing(at(date(2026, 3, 4), "10:00")), wanted=("Sơ đồ",), reason="Thiếu"
    )
    back = stands.supplement(first.stand, doing(at(date(2026, 3, 9), "10:00"))).stand
    later = doing(at(date(2026, 3, 10), "10:00"))
    return back, stands.ask_for_more(back, later, wanted=("Ảnh",), reason="Thiếu", again=True)


def test_the_second_request_stops_no_clock_and_its_answer_starts_none():
    back, again = asked_again()
    assert again.problems == ()
    assert again.detail == {"wanted": ["Ảnh"], "reason": "Thiếu", "again": True}
    assert (again.stand.pauses, again.stand.due_at) == (back.pauses, back.due_at)
    assert (again.stand.state, again.stand.asked_times) == (State.WAITING, 2)
    answered = stands.supplement(again.stand, doing(at(date(2026, 4, 10), "10:00"))).stand
    assert (answered.pauses, answered.due_at, answered.state) == (
        back.pauses,
        back.due_at,
        State.PROCESSING,
    )


def test_the_index_counts_it_late_from_the_second_request_on():
    back, again = asked_again()
    assert [counts_late(asked_times=n) for n in (0, back.asked_times, again.stand.asked_times)] == [
        False,
        False,
        True,
    ]
    assert back.due_at > RECEIVED
