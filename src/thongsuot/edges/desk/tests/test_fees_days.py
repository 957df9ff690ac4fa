"""The counter's closing and the comparison with the bank, as pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.people import NOW

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, STRANGER, browser
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.fees import services
from thongsuot.work.fees.ports import Told
from thongsuot.work.fees.tests.scene import TREASURER, collect, holder, received, standing

pytestmark = pytest.mark.usefixtures("province")
DAY = "/desk/fees/accounts/?day=20/11/2026"


def test_the_counter_is_closed_and_the_minutes_are_printed():
    client = browser(COUNTER, NOW)
    assert "chưa có khoản" in client.get("/desk/fees/").content.decode()
    collect(received())
    assert "10.000" in client.get("/desk/fees/").content.decode()
    assert "10000" in client.get("/desk/fees/?format=csv").content.decode()
    wrong = client.post("/desk/fees/", {"counted_vnd": "9.000"})
    assert wrong.status_code == 422
    assert 'id="id_explanation-error"' in wrong.content.decode()
    assert client.post("/desk/fees/", {"counted_vnd": "10.000"}).status_code == 302
    page = client.get("/desk/fees/").content.decode()
    where = page.split('href="/desk/fees/closings/')[1].split('"')[0]
    paper = client.get(f"/desk/fees/closings/{where}")
    assert paper.content.startswith(b"%PDF-")
    assert browser(STRANGER, NOW).get(f"/desk/fees/closings/{where}").status_code == 404


def upload(text):
    return {"file": SimpleUploadedFile("saoke.csv", text.encode(), "text/csv")}


def test_a_statement_is_loaded_and_a_difference_settled_by_one_click():
    receipt, client = received(), browser(TREASURER, NOW)
    order = services.order(actor=holder(receipt), now=NOW, dossier_id=receipt.id, way="vietqr")
    text = f"Ngày,Số giao dịch,Số tiền,Nội dung\n20/11/2026,FT1,10000,{order.code}\n20/11/2026,FT2,5,?\n"
    assert client.post(DAY, upload(text)).status_code == 302
    page = client.get(DAY).content.decode()
    assert f"Ghi sổ vào lệnh {order.code}" in page
    assert client.post(DAY, {"ref": "FT2"}).status_code == 422
    assert client.post(DAY, {"ref": "FT1"}).status_code == 302
    assert standing(receipt).balance.paid == 10_000
    assert "Khớp" in client.get(DAY).content.decode()


def test_what_matches_is_shown_before_it_is_booked_and_the_rest_leads_to_its_dossier():
    receipt, other, client = received(), received(), browser(TREASURER, NOW)
    codes = [
        services.order(actor=holder(one), now=NOW, dossier_id=one.id, way="vietqr").code
        for one in (receipt, other)
    ]
    text = (
        f"Ngày,Số giao dịch,Số tiền,Nội dung\n20/11/2026,FT1,10000,{codes[0]}\n20/11/2026,FT2,5,{codes[1]}\n"
    )
    assert client.post(DAY, upload(text)).status_code == 302
    page = client.get(DAY).content.decode()
    assert "Sẽ ghi sổ" in page
    assert "Chuyển thiếu" in page
    assert f"/desk/dossiers/{other.code}/fees/" in page
    assert standing(receipt).balance.paid == 0
    assert client.post(DAY, {"go": "book", "line": ["FT1", "FT2", "none"]}).status_code == 302
    assert (standing(receipt).balance.paid, standing(other).balance.paid) == (10_000, 0)
    assert "Sẽ ghi sổ" not in client.get(DAY).content.decode()


def test_what_a_gateway_took_is_no_difference_with_the_bank_and_what_it_told_in_vain_is_seen():
    receipt, client = received(), browser(TREASURER, NOW)
    services.take_in(actor=SYSTEM, now=NOW, dossier_id=receipt.id, vnd=10_000, external_ref="PG77")
    page = client.get(DAY).content.decode()
    assert "Ngân hàng chưa có" not in page
    assert "Qua cổng thanh toán" in page
    assert "1 khoản" in page
    asked = received()
    order = services.order(actor=holder(asked), now=NOW, dossier_id=asked.id, way="vietqr")
    for told in (Told(order.code, "R1", 9_000, True), Told("TSKHONGCO", "R2", 5, True), None):
        services.settle(actor=SYSTEM, now=NOW, gateway="vietqr", told=told)
    page = client.get(DAY).content.decode()
    for said in ("khác số tiền của lệnh", "R1", "9.000", "không có lệnh này", "R2", "chữ ký không đúng"):
        assert said in page
    assert standing(asked).balance.paid == 0
    # The gateway's own report names its payments: then they are compared.
    report = "Ngày,Số giao dịch,Số tiền,Nội dung\n20/11/2026,dvcqg:PG77,10000,\n"
    assert client.post(DAY, upload(report)).status_code == 302
    assert "Khớp" in client.get(DAY).content.decode()


@pytest.mark.parametrize("given", [{}, {"file": "x"}, {"ref": "none"}, {"ref": "x" * 5000, "reason": "x"}])
def test_what_cannot_be_is_refused(given):
    assert browser(TREASURER, NOW).post(DAY, given).status_code == 422


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "\0\1\2", "Ngày,Số giao dịch,Số tiền\n1,2,3"])
def test_a_bad_file_is_refused_with_its_reasons(text):
    assert browser(TREASURER, NOW).post(DAY, upload(text)).status_code == 422


def test_who_has_no_grant_does_not_enter():
    assert browser(COUNTER, NOW).get("/desk/fees/accounts/").status_code == 403
    for name in (CITIZEN, None):
        for path in ("/desk/fees/", "/desk/fees/accounts/"):
            assert browser(name, NOW).get(path).status_code in (302, 403)
    assert browser(TREASURER, NOW).get("/desk/fees/?agency=1").status_code == 404


def test_many_slips_are_one_pdf_of_the_dossiers_that_one_sees():
    receipts = [received() for _ in range(3)]
    rows = {"row": [str(r.id) for r in receipts] + ["none"]}
    answer = browser(COUNTER, NOW).post("/desk/dossiers/slips/", rows)
    assert answer.content.startswith(b"%PDF-")
    assert b"<xmpTPg:NPages>3<" in answer.content
    assert b"pdfaid" in answer.content  # archival
    assert browser(STRANGER, NOW).post("/desk/dossiers/slips/", rows).status_code == 302
    assert browser(COUNTER, NOW).post("/desk/dossiers/slips/", {}).status_code == 302
