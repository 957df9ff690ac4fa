"""What applicants are told of: a result that came back to the counter is no forwarding."""

import pytest
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, reactions, services
from thongsuot.work.dossiers.events import DossiersStepped, Happened
from thongsuot.work.notices import queries as notices

pytestmark = pytest.mark.usefixtures("province")
COUNTER, HEAD = "motcua.thuanhoa", "lanhdao.thuanhoa"


def test_the_result_is_said_to_be_where_it_is_fetched() -> None:
    receipt = services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing())
    one = {"now": NOW, "dossier_ids": [receipt.id]}
    services.forward(actor=who(COUNTER), agency_id=centre(), **one)
    services.decide(actor=who(HEAD), agency_id=committee(), result="Số 12", **one)
    services.forward(actor=who(HEAD), agency_id=committee(), to_agency_id=centre(), **one)
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    happened = [Happened(receipt.id, receipt.code, s.number, s.act, s.at, s.due_at) for s in steps]
    for _ in range(2):  # delivered at least once, told once
        reactions.tell_applicants(DossiersStepped(tuple(happened)))
    told = {n.step: (n.kind, n.params) for n in notices.of_dossier(viewer=SYSTEM, dossier_id=receipt.id)}
    name = units.agency(agency_id=centre()).name  # type: ignore[union-attr]
    assert told[2] == ("forward", {"code": receipt.code})
    assert told[4] == ("result_there", {"code": receipt.code, "agency": name})


def test_at_the_post_office_that_the_applicant_chose_it_is_there_and_nowhere_before() -> None:
    receipt = services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing())
    one, post = {"now": NOW, "dossier_ids": [receipt.id]}, units.agency_by_code(code="H57.30.01")
    assert post is not None
    services.choose_place(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=receipt.id, point_code=post.code
    )
    services.forward(actor=who(COUNTER), agency_id=centre(), **one)
    services.decide(actor=who(HEAD), agency_id=committee(), result="Số 12", **one)
    services.forward(actor=who(HEAD), agency_id=committee(), to_agency_id=centre(), **one)
    services.forward(actor=who(COUNTER), agency_id=centre(), to_agency_id=post.id, **one)
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    happened = [Happened(receipt.id, receipt.code, s.number, s.act, s.at, s.due_at) for s in steps]
    reactions.tell_applicants(DossiersStepped(tuple(happened)))
    told = {n.step: (n.kind, n.params) for n in notices.of_dossier(viewer=SYSTEM, dossier_id=receipt.id)}
    assert told[4] == ("forward", {"code": receipt.code})
    assert told[5] == ("result_there", {"code": receipt.code, "agency": post.name})
