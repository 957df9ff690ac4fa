"""A commune is taken over by another while its dossiers are open: everything follows, and comes back exactly."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.rules import PlanState
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Correction

pytestmark = pytest.mark.usefixtures("province")

COUNTER, HEAD, NEW_HEAD, NEW_COUNTER = (
    "motcua.thuanhoa",
    "lanhdao.thuanhoa",
    "lanhdao.phuxuan",
    "motcua.phuxuan",
)


def receive(territory=HERE, code=HERE, user=COUNTER):
    return work.receive(actor=who(user), now=NOW, agency_id=centre(code), filing=filing(territory))


def seen(receipt, viewer=SYSTEM):
    return dossiers.dossier(viewer=viewer, dossier_id=receipt.id)


def table(name, but=()):
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"select (to_jsonb(t) - %s::text[])::text from {name} t order by 1", [list(but)])
        return [row[0] for row in cursor.fetchall()]


def test_open_dossiers_follow_with_everything_they_promised(province):
    ours, forwarded, theirs = receive(), receive(), receive(THERE)
    work.forward(actor=who(COUNTER), now=LATER, agency_id=centre(), dossier_ids=[forwarded.id])
    before = {r.id: seen(r) for r in (ours, forwarded, theirs)}
    plan, by, shown = planned(province.authority_id, takes_over())
    assert shown.blockers == ()
    assert shown.dossier_count == 3
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.arrived, done.balance["holds"]) == (3, 0, True)
    assert (seen(ours).holder_agency_id, seen(ours).competent_agency_id) == (
        centre(ELSEWHERE),
        committee(ELSEWHERE),
    )
    assert seen(forwarded).holder_agency_id == committee(ELSEWHERE)
    assert (seen(theirs).holder_agency_id, seen(theirs).competent_agency_id) == (
        centre(ELSEWHERE),
        committee(THERE),
    )
    for receipt in (ours, forwarded, theirs):
        was, now = before[receipt.id], seen(receipt)
        assert (was.code, was.due_at, was.state, was.version, was.received_agency_id) == (
            now.code, now.due_at, now.state, now.version, now.received_agency_id,
        )  # fmt: skip
        last = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)[-1]
        assert (last.act, last.detail["holder"]) == ("move", was.holder_agency_id)
        assert "1675" in last.detail["ground"]


def test_who_asks_can_be_corrected_where_the_dossier_is_now_by_who_looked_at_it_before(province):
    """The switch between looking and correcting is no step that somebody else took; and its undo keeps the correction."""
    receipt = receive()
    version = seen(receipt).version
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    given = {"now": LATER, "dossier_ids": [receipt.id], "reason": "Nhập nhầm"}
    with pytest.raises((Forbidden, NotFound)):
        work.correct_applicant(
            actor=who("motcua.phubai"), agency_id=centre(THERE), correction=Correction(name="Ai đó"), **given
        )
    work.correct_applicant(
        actor=who(NEW_COUNTER), agency_id=centre(ELSEWHERE), seen=version,
        correction=Correction(phone="0905123789"), **given,
    )  # fmt: skip
    assert dossiers.prove(code=receipt.code, digits="3789") == receipt.id
    services.undo(actor=SYSTEM, now=LATER + timedelta(minutes=5), agency_id=by, plan_id=plan)
    assert (seen(receipt).phone, seen(receipt).holder_agency_id) == ("0905123789", centre())


def test_rights_follow_and_the_old_ones_open_nothing(province):
    receipt = receive()
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    counter = who(COUNTER)
    with pytest.raises(Forbidden):
        work.forward(
            actor=counter,
            now=LATER,
            agency_id=centre(HERE, LATER.date() - timedelta(1)),
            dossier_ids=[receipt.id],
        )
    assert seen(receipt, counter) is not None
    work.forward(actor=counter, now=LATER, agency_id=centre(ELSEWHERE), dossier_ids=[receipt.id])
    assert seen(receipt).holder_agency_id == committee(ELSEWHERE)
    work.decide(
        actor=who(HEAD), now=LATER, agency_id=committee(ELSEWHERE), dossier_ids=[receipt.id], result="Xong"
    )


def test_undone_everything_is_as_it_was(province):
    receive(), receive(THERE)
    plan, by, _ = planned(province.authority_id, takes_over())
    kept = {
        "dossier": ("steps",), "agency": (), "account": (), "role_grant": (), "dossier_counter": (), "point": (),
    }  # fmt: skip
    before = {name: table(name, but) for name, but in kept.items()}
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert table("dossier", ("steps",)) != before["dossier"]
    undone = services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert undone.moved == 2
    after = {name: table(name, but) for name, but in kept.items()}
    added = set(after.pop("role_grant")) ^ set(before.pop("role_grant"))
    assert added
    assert all('"revoked_because": "undo plan:' in row for row in added)
    assert after == before


def test_what_was_done_meanwhile_goes_back_too(province):
    moved, forwarded = receive(), receive()
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    work.forward(actor=who(COUNTER), now=LATER, agency_id=centre(ELSEWHERE), dossier_ids=[forwarded.id])
    work.decide(
        actor=who(HEAD), now=LATER, agency_id=committee(ELSEWHERE), dossier_ids=[forwarded.id], result="Số 1"
    )
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert seen(moved).holder_agency_id == centre()
    assert seen(forwarded).competent_agency_id == committee()
    assert seen(forwarded).state == "decided"


def test_a_rehearsal_leaves_nothing_but_its_report(province):
    receive()
    plan, by, _ = planned(province.authority_id, takes_over())
    names = (
        "dossier",
        "dossier_step",
        "agency",
        "role_grant",
        "point_version",
        "dossier_redirect",
        "procrastinate_jobs",
    )
    before = {name: table(name) for name in names}
    done = services.rehearse(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.balance["holds"]) == (1, True)
    assert {name: table(name) for name in names} == before
    assert queries.report(viewer=SYSTEM, plan_id=plan, kind="rehearsal").digest == done.digest
    assert queries.plan(viewer=SYSTEM, plan_id=plan).state is PlanState.REHEARSED


def test_what_came_after_the_preview_follows_the_same_lines(province):
    receive()
    plan, by, shown = planned(province.authority_id, takes_over())
    late = receive()
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (shown.dossier_count, done.moved) == (1, 2)
    assert seen(late).holder_agency_id == centre(ELSEWHERE)


def test_what_is_sent_to_a_closed_agency_arrives_at_its_successor(province):
    foreign = receive(THERE, ELSEWHERE, NEW_COUNTER)
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    gone = {
        line.old_agency_id: line.new_agency_id for line in queries.plan(viewer=SYSTEM, plan_id=plan).lines
    }
    for old in gone:
        work.forward(
            actor=who(NEW_COUNTER),
            now=LATER,
            agency_id=centre(ELSEWHERE),
            dossier_ids=[foreign.id],
            to_agency_id=old,
        )
        assert seen(foreign).holder_agency_id == gone[old]
        last = dossiers.steps_of(viewer=SYSTEM, dossier_id=foreign.id)[-1]
        assert (last.act, last.detail["holder"]) == ("move", old)
        break


def test_changed_rights_need_a_new_preview(province):
    plan, by, _ = planned(province.authority_id, takes_over())
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update role_grant set revoked_at = %s where agency_id = %s", [NOW, committee()])
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert [p.field for p in refused.value.problems] == ["grants"]


def test_not_before_its_day_and_not_unseen(province):
    plan, by, _ = planned(province.authority_id, takes_over(), day=LATER.date() + timedelta(days=30))
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert refused.value.problems[0].code == "too_early"


def test_strangers_do_not_touch_plans(province):
    plan, by, _ = planned(province.authority_id, takes_over())
    for user in (COUNTER, HEAD, "tinh"):
        for verb in (services.preview, services.rehearse, services.activate, services.undo):
            with pytest.raises(Forbidden):
                verb(actor=who(user), now=LATER, agency_id=by, plan_id=plan)
    assert queries.plan(viewer=who(HEAD), plan_id=plan) is None
