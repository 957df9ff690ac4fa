"""When somebody is told: walked minute by minute and turn by turn, and never twice."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.kernel.dates import instant, local
from thongsuot.kernel.deadlines import (
    AfterPause,
    DueDate,
    Extension,
    Pause,
    Term,
    TimeUnit,
    due_date,
    share_used,
    when_used,
)
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.work.clocks.rules import (
    BITS,
    Alert,
    Life,
    Mark,
    Pending,
    Turn,
    lives,
    marks_of,
    relaid,
    rung,
    story,
)

YEAR = WorkCalendar(2026, 2027)
STORM = YEAR.closed([(date(2026, 3, 4), "Bão"), (date(2026, 3, 5), "Bão")])
MONDAY = instant(date(2026, 3, 2), time(9))
MINUTE = timedelta(minutes=1)
minutes = st.integers(0, 60 * 24 * 12).map(lambda n: n * MINUTE)
terms = st.builds(
    Term, st.integers(1, 15), st.sampled_from([TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.HOUR]),
    after_pause=st.sampled_from(AfterPause),
)  # fmt: skip


def due(term, pauses=(), extension=None, calendar=YEAR):
    return due_date(
        received_at=MONDAY, term=term, calendar=calendar, pauses=pauses, extension=extension
    ).due_at


@given(st.integers(1, 99), terms, minutes, minutes)
def test_a_mark_is_passed_at_the_first_minute_with_that_share(percent, term, wait, length):
    pause = Pause(MONDAY + wait, MONDAY + wait + length)
    end = due(term, (pause,))
    at = when_used(percent=percent, begun_at=MONDAY, due_at=end, calendar=YEAR, pauses=(pause,))

    def share(now):
        return share_used(
            received_at=MONDAY, due=DueDate.stored(end), now=now, calendar=YEAR, pauses=(pause,)
        )

    assert MONDAY <= at <= end
    assert share(at) >= percent / 100 - 1e-9 or at == end
    if at - MINUTE > MONDAY:
        assert share(at - MINUTE) < percent / 100


def test_the_marks_of_four_days_that_began_in_the_middle_of_a_monday():
    end = due(Term(4, TimeUnit.WORKING_DAY))
    life = Life(1, MONDAY, end, MONDAY)
    marks = marks_of(life, YEAR, province_days=3)
    assert [f"{local(marks[m]):%d %H:%M}" for m in Mark] == ["04 13:45", "06 07:48", "06 17:00", "11 17:00"]


def test_where_silence_is_consent_the_province_has_nothing_to_hurry():
    life = Life(1, MONDAY, due(Term(4, TimeUnit.WORKING_DAY)), MONDAY)
    assert Mark.PROVINCE not in marks_of(life, YEAR, province_days=3, consents=True)
    assert Mark.PROVINCE not in marks_of(life, YEAR, province_days=None)
    assert marks_of(Life(2, MONDAY, None, MONDAY), YEAR, province_days=3) == {}


def test_the_province_is_told_after_the_office_closes_on_the_last_of_its_days():
    life = Life(1, MONDAY, due(Term(4, TimeUnit.WORKING_DAY)), MONDAY)
    assert marks_of(life, YEAR, province_days=0)[Mark.PROVINCE] == life.due_at + MINUTE


def turn(number, act, hours, end):
    return Turn(number, MONDAY + timedelta(hours=hours), act, end)


def test_a_pause_ends_one_version_and_what_follows_is_another():
    first, second = due(Term(5, TimeUnit.WORKING_DAY)), MONDAY + timedelta(days=14)
    turns = [turn(1, "receive", 0, first), turn(2, "take", 1, first), turn(3, "ask_for_more", 24, None)]
    turns += [turn(4, "supplement", 72, second), turn(5, "forward", 80, second)]
    found = lives(received_at=MONDAY, turns=turns)
    assert [(life.number, life.due_at) for life in found] == [(1, first), (3, None), (4, second)]
    assert found[-1].pauses == (Pause(turns[2].at, turns[3].at),)
    assert found[-1].begun_at == MONDAY
    anew = lives(received_at=MONDAY, turns=turns, restarts=True)[-1]
    assert (anew.begun_at, anew.pauses) == (turns[3].at, ())


def test_a_request_that_came_too_late_stops_nothing():
    end = due(Term(1, TimeUnit.WORKING_DAY))
    turns = [turn(1, "receive", 0, end), turn(2, "ask_for_more", 100, end), turn(3, "supplement", 120, end)]
    assert [life.number for life in lives(received_at=MONDAY, turns=turns)] == [1]


def test_a_calendar_that_stops_the_clock_afterwards_stops_it_when_it_was_asked():
    first, last = due(Term(2, TimeUnit.WORKING_DAY)), MONDAY + timedelta(days=20)
    turns = [
        turn(1, "receive", 0, first),
        turn(2, "ask_for_more", 60, first),
        turn(3, "recalculate", 70, None),
    ]
    turns.append(turn(4, "supplement", 90, last))
    assert lives(received_at=MONDAY, turns=turns)[-1].pauses == (Pause(turns[1].at, turns[3].at),)


# -- a life at random: what is told, by a second opinion that walks through it ----------------------------------------

steps = st.lists(
    st.tuples(st.sampled_from(["ask", "extend", "storm", "take"]), st.integers(30, 60 * 24 * 6)), max_size=6
)


def played(term, happened):
    """The turns of a dossier with the marks of each version, as the verbs would write them."""
    now, calendar, pauses, extension = MONDAY, YEAR, [], None
    turns = [Turn(1, now, "receive", due(term))]
    calendars = {1: YEAR}
    for what, wait in happened:
        now += wait * MINUTE
        waits = bool(pauses) and pauses[-1].to_at is None
        if what == "ask" and (waits or not pauses):
            pauses = [Pause(pauses[0].from_at, now)] if waits else [Pause(now)]
            act = "supplement" if waits else "ask_for_more"
        elif what == "extend" and extension is None and not waits:
            extension, act = Extension(now, YEAR.add(local(now).date(), 9)), "extend"
        elif what == "storm" and calendar is YEAR:
            calendar, act = STORM, "recalculate"
        else:
            act = "take"
        end = turns[-1].due_at if act == "take" else due(term, pauses, extension, calendar)
        turns.append(Turn(len(turns) + 1, now, act, end))
        calendars[len(turns)] = calendar
    return turns, calendars


def opinion(every, marks, until):
    """Second by second of what happens: the version that runs, and each of its marks when its instant comes."""
    heard, told = [], set()
    for life, following in zip(every, [*every[1:], None], strict=True):
        end = min(until, following.from_at) if following else until
        for mark, at in sorted(marks(life).items(), key=lambda item: item[1]):
            is_known = at <= life.from_at and mark in told
            if not is_known and max(at, life.from_at) <= end:
                heard.append((life.number, mark, max(at, life.from_at)))
        told |= {mark for _, mark, _ in heard}
    return sorted(heard)


@settings(max_examples=150)
@given(terms, steps, st.lists(st.integers(1, 60 * 24 * 8), max_size=5), st.integers(0, 60 * 24 * 30))
def test_what_is_told_follows_from_what_happened_however_often_and_late_somebody_looks(
    term, happened, looks, tail
):
    turns, calendars = played(term, happened)
    restarts = term.after_pause is AfterPause.RESTART
    every = lives(received_at=MONDAY, turns=turns, restarts=restarts)

    def marks(life):
        return marks_of(life, calendars[life.number], province_days=2)

    until = turns[-1].at + tail * MINUTE
    whole, kept = story(every, marks, finished_at=None)
    whole = [*whole, *rung(kept, until)[0]]
    # Looked at again and again on the way: after each turn, and at instants between.
    alerts, pending = [], Pending()
    instants = [MONDAY + sum(looks[: n + 1]) * MINUTE for n in range(len(looks))]
    for now in sorted([*instants, *[turn_.at for turn_ in turns], until]):
        if now > until:
            continue
        known = [turn_ for turn_ in turns if turn_.at <= now]
        seen = [
            life
            for life in lives(received_at=MONDAY, turns=known, restarts=restarts)
            if life.number > pending.version
        ]
        told, pending = story(seen, marks, finished_at=None, pending=pending)
        late, pending = rung(pending, now)
        alerts += [*told, *late]
        again, pending = rung(pending, now)
        assert not again
    assert sorted(alerts) == sorted(whole)
    assert [(a.version, a.mark, a.at) for a in sorted(whole)] == opinion(every, marks, until)
    assert len({(a.version, a.mark) for a in whole}) == len(whole)


def test_what_has_ended_is_told_of_no_more():
    life = Life(1, MONDAY, MONDAY + timedelta(days=4), MONDAY)
    marks = {Mark.HALF: MONDAY + timedelta(days=2), Mark.DUE: MONDAY + timedelta(days=4)}
    alerts, pending = story([life], lambda _: marks, finished_at=MONDAY + timedelta(days=3))
    assert alerts == (Alert(1, Mark.HALF, marks[Mark.HALF]),)
    assert rung(pending, datetime(2030, 1, 1, tzinfo=UTC)) == ((), pending)
    assert pending.reached == Mark.HALF


def test_a_new_date_repeats_only_what_lies_ahead_of_it():
    told = Pending(1, {}, frozenset({Mark.HALF, Mark.MOST}), 80)
    life = Life(4, MONDAY, MONDAY + timedelta(days=9), MONDAY - timedelta(days=9))
    marks = {Mark.HALF: MONDAY - MINUTE, Mark.MOST: MONDAY + timedelta(days=5), Mark.DUE: life.due_at}
    kept = relaid(told, life, marks)
    assert set(kept.marks) == {Mark.MOST, Mark.DUE}
    assert kept.reached == Mark.HALF
    never = relaid(Pending(1), life, marks)
    assert never.marks[Mark.HALF] == MONDAY
    assert never.reached == 0


def test_each_mark_has_a_bit_of_its_own():
    assert [(mark.value, BITS[mark]) for mark in Mark] == [(50, 1), (80, 2), (100, 4), (110, 8)]


def test_the_very_minute_counts_as_passed():
    at = MONDAY + timedelta(days=1)
    alerts, left = rung(Pending(1, {Mark.HALF: at}), at)
    assert alerts == (Alert(1, Mark.HALF, at),)
    assert rung(Pending(1, {Mark.HALF: at}), at - MINUTE) == ((), Pending(1, {Mark.HALF: at}))
    assert left.reached == Mark.HALF
    assert Pending().reached == 0
    known = relaid(left, Life(2, at, at + timedelta(days=3), MONDAY), {Mark.HALF: at})
    assert (dict(known.marks), known.reached) == ({}, Mark.HALF)
