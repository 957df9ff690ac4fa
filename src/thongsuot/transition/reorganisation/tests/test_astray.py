"""What is sent to an agency that ended goes from door to door; each reorganisation that led it leads it back by itself."""

from datetime import timedelta

import pytest
from tests.people import ELSEWHERE, HERE, THERE, committee

from thongsuot.kernel.actor import SYSTEM
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.tests.people import LATER, lies_at, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers

pytestmark = pytest.mark.usefixtures("province")


def stands(id_):
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    return found.holder_agency_id, found.competent_agency_id


def test_two_doors_are_two_steps_and_each_undoing_goes_back_by_one(province):
    here, there, elsewhere = committee(HERE), committee(THERE), committee(ELSEWHERE)
    like, plans = lies_at(here), []
    for hours, old, new in ((0, HERE, THERE), (1, THERE, ELSEWHERE)):
        plan, by, shown = planned(province.authority_id, takes_over(old, new))
        assert shown.blockers == ()
        services.activate(actor=SYSTEM, now=LATER + timedelta(hours=hours), agency_id=by, plan_id=plan)
        plans.append(plan)
    strayed = lies_at(here, like)
    assert stands(strayed) == (elsewhere, elsewhere)
    moves = [s for s in dossiers.steps_of(viewer=SYSTEM, dossier_id=strayed) if s.act == "move"]
    assert [s.holder_agency_id for s in moves][-2:] == [there, elsewhere]
    for hours, plan, at in ((3, plans[1], there), (4, plans[0], here)):
        services.undo(actor=SYSTEM, now=LATER + timedelta(hours=hours), agency_id=by, plan_id=plan)
        assert stands(strayed) == (at, at)
