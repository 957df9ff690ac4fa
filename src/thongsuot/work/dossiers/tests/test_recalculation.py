"""A storm after the fact: every open deadline moves as the kernel says, and nothing that is past."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel import deadlines
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import instant, local, local_day
from thongsuot.kernel.deadlines import Extension, Pause, Term, TimeUnit
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.kernel.workdays import FORTY_HOURS, CalendarDay, DayKind, WorkCalendar, minute_of
from thongsuot.plumbing import access
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.calendars import services as calendar_services
from thongsuot.registers.calendars.rules import Supposed
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, reactions, services
from thongsuot.work.dossiers.events import DeadlinesMoved
from thongsuot.work.dossiers.rules import PaperGiven
from thongsuot.work.dossiers.rules import recalculation as rules
from thongsuot.work.notices import queries as notices

STORM = (date(2026, 11, 23), date(2026, 11, 25))  # Monday to Wednesday after the Friday of NOW
COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
PROCEDURES = ("1.001193", "1.004859", "1.013225", "1.001612")  # same day, days of several lengths
YEAR = WorkCalendar(2026, 2031)


@given(
    st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60 - 1), st.dates(date(2026, 1, 5), date(2026, 9, 1)),
    st.integers(0, 40), st.sampled_from([TimeUnit.DAY, TimeUnit.WORKING_DAY, TimeUnit.MONTH]),
)  # fmt: skip
def test_minutes_between_the_same_boundaries_give_the_same_date(one, other, day, quantity, unit):
    """What the grouping rests on."""
    sittings = {(minute_of(s.opens), minute_of(s.closes)) for day_ in FORTY_HOURS.sessions for s in day_}
    edges = rules.boundaries(sittings)
    slots = [sum(minute >= edge for edge in edges) for minute in (one, other)]
    dates = [
        deadlines.due_date(
            received_at=instant(day, time(*divmod(minute, 60))), term=Term(quantity, unit), calendar=YEAR
        ).due_at
        for minute in (one, other)
    ]
    if slots[0] == slots[1]:
        assert dates[0] == dates[1]


def test_a_sitting_counts_to_the_end_of_its_last_minute():
    assert rules.boundaries([(810, 1020), (450, 690), (450, 690)]) == (450, 691, 810, 1021)


@given(st.integers(0, 30), st.sets(st.integers(0, 60), max_size=4))
def test_a_closure_learnt_late_gives_the_date_that_it_would_have_given_in_time(quantity, closed):
    term, start = Term(quantity, TimeUnit.WORKING_DAY), datetime(2026, 3, 2, 2, tzinfo=UTC)
    days = {start.date() + timedelta(days=n) for n in closed}
    stormy = WorkCalendar(2026, 2031, tuple(CalendarDay(day, DayKind.HOLIDAY, "Bão") for day in sorted(days)))
    was, is_ = (deadlines.due_date(received_at=start, term=term, calendar=c).due_at for c in (YEAR, stormy))
    running = rules.Running(start, term, due_at=was)
    assert rules.recomputed(running, YEAR) is None
    found = rules.recomputed(running, stormy)
    assert (found.due_at if found else was) == is_
    assert (found is None) == (is_ == was)


def test_hours_are_those_of_the_last_day_that_set_the_date():
    start = datetime(2026, 3, 2, 2, tzinfo=UTC)
    term = Term(5, TimeUnit.WORKING_DAY)
    assert rules.hours_day(rules.Running(start, term)) == date(2026, 3, 2)
    pause = Pause(start + timedelta(days=1), start + timedelta(days=4))
    assert rules.hours_day(rules.Running(start, term, (pause,))) == date(2026, 3, 6)
    extension = Extension(start + timedelta(days=9), date(2026, 4, 1))
    assert rules.hours_day(rules.Running(start, term, (pause,), extension)) == date(2026, 3, 11)


def test_the_sentence_names_both_dates_and_the_reason():
    said = rules.moved_sentence(
        old_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
        new_at=datetime(2026, 11, 26, 10, tzinfo=UTC),
        because="bão.",
    ).say()
    assert said == "Hạn dời từ 17:00 thứ Hai 23/11/2026 sang 17:00 thứ Năm 26/11/2026 vì: bão."


def of(procedure, **more):
    """A complete filing of any procedure: its first case, every paper asked for."""
    version = catalogue.version_on(code=procedure, day=local_day(NOW))
    case = version.cases[0] if version.cases else ""
    papers = tuple(
        PaperGiven(name=p.name, wanted_id=p.id, copies=1) for p in version.papers_of(case) if p.required
    )
    return filing(procedure=procedure, case=case, papers=papers, **more)


@pytest.fixture
def desk(province):
    """Dossiers of several terms, hours of the day and communes; one paused and resumed, one waiting, one decided."""
    receipts = []
    for n, procedure in enumerate(PROCEDURES * 3):
        at = NOW - timedelta(days=(n // 4) * 3) + timedelta(minutes=97 * n)
        code = THERE if n % 4 == 3 else HERE
        receipts.append(
            services.receive(
                actor=SYSTEM, now=at, agency_id=centre(code), filing=of(procedure, territory=code)
            )
        )
    asked = {"wanted": ("Giấy chứng sinh",), "reason": "Thiếu"}
    for receipt in receipts[1:3]:
        act(services.ask_for_more, receipt, PROCESSOR, 8, **asked)
    act(services.supplement, receipts[1], COUNTER, 10, agency=centre())
    act(services.decide, receipts[0], HEAD, 9, result="Giấy khai sinh")
    return receipts


def act(verb, receipt, user, hours, agency=None, **more):
    verb(
        actor=who(user), now=NOW + timedelta(hours=hours), agency_id=agency or committee(),
        dossier_ids=[receipt.id], **more,
    )  # fmt: skip


def record(receipt):
    return queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)


def by_hand(found):
    """The due date of one dossier by the kernel, with the calendar as it is now."""
    office = units.agency(agency_id=found.competent_agency_id)
    running = rules.Running(found.received_at, found.term, found.pauses, found.extension)
    calendar = calendars.calendar_for(
        authority_id=found.authority_id, unit_id=office.unit_id, day=rules.hours_day(running)
    )
    return found.due(calendar)


def storm(now=NOW + timedelta(days=6), unit_id=None, **more):
    agency = units.agency(agency_id=committee()) if unit_id else province_agency()
    given = {"actor": SYSTEM, "now": now, "agency_id": agency.id, "unit_id": unit_id, "day": STORM[0]}
    return calendar_services.close(
        **given, to_day=STORM[1], reason="bão số 13", decision="12/QĐ-UBND", **more
    )


def province_agency():
    home = units.home_authority()
    return units.agencies_of(authority_id=home, day=local_day(NOW), kind="province_committee")[0]


def recalculate(now=NOW + timedelta(days=6), **more):
    given = {
        "actor": SYSTEM,
        "authority_id": units.home_authority(),
        "from_day": STORM[0],
        "to_day": STORM[1],
    }
    return services.recalculate(now=now, **{"because": "bão số 13", **given, **more})


def test_every_open_deadline_is_what_the_kernel_says_and_the_past_stays(desk):
    before = {r.id: (record(r), queries.steps_of(viewer=SYSTEM, dossier_id=r.id)) for r in desk}
    storm()
    done = recalculate()
    assert done.moved > 3
    assert done.unknown == 0
    moved = 0
    for receipt in desk:
        found, (old, old_steps) = record(receipt), before[receipt.id]
        steps = queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
        assert steps[: len(old_steps)] == old_steps
        assert found.pauses == old.pauses
        if old.finished_at is not None:
            assert found == old
            continue
        due = by_hand(found)
        assert found.due_at == due.due_at
        if found.due_at != old.due_at:
            moved += 1
            assert found.due_trace[:-1] == tuple(due.explained())
            assert "bão số 13" in found.due_trace[-1]
            assert [s.act for s in steps[len(old_steps) :]] == ["recalculate"]
            assert (steps[-1].due_at, found.version) == (found.due_at, old.version + 1)
    assert moved > 3


def test_a_second_run_finds_nothing_and_reopening_brings_the_old_dates_back(desk):
    old = [record(r).due_at for r in desk]
    storm()
    assert recalculate().moved
    assert recalculate().moved == 0
    calendar_services.reopen(
        actor=SYSTEM, now=NOW, agency_id=province_agency().id, unit_id=None, day=STORM[0], to_day=STORM[1]
    )
    assert recalculate(because="bão đổi hướng").moved
    assert [record(r).due_at for r in desk] == old


def test_a_commune_s_closure_moves_only_its_own(desk):
    unit = units.unit_on(code=HERE, day=local_day(NOW)).units[0]
    old = [record(r) for r in desk]
    storm(unit_id=unit.id)
    assert recalculate(unit_id=unit.id).moved
    for receipt, before in zip(desk, old, strict=True):
        if before.competent_agency_id == committee(THERE):
            assert record(receipt) == before


def test_the_preview_says_what_the_run_then_does_and_changes_nothing(desk):
    old = [record(r) for r in desk]
    supposed = Supposed((STORM[0], STORM[0] + timedelta(days=1), STORM[1]), None, "bão số 13")
    window = queries.Window(units.home_authority(), *STORM, supposed=supposed)
    later = NOW + timedelta(days=6)
    seen = queries.recalculation_preview(viewer=SYSTEM, now=later, window=window, because="bão số 13")
    assert [record(r) for r in desk] == old
    storm()
    assert recalculate().moved == seen.moved == len(seen.lines)
    late = {r.code for r in old if r.finished_at is None and r.due_at and r.due_at < later}
    still = {r.code for r in map(record, desk) if r.finished_at is None and r.due_at and r.due_at < later}
    assert seen.no_longer_late == len(late - still) > 0
    assert seen.become_late == len(still - late) == 0
    assert {one.agency_id for one in seen.agencies} <= {committee(), committee(THERE)}


def test_a_closure_is_heard_and_the_applicant_told_once(desk):
    storm()
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->'event' from procrastinate_jobs where args->>'listener' like '%move_deadlines'"
        )
        (event,) = cursor.fetchall()[-1]
    from thongsuot.plumbing import bus

    listener = f"{reactions.move_deadlines.__module__}.{reactions.move_deadlines.__qualname__}"
    bus.deliver(listener=listener, event=queries.standing.loaded(event))
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select dossier_id, id, detail->>'run', at from dossier_step where act = 'recalculate'"
        )
        dossier_id, step, run, at = cursor.fetchone()
    assert at == NOW + timedelta(days=6)
    for _ in range(2):
        reactions.tell_of_new_dates(DeadlinesMoved(run, step, step, at))
    told = [n.kind for n in notices.of_dossier(viewer=SYSTEM, dossier_id=dossier_id)]
    assert told.count("recalculate") == 1


def test_who_may_recompute_and_with_what(province):
    window = {"from_day": STORM[0], "to_day": STORM[1], "because": "bão"}
    home = units.home_authority()
    given = {"now": NOW, "authority_id": home, **window}
    with pytest.raises(Forbidden):
        services.recalculate(actor=who(HEAD), agency_id=committee(), **given)
    with pytest.raises(Forbidden):
        services.recalculate(
            actor=who("tinh"), agency_id=province_agency().id, **{**given, "authority_id": 0}
        )
    with pytest.raises(Refused) as refused:
        services.recalculate(
            actor=who("tinh"), agency_id=province_agency().id,
            **{**given, "to_day": date(2026, 1, 1), "because": " "},
        )  # fmt: skip
    assert {p.field for p in refused.value.problems} == {"to_day", "because"}
    services.recalculate(actor=who("tinh"), agency_id=province_agency().id, **given)


def test_received_between_two_and_three_the_sentence_keeps_its_own_minute(province):
    receipts = [
        services.receive(
            actor=SYSTEM, now=NOW + timedelta(minutes=n), agency_id=centre(), filing=of("1.004859")
        )
        for n in (0, 7)
    ]
    storm()
    recalculate()
    for receipt in receipts:
        assert record(receipt).due_trace[0].startswith(f"Nhận lúc {local(receipt.received_at):%H:%M} ")
