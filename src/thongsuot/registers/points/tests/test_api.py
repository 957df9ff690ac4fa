"""Points over HTTP: public, never a 500, and the map as a page shows it."""

import gzip
import re

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.registers.points import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def get(client, path="", status=200, **query):
    response = client.get(f"/api/v1/points{path}", query)
    assert response.status_code == status, response.content
    return response.json()


def test_anybody_lists_the_points(client):
    found = get(client)["points"]
    assert len(found) == 247
    assert found[0]["code"] == "H57.20"
    assert all(point["is_simulated"] for point in found)
    assert len(get(client, can="certify", limit=5)["points"]) == 5


def test_the_nearest_to_a_commune_or_a_place(client):
    own, *others = get(client, unit="19960", limit=3)["points"]
    assert (own["unit_name"], len(others)) == ("Phường Phú Bài", 2)
    here = get(client, longitude=own["longitude"], latitude=own["latitude"], limit=1)["points"]
    assert [(p["code"], p["km"]) for p in here] == [(own["code"], 0)]


def test_one_point_says_whether_it_is_open_and_its_week(client):
    found = get(client, "/H57.20")
    assert found["is_open"] in (True, False)
    assert len(found["week"]) == 7
    assert found["week"][5] == [{"opens": "07:30", "closes": "11:30"}]
    assert found["week"][6] == []
    assert found["closes"] or found["opens"]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/H57.999", {}, 404),
        ("", {"unit": "99999"}, 404),
        ("", {"longitude": "107"}, 422),
        ("", {"longitude": "x", "latitude": "y"}, 422),
        ("", {"can": "fly"}, 422),
        ("", {"limit": "0"}, 422),
    ],
)
def test_what_cannot_be_answered_says_why(client, path, query, status):
    found = get(client, path, status=status, **query)
    assert found["errors"]
    assert found["detail"]


@given(st.text(max_size=30))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_code_is_an_error_of_ours(client, text):
    assert client.get("/api/v1/points", {"unit": text}).status_code in (200, 404, 422)


def test_the_map_is_light_complete_and_asks_nobody_else(province):
    found = queries.map_of(authority_id=province.authority_id, day=province.day)
    page = render_to_string("points/map.html", {"map": found})
    assert len(gzip.compress(page.encode())) < 15_000
    links = re.findall(r'<a href="\?xa=(\d{5})" aria-label="([^"]+)"', page)
    assert len(set(links)) == len(links) == 40
    assert ("19789", "Phường Thuận Hóa") in links
    few, many = [m for m in found.markers if m.rank < 2], [m for m in found.markers if m.rank == 2]
    drawn = page.partition('class="map-key"')[0]
    assert drawn.count("h0") == len(many) > 100
    assert drawn.count("<circle") == len(few) + sum(m.rank == 0 and m.is_inset for m in few)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert " style=" not in page
    assert "<script" not in page


def test_the_chosen_commune_is_marked_once(province):
    class Here:
        commune = type("Commune", (), {"code": "19789"})

    found = queries.map_of(authority_id=province.authority_id, day=province.day)
    page = render_to_string("points/map.html", {"map": found, "chosen": Here})
    assert page.count('aria-current="true"') == 1
