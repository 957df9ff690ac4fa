"""The clocks on a real province: told once, by whoever looks and whenever; silence is the law's act, nobody's."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import instant, local, local_day
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access
from thongsuot.registers.calendars import services as calendar_services
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.clocks import queries, reactions, services
from thongsuot.work.clocks.queries import Kind
from thongsuot.work.clocks.rules import Mark
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.events import DeadlinesMoved, DossiersMoved, DossiersStepped, Happened
from thongsuot.work.dossiers.rules import Act, PaperGiven, State

pytestmark = pytest.mark.usefixtures("province")

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
LONG, SILENT = "1.013225", "1.010736"  # a building permit; a consultation in which silence is consent
DAY = timedelta(days=1)


def complete(procedure, **more):
    version = catalogue.version_on(code=procedure, day=local_day(NOW))
    case = version.cases[0] if version.cases else ""
    papers = tuple(
        PaperGiven(name=p.name, wanted_id=p.id, copies=1) for p in version.papers_of(case) if p.required
    )
    return filing(procedure=procedure, case=case, papers=papers, **more)


def receive(procedure=LONG, at=NOW, code=HERE):
    receipt = work.receive(
        actor=who(COUNTER), now=at, agency_id=centre(code), filing=complete(procedure, territory=code)
    )
    heard(receipt, at)
    return receipt


def heard(receipt, at=NOW, act="receive"):
    """The event reaches the clocks."""
    step = Happened(receipt.id, receipt.code, 1, act, at, receipt.due_at)
    reactions.follow_steps(DossiersStepped((step,)))


def do(verb, receipt, at, user=PROCESSOR, agency=None, **more):
    verb(actor=who(user), now=at, agency_id=agency or committee(), dossier_ids=[receipt.id], **more)


def told(receipt):
    return [(a.version, a.mark) for a in queries.alerts_of(viewer=SYSTEM, dossier_id=receipt.id)]


def tomorrow(now):
    return instant(local_day(now) + DAY, time.min)


def test_each_mark_is_told_once_however_late_and_often_one_looks():
    receipt = receive()
    assert services.ring(now=NOW) == 0
    assert services.ring(now=receipt.due_at - DAY) == 2
    assert services.ring(now=receipt.due_at - DAY) == 0
    heard(receipt)  # delivered twice
    assert services.ring(now=receipt.due_at + 20 * DAY) == 2
    assert told(receipt) == [(1, mark) for mark in Mark]


def test_nothing_due_writes_nothing():
    receive()

    def entries():
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from journal_entry")
            return cursor.fetchone()[0]

    with access.seeing(SYSTEM):
        before = entries()
        services.ring(now=NOW)
        assert entries() == before


def test_what_is_settled_is_told_of_no_more_and_what_fell_before_is_told_late():
    receipt = receive()
    at = receipt.due_at - DAY
    do(work.decide, receipt, at, HEAD, result="Giấy phép số 12")
    assert (
        services.ring(now=receipt.due_at + 9 * DAY) == 0
    )  # the job stays silent: only the event knows when it ended
    heard(receipt, at, "decide")
    assert told(receipt) == [(1, Mark.HALF), (1, Mark.MOST)]
    heard(receipt, at, "decide")
    assert services.ring(now=receipt.due_at + 9 * DAY) == 0


def test_a_storm_makes_a_new_version_that_tells_only_what_is_new():
    receipt = receive()
    services.ring(now=receipt.due_at)
    day = local_day(receipt.due_at)
    calendar_services.close(
        actor=SYSTEM, now=receipt.due_at, agency_id=committee(), day=day, reason="Bão số 9", decision="CĐ 1",
        unit_id=units.agency(agency_id=committee()).unit_id,
    )  # fmt: skip
    run = work.recalculate(
        actor=SYSTEM, now=receipt.due_at, authority_id=home(), from_day=day, to_day=day, because="Bão số 9"
    )
    assert run.moved == 1
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select max(id) from dossier_step")
        last = cursor.fetchone()[0]
    event = DeadlinesMoved(run.run, last, last, receipt.due_at)
    reactions.follow_dates(event)
    reactions.follow_dates(event)
    services.ring(now=receipt.due_at + 10 * DAY)
    assert told(receipt) == [
        (1, Mark.HALF), (1, Mark.MOST), (1, Mark.DUE), (2, Mark.DUE), (2, Mark.PROVINCE)
    ]  # fmt: skip


def home():
    with connection.cursor() as cursor, access.seeing(SYSTEM):
        cursor.execute("select authority_id from dossier limit 1")
        return cursor.fetchone()[0]


def test_a_pause_stops_the_telling_and_a_second_request_does_not():
    receipt = receive()
    do(work.ask_for_more, receipt, NOW + DAY, wanted=("Bản vẽ",), reason="Thiếu")
    heard(receipt)
    assert services.ring(now=NOW + 90 * DAY) == 0
    do(work.supplement, receipt, NOW + 30 * DAY, COUNTER, centre())
    heard(receipt)
    due = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id).due_at
    with pytest.raises(Refused) as refused:
        do(work.ask_for_more, receipt, NOW + 31 * DAY, wanted=("Ảnh",), reason="Thiếu")
    assert [p.code for p in refused.value.problems] == ["asked_before"]
    do(work.ask_for_more, receipt, NOW + 31 * DAY, wanted=("Ảnh",), reason="Thiếu", again=True)
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert (found.state, found.due_at, found.asked_times) == (State.WAITING, due, 2)
    steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    assert steps[-1].detail["again"] is True
    heard(receipt)
    services.ring(now=due)
    assert told(receipt) == [(3, Mark.HALF), (3, Mark.MOST), (3, Mark.DUE)]
    do(work.supplement, receipt, due + DAY, COUNTER, centre())
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id).due_at == due


def test_silence_is_the_laws_act_at_the_end_of_the_term():
    receipt = receive(SILENT)
    services.ring(now=receipt.due_at - timedelta(minutes=1))
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id).state is State.RECEIVED
    warned = cells(PROCESSOR, receipt.due_at - DAY)
    assert warned[Kind.SILENCE] == 1  # who might still answer is warned
    services.ring(now=receipt.due_at + 5 * DAY)
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert (found.state, found.finished_at) == (State.DECIDED, receipt.due_at)
    step = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)[-1]
    assert (step.act, step.officer_id, step.agency_id) == (Act.CONSENT, None, None)
    assert SILENT in step.detail["article"]
    heard(receipt, receipt.due_at + 5 * DAY, "consent")
    assert told(receipt) == [(1, Mark.HALF), (1, Mark.MOST), (1, Mark.DUE)]


def test_nobody_takes_silence_for_consent_where_the_law_does_not():
    receipt = receive()
    services.ring(now=receipt.due_at + DAY)
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id).state is State.RECEIVED
    with pytest.raises(Refused) as refused:
        work.consent(actor=SYSTEM, now=receipt.due_at - DAY, dossier_ids=[receipt.id], article=" ")
    assert {p.code for p in refused.value.problems} == {"no_such_law", "term_not_over"}


def cells(user, now, agencies=None, officer=None):
    viewer = who(user)
    places = agencies or sorted(access.agencies_of(actor=viewer, verb=access.READ, day=local_day(NOW)))
    found = queries.cells(viewer=viewer, agency_ids=places, tomorrow=tomorrow(now), officer_id=officer)
    return {kind: sum(row.cells[n].count for row in found) for n, kind in enumerate(Kind)}


def test_who_holds_it_sees_it_counted_and_listed_and_a_stranger_does_not():
    receipt = receive()
    do(work.take, receipt, NOW + DAY)
    heard(receipt)
    now = receipt.due_at - 2 * DAY
    services.ring(now=now)
    mine = who(PROCESSOR)
    assert cells(PROCESSOR, now)[Kind.MOST] == 1
    assert cells(PROCESSOR, now)[Kind.APOLOGY] == 1
    assert cells(PROCESSOR, now, officer=mine.account_id)[Kind.MOST] == 1
    assert cells(HEAD, now, officer=who(HEAD).account_id)[Kind.MOST] == 0
    assert cells("lanhdao.phubai", now, agencies=[committee()])[Kind.MOST] == 0
    page = queries.attention(viewer=mine, agency_ids=[committee()], kind=Kind.MOST, tomorrow=tomorrow(now))
    assert [row.id for row in page.rows] == [receipt.id]
    assert queries.alerts_of(viewer=who("lanhdao.phubai"), dossier_id=receipt.id) == ()
    do(work.extend, receipt, now, HEAD, to_date=date(2027, 1, 15), reason="Cần khảo sát lại")
    heard(receipt)
    assert cells(PROCESSOR, now)[Kind.APOLOGY] == 0


def test_the_clock_goes_with_the_dossier_when_agencies_are_reorganised():
    receipt = receive()
    do(work.take, receipt, NOW + DAY)
    heard(receipt)
    services.ring(now=receipt.due_at - 2 * DAY)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select set_config('ts.rehousing', 'on', true)")
        cursor.execute(
            """with d as (update dossier set competent_agency_id = %s, holder_agency_id = %s, steps = steps + 1,
                 holder_officer_id = null where id = %s returning *)
               insert into dossier_step (dossier_id, number, at, act, actor, state, competent_agency_id, holder_agency_id,
                 due_at, detail) select id, steps, %s, 'move', 'system', state, competent_agency_id, holder_agency_id,
                 due_at, '{"ref": "plan:1"}' from d""",
            [committee(THERE), committee(THERE), str(receipt.id), receipt.due_at - 2 * DAY],
        )
    reactions.follow_holders(DossiersMoved("plan:1", False))
    now = receipt.due_at - 2 * DAY
    assert cells("lanhdao.phubai", now)[Kind.MOST] == 1
    assert cells(PROCESSOR, now)[Kind.MOST] == 0


def test_what_no_event_told_of_is_found_at_night():
    receipt = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=complete(LONG))
    assert services.heal(now=NOW + DAY) == 1
    assert services.heal(now=NOW + DAY) == 0
    services.ring(now=receipt.due_at)
    assert len(told(receipt)) == 3


def test_alerts_stay_as_they_were_told():
    receipt = receive()
    with access.seeing(SYSTEM):
        services.ring(now=datetime(2027, 6, 1, tzinfo=UTC))
        with connection.cursor() as cursor:
            cursor.execute("delete from clock_alert")
            assert cursor.rowcount == 0
    assert len(told(receipt)) == 4
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into clock_alert (dossier_id, version, mark, at, told_at) values (%s, 9, 50, now(), now())",
            [str(receipt.id)],
        )


def test_the_line_says_how_much_of_the_term_has_gone():
    receipt = receive()
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    assert queries.clock_line(record=record, steps=steps, now=NOW).percent == 0
    assert queries.clock_line(record=record, steps=steps, now=receipt.due_at).percent == 100
    line = queries.clock_line(record=record, steps=steps, now=receipt.due_at + 5 * DAY)
    assert line.percent > 100
    assert list(line.marks) == list(Mark)
    assert local(line.marks[Mark.PROVINCE]).date() > local(receipt.due_at).date()
