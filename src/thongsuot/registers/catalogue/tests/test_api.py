"""The catalogue over HTTP, as anybody sees it."""

import pytest

from thongsuot.registers.catalogue.tests.fixtures import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]

ON = {"day": DAY.isoformat()}


def get(client, path="", **asked):
    return client.get(f"/api/v1/procedures{path}", {**ON, **asked})


def test_search_answers_everybody(client):
    body = get(client, q="lam giay khai sinh", authority="H57", limit="3").json()
    assert body["authority"] == "H57"
    assert body["items"][0]["code"] == "1.001193"
    assert body["items"][0]["levels"] == ["ward"]
    assert len(body["items"]) == 3


def test_without_words_the_provinces_list_is_paged(client):
    first = get(client, authority="H57", level="ward", limit="100").json()["items"]
    rest = get(client, authority="H57", level="ward", limit="100", offset="400").json()["items"]
    assert (len(first), len(rest)) == (100, 18)
    assert not {i["code"] for i in first} & {i["code"] for i in rest}
    assert get(client).json()["items"] == []


def test_a_procedure_by_its_code(client):
    body = get(client, "/2.000635").json()
    assert (body["code"], body["fees"][0]["vnd"], body["same_day_until"]) == ("2.000635", 8000, "15:00:00")
    assert body["papers"]
    assert body["legal_bases"][0]["code"]


def test_a_dirty_code_has_an_address_too(client):
    assert get(client, "/%201.014325").json()["code"] == " 1.014325"
    assert get(client, "/1.014325").json()["code"] == "1.014325"


@pytest.mark.parametrize("path", ["/9.999999", "/x", "/%00", "/'%20or%201=1"])
def test_an_unknown_code_is_not_found(client, path):
    answer = get(client, path)
    assert answer.status_code == 404
    assert answer["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "asked", [{"level": "planet"}, {"limit": "0"}, {"limit": "x"}, {"day": "yesterday"}, {"offset": "-1"}]
)
def test_a_wrong_question_is_refused_by_field(client, asked):
    answer = get(client, q="khai sinh", **asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(asked))}"


@pytest.mark.parametrize("authority", ["99", "ZZ", "H5", "x" * 40])
def test_an_unknown_province_is_not_found(client, authority):
    assert get(client, q="khai sinh", authority=authority).status_code == 404


def test_the_report_of_contradictions(client):
    body = get(client, "/contradictions", what="code_bad").json()
    assert body["count"] == 4
    assert "không đúng dạng" in body["items"][0]["sentence"]
    english = client.get(
        "/api/v1/procedures/contradictions", {**ON, "what": "code_bad"}, headers={"accept-language": "en"}
    ).json()
    assert english["items"][0]["sentence"]
    page = get(client, "/contradictions", authority="H57", level="ward", limit="5", offset="5").json()
    assert len(page["items"]) == 5 < page["count"]
