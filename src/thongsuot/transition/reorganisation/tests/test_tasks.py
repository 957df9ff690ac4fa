"""What is open of a dossier's steps, and what another agency was asked, goes on with the successors, and back."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import What
from thongsuot.transition.reorganisation.rules import Takes
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import services as work
from thongsuot.work.steps import queries as places
from thongsuot.work.steps import services as steps
from thongsuot.work.steps.tests.scene import ALLOWANCE

COUNTER, PROCESSOR, HEAD, NEW_HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa", "lanhdao.phuxuan"


def open_places(id_):
    return {p.kind.value: p for p in places.positions_of([id_]) if p.is_open}


@pytest.fixture
def asked(province):
    """A dossier of HERE that is being assessed there while THERE was asked what it thinks."""
    version = catalogue.version_on(code=ALLOWANCE, day=TODAY)
    case = next(iter(version.services or version.cases), "")
    given = filing(procedure=ALLOWANCE, case=case)
    id_ = work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).id
    soon = NOW + timedelta(minutes=5)
    with access.seeing(SYSTEM):
        steps.begin(actor=SYSTEM, now=NOW, dossier_ids=[id_])
        number = open_places(id_)["step"].number
    steps.complete(actor=who(COUNTER), now=soon, agency_id=centre(), dossier_id=id_, number=number)
    with access.seeing(SYSTEM):
        number = open_places(id_)["step"].number
    steps.ask_opinion(
        actor=who(PROCESSOR), now=soon, agency_id=committee(), dossier_id=id_, number=number,
        agencies=[committee(THERE)], question="Hộ này có thuộc diện nghèo không?", days=3,
    )  # fmt: skip
    return id_


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
    lines = [line for line in takes_over(THERE) if line.old_agency_id != committee(THERE)]
    lines += [type(lines[0])(committee(THERE), committee(new), Takes.CANDIDATE) for new in (HERE, ELSEWHERE)]
    plan, _, shown = planned(province.authority_id, lines)
    (blocker,) = [b for b in shown.blockers if b.problem.code == "tasks_unassigned"]
    assert (blocker.agency_id, blocker.owner_id, blocker.count) == (committee(THERE), committee(THERE), 1)
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    (item,) = queries.items(viewer=SYSTEM, found=found, key=queries.EVERYWHERE, what=What.TASKS).rows
    assert (item.note, item.from_id, item.to_id) == ("opinion", committee(THERE), None)
