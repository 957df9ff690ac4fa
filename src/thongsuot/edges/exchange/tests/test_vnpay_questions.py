"""Payments that nobody told the end of, and money that the gateway gives back: however it fails, the money ends right."""

import threading
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, centre, who

from thongsuot.edges.exchange.tests.test_vnpay import asked, notices, ordered, tell
from thongsuot.edges.exchange.vnpay import Gateway, gateway, questions
from thongsuot.edges.exchange.vnpay.bank import Bank, Fault
from thongsuot.edges.exchange.vnpay.simulator import SECRET, Behaviour, Server, messages
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.work.fees import ports, queries, services
from thongsuot.work.fees.rules import Balance, Money
from thongsuot.work.fees.rules.asking import GIVEN_UP, Back, pause
from thongsuot.work.fees.tests.scene import (
    COUNTER,
    PRICE,
    STRANGER,
    TREASURER,
    holder,
    received,
    refund,
    standing,
    withdrawn,
)

LATER = timedelta(minutes=6)


class Line:
    """The wire to the simulated bank, without sockets."""

    def __init__(self):
        self.bank, self.fault = Bank(SECRET), Fault.NONE

    def post(self, body):
        found = self.bank.answer(body, self.fault)
        if found is None:
            raise ports.Unanswered("hết thời gian chờ trả lời")
        return {name: value for name, value in found.items() if value}


LINE = Line()


@pytest.fixture(autouse=True)
def line(monkeypatch):
    for name, value in (
        ("TMN", "SIM00001"),
        ("SECRET", SECRET),
        ("URL", "http://bank/pay"),
        ("API", "http://bank/api"),
    ):
        monkeypatch.setenv(f"THONGSUOT_VNPAY_{name}", value)
    LINE.__init__()
    monkeypatch.setattr(gateway, "_posted", LINE.post)
    return LINE


def paid_at_the_bank(line, order):
    """The payer paid, and nobody told us."""
    (query,) = messages(asked(order), Behaviour.GOOD)
    line.bank.remember(dict(parse_qsl(query)))
    return query


def payment(receipt):
    return queries.online_payments(viewer=who(TREASURER), dossier_id=receipt.id)[0].payment


def back(receipt, vnd=PRICE, *, user=TREASURER, at=NOW, paid=None):
    return services.refund_online(
        actor=who(user), now=at, agency_id=centre(HERE), dossier_id=receipt.id,
        payment_id=paid or payment(receipt).id, vnd=vnd, reason="Rút hồ sơ",
    )  # fmt: skip


def backs(receipt):
    return [one.state for one in queries.backs_of(viewer=who(TREASURER), dossier_id=receipt.id)]


def bought(line):
    """A dossier whose fee was paid at the gateway and booked by asking."""
    receipt = received()
    paid_at_the_bank(line, ordered(receipt))
    services.ask_gateways(now=NOW + LATER)
    return receipt


def test_the_distance_between_questions_grows_to_six_hours():
    minutes = [pause(n).total_seconds() / 60 for n in range(8)]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360]
    assert pause(10**6) == pause(8)


@pytest.mark.parametrize("change", [{"vnp_SecureHash": "x"}, {"vnp_TxnRef": "OTHER"}, {"vnp_Amount": "-1"}])
def test_an_answer_that_is_not_about_our_order_is_none(change):
    fields = {
        "vnp_ResponseCode": "00",
        "vnp_TxnRef": "TS1",
        "vnp_Amount": "100",
        "vnp_TransactionStatus": "00",
    }
    fields |= {k: v for k, v in change.items() if k != "vnp_SecureHash"}
    told = questions.sealed(fields, questions.ANSWER_SIGNED["querydr"], SECRET)
    told |= {k: v for k, v in change.items() if k == "vnp_SecureHash"}
    with pytest.raises(ports.Unanswered):
        questions.read(told, command="querydr", code="TS1", secret=SECRET)


@pytest.mark.usefixtures("province")
class TestAPaymentInDoubt:
    def test_what_was_paid_and_never_told_is_asked_for_and_booked_once(self, line):
        receipt = received()
        order = ordered(receipt)
        query = paid_at_the_bank(line, order)
        assert services.ask_gateways(now=NOW + timedelta(minutes=4)) == 0
        assert services.ask_gateways(now=NOW + LATER) == 1
        assert standing(receipt).balance == Balance(PRICE, 0, 0, PRICE, 0)
        assert services.ask_gateways(now=NOW + 100 * LATER) == 0
        assert Client().get(f"/exchange/vnpay/ipn/?{query}").json()["RspCode"] == "02"  # the late message
        assert notices() == ["paid", "again"]

    def test_nobody_paid_and_the_order_is_over_once_it_has_expired(self):
        receipt = received()
        order = ordered(receipt)
        services.ask_gateways(now=NOW + LATER)
        assert not queries.order_by_code(code=order.code).is_over
        services.ask_gateways(now=NOW + timedelta(minutes=30))
        assert queries.order_by_code(code=order.code).failed_at is not None
        assert ordered(receipt).code != order.code

    @pytest.mark.parametrize("fault", [Fault.DEAF, Fault.LOST_ANSWER, Fault.WRONG_SIGNATURE, Fault.BUSY])
    def test_who_does_not_answer_is_asked_again_and_in_the_end_a_person_looks(self, line, fault):
        receipt = received()
        order = ordered(receipt)
        paid_at_the_bank(line, order)
        line.fault = fault
        services.ask_gateways(now=NOW + LATER)
        assert services.ask_gateways(now=NOW + LATER) == 0  # not before its time
        services.ask_gateways(now=NOW + GIVEN_UP)
        assert services.ask_gateways(now=NOW + GIVEN_UP + timedelta(days=1)) == 0
        assert standing(receipt).balance.paid == 0
        (one,) = queries.unclear_at(viewer=who(TREASURER), agency_ids=[centre(HERE)], day=NOW.date())
        assert (one.code, one.doubt) == (order.code, "given_up")
        assert queries.unclear_at(viewer=who(STRANGER), agency_ids=[centre(HERE)], day=NOW.date()) == ()

    def test_another_sum_is_no_payment_of_ours_and_is_kept_for_a_person(self, line):
        receipt = received()
        paid_at_the_bank(line, ordered(receipt))
        line.fault = Fault.WRONG_SUM
        services.ask_gateways(now=NOW + LATER)
        line.fault = Fault.NONE
        assert services.ask_gateways(now=NOW + 10 * LATER) == 0
        assert (standing(receipt).balance.paid, notices()) == (0, ["wrong_amount"])

    def test_without_an_address_nothing_is_asked(self, monkeypatch):
        ordered(received())
        monkeypatch.delenv("THONGSUOT_VNPAY_API")
        assert services.ask_gateways(now=NOW + LATER) == 0
        assert not Gateway().may_be_asked()


@pytest.mark.usefixtures("province")
class TestMoneyBack:
    def test_a_part_and_then_the_rest_each_booked_once(self, line):
        receipt = bought(line)
        withdrawn(receipt)
        back(receipt, 4000)
        assert standing(receipt).balance.refunded == 0  # asked is not done
        services.ask_gateways(now=NOW)
        services.ask_gateways(now=NOW + 10 * LATER)
        assert standing(receipt).balance.refunded == 4000
        back(receipt, PRICE - 4000)
        services.ask_gateways(now=NOW)
        assert standing(receipt).money is Money.REFUNDED
        assert backs(receipt) == [Back.DONE, Back.DONE]
        assert line.bank.given_back(queries.orders_of(viewer=SYSTEM, dossier_id=receipt.id)[0].code) == PRICE

    def test_a_lost_answer_is_found_again_and_not_paid_twice(self, line):
        receipt = bought(line)
        back(receipt)
        line.fault = Fault.LOST_ANSWER
        services.ask_gateways(now=NOW)
        assert backs(receipt) == [Back.ASKED]
        line.fault = Fault.NONE
        services.ask_gateways(now=NOW + LATER)
        services.ask_gateways(now=NOW + 10 * LATER)
        assert (standing(receipt).balance.refunded, backs(receipt)) == (PRICE, [Back.DONE])
        assert line.bank.given_back(queries.orders_of(viewer=SYSTEM, dossier_id=receipt.id)[0].code) == PRICE

    def test_a_refusal_frees_the_money_for_another_way(self, line):
        receipt = bought(line)
        back(receipt)
        for vnd in (1, PRICE):  # held while it is asked for
            with pytest.raises(Refused) as refused:
                refund(receipt, vnd)
            assert refused.value.problems[0].code == "refund_asked"
            with pytest.raises(Refused):
                back(receipt, vnd)
        line.fault = Fault.REFUSES
        services.ask_gateways(now=NOW)
        assert backs(receipt) == [Back.REFUSED]
        assert refund(receipt, PRICE).vnd == PRICE
        assert standing(receipt).balance.refunded == PRICE
        with pytest.raises(Refused):
            back(receipt, 1)

    def test_what_is_taken_in_hand_is_asked_after(self, line):
        receipt = bought(line)
        back(receipt)
        line.fault = Fault.SLOW
        services.ask_gateways(now=NOW)
        assert backs(receipt) == [Back.UNDER_WAY]
        services.ask_gateways(now=NOW + LATER)
        assert backs(receipt) == [Back.DONE]

    def test_others_ask_for_nothing(self, line):
        receipt = bought(line)
        one = payment(receipt).id
        for user in (COUNTER, STRANGER):
            with pytest.raises((Forbidden, NotFound)):
                back(receipt, user=user, paid=one)
        with pytest.raises(NotFound):
            back(received(), paid=one)
        back(receipt)
        assert queries.backs_of(viewer=who(STRANGER), dossier_id=receipt.id) == ()
        assert len(queries.backs_of(viewer=holder(receipt), dossier_id=receipt.id)) == 1


PAYS = st.sampled_from(["tell", "tell_twice", "forge", "ask", "pay", "withdraw", "wait", "back", "cash_back"])
STEPS = st.lists(st.tuples(PAYS, st.sampled_from(list(Fault)), st.integers(1, PRICE)), max_size=14)


class Story:
    """One dossier whose money goes through whatever happens, in whatever order."""

    def __init__(self, line):
        self.line, self.at, self.receipt = line, NOW, received()
        line.bank = Bank(SECRET)
        self.order = ordered(self.receipt)
        self.query = None

    def step(self, name, fault, vnd):
        self.line.fault = fault
        getattr(self, name)(vnd)
        self.check()

    def pay(self, _):
        self.query = self.query or paid_at_the_bank(self.line, self.order)

    def tell(self, _):
        if self.query:
            Client().get(f"/exchange/vnpay/ipn/?{self.query}")

    def tell_twice(self, _):
        self.tell(_)
        self.tell(_)

    def forge(self, _):
        tell(self.order, Behaviour.WRONG_SIGNATURE)

    def ask(self, _):
        services.ask_gateways(now=self.at)

    def wait(self, vnd):
        self.at += timedelta(minutes=vnd % 90)
        self.ask(vnd)

    def withdraw(self, _):
        with suppress(Refused):
            withdrawn(self.receipt)

    def back(self, vnd):
        for one in queries.online_payments(viewer=who(TREASURER), dossier_id=self.receipt.id):
            with suppress(Refused):
                back(self.receipt, vnd, at=self.at, paid=one.payment.id)

    def cash_back(self, vnd):
        with suppress(Refused):
            refund(self.receipt, vnd)

    def check(self):
        """What always holds."""
        balance = standing(self.receipt).balance
        assert balance.paid in (0, PRICE)
        assert balance.refunded <= balance.paid
        made = queries.transfers_of(viewer=SYSTEM, dossier_id=self.receipt.id)
        cash = sum(one.vnd for one in made if one.method == "cash")
        assert self.line.bank.given_back(self.order.code) + cash <= PRICE

    def end(self):
        """The gateway answers well again, and everything is asked."""
        self.line.fault = Fault.NONE
        self.tell(0)
        for _ in range(4):
            self.at += timedelta(hours=7)
            self.ask(0)
        self.check()
        made = queries.transfers_of(viewer=SYSTEM, dossier_id=self.receipt.id)
        assert standing(self.receipt).balance.paid == (PRICE if self.query else 0)
        booked = sum(one.vnd for one in made if one.method == "gateway" and one.kind == "refund")
        assert booked == self.line.bank.given_back(self.order.code)
        assert not any(one.is_open for one in queries.backs_of(viewer=SYSTEM, dossier_id=self.receipt.id))


@pytest.mark.usefixtures("province")
class TestWhateverHappens:
    @given(STEPS)
    def test_the_money_ends_right(self, steps):
        story = Story(LINE)
        for name, fault, vnd in steps:
            story.step(name, fault, vnd)
        story.end()


def test_the_simulated_bank_answers_over_a_socket(monkeypatch):
    monkeypatch.undo()
    bank = Server(0, "http://127.0.0.1:9/ipn")
    threading.Thread(target=bank.serve_forever, daemon=True).start()
    for name, value in (("TMN", "T"), ("SECRET", SECRET), ("URL", "http://bank/pay")):
        monkeypatch.setenv(f"THONGSUOT_VNPAY_{name}", value)
    monkeypatch.setenv("THONGSUOT_VNPAY_API", f"http://127.0.0.1:{bank.server_address[1]}/api")
    question = ports.Question("q1", "TS1", NOW, NOW)
    assert Gateway().ask(question).stand is ports.Stand.UNKNOWN
    bank.fault = Fault.DEAF
    with pytest.raises(ports.Unanswered):
        Gateway().ask(question)
    bank.shutdown()
    bank.server_close()
    with pytest.raises(ports.Unanswered):
        Gateway().give_back(ports.BackAsked("b1", "TS1", "1", 5, True, NOW, NOW, "x"))
