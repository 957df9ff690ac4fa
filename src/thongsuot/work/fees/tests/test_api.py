"""Money by API: what is due, taken once, paid back, the drawer closed; the bank's day beside ours."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.people import HERE, NOW, Program, centre

from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.fees import models, services
from thongsuot.work.fees.ports import Told
from thongsuot.work.fees.tests.scene import COUNTER, PRICE, STRANGER, TREASURER, holder, received

pytestmark = pytest.mark.usefixtures("province")


def test_money_is_taken_once_and_its_receipt_is_a_pdf():
    receipt, counter = received(), Program(COUNTER)
    here = f"dossiers/{receipt.code}/fees"
    due = counter.call(here)
    assert (due["money"], due["to_pay"], due["transfers"]) == ("due", PRICE, [])
    body = {"agency_id": centre(HERE), "vnd": PRICE}
    paid = counter.call(f"{here}/collect", body, Idempotency_Key="taken-once")
    assert counter.call(f"{here}/collect", body, Idempotency_Key="taken-once") == paid
    assert counter.call(f"{here}/collect", body, status=422)["code"] == "pay_out_of_range"
    assert (paid["money"], paid["to_pay"], paid["balance"]["paid"]) == ("paid", 0, PRICE)
    made = paid["transfers"][-1]
    assert counter.call(f"{here}/{made['id']}").startswith(b"%PDF-")
    assert counter.call(f"dossiers/{received().code}/fees/{made['id']}", status=404)
    assert Program(STRANGER).call(here, status=404)


def test_what_the_registers_leave_open_needs_its_ground():
    models.FeeTariff.objects.all().delete()
    receipt, counter = received(), Program(COUNTER)
    here = f"dossiers/{receipt.code}/fees"
    (line,) = counter.call(here)["quote"]
    assert line["vnd"] is None
    charge = {"key": line["key"], "kind": line["kind"], "vnd": 7_000, "quantity": 2}
    body = {"agency_id": centre(HERE), "charges": [charge], "seen_vnd": 0}
    refused = counter.call(f"{here}/assess", body, status=422)
    assert [one["pointer"] for one in refused["errors"]] == [f"/ground-{line['key']}"]
    charge["ground"] = "NQ 12/2026/NQ-HĐND"
    assert counter.call(f"{here}/assess", body)["to_pay"] == 14_000
    assert counter.call(f"{here}/assess", body, status=409)["code"] == "fees_changed"
    assert counter.call(f"{here}/assess", {**body, "charges": [{**charge, "vnd": "7"}]}, status=422)


def test_a_drawer_is_closed_and_what_differs_is_explained():
    receipt, counter = received(), Program(COUNTER)
    counter.call(f"dossiers/{receipt.code}/fees/collect", {"agency_id": centre(HERE), "vnd": PRICE})
    drawer = counter.call(f"fees/drawer?agency_id={centre(HERE)}")
    assert (drawer["expected_vnd"], len(drawer["transfers"])) == (PRICE, 1)
    body = {"agency_id": centre(HERE), "counted_vnd": PRICE - 1}
    assert counter.call("fees/drawer/close", body, status=422)
    body["explanation"] = "Thối nhầm"
    closed = counter.call("fees/drawer/close", body, status=201)
    assert (closed["expected_vnd"], closed["counted_vnd"]) == (PRICE, PRICE - 1)
    assert counter.call(f"fees/drawer?agency_id={centre(HERE)}")["transfers"] == []
    listed = counter.call(f"fees/closings?agency_id={centre(HERE)}")["closings"]
    assert [one["id"] for one in listed] == [closed["id"]]
    assert counter.call(f"fees/closings?agency_id={centre(HERE)}&after={closed['id']}")["closings"] == []
    assert Program(STRANGER).call(f"fees/closings?agency_id={centre(HERE)}")["closings"] == []


def test_money_goes_back_only_by_who_may_and_never_more_than_was_taken():
    receipt, counter, treasurer = received(), Program(COUNTER), Program(TREASURER)
    here = f"dossiers/{receipt.code}/fees"
    counter.call(f"{here}/collect", {"agency_id": centre(HERE), "vnd": PRICE})
    body = {"agency_id": centre(HERE), "vnd": PRICE + 1, "reason": "Thu nhầm"}
    assert counter.call(f"{here}/refund", body, status=403)
    assert treasurer.call(f"{here}/refund", body, status=422)["code"] == "refund_too_large"
    assert treasurer.call(f"{here}/refund", {**body, "vnd": PRICE})["money"] == "refunded"


def test_a_gateway_is_asked_for_money_back_by_who_may(monkeypatch):
    for name in ("TMN", "SECRET", "URL", "API"):
        monkeypatch.setenv(f"THONGSUOT_VNPAY_{name}", "http://bank/x")
    receipt, treasurer = received(), Program(TREASURER)
    here = f"dossiers/{receipt.code}/fees"
    order = services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vnpay")
    services.settle(actor=SYSTEM, now=NOW, gateway="vnpay", told=Told(order.code, "R1", PRICE, True))
    paid = treasurer.call(here)["transfers"][-1]
    body = {"agency_id": centre(HERE), "payment_id": paid["id"], "vnd": PRICE, "reason": "Rút"}
    assert Program(COUNTER).call(f"{here}/refund-online", body, status=403)
    assert Program(STRANGER).call(f"{here}/refund-online", body, status=404)
    assert treasurer.call(f"{here}/refund-online", {**body, "payment_id": str(receipt.id)}, status=404)
    asked = treasurer.call(f"{here}/refund-online", body)
    assert [(one["state"], one["vnd"]) for one in asked["backs"]] == [("asked", PRICE)]
    assert asked["balance"]["refunded"] == 0
    assert treasurer.call(f"{here}/refund-online", body, status=422)["code"] == "back_open"


def test_the_banks_day_is_loaded_and_what_differs_is_settled():
    treasurer, agency = Program(TREASURER), centre(HERE)
    text = "Ngày;Số giao dịch;Số tiền;Nội dung\n20/11/2026;FT001;50.000;chuyen tien\n"
    sent = treasurer.post(
        "/api/v1/fees/account/statement",
        {"agency_id": agency, "file": SimpleUploadedFile("sao-ke.csv", text.encode())},
    )
    assert (sent.status_code, sent.json()) == (201, {"lines": 1, "fresh": 1})
    (row,) = treasurer.call(f"fees/account?agency_id={agency}&day=2026-11-20")["rows"]
    assert (row["difference"], row["their_vnd"], row["is_open"]) == ("missing_here", 50_000, True)
    body = {"agency_id": agency, "day": "2026-11-20", "external_ref": "FT001"}
    assert treasurer.call("fees/account/resolve", body, status=422)["code"] == "reason_missing"
    assert treasurer.call("fees/account/resolve", {**body, "reason": "Trả lại người chuyển"})
    (row,) = treasurer.call(f"fees/account?agency_id={agency}&day=2026-11-20")["rows"]
    assert (row["reason"], row["is_open"]) == ("Trả lại người chuyển", False)


def test_what_matches_a_statement_is_booked_once_by_who_may():
    treasurer, agency, receipt = Program(TREASURER), centre(HERE), received()
    code = services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr").code
    text = f"Ngày;Số giao dịch;Số tiền;Nội dung\n20/11/2026;FT001;10.000;{code}\n"
    file = SimpleUploadedFile("sao-ke.csv", text.encode())
    treasurer.post("/api/v1/fees/account/statement", {"agency_id": agency, "file": file})
    (row,) = treasurer.call(f"fees/account/unbooked?agency_id={agency}")["rows"]
    assert (row["match"], row["dossier"], row["due_vnd"]) == ("exact", receipt.code, PRICE)
    assert Program(STRANGER).call(f"fees/account/unbooked?agency_id={agency}")["rows"] == []
    body = {"agency_id": agency, "refs": ["FT001"]}
    assert Program(STRANGER).call("fees/account/book", body, status=403)
    assert treasurer.call("fees/account/book", body) == {"booked": 1}
    assert treasurer.call("fees/account/book", body) == {"booked": 0}
