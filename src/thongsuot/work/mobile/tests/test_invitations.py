"""People of the backlog asked to come: who finds a place, what came of it, what is left when the session ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import BIRTH, HERE, NOW, TODAY, centre, committee, filing, who

from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as work
from thongsuot.work.mobile import queries, rules, services
from thongsuot.work.mobile.rules import Outcome, Progress
from thongsuot.work.mobile.tests.test_services import COUNTER, STRANGER

FIELD = "G13-TN02"
HEAD = "lanhdao.thuanhoa"
DAY = TODAY + timedelta(days=7)
THEN = NOW + timedelta(days=7)


def codes(found):
    return [problem.code for problem in found]


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 300), st.integers(-3, 3), st.booleans())
def test_whoever_is_asked_to_come_finds_a_place(more, invited, capacity, ahead, is_closed):
    found = codes(
        rules.inviting_problems(
            more=more, invited=invited, capacity=capacity, day=TODAY + timedelta(days=ahead), today=TODAY,
            is_closed=is_closed,
        )
    )  # fmt: skip
    assert ("session_over" in found) == (is_closed or ahead < 0)
    assert ("session_full" in found) == (not is_closed and ahead >= 0 and more + invited > capacity)


@given(st.sampled_from(Outcome), st.text(max_size=5), st.booleans(), st.integers(-2, 2))
def test_an_outcome_is_true_or_says_why_not(outcome, reason, is_settled, ahead):
    found = codes(
        rules.outcome_problems(
            outcome=outcome,
            reason=reason,
            is_settled=is_settled,
            day=TODAY + timedelta(days=ahead),
            today=TODAY,
        )
    )
    assert ("session_not_yet" in found) == (ahead > 0)
    assert ("not_settled" in found) == (outcome is Outcome.SOLVED and not is_settled)
    assert ("reason_missing" in found) == (outcome is Outcome.STAYS and not reason.strip())


@given(st.lists(st.lists(st.sampled_from(Outcome), max_size=8), max_size=5))
def test_everybody_is_counted_once(sessions):
    told = [rules.progress_of(one) for one in sessions]
    whole = rules.sum_of(told)
    assert whole == rules.progress_of([outcome for one in sessions for outcome in one])
    assert whole.waiting == sum(one.count(Outcome.INVITED) for one in sessions)
    assert whole.waiting >= 0


@pytest.fixture
def planned(province):
    """A session for the backlog in a week, with room for two; and three unfinished dossiers."""
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    session = services.plan(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), place="Nhà văn hóa tổ 3", unit_id=unit.id, day=DAY,
        today=TODAY, procedures=[BIRTH], officer_ids=[who(COUNTER).account_id], hours="07:30 – 11:30", capacity=2,
        field_code=FIELD,
    )  # fmt: skip
    return session, [received() for _ in range(3)]


def received():
    return work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE)).id


def invite(session, ids, user=COUNTER, now=NOW, today=TODAY):
    return services.invite(
        actor=who(user), now=now, agency_id=centre(HERE), session_id=session.id, dossier_ids=ids, today=today
    )


def tell(session, ids, outcome, reason="", today=DAY):
    return services.record_outcome(
        actor=who(COUNTER), now=THEN, agency_id=centre(HERE), session_id=session.id, dossier_ids=ids, outcome=outcome,
        reason=reason, today=today,
    )  # fmt: skip


def test_who_is_invited_stands_in_line_and_in_no_other_session(planned):
    session, (one, two, three) = planned
    assert invite(session, [one, one]).invited == (one,)
    again = invite(session, [one, two])
    assert again.invited == (two,)
    assert codes(again.refused[one]) == ["invited_already"]
    with pytest.raises(Refused) as full:
        invite(session, [three])
    assert codes(full.value.problems) == ["session_full"]
    found = queries.invitations(viewer=who(COUNTER), session_id=session.id)
    assert [(record.dossier_id, record.number) for record in found] == [(one, 1), (two, 2)]
    assert queries.asked_to(viewer=who(COUNTER), dossier_ids=[one, three]) == {one: DAY}
    assert (
        services.uninvite(
            actor=who(COUNTER), now=NOW, agency_id=centre(HERE), session_id=session.id, dossier_ids=[one]
        )
        == 1
    )
    assert invite(session, [three]).invited == (three,)


def test_what_is_settled_needs_no_invitation_and_only_what_is_settled_was_solved(planned):
    session, (one, two, three) = planned
    invite(session, [one, two])
    with pytest.raises(Refused) as early:
        tell(session, [one], Outcome.RECEIVED, today=TODAY)
    assert codes(early.value.problems) == ["session_not_yet"]
    with pytest.raises(Refused) as unsettled:
        tell(session, [one, two], Outcome.SOLVED)
    assert codes(unsettled.value.problems) == ["not_settled"]
    desk, here = centre(HERE), committee(HERE)
    for id_ in (one, three):
        work.forward(actor=who(COUNTER), now=NOW, agency_id=desk, dossier_ids=[id_])
        work.decide(actor=who(HEAD), now=THEN, agency_id=here, dossier_ids=[id_], result="Xong")
    assert tell(session, [one], Outcome.SOLVED) == 1
    assert tell(session, [two], Outcome.STAYS, "Không đến") == 1
    assert codes(invite_refused(session, three)) == ["not_open"]
    ((shown, told),) = queries.progress(viewer=who(COUNTER), agency_ids=[desk], field=FIELD)
    assert (shown.id, shown.capacity) == (session.id, 2)
    assert told == Progress(invited=2, solved=1, stays=1)


def invite_refused(session, id_):
    return invite(session, [id_], now=THEN, today=DAY).refused[id_]


def test_the_end_of_a_session_leaves_nobody_untold(planned):
    session, (one, *_) = planned
    invite(session, [one])
    close = {"actor": who(COUNTER), "now": THEN, "agency_id": centre(HERE), "session_id": session.id}
    with pytest.raises(Refused):
        services.close(**close, reason=" ")
    services.close(**close, reason="Bão, hoãn phiên")
    (record,) = queries.invitations(viewer=who(COUNTER), session_id=session.id)
    assert (record.outcome, record.reason) == (Outcome.STAYS, "Bão, hoãn phiên")
    assert queries.asked_to(viewer=who(COUNTER), dossier_ids=[one]) == {}


def test_a_stranger_neither_invites_nor_reads(planned):
    session, (one, *_) = planned
    with pytest.raises(Forbidden):
        invite(session, [one], user=STRANGER)
    with pytest.raises(NotFound):
        services.invite(
            actor=who(STRANGER), now=NOW, agency_id=centre("19960"), session_id=session.id, dossier_ids=[one],
            today=date(2026, 1, 1),
        )  # fmt: skip
    invite(session, [one])
    assert queries.invitations(viewer=who(STRANGER), session_id=session.id) == ()
    assert queries.asked_to(viewer=who(STRANGER), dossier_ids=[one]) == {}
