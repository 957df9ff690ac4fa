"""Mandates by API: recorded with all that speaks against it, read with its story, ended; only by who oversees."""

from datetime import timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, Program, centre, committee

from thongsuot.registers.units import queries as units

pytestmark = pytest.mark.usefixtures("province")
PLANNER, OVERSEER, COUNTER = "sapxep", "tinh", "motcua.thuanhoa"


@pytest.fixture
def seat(province):
    kind = "province_committee"
    return units.agencies_of(authority_id=province.authority_id, day=NOW.date(), kind=kind)[0].id


@pytest.fixture
def body(seat):
    unit = units.unit_on(code=HERE, day=TODAY).exact
    return {
        "agency_id": seat, "ground": "uy_quyen", "to_agency_id": centre(HERE), "from_agency_id": committee(HERE),
        "powers": ["decide", "sign"], "valid_from": TODAY.isoformat(),
        "valid_to": (TODAY + timedelta(days=90)).isoformat(), "procedure_code": BIRTH, "unit_id": unit.id,
        "document": "15/QĐ-UBND", "clause": "Điều 2", "content": "khai sinh", "conditions": "báo cáo hằng tháng",
    }  # fmt: skip


def test_a_mandate_is_recorded_once_read_and_ended(body, seat):
    planner = Program(PLANNER)
    made = planner.call("mandates", body, status=201, Idempotency_Key="one-mandate")
    assert planner.call("mandates", body, status=201, Idempotency_Key="one-mandate") == made
    (kept,) = made["mandates"]
    assert (kept["agency_id"], kept["powers"], kept["origin"]) == (centre(HERE), ["decide", "sign"], "desk")
    here = f"mandates/{kept['id']}"
    assert kept["id"] in [one["id"] for one in Program(OVERSEER).call("mandates")["mandates"]]
    late = {"agency_id": seat, "day": "2026-11-01", "reason": "QĐ 20"}
    assert planner.call(f"{here}/end", late, status=422)
    later = {**late, "day": (TODAY + timedelta(days=5)).isoformat()}
    ended = planner.call(f"{here}/end", later)["mandates"]
    assert [one["valid_to"] for one in ended][:1] == [later["day"]]
    assert kept["id"] not in [one["id"] for one in planner.call("mandates")["mandates"]]
    assert kept["id"] in [one["id"] for one in planner.call("mandates?withdrawn=true")["mandates"]]


def test_what_speaks_against_it_is_told_whole_and_before_its_day_it_is_taken_back(body, seat):
    planner = Program(PLANNER)
    wrong = {**body, "powers": [], "valid_to": None, "document": ""}
    assert len(planner.call("mandates", wrong, status=422)["errors"]) >= 3
    assert planner.call("mandates", {**body, "powers": ["fly"]}, status=422)
    coming = {**body, "valid_from": (TODAY + timedelta(days=9)).isoformat()}
    (kept,) = planner.call("mandates", coming, status=201)["mandates"]
    back = planner.call(f"mandates/{kept['id']}/withdraw", {"agency_id": seat, "reason": "Ghi nhầm"})
    assert back["mandates"][0]["withdrawn_because"] == "Ghi nhầm"
    assert planner.call(f"mandates/{kept['id']}/withdraw", {"agency_id": seat, "reason": "x"}, status=404)


def test_who_oversees_no_province_reads_and_records_nothing(body):
    counter = Program(COUNTER)
    assert counter.call("mandates", status=403)["code"] == "not_granted"
    assert counter.call("mandates/1", status=403)
    assert counter.call("mandates", body, status=403)
    assert Program(OVERSEER).call("mandates", body, status=403)
