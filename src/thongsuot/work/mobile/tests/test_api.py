"""Mobile sessions by API: planned, codes put aside, closed with a word on those that nobody used."""

import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, Program, centre, who

from thongsuot.registers.units import queries as units
from thongsuot.work.mobile.tests.test_invitations import received
from thongsuot.work.mobile.tests.test_services import COUNTER, STRANGER

pytestmark = pytest.mark.usefixtures("province")


def test_a_session_is_planned_its_codes_put_aside_and_explained():
    counter = Program(COUNTER)
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    body = {
        "agency_id": centre(HERE), "place": "Nhà văn hóa tổ 3", "unit_id": unit.id, "day": TODAY.isoformat(),
        "procedures": [BIRTH], "officer_ids": [who(COUNTER).account_id],
    }  # fmt: skip
    refused = counter.call("mobile-sessions", {**body, "procedures": ["9.9"]}, status=422)
    assert refused["code"] == "no_such_procedure"
    made = counter.call("mobile-sessions", body, status=201)
    here = f"mobile-sessions/{made['session']['id']}"
    block = {"agency_id": centre(HERE), "device": "Máy 1", "count": 3}
    codes = counter.call(f"{here}/reserve", block, Idempotency_Key="three-codes")["codes"]
    assert counter.call(f"{here}/reserve", block, Idempotency_Key="three-codes")["codes"] == codes
    assert len({one["code"] for one in codes}) == 3
    assert counter.call(f"{here}/close", {"agency_id": centre(HERE)}, status=422)["code"] == "reason_missing"
    closed = counter.call(f"{here}/close", {"agency_id": centre(HERE), "reason": "Mưa bão"})
    assert {one["state"] for one in closed["codes"]} == {"released"}
    assert [
        one["released"] for one in counter.call(f"mobile-sessions?agency_id={centre(HERE)}")["sessions"]
    ] == [3]
    assert Program(STRANGER).call(here, status=404)["code"] == "no_such_session"


def test_people_are_invited_and_what_came_of_it_is_told():
    counter = Program(COUNTER)
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    body = {
        "agency_id": centre(HERE), "place": "Thôn 2", "unit_id": unit.id, "day": TODAY.isoformat(),
        "procedures": [BIRTH], "officer_ids": [who(COUNTER).account_id], "capacity": 1, "field_code": "G13-TN02",
    }  # fmt: skip
    made = counter.call("mobile-sessions", body, status=201)["session"]
    assert (made["capacity"], made["field_code"]) == (1, "G13-TN02")
    here = f"mobile-sessions/{made['id']}"
    one, two = (str(received()) for _ in range(2))
    asked = {"agency_id": centre(HERE), "dossier_ids": [one]}
    assert counter.call(f"{here}/invitations", asked)["waiting"] == 1
    assert (
        counter.call(f"{here}/invitations", asked | {"dossier_ids": [two]}, status=422)["code"]
        == "session_full"
    )
    refused = counter.call(f"{here}/outcomes", asked | {"outcome": "stays"}, status=422)
    assert refused["code"] == "reason_missing"
    told = counter.call(f"{here}/outcomes", asked | {"outcome": "stays", "reason": "Không đến"})
    assert (told["stays"], told["waiting"]) == (1, 0)
    assert counter.call(f"{here}/invitations")["invitations"][0]["reason"] == "Không đến"
    taken = {name: asked[name] for name in ("agency_id", "dossier_ids")}
    assert counter.call(f"{here}/invitations/withdraw", taken)["invited"] == 1  # what was told stays
    assert Program(STRANGER).call(f"{here}/invitations/withdraw", taken, status=403)
    assert Program(STRANGER).call(f"{here}/invitations", status=404)["code"] == "no_such_session"


def test_what_a_device_received_comes_in_once_under_its_own_code():
    counter = Program(COUNTER)
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    plan = {
        "agency_id": centre(HERE), "place": "Thôn 3", "unit_id": unit.id, "day": TODAY.isoformat(),
        "procedures": [BIRTH], "officer_ids": [who(COUNTER).account_id],
    }  # fmt: skip
    here = f"mobile-sessions/{counter.call('mobile-sessions', plan, status=201)['session']['id']}"
    block = {"agency_id": centre(HERE), "device": "Máy 1", "count": 1}
    code = counter.call(f"{here}/reserve", block)["codes"][0]["code"]
    entry = {"procedure": BIRTH, "territory": HERE, "name": "Nguyễn Thị Hòa", "phone": "0905123456"}
    sent = {
        "agency_id": centre(HERE),
        "code": code,
        "device": "Máy 1",
        "claimed_at": NOW.isoformat(),
        "entry": entry,
    }
    assert counter.call(f"{here}/sync", sent | {"device": "Máy 2"}, status=404)["code"] == "code_not_yours"
    assert counter.call(f"{here}/sync", sent | {"claimed_at": "0001-01-01T00:00:00"}, status=422)
    assert counter.call(f"{here}/sync", sent | {"entry": entry | {"name": ""}}, status=422)
    first = counter.call(f"{here}/sync", sent)
    assert (first["code"], first["is_new"]) == (code, True)
    assert counter.call(f"{here}/sync", sent) == first | {"is_new": False}
    assert (
        counter.call(f"{here}/sync", sent | {"entry": entry | {"name": "Ai"}}, status=409)["code"]
        == "received_before"
    )
    assert counter.call(f"{here}/sync", sent | {"filing_id": "x"}, status=422)
    assert counter.call(f"dossiers/{code}")["code"] == code
    assert Program(STRANGER).call(f"{here}/sync", sent, status=403)
