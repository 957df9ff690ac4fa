"""Filings between provinces by API: what the pages do, and nothing for who may not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.people import SYSTEM, TODAY, centre, who

from thongsuot.edges.exchange.tests.provinces import birth, connected, exchanged
from thongsuot.edges.exchange.tests.test_province import theirs
from thongsuot.edges.exchange.tests.test_province_back import asked_for_more, decide
from thongsuot.plumbing.files import uploads
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.identity import services as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.relays import queries
from thongsuot.work.sync.tests.scene import COUNTER, PROVINCE

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


def test_a_program_files_here_for_another_province_with_its_scans():
    client, now = program(COUNTER), datetime.now(UTC)
    seat = centre(day=now.date())
    asked, _scans = birth()
    scan = uploads.begin(actor=who(COUNTER, now.date()), now=now, name="a.pdf", size=len(made.pdf(1)))
    papers = [{"name": one.name, "wanted_id": one.wanted_id, "code": one.code, "originals": one.originals,
               "uploads": [str(scan.id)]} for one in asked.papers]  # fmt: skip
    given = {"agency_id": seat, "procedure_code": asked.procedure_code, "territory_code": asked.territory_code,
             "applicant": {"name": "Nguyễn Thị Hòa", "phone": "0905123456"}, "case": asked.case,
             "papers": papers}  # fmt: skip
    early = client.post(BASE, given, content_type="application/json")
    assert "upload_gone" in {one["code"] for one in early.json()["errors"]}
    uploads.append(actor=who(COUNTER, now.date()), upload_id=scan.id, offset=0, data=made.pdf(1))
    head = {"Idempotency-Key": "filed-only-once"}
    first, again = (client.post(BASE, given, content_type="application/json", headers=head) for _ in range(2))
    assert first.status_code == 201, first.content
    assert first.json() == again.json()
    (row,) = client.get(BASE).json()["relays"]
    assert (row["code"], row["state"]) == (first.json()["code"], "sending")
    assert len(client.get(f"{BASE}/{row['id']}").json()["files"]) == len(papers)


def test_who_connects_provinces_does_so_by_api_and_an_old_key_is_good_for_a_while(province):
    seat = units.agencies_of(authority_id=province.authority_id, day=TODAY, kind="province_committee")[0].id
    client, other = program(PROVINCE), next(u.code for u in units.provinces(day=TODAY) if u.code == "01")
    given = {"agency_id": seat, "partner_code": other, "url": "https://tinh.vidu.gov.vn/exchange/tinh/"}
    assert post(client, "peers", **{**given, "url": "https://10.0.0.1/", "secret": "x"}).status_code == 422
    made = post(client, "peers", **given).json()
    assert (made["is_on"], made["partner_code"], made["old_until"]) == (True, other, None)
    changed = post(client, "peers", **given, overlap_hours=2).json()
    assert changed["id"] == made["id"]
    assert changed["old_until"] is not None
    own = units.unit(unit_id=province.authority_id, day=TODAY).code
    now = datetime.now(UTC)
    secrets = {"own_code": own, "partner_code": other}
    assert queries.peer_of(**secrets, now=now)[1] == (changed["secret"], made["secret"])
    assert queries.peer_of(**secrets, now=now + timedelta(hours=3))[1] == (changed["secret"],)
    moved = {**given, "url": "https://moi.vidu.gov.vn/exchange/tinh/", "keeps_secret": True}
    kept = post(client, "peers", **moved).json()
    assert (kept["url"], kept["secret"]) == (moved["url"], "")
    assert queries.peer_of(**secrets, now=now)[1] == (changed["secret"], made["secret"])
    one = f"peers/{made['id']}"
    assert post(client, f"{one}/disconnect", agency_id=seat).json()["is_on"] is False
    back = post(client, "peers", **given).json()  # nothing of before is believed again
    assert queries.peer_of(**secrets, now=now)[1] == (back["secret"],)
    assert client.get(f"{BASE}/{one}/messages?agency_id={seat}").json() == {"messages": []}
    assert len(client.get(f"{BASE}/peers?agency_id={seat}").json()["peers"]) == 2
    assert post(program(COUNTER), "peers", **given).status_code == 403
    assert program(COUNTER).get(f"{BASE}/peers?agency_id={seat}").status_code == 403


def test_a_stranger_finds_nothing():
    relay = asked_for_more()
    client, there = program(STRANGER), centre("19960", datetime.now(UTC).date())
    assert client.get(BASE).json()["relays"] == []
    assert client.get(f"{BASE}/{relay.id}").status_code == 404
    for verb, given in (("retry", {}), ("decline", {"reason": "x"}), ("arrival", {"is_whole": True}),
                        ("hand-out", {"received_by": "x"}), ("back", {"carrier": "x", "expected": DAY})):  # fmt: skip
        assert post(client, f"{relay.id}/{verb}", agency_id=there, **given).status_code in (403, 404), verb
    assert Client().get(BASE).status_code == 401
