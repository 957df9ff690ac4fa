"""Bags from one agency to another in the database: who sees them, who has them, what is refused."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.people import ELSEWHERE, HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.work.custody import queries, rules, services
from thongsuot.work.custody.rules import Custodian, Outcome, SlipState
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import PaperGiven

COUNTER, HEAD, OTHER_END, STRANGER = "motcua.thuanhoa", "lanhdao.thuanhoa", "xuly.phubai", "motcua.phuxuan"
TOMORROW = NOW + timedelta(days=1)


def filed(territory=THERE):
    """A dossier with two originals received here for another commune, and sent there."""
    receipt = work.receive(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE),
        filing=filing(territory, papers=(PaperGiven("Giấy chứng sinh", None, 2, 1), *required())),
    )  # fmt: skip
    work.forward(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id])
    return receipt


def required():
    from tests.people import BIRTH, TODAY

    from thongsuot.registers.catalogue import queries as catalogue

    version = catalogue.version_on(code=BIRTH, day=TODAY)
    return tuple(PaperGiven(p.name, p.id, 1) for p in version.papers_of("") if p.required)


def packed(*receipts, to=THERE):
    return services.pack(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), to_agency_id=committee(to),
        codes=[r.code for r in receipts], expected_at=TOMORROW,
    )  # fmt: skip


def on_way(*receipts):
    slip = packed(*receipts)
    services.hand_over(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code, carrier="Bưu tá Lê Văn Sơn"
    )
    return slip


def arrive(slip, *codes, **more):
    return services.receive(
        actor=who(OTHER_END), now=NOW, agency_id=committee(THERE), slip_code=slip.code, codes=codes, **more
    )


def where(code, viewer=SYSTEM):
    return queries.bundles(viewer=viewer, codes=[code])[0]


def settled():
    """Let the database check now what it puts off to the commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def test_papers_lie_where_they_were_received_until_somebody_moves_them(province):
    receipt = filed()
    found = where(receipt.code, who(COUNTER))
    assert (found.id, found.custodian, found.agency_id) == (None, Custodian.AGENCY, centre(HERE))
    assert found.originals >= 2
    waiting = queries.to_send(viewer=who(COUNTER), agency_ids=[centre(HERE)])
    assert receipt.code in [one.code for one in waiting]
    assert queries.bundles(viewer=who(COUNTER), codes=[receipt.code + "-KQ"]) == ()  # nothing decided yet


def test_a_bag_goes_its_way_and_both_ends_see_it_and_nobody_else(province):
    first, second = filed(), filed()
    slip = packed(first, second)
    assert slip.count == 2
    assert where(first.code).slip_code == slip.code
    services.hand_over(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code, carrier="Bưu tá"
    )
    assert where(first.code).custodian is Custodian.CARRIER
    assert where(first.code).agency_id == centre(HERE)  # the sender answers for it until it has arrived
    for reader in (who(COUNTER), who(OTHER_END), who("tinh")):
        assert queries.slip(viewer=reader, code=slip.code).state is SlipState.ON_WAY
        assert len(queries.lines(viewer=reader, slip_id=slip.id)) == 2
    assert queries.slip(viewer=who(STRANGER), code=slip.code) is None
    assert queries.lines(viewer=who(STRANGER), slip_id=slip.id) == ()
    assert arrive(slip, first.code).waiting == 1
    assert arrive(slip, second.code) == services.Arrival(1, 0, 0, 0)
    assert queries.slip(viewer=who(COUNTER), code=slip.code).state is SlipState.CLOSED
    assert where(second.code).agency_id == committee(THERE)
    way = [s.custodian for s in queries.stays(viewer=who(COUNTER), dossier_id=first.id)]
    assert way == [Custodian.AGENCY, Custodian.CARRIER, Custodian.AGENCY]
    settled()


def test_what_is_missing_stays_with_the_sender_until_it_is_found(province):
    first, second = filed(), filed()
    slip = on_way(first, second)
    came = arrive(slip, damaged={first.code: "Rách góc"}, missing={second.code: "Không có trong túi"})
    assert came == services.Arrival(0, 1, 1, 0)
    lines = {one.code: one for one in queries.lines(viewer=who(COUNTER), slip_id=slip.id)}
    assert (lines[first.code].outcome, lines[first.code].note) == (Outcome.DAMAGED, "Rách góc")
    assert where(second.code).custodian is Custodian.CARRIER
    with pytest.raises(Refused, match="in_a_bag"):
        packed(second)
    with pytest.raises(NotFound):
        services.find(actor=who(STRANGER), now=NOW, agency_id=centre(ELSEWHERE), code=second.code)
    services.find(actor=who(COUNTER), now=TOMORROW, agency_id=centre(HERE), code=second.code)
    assert where(second.code).agency_id == centre(HERE)
    assert where(second.code).slip_code is None
    settled()


def test_every_reason_is_told_and_nothing_is_written(province):
    receipt = filed()
    slip = on_way(receipt)
    for wrong in (
        {"codes": (receipt.code, "H57.1-20260101-0001")},
        {},
        {"codes": [receipt.code], "missing": {receipt.code: ""}},
    ):
        with pytest.raises(Refused):
            services.receive(
                actor=who(OTHER_END), now=NOW, agency_id=committee(THERE), slip_code=slip.code, **wrong
            )
    with pytest.raises(Refused, match="slip_state"):
        services.cancel(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code)
    with pytest.raises(NotFound):  # the sender cannot receive his own bag
        services.receive(
            actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code, codes=[receipt.code]
        )
    with pytest.raises(Forbidden):
        services.hand_over(
            actor=who(STRANGER), now=NOW, agency_id=centre(HERE), slip_code=slip.code, carrier="Ai đó"
        )
    assert where(receipt.code).custodian is Custodian.CARRIER


def test_an_unpacked_bag_leaves_everything_where_it_lies(province):
    receipt = filed()
    slip = packed(receipt)
    services.cancel(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code)
    assert where(receipt.code).slip_code is None
    assert packed(receipt).state is SlipState.PACKED


def test_a_late_bag_is_on_the_list_of_both_ends(province):
    slip = on_way(filed())
    for reader, sees in ((COUNTER, True), (OTHER_END, True), (STRANGER, False)):
        found = queries.overdue_slips(viewer=who(reader), now=TOMORROW + timedelta(hours=1))
        assert (slip.code in [one.code for one in found]) == sees
    assert queries.overdue_slips(viewer=who(COUNTER), now=NOW) == ()


def test_the_database_refuses_two_custodians_and_none(province):
    receipt = filed()
    on_way(receipt)
    id_ = where(receipt.code).id
    settled()
    both = "insert into custody_stay (bundle_id, custodian, agency_id, during, note) values (%s, 'agency', %s, %s, '')"
    for statement, values, error in (
        (both, [id_, centre(HERE), "[2026-11-21 00:00+07,)"], IntegrityError),
        ("update custody_stay set during = tstzrange(lower(during), '2026-12-01') where bundle_id = %s"
         " and upper_inf(during)",
         [id_], DatabaseError),
        ("delete from custody_stay where bundle_id = %s and upper_inf(during)", [id_], DatabaseError),
    ):  # fmt: skip
        with seeing(SYSTEM), pytest.raises(error), transaction.atomic():
            _tried(statement, values)


def _tried(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("set constraints all immediate")


def test_the_result_goes_to_who_may_take_it_and_the_citizen_reads_where(province):
    receipt = work.receive(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE),
        filing=filing(HERE, citizen_account_id=who("congdan").account_id),
    )  # fmt: skip
    work.forward(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id])
    work.decide(
        actor=who(HEAD),
        now=NOW,
        agency_id=committee(HERE),
        dossier_ids=[receipt.id],
        result="Giấy khai sinh số 12",
    )
    work.forward(
        actor=who(HEAD),
        now=NOW,
        agency_id=committee(HERE),
        dossier_ids=[receipt.id],
        to_agency_id=centre(HERE),
    )
    code = receipt.code + rules.RESULT_MARK
    slip = services.pack(
        actor=who(HEAD), now=NOW, agency_id=committee(HERE), to_agency_id=centre(HERE), codes=[code], expected_at=TOMORROW
    )  # fmt: skip
    services.hand_over(
        actor=who(HEAD), now=NOW, agency_id=committee(HERE), slip_code=slip.code, carrier="Văn thư"
    )
    services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(HERE), slip_code=slip.code, codes=[code])
    given = {"actor": who(COUNTER), "now": TOMORROW, "agency_id": centre(HERE), "dossier_ids": [receipt.id]}
    with pytest.raises(Refused, match="authority_missing"):
        services.collect(**given, received_by="Trần Văn A", number="046090000456")
    services.collect(**given, received_by="Trần Văn A", number="046090000456", authority="GUQ 12")
    assert where(code).custodian is Custodian.PERSON
    told = queries.collection(viewer=who("congdan"), dossier_id=receipt.id)
    assert (told.name, told.authority, told.agency_id) == ("Trần Văn A", "GUQ 12", centre(HERE))
    assert queries.collection(viewer=who("congdan2"), dossier_id=receipt.id) is None
    assert len(queries.stays(viewer=who("congdan"), dossier_id=receipt.id)) == 4
    settled()


def test_papers_follow_a_reorganised_agency_and_come_back(province):
    receipt = filed()
    slip = on_way(receipt)
    arrive(slip, receipt.code)
    coming = on_way(filed())
    sql = (
        "insert into dossier_redirect (old_agency_id, new_agency_id, territory_id, ref, ground) "
        "values (%s, %s, null, 'r1', '')"
    )
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, [committee(THERE), committee(ELSEWHERE)])
    assert services.follow(actor=SYSTEM, now=TOMORROW, ref="r1") == 1
    assert services.follow(actor=SYSTEM, now=TOMORROW, ref="r1") == 0
    assert where(receipt.code).agency_id == committee(ELSEWHERE)
    assert queries.slip(viewer=who("xuly.phuxuan"), code=coming.code).to_agency_id == committee(ELSEWHERE)
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("delete from dossier_redirect where ref = 'r1'")
    assert services.follow(actor=SYSTEM, now=TOMORROW, ref="r1", back=True) == 1
    assert where(receipt.code).agency_id == committee(THERE)
    assert services.follow(actor=SYSTEM, now=TOMORROW, ref="r1", back=True) == 0
    settled()
