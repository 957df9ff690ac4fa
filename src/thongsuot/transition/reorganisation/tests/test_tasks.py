"""What is open of a dossier's steps, and what another agency was asked, goes on with the successors, and back."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, THERE, TODAY, committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries as identity
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import What
from thongsuot.transition.reorganisation.services import Say
from thongsuot.transition.reorganisation.tests.people import (
    LATER,
    divided_office,
    open_places,
    planned,
    question,
    takes_over,
)
from thongsuot.work.steps import services as steps

COUNTER, PROCESSOR, HEAD, NEW_HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa", "lanhdao.phuxuan"


@pytest.fixture
def asked(province):
    """A dossier of HERE that is being assessed there while THERE was asked what it thinks."""
    return question()


def table():
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(p)::text from step_position p order by id")
        return [row[0] for row in cursor.fetchall()]


def switched(province, old):
    plan, by, shown = planned(province.authority_id, takes_over(old))
    assert shown.blockers == ()
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    return plan, by, shown


def test_who_followed_the_asked_answers(province, asked):
    old = committee(THERE)
    _, _, shown = switched(province, THERE)
    assert [v.tasks for v in shown.agencies if v.agency_id == old] == [1]
    with access.seeing(SYSTEM):
        question = open_places(asked)["opinion"]
    assert question.agency_id == committee(ELSEWHERE)
    given = {"now": LATER, "agency_id": committee(ELSEWHERE), "dossier_id": asked, "number": question.number}
    steps.give_opinion(actor=who(NEW_HEAD), said="Có.", **given)
    with access.seeing(SYSTEM):
        assert "opinion" not in open_places(asked)


def test_who_followed_the_asker_has_the_step_and_undone_all_stands_as_it_stood(province, asked):
    before = table()
    with access.seeing(SYSTEM):
        old = open_places(asked)["step"].agency_id
    plan, by, _ = switched(province, HERE)
    with access.seeing(SYSTEM):
        now = open_places(asked)
    assert now["step"].agency_id == now["opinion"].asked_by_id == committee(ELSEWHERE)
    assert now["opinion"].agency_id == committee(THERE)
    report = queries.report(viewer=SYSTEM, plan_id=plan, kind="activation").body
    assert report["tasks"] == 2
    told = [e for e in report["balance"]["entries"] if e["item"] == "tasks"]
    assert [(e["agency"], e["before"], e["went"]) for e in told] == [(old, 1, {str(committee(ELSEWHERE)): 1})]
    services.settle(actor=SYSTEM, now=LATER, plan_id=plan)
    services.undo(actor=SYSTEM, now=LATER + timedelta(hours=1), agency_id=by, plan_id=plan)
    assert table() == before


def test_the_checker_refuses_a_switch_that_leaves_a_task_behind(province, asked, monkeypatch):
    plan, by, _ = planned(province.authority_id, takes_over(THERE))
    monkeypatch.setattr(steps, "carry", lambda **_: 0)
    before = table()
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert [p.code for p in refused.value.problems] == ["balance_differs"]
    assert table() == before


def test_a_task_without_a_way_is_listed_and_stands_in_the_way(province, asked):
    plan, _, shown = planned(province.authority_id, divided_office())
    (blocker,) = [b for b in shown.blockers if b.problem.code == "tasks_unassigned"]
    assert (blocker.agency_id, blocker.owner_id, blocker.count) == (committee(THERE), committee(THERE), 1)
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    (item,) = queries.items(viewer=SYSTEM, found=found, key=queries.EVERYWHERE, what=What.TASKS).rows
    assert (item.note, item.from_id, item.to_id) == ("opinion", committee(THERE), None)
    (left,) = queries.asked_at(viewer=SYSTEM, found=found, agency_id=committee(THERE))
    assert (left.key, left.note) == (str(asked), "opinion")
    (why,) = queries.unplaced(viewer=SYSTEM, found=found, agency_id=committee(THERE))
    assert [r.code for r in why.reasons] == ["question_of_others"]
    assert set(why.likely) == {committee(HERE), committee(ELSEWHERE)}


def test_a_question_goes_to_the_heir_that_a_person_names(province, asked):
    plan, by, _ = planned(province.authority_id, divided_office())
    seats = identity.seats_at(viewer=SYSTEM, agency_ids=[committee(THERE)], day=TODAY)
    words = [Say(committee(THERE), committee(ELSEWHERE), account_id=s.account_id) for s in seats]
    words.append(Say(committee(THERE), committee(ELSEWHERE), dossier_id=asked, reason="hỏi lại Phú Xuân"))
    given = {"actor": SYSTEM, "agency_id": by, "plan_id": plan}
    services.assign(**given, now=NOW, words=words)
    shown = services.preview(**given, now=NOW)
    assert shown.blockers == ()
    services.activate(**given, now=LATER)
    with access.seeing(SYSTEM):
        assert open_places(asked)["opinion"].agency_id == committee(ELSEWHERE)
    services.undo(**given, now=LATER + timedelta(hours=1))
    with access.seeing(SYSTEM):
        assert open_places(asked)["opinion"].agency_id == committee(THERE)
