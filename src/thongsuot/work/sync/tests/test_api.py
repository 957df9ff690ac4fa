"""Synchronisation by API: what waits, what differs, what came and was not taken in; only for whoever looks after it."""

import pytest
from tests.people import NOW, Program, centre

from thongsuot.registers.units import queries as units
from thongsuot.work.sync import ports
from thongsuot.work.sync.tests.scene import COUNTER, PROVINCE, Talker, received, work_off_events

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def seat(province):
    found = units.agencies_of(authority_id=province.authority_id, day=NOW.date(), kind="province_committee")
    return found[0].id


@pytest.fixture
def told(province, monkeypatch):
    portal = Portal()
    monkeypatch.setattr(ports, "_channels", {ports.PORTAL: portal})
    monkeypatch.setattr(ports, "_portals", [portal])
    made = received()
    work_off_events()
    return made


class Portal(Talker):
    """A portal that knows nothing of ours, and one dossier that we lack."""

    def statuses(self, from_day, to_day):
        return [ports.Theirs("H1", 1, from_day)]

    def dossier(self, code):
        return [ports.Arrived("1", "HoSo", code, {"MaHoSo": code})] if code == "H1" else []


def test_what_waits_is_listed_sent_again_and_left_out_with_a_reason(told, seat):
    program = Program(PROVINCE)
    assert program.call(f"portal?agency_id={seat}")["waiting"] > 0
    (first, *_) = program.call(f"portal/messages?agency_id={seat}")["messages"]
    assert first["code"] == told.code
    again = program.call("portal/messages/resend", {"agency_id": seat, "message_ids": [first["id"]]})
    assert again["count"] == 1
    skip = f"portal/messages/{first['id']}/skip"
    assert program.call(skip, {"agency_id": seat}, status=422)["code"] == "reason_missing"
    program.call(skip, {"agency_id": seat, "reason": "Cổng không nhận mã này"})
    assert program.call(f"portal/messages?agency_id={seat}&state=skipped")["messages"][0]["id"] == first["id"]


def test_the_two_systems_are_compared_and_what_differs_is_told_again(told, seat):
    program = Program(PROVINCE)
    assert program.call(f"portal/comparison?agency_id={seat}")["count"] == 0
    days = {"from_day": "2026-11-20", "to_day": "2026-11-20"}
    found = program.call("portal/comparison", {"agency_id": seat, **days}, status=201)
    assert [one["code"] for one in found["differences"]] == ["H1", told.code]
    assert program.call("portal/tell-again", {"agency_id": seat})["count"] == 1
    far = {"agency_id": seat, "from_day": "2020-01-01", "to_day": "2026-11-20"}
    assert program.call("portal/comparison", far, status=422)["code"] == "days_bad"


def test_what_is_missing_here_is_fetched_again_or_says_why_not(told, seat):
    program = Program(PROVINCE)
    days = {"from_day": "2026-11-20", "to_day": "2026-11-20"}
    program.call("portal/comparison", {"agency_id": seat, **days}, status=201)
    found = program.call("portal/fetch-dossiers", {"agency_id": seat})
    assert found == {"here": [], "refused": ["H1"], "absent": []}
    (arrival,) = program.call(f"portal/arrivals?agency_id={seat}")["arrivals"]
    assert (arrival["about"], len(arrival["problems"])) == ("H1", 3)
    found = program.call("portal/fetch-dossiers", {"agency_id": seat, "codes": ["H2"]})
    assert found["absent"] == ["H2"]


def test_an_officer_of_a_counter_sees_none_of_it(told, seat):
    counter, overseer = Program(COUNTER), Program(PROVINCE)
    refused = [
        counter.call(f"{address}?agency_id={agency}", status=403)["code"]
        for address in ("portal", "portal/comparison", "portal/messages", "portal/arrivals")
        for agency in (seat, centre())
    ]
    refused.append(counter.call("portal/fetch-dossiers", {"agency_id": centre()}, status=403)["code"])
    missing = []
    for address in ("portal/arrivals/1/retry", "portal/arrivals/1/dismiss", "portal/messages/1/skip"):
        refused.append(counter.call(address, {"agency_id": centre(), "reason": "x"}, status=403)["code"])
        missing.append(overseer.call(address, {"agency_id": seat, "reason": "x"}, status=404)["code"])
    assert set(refused) == {"not_granted"}
    assert missing == ["no_such_arrival", "no_such_arrival", "no_such_message"]
