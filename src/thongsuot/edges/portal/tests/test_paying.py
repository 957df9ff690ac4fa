"""The citizen pays: by QR code, told what and why; others see nothing."""

import pytest
from django.test import Client
from tests.people import NOW, centre, who

from thongsuot.edges.portal.tests.people import OTHER_CITIZEN, logged_in
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.work.fees import models, queries, rules, services
from thongsuot.work.fees.tests.scene import PRICE, collect, holder, received, refund, withdrawn

pytestmark = pytest.mark.usefixtures("province")


def tracker(receipt):
    """A browser that opened the slip's QR code."""
    client = Client()
    client.get(tracking_path(receipt.id, receipt.code))
    return client


def text(answer):
    return answer.content.decode()


def test_the_tracker_tells_what_is_to_pay_and_the_qr_code_asks_for_exactly_that():
    receipt = received()
    client = tracker(receipt)
    assert "10.000" in text(client.get(f"/ho-so/{receipt.code}/"))
    where = f"/ho-so/{receipt.code}/nop-phi/"
    page = text(client.get(where))
    assert "VietQR" in page
    assert "HĐND" in page  # why it is this amount
    answer = client.post(where, {"way": "vietqr"})
    assert answer.status_code == 302
    page = text(client.get(answer["Location"]))
    (order,) = queries.orders_of(viewer=holder(receipt), dossier_id=receipt.id)
    assert order.code in page
    assert order.vnd == PRICE
    assert "<svg" in page
    collect(receipt)
    page = text(client.get(f"/ho-so/{receipt.code}/"))
    assert "Đã nộp đủ" in page
    assert "bien-lai" in page
    made = next(t for t in queries.transfers_of(viewer=holder(receipt), dossier_id=receipt.id) if t.number)
    paper = client.get(f"/ho-so/{receipt.code}/bien-lai/{made.id}.pdf")
    assert paper.content.startswith(b"%PDF-")
    refused = client.post(where, {"way": "vietqr"})  # nothing left to pay
    assert refused.status_code == 422


def test_the_payload_holds_the_orders_code_and_amount():
    payload = rules.vietqr(bank_bin="999999", account="0000000057", vnd=PRICE, text="TS23456789AB")
    assert rules.read_vietqr(payload)["text"] == "TS23456789AB"


def test_who_wants_three_copies_says_so_before_he_pays():
    told = text(Client().get("/thu-tuc/2.000635/")).replace("\u00a0", " ")
    assert "8.000 đ mỗi bản sao" in told
    receipt = received("2.000635")
    client, where = tracker(receipt), f"/ho-so/{receipt.code}/nop-phi/"
    assert "Số bản sao" in text(client.get(where))
    assert "Hãy ghi số lượng" in text(client.post(where, {"go": "count", "quantity": "0"}))
    assert client.post(where, {"go": "count", "quantity": "3"}).status_code == 302
    page = text(client.get(where))
    assert "24.000" in page
    assert "3 bản sao × 8.000" in page.replace("\u00a0", " ")
    collect(receipt, 24_000)
    assert "Số bản sao" not in text(client.get(where))
    assert client.post(where, {"go": "count", "quantity": "1"}).status_code == 422


def test_who_pays_less_says_on_which_ground_and_is_told_what_became_of_it():
    receipt = received()
    client, where = tracker(receipt), f"/ho-so/{receipt.code}/nop-phi/"
    assert "Đề nghị miễn, giảm" in text(client.get(where))
    asked = {"go": "relief", "relief": "ho_ngheo", "proof": "Giấy chứng nhận số 12"}
    for wrong in ({"proof": ""}, {"relief": "x"}, {"relief": ""}):
        assert client.post(where, {**asked, **wrong}).status_code == 422
    assert client.post(where, asked).status_code == 302
    page = text(client.get(where))
    assert "chờ xác nhận" in page
    assert "Đề nghị miễn, giảm" not in page.split("chờ xác nhận")[-1]
    services.decide_relief(
        actor=who("motcua.thuanhoa"),
        now=NOW,
        agency_id=centre(),
        dossier_id=receipt.id,
        confirms=False,
        reason="Hết hạn",
    )
    page = text(client.get(where))
    assert "Hết hạn" in page
    assert "10.000" in page
    assert tracker(received()).post(where, asked).status_code == 302  # a stranger is asked for the code
    assert len(queries.transfers_of(viewer=holder(receipt), dossier_id=receipt.id)) == 2


def test_an_open_question_is_nothing_to_pay():
    models.FeeTariff.objects.all().delete()
    receipt = received()
    client = tracker(receipt)
    where = f"/ho-so/{receipt.code}/nop-phi/"
    assert "chưa phải nộp" in text(client.get(where))
    assert client.post(where, {"way": "vietqr"}).status_code == 422


@pytest.mark.parametrize("way", ["", "shells", "vnpay", "x" * 5000])
def test_a_way_that_is_not_on_offer_is_refused(way):
    receipt = received()
    assert tracker(receipt).post(f"/ho-so/{receipt.code}/nop-phi/", {"way": way}).status_code == 422


def test_money_to_give_back_is_told():
    receipt = received()
    collect(receipt)
    withdrawn(receipt)
    client = tracker(receipt)
    assert "Đã nộp đủ" in text(client.get(f"/ho-so/{receipt.code}/"))
    refund(receipt, PRICE)
    assert "Đã trả lại tiền" in text(client.get(f"/ho-so/{receipt.code}/"))


def test_others_are_asked_for_the_code():
    receipt, other = received(), received()
    made = collect(receipt)
    for client in (Client(), tracker(other), logged_in(OTHER_CITIZEN)):
        for path in ("", "nop-phi/", "nop-phi/TS1/", f"bien-lai/{made.id}.pdf"):
            answer = client.get(f"/ho-so/{receipt.code}/{path}")
            assert answer.status_code == 302
            assert answer["Location"].startswith("/ho-so/?ma=")
    assert tracker(other).get(f"/ho-so/{other.code}/bien-lai/{made.id}.pdf").status_code == 404
