"""The money at the desk: computed, taken, given back, printed; wrong answers kept; strangers shut out."""

import pytest
from tests.people import NOW

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, STRANGER, browser, moved
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.fees import models, queries, services
from thongsuot.work.fees.ports import Told
from thongsuot.work.fees.tests.scene import PRICE, TREASURER, collect, holder, received, standing

pytestmark = pytest.mark.usefixtures("province")


def where(receipt):
    return f"/desk/dossiers/{receipt.code}/fees/"


def test_the_counter_takes_cash_and_prints_the_receipt():
    receipt, client = received(), browser(COUNTER, NOW)
    page = client.get(where(receipt)).content.decode()
    assert "10.000" in page
    answer = client.post(where(receipt), {"go": "collect", "vnd": "10.000", "method": "cash"})
    assert answer.status_code == 302
    page = client.get(where(receipt)).content.decode()
    assert "Đã nộp đủ" in page
    assert "Trả lại tiền" not in page  # the counter may not pay back
    made = queries.transfers_of(viewer=_eyes(), dossier_id=receipt.id)[-1]
    paper = client.get(f"{where(receipt)}{made.id}.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert b"pdfaid" in paper.content
    assert client.get(f"{where(received())}{made.id}.pdf").status_code == 404  # of another dossier


def _eyes():
    from tests.people import who

    return who(TREASURER)


def test_the_page_of_the_dossier_tells_four_states_apart():
    receipt, client = received(), browser(COUNTER, NOW)
    page = client.get(f"/desk/dossiers/{receipt.code}/").content.decode()
    assert 'class="states"' in page
    assert "Chưa nộp" in page
    collect(receipt)
    assert "Đã nộp đủ" in client.get(f"/desk/dossiers/{receipt.code}/").content.decode()


def test_an_open_question_is_asked_and_answered_with_its_ground():
    models.FeeTariff.objects.all().delete()
    receipt, client = received(), browser(COUNTER, NOW)
    page = client.get(where(receipt)).content.decode()
    assert "Chưa xác định" in page
    key = standing(receipt).quote.lines[0].key
    given = {"go": "assess", f"tick-{key}": "on", f"vnd-{key}": "7.000", f"quantity-{key}": "2"}
    answer = client.post(where(receipt), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_ground-{key}-error"' in page
    assert 'value="7.000"' in page  # what was typed stays
    answer = client.post(where(receipt), {**given, f"ground-{key}": "NQ 12/2026/NQ-HĐND"})
    assert answer.status_code == 302
    assert standing(receipt).to_pay == 14_000


@pytest.mark.parametrize(
    "given",
    [
        {"go": "collect", "vnd": "10.000", "method": "shells"},
        {"go": "collect", "vnd": "mười", "method": "cash"},
        {"go": "collect", "vnd": "10.001", "method": "cash"},
        {"go": "collect", "vnd": "10.000", "method": "bank"},
        {"go": "collect", "vnd": "9" * 29, "method": "cash"},
        {"go": "assess"} | {"tick-extra": "on", "vnd-extra": "-5", "quantity-extra": "x"},
        {"go": "assess"} | {"tick-extra": "on", "vnd-extra": "1", "quantity-extra": "9" * 12},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_booked(given):
    receipt = received()
    assert browser(COUNTER, NOW).post(where(receipt), given).status_code == 422
    assert standing(receipt).balance.paid == 0


def test_the_treasurer_pays_back():
    receipt, client = received(), browser(TREASURER, NOW)
    collect(receipt)
    assert "Trả lại tiền" in client.get(where(receipt)).content.decode()
    wrong = client.post(where(receipt), {"go": "refund", "vnd": "10.000", "method": "cash", "reason": " "})
    assert wrong.status_code == 422
    done = client.post(where(receipt), {"go": "refund", "vnd": "10.000", "method": "cash", "reason": "Rút"})
    assert done.status_code == 302
    assert standing(receipt).balance.refunded == PRICE


def test_others_see_nothing():
    receipt = received()
    made = collect(receipt)
    for name in (STRANGER, CITIZEN, None):
        for path in (where(receipt), f"{where(receipt)}{made.id}.pdf"):
            assert browser(name, NOW).get(path).status_code in (302, 403, 404)
    denied = {"go": "refund", "vnd": "1", "method": "cash", "reason": "x"}
    assert "không có quyền" in browser(COUNTER, NOW).post(where(receipt), denied).content.decode()
    assert standing(receipt).balance.refunded == 0


def test_the_intake_says_the_price_before_anything_is_received():
    page = browser(COUNTER, NOW).get("/desk/receive/?procedure=1.004873").content.decode()
    assert "10.000" in page


def test_who_hands_out_a_result_is_told_what_is_still_owed():
    receipt, client = received(), browser(COUNTER, NOW)
    form = f"/desk/dossiers/{receipt.code}/return/"
    moved(receipt, "forward", "decide", "back")
    assert "Người nộp còn phải nộp 10.000" in client.get(form).content.decode()
    collect(receipt)
    assert "còn phải nộp" not in client.get(form).content.decode()


def test_the_treasurer_lets_the_gateway_give_money_back(monkeypatch):
    for name in ("TMN", "SECRET", "URL", "API"):
        monkeypatch.setenv(f"THONGSUOT_VNPAY_{name}", "http://bank/x")
    receipt, client = received(), browser(TREASURER, NOW)
    order = services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vnpay")
    services.settle(actor=SYSTEM, now=NOW, gateway="vnpay", told=Told(order.code, "R1", PRICE, True))
    assert "Trả lại qua cổng thanh toán" in client.get(where(receipt)).content.decode()
    assert "Trả lại qua cổng" not in browser(COUNTER, NOW).get(where(receipt)).content.decode()
    (one,) = queries.online_payments(viewer=_eyes(), dossier_id=receipt.id)
    asked = {"go": "online", "payment": str(one.payment.id), "vnd": "4.000", "reason": "Nộp thừa"}
    for wrong in ({"vnd": "10.001"}, {"payment": "x"}, {"reason": " "}):
        assert client.post(where(receipt), {**asked, **wrong}).status_code == 422
    assert client.post(where(receipt), asked).status_code == 302
    page = client.get(where(receipt)).content.decode()
    assert "Đã yêu cầu cổng hoàn tiền" in page
    assert "4.000" in page
    assert standing(receipt).balance.refunded == 0
    account = client.get("/desk/fees/accounts/?day=20/11/2026").content.decode()
    assert "Cổng thanh toán chưa nói rõ" in account
    assert receipt.code in account


def test_the_officer_confirms_or_refuses_what_the_applicant_asked_for():
    receipt, client = received(), browser(COUNTER, NOW)
    services.claim_relief(
        actor=holder(receipt),
        now=NOW,
        dossier_id=receipt.id,
        relief="ho_ngheo",
        proof="Giấy chứng nhận số 12",
    )
    page = client.get(where(receipt)).content.decode()
    assert "Giấy chứng nhận số 12" in page
    assert "chờ xác nhận" in page
    assert client.post(where(receipt), {"go": "relief", "answer": "no"}).status_code == 422
    assert client.post(where(receipt), {"go": "relief", "answer": "x"}).status_code == 422
    assert (
        client.post(where(receipt), {"go": "relief", "answer": "no", "reason": "Hết hạn"}).status_code == 302
    )
    assert standing(receipt).to_pay == PRICE
    assert "Hết hạn" in client.get(where(receipt)).content.decode()
    assert browser(STRANGER, NOW).post(where(receipt), {"go": "relief", "answer": "yes"}).status_code == 404
