"""The gateway's messages, through the real address: late, twice, forged, wrong, after a withdrawal."""

import threading
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from tests.people import NOW

from thongsuot.edges.exchange.vnpay import Gateway, check_config, protocol
from thongsuot.edges.exchange.vnpay.simulator import SECRET, Behaviour, Server, messages
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.fees import models, ports, services
from thongsuot.work.fees.rules import Balance, Money
from thongsuot.work.fees.tests.scene import PRICE, collect, holder, received, record, standing, withdrawn

IPN = "/exchange/vnpay/ipn/"


@pytest.fixture(autouse=True)
def _configured(monkeypatch):
    for name, value in (("TMN", "SIM00001"), ("SECRET", SECRET), ("URL", "http://localhost:9/pay")):
        monkeypatch.setenv(f"THONGSUOT_VNPAY_{name}", value)


def ordered(receipt, way="vnpay"):
    return services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way=way)


def asked(order):
    """What the gateway is asked by the payer's browser."""
    url = Gateway().pay_url(
        ports.Asked(
            order.code, order.vnd, "Nop phi", order.made_at, order.expires_at, "http://us/back", "::1"
        )
    )
    return dict(parse_qsl(urlsplit(url).query))


def tell(order, behaviour=Behaviour.GOOD, **changes):
    """Let the gateway tell us; the codes of our answers."""
    client = Client()
    return [
        client.get(f"{IPN}?{query}").json()["RspCode"]
        for query in messages(asked(order) | changes, behaviour)
    ]


def notices():
    with seeing(SYSTEM):
        return list(models.FeeNotice.objects.order_by("id").values_list("verdict", flat=True))


def test_the_published_example_is_signed_in_its_order():
    params = {
        "vnp_TxnRef": "5",
        "vnp_Amount": "1806000",
        "vnp_OrderInfo": "Thanh toan don hang :5",
        "vnp_BankCode": "",
    }
    query = protocol.signed(params, "secret")
    head, seal = query.split("&vnp_SecureHash=")
    assert head == "vnp_Amount=1806000&vnp_OrderInfo=Thanh+toan+don+hang+%3A5&vnp_TxnRef=5"
    assert len(seal) == 128
    told = dict(parse_qsl(query))
    assert protocol.is_genuine(told, "secret")
    assert protocol.is_genuine(
        told | {"vnp_SecureHash": seal.upper(), "vnp_SecureHashType": "HMACSHA512"}, "secret"
    )
    for forged in ({"vnp_Amount": "100"}, {"vnp_New": "1"}, {"vnp_SecureHash": ""}):
        assert not protocol.is_genuine(told | forged, "secret")
    assert not protocol.is_genuine(told, "other")


@pytest.mark.parametrize("amount", ["", "x", "150", "-100", "9" * 30, "１００"])
def test_an_amount_that_cannot_be_read_is_no_message(amount):
    assert protocol.read({"vnp_Amount": amount, "vnp_TxnRef": "A", "vnp_TransactionNo": "1"}) is None


def test_half_a_configuration_is_named(monkeypatch):
    assert check_config() == ()
    monkeypatch.delenv("THONGSUOT_VNPAY_SECRET")
    assert check_config() == ("THONGSUOT_VNPAY_SECRET",)
    assert not Gateway().is_configured()


@pytest.mark.usefixtures("province")
class TestWhatTheGatewayTells:
    def test_paid_and_told_twice_is_booked_once(self):
        receipt = received()
        order = ordered(receipt)
        assert order.vnd == PRICE
        assert ordered(receipt).code == order.code  # a second press makes no second order
        assert tell(order, Behaviour.TWICE) == ["00", "02"]
        assert standing(receipt).money is Money.PAID
        assert standing(receipt).balance == Balance(PRICE, 0, 0, PRICE, 0)
        assert notices() == ["paid", "again"]

    def test_paid_twice_is_owed_back(self):
        receipt = received()
        assert tell(ordered(receipt), Behaviour.TWO_PAYMENTS) == ["00", "00"]
        stand = standing(receipt)
        assert stand.money is Money.OWED
        assert stand.balance.owed == PRICE

    def test_after_a_withdrawal_it_is_owed_back(self):
        receipt = received()
        order = ordered(receipt)
        withdrawn(receipt)
        assert tell(order, Behaviour.LATE) == ["00"]
        assert standing(receipt).balance.owed == PRICE

    def test_paid_at_the_counter_meanwhile_it_is_owed_back(self):
        receipt = received()
        order = ordered(receipt)
        collect(receipt)
        assert tell(order) == ["00"]
        assert standing(receipt).balance.owed == PRICE

    def test_what_is_forged_wrong_or_unknown_books_nothing_and_is_kept(self):
        receipt = received()
        order = ordered(receipt)
        assert tell(order, Behaviour.WRONG_SIGNATURE) == ["97"]
        assert tell(order, Behaviour.WRONG_AMOUNT) == ["04"]
        assert tell(order, vnp_TxnRef="TS0000000000") == ["01"]
        assert tell(order, Behaviour.REFUSED) == ["00"]
        assert Client().get(IPN).json()["RspCode"] == "97"
        assert standing(receipt).balance.paid == 0
        assert notices() == ["bad_signature", "wrong_amount", "unknown_order", "failed", "bad_signature"]
        assert ordered(receipt).code != order.code  # the failed one is over

    def test_an_order_of_another_way_is_not_the_gateways(self):
        assert tell(ordered(received(), "vietqr")) == ["01"]

    def test_the_browser_that_comes_back_books_nothing(self):
        receipt = received()
        order = ordered(receipt)
        (query,) = messages(asked(order), Behaviour.GOOD)
        answer = Client().get(f"/exchange/vnpay/return/?{query}")
        assert answer.status_code == 302
        assert order.code in answer["Location"]
        assert standing(receipt).balance.paid == 0
        assert Client().get("/exchange/vnpay/return/?vnp_TxnRef=%00").status_code == 302

    def test_the_receipt_names_the_applicant(self):
        receipt = received()
        tell(ordered(receipt))
        with seeing(SYSTEM):
            made = models.FeeTransfer.objects.get(kind="pay")
        assert made.detail["payer"] == record(receipt).applicant_name
        assert made.number == 1


def test_the_simulated_bank_shows_its_page_and_tells():
    """Over real sockets, with a merchant that only listens."""
    heard = []
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Merchant(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(dict(parse_qsl(urlsplit(self.path).query)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"RspCode": "00"}')

        def log_message(self, *args):
            """Nothing to standard error: what was asked is in `heard`."""

    merchant = ThreadingHTTPServer(("127.0.0.1", 0), Merchant)
    bank = Server(0, f"http://127.0.0.1:{merchant.server_address[1]}/ipn")
    threads = [threading.Thread(target=s.serve_forever, daemon=True) for s in (merchant, bank)]
    for thread in threads:
        thread.start()
    params = {
        "vnp_Amount": "800000",
        "vnp_OrderInfo": "x",
        "vnp_TmnCode": "T",
        "vnp_TxnRef": "TS1",
        "vnp_ReturnUrl": "http://us/",
    }
    order = dict(parse_qsl(protocol.signed(params, SECRET)))
    bank.pay(order, Behaviour.TWICE)
    bank.shutdown()
    merchant.shutdown()
    assert [h["vnp_TxnRef"] for h in heard] == ["TS1", "TS1"]
    assert all(protocol.is_genuine(h, SECRET) for h in heard)
    assert [answer["RspCode"] for _, answer in bank.log] == ["00", "00"]
