"""The line of time of a unit, as a citizen reads it."""

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.province import Province

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import services
from thongsuot.registers.units.rules import Change, ChangeKind, NewUnit, UnitType


@pytest.fixture
def client(client: Client, province: Province) -> Client:
    return client


def _text(client: Client, code: str, language: str = "vi") -> str:
    client.cookies["lang"] = language
    response = client.get(f"/don-vi/{code}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_new_ward_says_from_whom_when_and_by_which_clause(client):
    page = _text(client, "19789")
    assert '<span lang="vi">Phường Thuận Hóa</span></h1>' in page
    assert "Lập từ 6 đơn vị" in page
    assert "khoản 15, 1675/NQ-UBTVQH15" in page
    assert "01/07/2025" in page
    assert "Trước đó mã này là của Phường Phú Nhuận" in page  # the code had another life
    assert 'href="/don-vi/19780/"' in page
    assert 'href="/diem/?xa=19789"' in page
    assert "Made from 6 units" in _text(client, "19789", "en")


def test_a_unit_that_ended_says_what_it_became(client):
    page = _text(client, "19780")
    assert "Đã kết thúc." in page
    assert "Kết thúc, chuyển thành" in page
    assert 'href="/don-vi/19789/"' in page
    split = _text(client, "00556")
    assert "một phần diện tích và toàn bộ dân cư" in split


def test_a_change_to_come_is_told_with_its_day(client, province):
    merge = Change(ChangeKind.MERGE, "9/NQ", date(2027, 1, 1), clause="khoản 2", old=("19789", "19753"),
                   new=(NewUnit("19789", "Kinh Thành", UnitType.WARD),))  # fmt: skip
    services.record_change(actor=SYSTEM, now=province.now, change=merge)
    page = _text(client, "19753")
    assert "khoản 2, 9/NQ" in page
    assert "Phường Kinh Thành" in page
    assert "Lập từ 2 đơn vị" in _text(client, "19789")


def test_renamings_retypings_provinces_and_districts_have_their_page(client):
    retyped = _text(client, "07294")
    assert "Đổi loại đơn vị" in retyped
    assert "Xã Bố Hạ → Phường Bố Hạ" in retyped
    assert "Đổi đơn vị cấp trên" in _text(client, "19909")
    assert "Thành phố Huế" in _text(client, "46")
    assert "Quận Thuận Hóa" in _text(client, "474")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=8).filter(lambda s: "/" not in s))
def test_no_code_breaks_the_page(client, code):
    assert client.get(f"/don-vi/{quote(code) or '0'}/").status_code in (200, 404)


def test_a_point_leads_to_its_unit_and_no_map_is_said_kindly(client, province, monkeypatch):
    from thongsuot.edges.portal import points_pages

    assert 'href="/don-vi/19753/"' in client.get("/diem/H57.101.04/").content.decode()
    monkeypatch.setattr(points_pages.points, "map_of", lambda **_asked: None)
    answer = client.get("/diem/ban-do/")
    assert answer.status_code == 200
    assert "Chưa có ranh giới để vẽ bản đồ" in answer.content.decode()
