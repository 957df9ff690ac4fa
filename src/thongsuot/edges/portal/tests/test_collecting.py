"""Where the result is collected: asked when filing, changed on a page of its own, told when it waits there."""

from datetime import timedelta

from tests.people import HERE, NOW, THERE, committee, who

from thongsuot.edges.portal.tests import people, test_filing
from thongsuot.edges.portal.tests.people import CITIZEN, logged_in, tracking
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import services as custody
from thongsuot.work.dossiers import queries, services

POST = "H57.30.01"


def page_of(client, code, path=""):
    return client.get(f"/ho-so/{code}/{path}").content.decode()


def test_who_files_online_says_where_the_result_is_collected(province):
    client = logged_in(CITIZEN)
    address = test_filing.begun(client)
    general = {**test_filing.GENERAL, "nop_noi_nhan": POST}
    sent = {**test_filing.control(client, address), **general, "go": "refresh"}
    shown = client.post(address, sent).content.decode()
    first = shown.index("Trung tâm Phục vụ hành chính công phường Thuận Hóa")  # the chosen commune's own
    assert first < shown.index("Bưu cục Thuận Hóa") < shown.index("Bưu cục Phú Bài")
    assert "Điểm đại lý" not in shown
    for answers in ({**general}, *list(test_filing.SECTIONS.values())[1:]):
        response = client.post(address, {**test_filing.control(client, address), **answers, "go": "next"})
        assert response.status_code == 302, response.content.decode()[:3000]
        address = response["Location"].partition("?")[0]
    review = address.replace("giay-to/", "xem-lai/")
    assert "Bưu cục Phú Xuân" in client.get(review).content.decode()
    code = client.post(review, test_filing.control(client, review))["Location"].split("/")[2]
    page = page_of(client, code)
    assert "Bưu cục Phú Xuân" in page
    assert "Khi có kết quả, chúng tôi gửi đến đây." in page


def test_another_place_is_chosen_on_its_page(province):
    receipt = people.received()
    client = tracking(receipt)
    page = page_of(client, receipt.code, f"noi-nhan/?xa={THERE}")
    assert page.index("phường Phú Bài</span>") < page.index("Bưu cục Phú Bài</span>")
    assert client.post(f"/ho-so/{receipt.code}/noi-nhan/", {"point": "H57.101.DL1"}).status_code == 422
    answer = client.post(f"/ho-so/{receipt.code}/noi-nhan/", {"point": POST})
    assert answer.status_code == 302
    assert "Bưu cục Phú Xuân" in page_of(client, receipt.code)
    assert f'value="{POST}" checked' in page_of(client, receipt.code, "noi-nhan/")
    other = people.received()
    assert client.post(f"/ho-so/{other.code}/noi-nhan/", {"point": POST}).status_code == 302  # to the proof
    assert queries.collect_places(viewer=SYSTEM, dossier_ids=[other.id]) == {}


def test_the_page_says_where_the_result_is_on_its_way_to_the_post_office(province):
    receipt = people.decided(people.received())
    client, office = tracking(receipt), units.agency_by_code(code=POST)
    client.post(f"/ho-so/{receipt.code}/noi-nhan/", {"point": POST})
    assert "sắp được gửi đến đây" in page_of(client, receipt.code)
    head, ids, at = who("lanhdao.thuanhoa"), [receipt.id], NOW + timedelta(hours=2)
    services.forward(actor=head, now=at, agency_id=committee(HERE), dossier_ids=ids, to_agency_id=office.id)
    slip = custody.pack(
        actor=head, now=at, agency_id=committee(HERE), to_agency_id=office.id, codes=[f"{receipt.code}-KQ"],
        expected_at=at + timedelta(days=1),
    )  # fmt: skip
    custody.hand_over(actor=head, now=at, agency_id=committee(HERE), slip_code=slip.code, carrier="Bưu tá")
    assert "Kết quả đang trên đường" in page_of(client, receipt.code)
    assert client.get(f"/ho-so/{receipt.code}/noi-nhan/").status_code == 404
    clerk = who("buucuc.phuxuan")
    custody.receive(
        actor=clerk, now=at, agency_id=office.id, slip_code=slip.code, codes=[f"{receipt.code}-KQ"]
    )
    assert "Kết quả đang chờ bạn ở đây" in page_of(client, receipt.code)
    custody.collect(
        actor=clerk, now=at, agency_id=office.id, dossier_ids=ids, received_by="Nguyễn Thị Hòa", number="046198000123"
    )  # fmt: skip
    page = page_of(client, receipt.code)
    assert "Nhận tại quầy, Bưu cục Phú Xuân" in page
    assert "Kết quả đang chờ" not in page
