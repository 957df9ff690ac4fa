"""Saved views by API: kept, opened first, dropped; never with the words that somebody searched for."""

from unittest.mock import patch

import pytest
from tests.people import HERE, NOW, Program, committee

from thongsuot.work.views.tests.test_views import HEAD, PROCESSOR, STRANGER

pytestmark = pytest.mark.usefixtures("province")


def dropped(program, view_id):
    with patch("thongsuot.plumbing.http.middleware.datetime") as clock:
        clock.now.return_value = NOW
        return program.delete(f"/api/v1/views/{view_id}").status_code


def test_a_view_is_kept_opened_first_and_dropped():
    processor, head = Program(PROCESSOR), Program(HEAD)
    body = {"name": "Sắp đến hạn", "query": "order=due&state=processing", "opens": True}
    (mine,) = processor.call("views", body, status=201)["views"]
    assert (mine["name"], mine["is_first"], mine["agency_id"]) == ("Sắp đến hạn", True, None)
    assert processor.call("views", body, status=422)["code"] == "name_taken"
    refused = processor.call("views", body | {"name": "Chị Hòa", "query": "q=Nguy%E1%BB%85n"}, status=422)
    assert refused["code"] == "query_searches"
    shared = head.call("views", body | {"name": "Chung", "agency_id": committee(HERE)}, status=201)["views"]
    assert [one["name"] for one in processor.call("views")["views"]] == ["Sắp đến hạn", "Chung"]
    assert not any(one["is_first"] for one in processor.call("views/first", {"view_id": None})["views"])
    assert Program(STRANGER).call("views/first", {"view_id": shared[0]["id"]}, status=404)
    assert Program(STRANGER).call("views")["views"] == []
    assert dropped(processor, shared[0]["id"]) == 404
    assert dropped(head, shared[0]["id"]) == 204
    assert [one["name"] for one in processor.call("views")["views"]] == ["Sắp đến hạn"]
