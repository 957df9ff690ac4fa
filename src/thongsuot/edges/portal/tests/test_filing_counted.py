"""How many were asked for in the declaration is what is charged, before anybody pays; nothing is asked twice."""

from tests.people import who

from thongsuot.edges.portal.tests import test_filing as filing
from thongsuot.edges.portal.tests.people import CITIZEN, logged_in
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries as fees

EXTRACT = "2.000635"
SECTIONS = {
    "noi-nop": filing.GENERAL,
    "nguoi_yeu_cau": {**filing.SECTIONS["nguoi_yeu_cau"], "nyc_quan_he": "ban_than"},
    "trich_luc": {
        "tl_loai": "khai_sinh", "tl_ho_ten": "Nguyễn Thị Hòa", "tl_ngay_sinh": "27/03/1998", "tl_gioi_tinh": "nu",
        "tl_dan_toc": "Kinh", "tl_quoc_tich": "Việt Nam",
    },
    "da_dang_ky": {"dk_noi": "UBND phường Phú Hội", "tl_so_luong": "3"},
}  # fmt: skip


def test_the_copies_of_the_declaration_are_charged_when_it_is_filed(province, monkeypatch):
    monkeypatch.setattr(filing, "START", f"/nop-ho-so/{EXTRACT}/")
    monkeypatch.setattr(filing, "SECTIONS", SECTIONS)
    client = logged_in(CITIZEN)
    review = filing.filled(client)
    assert "nop_so_luong" not in client.get(review.replace("xem-lai/", "noi-nop/")).content.decode()
    assert "3 × 8.000 đ = 24.000 đ" in client.get(review).content.decode().replace("\u00a0", " ")
    for _ in range(2):  # an impatient finger
        response = client.post(review, filing.control(client, review) or {"_base": "4"})
    (found,) = dossiers.mine(viewer=who(CITIZEN))
    record = dossiers.dossier_by_code(viewer=who(CITIZEN), code=found.code)
    assert record is not None
    assert fees.standing(viewer=who(CITIZEN), record=record).to_pay == 24_000
    assert response.status_code in (302, 404)
    assert "3 bản sao" in client.get(f"/ho-so/{found.code}/nop-phi/").content.decode()


def test_a_relief_is_asked_for_with_the_filing(province, monkeypatch):
    monkeypatch.setattr(filing, "START", f"/nop-ho-so/{EXTRACT}/")
    monkeypatch.setattr(filing, "SECTIONS", SECTIONS)
    client = logged_in(CITIZEN)
    review = filing.filled(client)
    sent = {**filing.control(client, review), "relief": "ho_ngheo"}
    assert client.post(review, sent).status_code == 422  # without its paper nothing is filed
    assert client.post(review, {**sent, "proof": "Giấy chứng nhận số 12"}).status_code == 302
    (found,) = dossiers.mine(viewer=who(CITIZEN))
    record = dossiers.dossier_by_code(viewer=who(CITIZEN), code=found.code)
    assert fees.standing(viewer=who(CITIZEN), record=record).to_pay == 0
    (one,) = fees.claims_of(viewer=who(CITIZEN), record=record)
    assert (one.state, one.proof) == ("claimed", "Giấy chứng nhận số 12")
