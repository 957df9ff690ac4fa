"""The page that says where an old address lies now."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.province import Province


@pytest.fixture
def client(client: Client, province: Province) -> Client:
    return client


def page(client: Client, words: str) -> str:
    response = client.get("/dia-chi/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def test_home_asks_for_an_address(client):
    assert 'action="/dia-chi/"' in client.get("/").content.decode()


def test_an_old_address_of_the_province_leads_to_its_points(client):
    found = page(client, "Phường Kim Long, quận Phú Xuân, Huế")
    assert "Chắc chắn" in found
    assert "1675/NQ-UBTVQH15" in found
    assert 'href="/diem/?xa=19774"' in found


def test_a_division_shows_every_unit_with_the_reason(client):
    found = page(client, "Phường Đa Kao, Quận 1")
    assert "Bị chia tách" in found
    assert found.count("<h2 lang") == 2
    assert "cần biết đường" in found


def test_what_is_not_known_is_said(client):
    assert "Không nhận ra" in page(client, "zzqq")
    assert "Hà Nội" in page(client, "Hà Nội")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_anything_typed_is_answered(client, words):
    assert client.get("/dia-chi/", {"q": words}).status_code == 200
