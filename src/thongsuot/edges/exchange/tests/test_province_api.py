"""Filings between provinces by API: what the pages do, and nothing for who may not."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.people import SYSTEM, centre, who

from thongsuot.edges.exchange.tests.provinces import connected, exchanged
from thongsuot.edges.exchange.tests.test_province import theirs
from thongsuot.edges.exchange.tests.test_province_back import asked_for_more, decide
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.identity import services as identity
from thongsuot.work.sync.tests.scene import COUNTER

BASE = "/api/v1/relays"
STRANGER = "motcua.phubai"
DAY = "2099-01-01"


@pytest.fixture(autouse=True)
def air(province, monkeypatch, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return connected(monkeypatch)


def program(username):
    now = datetime.now(UTC)
    account_id = who(username, now.date()).account_id
    token = identity.make_token(actor=SYSTEM, now=now, account_id=account_id, name="test")
    return Client(headers={"Authorization": f"Bearer {token}"})


def post(client, address, **given):
    return client.post(f"{BASE}/{address}", given, content_type="application/json")


def test_a_program_does_what_the_pages_do():
    relay = asked_for_more()
    client, seat = program(COUNTER), centre(day=datetime.now(UTC).date())
    (row,) = client.get(BASE).json()["relays"]
    assert (row["code"], row["state"], row["their_state"]) == (relay.code, "running", "waiting")
    assert client.get(f"{BASE}?direction=in").json()["relays"][0]["direction"] == "in"
    more = {"agency_id": seat, "title": "Giấy chứng sinh", "files": SimpleUploadedFile("a.pdf", made.pdf(1))}
    assert client.post(f"{BASE}/{relay.id}/supplement", more).json() == {"number": 1}
    bag = {"agency_id": seat, "carrier": "Bưu điện", "expected": DAY}
    refused = post(client, f"{relay.id}/originals", **{**bag, "carrier": "", "expected": "2020-01-01"})
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 2)
    slip = post(client, f"{relay.id}/originals", **bag).json()["slip"]
    exchanged()
    there = theirs(relay)
    found = client.get(f"{BASE}/slips/{slip}").json()
    assert (found["code"], found["supplements"][0]["state"]) == (relay.code, "taken")
    arrived = post(client, f"{there.id}/arrival", agency_id=seat, is_whole=True)
    assert arrived.json()["bag"]["state"] == "arrived"
    decide(there.dossier_id)
    back = post(client, f"{there.id}/back", **bag, result="Giấy khai sinh", originals=1)
    assert back.status_code == 201
    exchanged()
    assert post(client, f"{relay.id}/arrival", agency_id=seat, is_whole=True).status_code == 200
    out = post(client, f"{relay.id}/hand-out", agency_id=seat, received_by="Bà Hòa", paper="Giấy khai sinh")
    assert (out.status_code, out.json()["state"]) == (200, "handed")
    file = client.get(f"{BASE}/{relay.id}").json()["files"][0]
    content = client.get(f"{BASE}/{relay.id}/files/{file['id']}")
    assert content.content.startswith(b"%PDF")


def test_a_stranger_finds_nothing():
    relay = asked_for_more()
    client, there = program(STRANGER), centre("19960", datetime.now(UTC).date())
    assert client.get(BASE).json()["relays"] == []
    assert client.get(f"{BASE}/{relay.id}").status_code == 404
    for verb, given in (("retry", {}), ("decline", {"reason": "x"}), ("arrival", {"is_whole": True}),
                        ("hand-out", {"received_by": "x"}), ("back", {"carrier": "x", "expected": DAY})):  # fmt: skip
        assert post(client, f"{relay.id}/{verb}", agency_id=there, **given).status_code in (403, 404), verb
    assert Client().get(BASE).status_code == 401
