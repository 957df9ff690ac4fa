"""Addresses against the loaded register, over HTTP: the same answers as from the files, and never a 500."""

from datetime import date

import pytest

from thongsuot.registers.addresses import queries, rules
from thongsuot.registers.addresses.tests.gazetteers import country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
URL = "/api/v1/addresses/convert"
DAY = date(2025, 7, 1)
TEXTS = (
    "Phường Trúc Bạch, Ba Đình, Hà Nội",
    "Phường Cống Vị, Quận Ba Đình, Hà Nội",
    "p1 q3 hcm",
    "Xã Hương Phong, Huế",
    "Xã Chiềng Ly, huyện Thuận Châu, Sơn La",
    "Phưng Kim Log, Phú Xuan, Hue",
    "huyện Bạch Long Vĩ, Hải Phòng",
    "Quận 1, Hồ Chí Minh",
    "xyz",
)


def shape(answer):
    return answer.outcome, answer.split, [(u.code, u.name, u.share) for u in answer.units]


def test_the_database_and_the_files_answer_alike():
    for text in TEXTS:
        assert shape(queries.convert(text=text, day=DAY)) == shape(rules.convert(country(), text, DAY)), text


def test_the_answer_names_resolution_and_clause_where_they_are_known():
    units = queries.convert(text="Phường Kim Long, quận Phú Xuân, Huế", day=DAY).units
    assert (units[0].resolution, bool(units[0].clause)) == ("1675/NQ-UBTVQH15", True)


def test_anybody_asks_one_address(client):
    found = client.get(URL, {"text": "Phường Đa Kao, Quận 1", "day": "2025-07-01"}).json()
    assert (found["outcome"], found["split"], found["day"]) == ("candidates", True, "2025-07-01")
    assert {unit["code"] for unit in found["units"]} == {"26737", "26740"}
    assert found["reasons"][0]["code"] == "address_split"


def test_anybody_asks_many_in_order(client):
    body = {"texts": [*TEXTS, "", "\ud800", "a" * 5000], "day": "2025-07-01"}
    found = client.post(URL, body, content_type="application/json").json()
    assert [one["input"] for one in found["answers"][: len(TEXTS)]] == list(TEXTS)
    assert [one["outcome"] for one in found["answers"][len(TEXTS) :]] == ["unknown"] * 3


@pytest.mark.parametrize(
    "body", [{"texts": ["a"] * 1001}, {"texts": "a"}, {}, {"texts": [1]}, {"texts": [], "day": "2025-02-30"}]
)
def test_a_bad_list_is_refused_with_a_reason(client, body):
    response = client.post(URL, body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_bad_question_is_refused(client):
    assert client.get(URL).status_code == 422
    assert client.get(URL, {"text": "a" * 1001}).status_code == 422
    assert client.get(URL, {"text": "a", "day": "x"}).status_code == 422
