"""A dossier that no rule takes over into a new version: a person sends it to a step, or it keeps its own version."""

import pytest
from tests.people import THERE, TODAY, centre, committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.registers.flows import rules as flows
from thongsuot.registers.flows.tests.samples import parallel
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.steps import services
from thongsuot.work.steps.rules import Outcome
from thongsuot.work.steps.tests.scene import new_version
from thongsuot.work.steps.tests.test_services import COUNTER, HEAD, STRANGER, at, standing, to_assessment

pytestmark = pytest.mark.usefixtures("province")
FLOW = "TRO-CAP-XA-HOI"


def place(id_, to_step="ky", reason="Đã xác minh xong theo bản cũ", user=HEAD, agency=None):
    services.place(
        actor=who(user), now=at(9), agency_id=agency or committee(), code=FLOW, day=TODAY, dossier_id=id_,
        to_step=to_step, reason=reason,
    )  # fmt: skip


def lost():
    """A dossier at a step that the new version no longer has."""
    id_ = to_assessment()
    new_version(drop="xac_minh")
    return id_


def preview(user=HEAD):
    return services.preview(viewer=who(user), code=FLOW, day=TODAY)


def test_a_person_is_proposed_the_first_work_that_nobody_did():
    id_ = lost()
    (one,) = preview()
    assert (one.dossier_id, one.needs_person, one.proposed) == (id_, True, "xac_minh_moi")
    assert services.needing(viewer=who(HEAD), day=TODAY) == {FLOW: 1}
    assert services.needing(viewer=who(STRANGER), day=TODAY) == {}


def test_it_goes_on_at_the_step_chosen_with_the_reason():
    id_ = lost()
    place(id_)
    found = standing(id_)
    assert [p.step for p in found.open()] == ["ky"]
    assert found.flow.version == 2
    left = next(p for p in found.positions if p.outcome == Outcome.MOVED)
    assert (left.step, left.said) == ("xac_minh", "Đã xác minh xong theo bản cũ")
    assert preview() == ()
    with pytest.raises(Refused, match="nothing_to_place"):
        place(id_)


def test_it_keeps_its_version_until_it_is_over_and_nobody_is_asked_again():
    id_ = lost()
    place(id_, to_step="", reason="Sắp xong")
    (one,) = preview()
    assert (one.is_kept, one.needs_person) == (True, False)
    assert services.needing(viewer=who(HEAD), day=TODAY) == {}
    moved = services.rebase(
        actor=who(HEAD), now=at(9), agency_id=committee(), code=FLOW, day=TODAY, dossier_ids=[id_]
    )
    assert moved == 0
    assert standing(id_).flow.version == 1


def test_what_is_wrong_is_said_all_at_once():
    id_ = lost()
    with pytest.raises(Refused) as refused:
        place(id_, to_step="khong_co", reason=" ")
    assert [p.code for p in refused.value.problems] == ["step_unknown", "placing_reason"]


def test_strangers_and_counters_place_nothing():
    id_ = lost()
    with pytest.raises(NotFound):
        place(id_, user="lanhdao.phubai", agency=committee(THERE))
    with pytest.raises(Forbidden):
        place(id_, user=COUNTER, agency=centre())
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=id_) is not None
    assert standing(id_).flow.version == 1


def test_one_that_stands_surely_needs_no_person():
    id_ = to_assessment()
    new_version()
    with pytest.raises(Refused, match="nothing_to_place"):
        place(id_)


def test_a_dossier_stands_alone_only_outside_of_branches():
    flow = parallel()
    inside = {id_ for id_, region in flows.regions(flow).items() if region}
    assert not inside & set(flows.alone(flow))
    assert flow.start in flows.alone(flow)
