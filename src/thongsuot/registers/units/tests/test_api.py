"""The units over HTTP: public, dated, and never a 500."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def get(client: Client, path: str, **query: str) -> Any:
    response = client.get(f"/api/v1/units{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def test_anybody_lists_provinces_and_their_communes(client: Client) -> None:
    assert len(get(client, "", day="2025-06-30")["units"]) == 63
    today = get(client, "")
    assert len(today["units"]) == 34
    communes = get(client, "", day="2025-07-01", province="46")
    assert communes["day"] == "2025-07-01"
    assert len(communes["units"]) == 40
    assert communes["units"][0]["full_name"] == "Xã A Lưới 1"


def test_a_code_is_answered_for_its_day(client: Client) -> None:
    old = get(client, "/19789", day="2025-06-30")
    new = get(client, "/19789", day="2025-07-01")
    assert [u["full_name"] for u in (*old["units"], *new["units"])] == [
        "Phường Phú Nhuận",
        "Phường Thuận Hóa",
    ]
    assert get(client, "/46", level="province")["units"][0]["full_name"] == "Thành phố Huế"
    gone = get(client, "/19780", day="2025-07-01")
    assert (gone["outcome"], gone["units"], gone["reasons"][0]["code"]) == ("unknown", [], "unit_ended")


def test_what_became_of_a_unit(client: Client) -> None:
    split = get(client, "/00556/successors", day="2025-06-30")
    assert split["outcome"] == "candidates"
    assert {share["kind"] for share in split["shares"]} == {"area-only", "area-part+pop-all"}
    assert get(client, "/00556/residents", day="2025-06-30")["outcome"] == "exact"
    assert len(get(client, "/19789/predecessors", day="2026-01-01")["units"]) == 6
    lives = get(client, "/19789/history")["lives"]
    assert [life["abolished"] for life in lives] == ["2025-07-01", None]
    assert {c["share"]["clause"] for c in lives[1]["came_from"]} == {"khoản 15"}


def test_heirs_and_changes_are_told(client: Client) -> None:
    heirs = get(client, "/19780/heirs", day="2025-06-30")["heirs"]
    assert [(h["unit"]["name"], h["people_share"]) for h in heirs] == [("Thuận Hóa", 1.0)]
    assert heirs[0]["path"][0]["clause"] == "khoản 15"
    changes = get(client, "/07294/history")["lives"][1]["changes"]
    assert [(c["kind"], c["act"]) for c in changes] == [("retype", "388/NQ-UBTVQH16")]


def test_reasons_are_told_in_the_reader_s_language(client: Client) -> None:
    answer = client.get("/api/v1/units/99999", headers={"accept-language": "en"}).json()
    assert answer["reasons"] == [
        {"code": "unit_code_unknown", "detail": "No administrative unit bears the code 99999."}
    ]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("", {"day": "hôm qua"}, 422),
        ("", {"province": "99"}, 404),
        ("", {"province": "15"}, 200),
        ("/19789", {"level": "ward"}, 422),
        ("/00002/history", {}, 404),
    ],
)
def test_bad_questions_are_answered_with_reasons(
    client: Client, path: str, query: dict[str, str], status: int
) -> None:
    response = client.get(f"/api/v1/units{path}", query)
    assert response.status_code == status
    if status != 200:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["errors"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=8).filter(lambda s: "/" not in s), st.text(max_size=12))
def test_no_question_breaks_it(client: Client, code: str, day: str) -> None:
    for end in ("", "/successors", "/history"):
        response = client.get(f"/api/v1/units/{code or '0'}{end}", {"day": day})
        assert response.status_code in (200, 404, 422)
