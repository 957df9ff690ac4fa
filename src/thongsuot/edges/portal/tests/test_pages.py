"""Every page of the portal for everybody: what it says, and that nothing typed into an address breaks it."""

from datetime import datetime
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.province import Province

from thongsuot.plumbing.http import middleware

BIRTH = "1.001193"


@pytest.fixture
def client(client: Client, province: Province) -> Client:
    return client


def _text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_home_asks_one_question_and_offers_the_ways(client):
    page = _text(client, "/")
    assert page.count('class="button primary"') == 1
    assert "Sinh con" in page
    assert "Phường Thuận Hóa" in page
    assert "Thành phố Huế" in page


def test_first_page_sets_no_cookie(client):
    assert not client.get("/").cookies
    assert not client.get(f"/thu-tuc/{BIRTH}/").cookies


@pytest.mark.parametrize(
    "words", ["khai sinh", "lam giay khai sinh", "KHAI SINH", BIRTH, "đăng ký khai sinh"]
)
def test_search_finds_with_and_without_accents(client, words):
    page = client.get("/thu-tuc/", {"q": words}).content.decode()
    assert page.index(f"/thu-tuc/{BIRTH}/") < page.index("</ol>")
    assert "Trong ngày; nhận sau 15:00" in page
    assert "Không mất phí" in page


def test_search_without_result_says_what_to_do(client):
    page = client.get("/thu-tuc/", {"q": "zzqqxx"}).content.decode()
    assert "Không thấy thủ tục nào" in page
    assert "Sinh con" in page


def test_more_results_on_request(client):
    few = client.get("/thu-tuc/", {"q": "đất"}).content.decode()
    many = client.get("/thu-tuc/", {"q": "đất", "them": "1"}).content.decode()
    assert few.count("<h2>") == 10
    assert many.count("<h2>") > 30


def test_a_field_lists_its_procedures(client):
    assert "?linh-vuc=G15-TP07" in _text(client, "/thu-tuc/")
    assert f"/thu-tuc/{BIRTH}/" in _text(client, "/thu-tuc/?linh-vuc=G15-TP07")
    _text(client, "/thu-tuc/?linh-vuc=nowhere", 404)


def test_a_life_event_lists_what_it_takes_in_order(client):
    page = _text(client, "/viec/sinh-con/")
    assert page.index(f"/thu-tuc/{BIRTH}/") < page.index("/thu-tuc/1.001022/")
    _text(client, "/viec/khong-co/", 404)


def test_a_procedure_says_papers_time_fee_and_where(client):
    page = _text(client, f"/thu-tuc/{BIRTH}/?xa=19753")
    for said in (
        "Giấy tờ phải nộp",
        "1 bản chính",
        "Trong ngày",
        "Không mất phí",
        "163/QĐ-BTP",
        "16/01/2026",
    ):
        assert said in page, said
    assert "/diem/H57.101.04/" in page
    assert "do Ủy ban nhân dân phường Phú Xuân giải quyết" in page
    assert "Lĩnh vực" not in page


def test_a_record_that_contradicts_itself_is_shown_as_such(client):
    page = _text(client, "/thu-tuc/1.012784/")
    assert "Bản công bố nói hai điều khác nhau" in page
    assert "nói hai điều" not in _text(client, f"/thu-tuc/{BIRTH}/")


def test_an_unknown_procedure_is_not_found_with_advice(client):
    assert "Hãy tìm bằng tên việc" in _text(client, "/thu-tuc/9.999999/", 404)


def test_points_nearest_first_and_filtered(client):
    page = client.get("/diem/", {"xa": "19753"}).content.decode()
    assert page.index("Phường Phú Xuân</a>") < page.index("Phường Thuận Hóa</a>")
    assert "Không có điểm nào như vậy" in client.get("/diem/", {"lam": "nothing"}).content.decode()


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("2026-11-23T08:00", "đến 11:30 hôm nay"),
        ("2026-11-23T12:00", "mở lại 13:30 hôm nay"),
        ("2026-11-23T14:00", "đến 17:00 hôm nay"),
        ("2026-11-22T10:00", "Đang đóng cửa"),
    ],
)
def test_a_point_is_open_by_the_clock_of_the_moment(client, monkeypatch, clock, said):
    moment = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    monkeypatch.setattr(middleware, "datetime", Mock(now=Mock(return_value=moment)))
    assert said in client.get("/diem/", {"xa": "19753"}).content.decode()


def test_a_point_shows_its_week_and_what_it_does(client):
    page = _text(client, "/diem/H57.101.04/")
    assert "07:30–11:30" in page
    assert "mô phỏng" in page
    _text(client, "/diem/H57.999/", 404)


@pytest.mark.parametrize("address", ["/gioi-thieu/", "/tro-giup/", "/ho-so/"])
def test_the_other_pages_open_for_everybody(client, address):
    assert "<h1>" in _text(client, address)


@pytest.mark.parametrize(
    "address", ["/", "/thu-tuc/?q=khai+sinh", f"/thu-tuc/{BIRTH}/", "/diem/", "/tro-giup/"]
)
def test_reading_pages_are_not_written_to(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_without_a_province_every_page_still_opens(db):
    client = Client()
    for address in (
        "/",
        "/thu-tuc/",
        "/thu-tuc/?q=khai+sinh",
        "/diem/",
        "/ho-so/",
        "/gioi-thieu/",
        "/tro-giup/",
    ):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/thu-tuc/{BIRTH}/").status_code == 404


ADDRESSES = (
    "/",
    "/thu-tuc/",
    f"/thu-tuc/{BIRTH}/",
    "/diem/",
    "/diem/H57.101.04/",
    "/ho-so/",
    "/viec/sinh-con/",
    "/tro-giup/",
)
NAMES = ("q", "linh-vuc", "them", "xa", "lam", "mo", "ma", "k", "next", "format")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(ADDRESSES),
    query=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60), max_size=4),
)
def test_no_query_breaks_a_page(client, address, query):
    assert client.get(address, query).status_code in (200, 302, 404)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.sampled_from(("thu-tuc", "viec", "diem", "ho-so")),
    code=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/"), min_size=1, max_size=40),
)
def test_no_code_breaks_a_page(client, where, code):
    from urllib.parse import quote

    assert client.get(f"/{where}/{quote(code)}/").status_code in (302, 404)


def test_who_does_what_where_is_read_from_the_register(client):
    page = _text(client, "/diem/ai-lam-gi/")
    assert "Đăng ký" in page or "Chứng thực" in page
    assert "2.000884" in page
    assert client.get("/diem/ai-lam-gi/", {"format": "csv"})["Content-Type"].startswith("text/csv")
