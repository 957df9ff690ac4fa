"""The money of a dossier as the portal is told it: asked for, paid, and the two sides agree at every moment."""

from datetime import timedelta

import pytest
from tests.people import NOW

from thongsuot.edges.exchange.tests.test_national_portal import server
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.fees import ports
from thongsuot.work.fees import services as fees
from thongsuot.work.fees.tests.scene import PRICE, assess, charge, collect, holder, refund
from thongsuot.work.fees.tests.scene import received as received_with_price
from thongsuot.work.sync import queries, services
from thongsuot.work.sync.tests.scene import act, send, the_portal, work_off_events

pytestmark = pytest.mark.usefixtures("province")
__all__ = ["server"]


def told(server, receipt, at):
    """The portal's record after everything that waits was sent, and after comparing: both sides agree."""
    work_off_events()
    send(the_portal(), at)
    found = server.held.dossiers[receipt.code]
    days = {"from_day": NOW.date(), "to_day": NOW.date()}
    authority_id = the_portal().authority_id
    services.reconcile(
        actor=SYSTEM, now=at, agency_id=None, authority_id=authority_id, **days, theirs=services.ask(**days)
    )
    assert queries.compared(viewer=SYSTEM, authority_id=authority_id).differences == ()
    assert server.held.faults == []
    return found


def test_what_was_charged_is_asked_for_and_what_was_paid_is_told(server):
    receipt = received_with_price()
    later = [NOW + timedelta(hours=n) for n in range(1, 9)]
    assert told(server, receipt, later[0])["TrangThaiHoSo"] == "2"
    assess(receipt, charge(PRICE, key="phi-1"))
    asked = told(server, receipt, later[1])
    assert (asked["TrangThaiHoSo"], asked["DuocThanhToanTrucTuyen"]) == ("6", "")
    (line,) = asked["DanhSachLePhi"]
    assert (line["MaPhiLePhi"], line["Gia"]) == ("phi-1", str(PRICE))
    act("take", receipt, at=later[1])
    assert told(server, receipt, later[2])["TrangThaiHoSo"] == "6"
    collect(receipt, at=later[3])
    paid = told(server, receipt, later[4])
    assert (paid["TrangThaiHoSo"], paid["DuocThanhToanTrucTuyen"]) == ("4", "")
    assert [one["Gia"] for one in paid["DanhSachLePhi"]] == [str(PRICE)]


def by_qr(receipt, at):
    fees.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr")
    collect(receipt, at=at, method="bank", external_ref="FT1")


def by_vnpay(receipt, at):
    order = fees.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vnpay")
    fees.settle(actor=SYSTEM, now=at, gateway="vnpay", told=ports.Told(order.code, "1", PRICE, True))


def at_the_portal(receipt, at):
    fees.take_in(actor=SYSTEM, now=at, dossier_id=receipt.id, vnd=PRICE, external_ref="GD1")


def partly_in_cash(receipt, at):
    collect(receipt, PRICE // 2, at=at)
    at_the_portal(receipt, at)


def paid_back(receipt, at):
    at_the_portal(receipt, at)
    refund(receipt, PRICE)


def by_bank(receipt, at):
    collect(receipt, at=at, method="bank", external_ref="FT2")


@pytest.mark.parametrize(("pay", "flag", "ways"), [
    (collect, "", "Tiền mặt"), (by_qr, "2", "Chuyển khoản"), (by_vnpay, "2", "Cổng thanh toán"),
    (at_the_portal, "1", "Cổng thanh toán"), (partly_in_cash, "", "Tiền mặt, Cổng thanh toán"),
    (paid_back, "", "Cổng thanh toán"), (by_bank, "", "Chuyển khoản"),
])  # fmt: skip
def test_paid_online_is_told_apart_from_paid_at_the_counter(server, monkeypatch, pay, flag, ways):
    for name, value in (("TMN", "SIM00001"), ("SECRET", "secret"), ("URL", "http://localhost:9/pay")):
        monkeypatch.setenv(f"THONGSUOT_VNPAY_{name}", value)
    receipt = received_with_price()
    assess(receipt, charge(PRICE))
    assert told(server, receipt, NOW + timedelta(hours=1))["DuocThanhToanTrucTuyen"] == ""
    pay(receipt, at=NOW + timedelta(hours=2))
    found = told(server, receipt, NOW + timedelta(hours=3))
    assert found["DuocThanhToanTrucTuyen"] == flag
    assert [one["HinhThucThu"] for one in found["DanhSachLePhi"]] == [ways]


def test_a_transfer_is_told_once_however_often_it_is_heard_of(server):
    receipt = received_with_price()
    made = assess(receipt, charge(PRICE))
    told(server, receipt, NOW + timedelta(hours=1))
    before = len(server.held.effects)
    for _ in range(2):
        services.project_money(dossier_id=receipt.id, transfer_id=made.id)
    told(server, receipt, NOW + timedelta(hours=2))
    assert len(server.held.effects) == before
