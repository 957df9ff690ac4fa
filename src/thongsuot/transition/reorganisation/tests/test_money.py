"""Cash that was taken at an agency that ends is counted by whoever took it, at the agency that follows."""

from datetime import timedelta

import pytest
from tests.people import ELSEWHERE, HERE, NOW, THERE, TODAY, centre, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.plumbing import access
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.tests.people import COUNTER, LATER, planned, takes_over
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees import rules
from thongsuot.work.fees import services as money
from thongsuot.work.fees.rules import Difference
from thongsuot.work.fees.tests.scene import PRICE, TREASURER, collect, holder, received

pytestmark = pytest.mark.usefixtures("province")
AFTER = LATER + timedelta(hours=2)
HEADINGS = {"day": ["Ngày"], "ref": ["Số giao dịch"], "vnd": ["Số tiền"], "text": ["Nội dung"], "debit": []}


def close(agency_id, user=COUNTER):
    return money.close_counter(actor=who(user), now=AFTER, agency_id=agency_id, counted_vnd=PRICE)


def drawer(at, user=COUNTER):
    of = {"officer_id": who(user).account_id, "day": TODAY}
    return fees.drawer(viewer=who(user), agency_id=centre(at), **of)


def statement(*lines):
    rows = [tuple(line.split(",")) for line in ("Ngày,Số giao dịch,Số tiền,Nội dung", *lines)]
    return rules.read_statement(rows, HEADINGS)


@pytest.fixture
def unpaid(province):
    """A dossier of HERE that nobody has paid for, with an order that was given before the switch."""
    receipt = received()
    return receipt, money.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr")


@pytest.fixture
def switched(province, unpaid):
    """The centre of HERE, which ended with one drawer open and one closed."""
    old = centre(HERE)
    collect(received())
    collect(received(), user=TREASURER)
    collect(received(), method="bank", external_ref="FT1")
    money.close_counter(actor=who(TREASURER), now=LATER, agency_id=centre(HERE), counted_vnd=PRICE)
    plan, by, shown = planned(province.authority_id, takes_over(HERE, ELSEWHERE))
    assert [one.vnd for one in shown.holdings.drawers] == [PRICE]
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    return old


def test_the_officer_closes_at_the_successor_what_he_took_before(switched):
    with pytest.raises(Forbidden):
        close(switched)
    assert drawer(ELSEWHERE, TREASURER).transfers == ()  # closed is closed, wherever one looks from
    assert drawer(THERE).transfers == ()
    made = close(centre(ELSEWHERE))
    assert (made.agency_id, made.expected_vnd, made.number) == (centre(ELSEWHERE), PRICE, 1)
    _, counted = fees.closing(viewer=who(COUNTER), closing_id=made.id)
    assert [one.agency_id for one in counted] == [switched]
    assert fees.cash_left(viewer=SYSTEM, agency_ids=[switched]) == ()
    with pytest.raises(Refused):
        close(centre(ELSEWHERE))


def test_another_officer_neither_sees_nor_counts_it(switched):
    of = {"agency_id": centre(ELSEWHERE), "officer_id": who(COUNTER).account_id, "day": TODAY}
    assert fees.drawer(viewer=who(TREASURER), **of).transfers == ()
    with pytest.raises(Refused):
        close(centre(ELSEWHERE), user=TREASURER)


def test_what_is_paid_later_is_numbered_by_the_successor_and_one_book_shows_both(switched, unpaid):
    receipt, order = unpaid
    week_later = {"actor": holder(receipt), "now": AFTER + timedelta(days=8)}
    assert money.order(**week_later, dossier_id=receipt.id, way="vietqr").agency_id == centre(ELSEWHERE)
    at = {"actor": who(TREASURER), "now": AFTER, "agency_id": centre(ELSEWHERE)}
    text = f"20/11/2026,FT2,10000,{order.code}"
    assert money.load_statement(**at, lines=statement("20/11/2026,FT1,10000,x", text)) == 2
    shown = {
        one.found.ref: one
        for one in fees.account_day(viewer=who(TREASURER), agency_id=centre(ELSEWHERE), day=TODAY)
    }
    assert {ref: one.found.difference for ref, one in shown.items()} == {
        "FT1": Difference.MATCHED,
        "FT2": Difference.MISSING_HERE,
    }
    money.resolve(**at, day=TODAY, external_ref="FT2")
    with access.seeing(SYSTEM):
        paid = fees.payment_by_ref(viewer=SYSTEM, method="bank", external_ref="FT2")
    assert (order.agency_id, paid.agency_id, paid.number) == (switched, centre(ELSEWHERE), 1)
