"""Results that leave custody for good, whatever way they are handed out, and come back when that is put back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.work.custody import queries, rules, services
from thongsuot.work.custody.rules import Custodian
from thongsuot.work.custody.tests.test_services import COUNTER, HEAD, TOMORROW, settled, where
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Act

LATER, LATEST = TOMORROW + timedelta(hours=1), TOMORROW + timedelta(hours=2)


def decided(n=1):
    """Results that were never in a bag, with the dossiers at the counter."""
    made = [
        work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE))
        for _ in range(n)
    ]
    ids = [receipt.id for receipt in made]
    work.forward(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_ids=ids)
    work.decide(actor=who(HEAD), now=NOW, agency_id=committee(HERE), dossier_ids=ids, result="Giấy khai sinh")
    work.forward(
        actor=who(HEAD), now=NOW, agency_id=committee(HERE), dossier_ids=ids, to_agency_id=centre(HERE)
    )
    return made


@pytest.mark.parametrize("verb", [services.collect, work.return_result])
def test_a_result_that_was_never_in_a_bag_is_with_its_owner_once_it_was_handed_out(province, verb):
    (receipt,) = decided()
    code = receipt.code + rules.RESULT_MARK
    assert (where(code).custodian, where(code).agency_id) == (Custodian.AGENCY, committee(HERE))
    verb(
        actor=who(COUNTER), now=TOMORROW, agency_id=centre(HERE), dossier_ids=[receipt.id], received_by="Chính chủ"
    )  # fmt: skip
    found = where(code, who(COUNTER))
    assert (found.custodian, found.agency_id, found.since) == (Custodian.PERSON, centre(HERE), TOMORROW)
    taken = queries.collection(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (taken.name, taken.way, taken.at) == ("Chính chủ", rules.Way.COUNTER, TOMORROW)
    for user, agency in ((COUNTER, centre(HERE)), (HEAD, committee(HERE))):
        with pytest.raises(Refused) as refused:
            services.pack(
                actor=who(user), now=TOMORROW, agency_id=agency, to_agency_id=committee(THERE), codes=[code],
                expected_at=TOMORROW + timedelta(days=1),
            )  # fmt: skip
        assert [p.code for p in refused.value.problems] == ["handed_out"]


def bagged(receipt, *, is_opened=True):
    """The same result, brought to the counter in a bag; its code."""
    code = receipt.code + rules.RESULT_MARK
    sender = {"actor": who(HEAD), "now": NOW, "agency_id": committee(HERE)}
    slip = services.pack(**sender, to_agency_id=centre(HERE), codes=[code], expected_at=TOMORROW)
    services.hand_over(**sender, slip_code=slip.code, carrier="Văn thư")
    if is_opened:
        services.receive(
            actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code, codes=[code]
        )
    return code


def collected(receipts, now=TOMORROW, by="Chính chủ"):
    return services.collect(
        actor=who(COUNTER), now=now, agency_id=centre(HERE), dossier_ids=[r.id for r in receipts], received_by=by
    )  # fmt: skip


def put_back(done, now):
    outcome = {"result": "Giấy khai sinh"}
    before = {"state": "decided", "holder": centre(HERE), "officer": None, "outcome": outcome}
    backs = [work.Back(id_, version, before) for id_, version in done.moved.items()]
    work.put_back(actor=SYSTEM, now=now, agency_id=None, act=Act.RETURN, backs=backs)


def came(code, until):
    """What the book of originals of the counter says of a bundle, as known at an instant."""
    days = {"begins": NOW, "ends": NOW + timedelta(days=2), "until": until}
    found = queries.came_in(viewer=SYSTEM, agency_id=centre(HERE), **days)
    return [(one.came_at, one.went_at, one.to_custodian) for one in found if one.code == code]


def lying(codes):
    found = queries.bundles(viewer=SYSTEM, codes=codes)
    held = [one.code for one in queries.held(viewer=who(COUNTER), agency_ids=[centre(HERE)])]
    return [(one.custodian, one.agency_id, one.slip_code) for one in found], held


def test_what_was_handed_out_by_mistake_lies_where_it_lay(province):
    receipts = decided(2)
    codes = [bagged(receipts[0]), receipts[1].code + rules.RESULT_MARK]
    before = lying(codes)
    done = collected(receipts)
    assert lying(codes) == ([(Custodian.PERSON, centre(HERE), None)] * 2, [])
    put_back(done, LATER)
    assert lying(codes) == before
    assert queries.collection(viewer=SYSTEM, dossier_id=receipts[0].id) is None
    collected(receipts, LATEST, "Bà Hòa")
    assert queries.collection(viewer=SYSTEM, dossier_id=receipts[0].id).name == "Bà Hòa"
    settled()


def test_a_book_passes_over_a_handing_out_that_was_put_back(province):
    receipts = decided()
    code = bagged(receipts[0])
    ((came_at, _, _),) = came(code, NOW + timedelta(minutes=1))
    done = collected(receipts)
    gone = [(came_at, TOMORROW, Custodian.PERSON)]
    assert came(code, TOMORROW) == gone
    put_back(done, LATER)
    assert came(code, LATER) == [(came_at, None, None)]
    assert came(code, TOMORROW) == gone  # a book of an earlier instant stays as it was
    collected(receipts, LATEST)
    assert came(code, LATEST) == [(came_at, LATEST, Custodian.PERSON)]


def test_very_many_results_are_handed_out_in_as_few_statements_as_one(province):
    few, many = decided(2), decided(12)

    def counted(receipts):
        with CaptureQueriesContext(connection) as seen:
            collected(receipts)
        return len(seen)

    counted(few[:1])
    assert counted(many) <= counted(few[1:])
