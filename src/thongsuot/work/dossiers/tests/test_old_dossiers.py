"""Dossiers of old registers: the promised day is kept, whatever term gives it."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel import deadlines
from thongsuot.kernel.dates import instant, local
from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.tests.calendars import at, national
from thongsuot.work.dossiers.rules import legacy

MONDAY = date(2026, 3, 2)
days = st.dates(date(2026, 2, 1), date(2026, 6, 30))


def kept(received, due_day, published=None):
    return legacy.kept_clock(received=received, due_day=due_day, published=published, calendar=national())


@given(days, st.integers(-5, 60), st.one_of(st.none(), st.integers(0, 40)))
def test_the_promised_day_is_kept_and_the_term_gives_it(day, more, quantity):
    promised = day + timedelta(days=more)
    published = None if quantity is None else Term(quantity, TimeUnit.WORKING_DAY)
    received = legacy.received_at(day)
    term, due_at = kept(received, promised, published)
    assert local(due_at).date() == promised
    if term is None:
        assert due_at == instant(promised, time(17))
    else:
        again = deadlines.due_date(received_at=received, term=term, calendar=national())
        assert (again.due_date, again.due_at) == (promised, due_at)


def test_no_promise_no_due_date():
    assert kept(at(MONDAY, "09:00"), None, Term(5, TimeUnit.WORKING_DAY)) == (None, None)


def test_the_procedures_own_term_goes_before_the_days_between():
    five = Term(5, TimeUnit.WORKING_DAY)
    assert kept(at(MONDAY, "09:00"), MONDAY + timedelta(days=7), five)[0] == five
    assert kept(at(MONDAY, "09:00"), MONDAY + timedelta(days=8), five)[0] == Term(8, TimeUnit.DAY)
    assert kept(at(MONDAY, "09:00"), MONDAY)[0] == Term(0, TimeUnit.DAY)


def test_a_term_in_words_gives_no_day():
    words = Term(0, TimeUnit.OTHER)
    assert kept(at(MONDAY, "09:00"), MONDAY + timedelta(days=7), words)[0] == Term(7, TimeUnit.DAY)


def test_a_day_off_or_before_the_reception_is_kept_as_the_day_alone():
    sunday = MONDAY + timedelta(days=6)
    assert kept(at(MONDAY, "09:00"), sunday) == (None, at(sunday, "17:00"))
    before = MONDAY - timedelta(days=3)
    assert kept(at(MONDAY, "09:00"), before) == (None, at(before, "17:00"))


def test_years_without_a_calendar_keep_the_day_alone():
    far = date(2040, 5, 7)
    assert kept(at(far, "09:00"), far + timedelta(days=1)) == (None, at(far + timedelta(days=1), "17:00"))


def test_a_day_without_a_time_counts_from_the_morning():
    assert legacy.received_at(MONDAY) == at(MONDAY, "08:00")
    assert legacy.received_at(datetime(2026, 3, 2, 15, 20)) == at(MONDAY, "15:20")
