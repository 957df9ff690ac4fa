"""Bags by API: packed, handed over, scanned at the other end, and a result handed out on somebody's authority."""

import pytest
from tests.people import HERE, NOW, THERE, Program, centre, committee, who

from thongsuot.work.custody.tests.test_collecting import decided
from thongsuot.work.custody.tests.test_services import COUNTER, OTHER_END, STRANGER, filed
from thongsuot.work.dossiers import services as work

pytestmark = pytest.mark.usefixtures("province")


def packing(*receipts, **more):
    codes = [receipt.code for receipt in receipts]
    return {
        "agency_id": centre(HERE), "to_agency_id": committee(THERE), "codes": codes, "expected": "2026-11-23", **more
    }  # fmt: skip


def test_a_bag_goes_from_one_end_to_the_other():
    first, second = filed(), filed()
    here, there = Program(COUNTER), Program(OTHER_END)
    waiting = here.call(f"bags/to-send?agency_id={centre(HERE)}")["bundles"]
    assert {first.code, second.code} <= {one["code"] for one in waiting}
    made = here.call("bags", packing(first, second), status=201, Idempotency_Key="packing-once")
    assert here.call("bags", packing(first, second), status=201, Idempotency_Key="packing-once") == made
    code = made["slip"]["code"]
    carried = {"agency_id": centre(HERE), "carrier": "Bưu tá Lê Văn Sơn"}
    assert here.call(f"bags/{code}/hand-over", carried)["slip"]["state"] == "on_way"
    (coming,) = there.call(f"bags?agency_id={committee(THERE)}&coming=true&open_only=true")["slips"]
    assert coming["code"] == code
    scanned = {
        "agency_id": committee(THERE),
        "codes": [f"https://mot-cua.example.vn/ho-so/{first.code}/?k=x"],
    }
    assert there.call(f"bags/{code}/receive", scanned)["waiting"] == 1
    rest = {"agency_id": committee(THERE), "missing": {second.code: "Không có trong túi"}}
    assert there.call(f"bags/{code}/receive", rest)["missing"] == 1
    found = {"agency_id": committee(THERE), "code": second.code}
    there.call("bags/turned-up", found)
    way = there.call(f"dossiers/{second.code}/originals")["stays"]
    assert [stay["custodian"] for stay in way] == ["agency", "carrier", "agency"]
    assert here.call(f"bags/{code}/slip").startswith(b"%PDF-")
    lines = here.call(f"bags/{code}")
    assert {one["outcome"] for one in lines["lines"]} == {"received"}
    assert lines["slip"]["state"] == "closed"


def test_bags_come_page_by_page_and_a_stranger_finds_none():
    codes = [Program(COUNTER).call("bags", packing(filed()), status=201)["slip"]["code"] for _ in range(3)]
    seen, after = [], ""
    for _ in range(3):
        page = Program(COUNTER).call(f"bags?agency_id={centre(HERE)}&coming=false&limit=1{after}")
        seen += [one["code"] for one in page["slips"]]
        after = f"&after={page['next']}"
    assert sorted(seen) == sorted(codes)
    stranger = Program(STRANGER)
    assert stranger.call(f"bags?agency_id={centre(HERE)}")["slips"] == []
    for address in (codes[0], f"{codes[0]}/slip"):
        assert stranger.call(f"bags/{address}", status=404)["code"] == "no_such_slip"


def test_all_that_is_wrong_with_a_bag_is_told_at_once_and_it_may_be_unpacked():
    here = Program(COUNTER)
    bad = packing(to_agency_id=centre(HERE), expected="2026-11-01", codes=["KHONG-CO"])
    refused = here.call("bags", bad, status=422)
    assert {one["code"] for one in refused["errors"]} >= {"no_destination", "expected_past"}
    code = here.call("bags", packing(filed()), status=201)["slip"]["code"]
    assert here.call(f"bags/{code}/cancel", {"agency_id": centre(HERE)})["slip"]["state"] == "cancelled"
    assert here.call("bags", packing(codes=["x"] * 201), status=422)


def test_a_result_is_handed_out_on_the_version_that_was_seen():
    receipt = filed()
    work.take(actor=who(OTHER_END), now=NOW, agency_id=committee(THERE), dossier_ids=[receipt.id])
    work.decide(
        actor=who("lanhdao.phubai"), now=NOW, agency_id=committee(THERE), dossier_ids=[receipt.id], result="Đồng ý"
    )  # fmt: skip
    work.forward(
        actor=who("lanhdao.phubai"), now=NOW, agency_id=committee(THERE), dossier_ids=[receipt.id],
        to_agency_id=centre(HERE),
    )  # fmt: skip
    here, address = Program(COUNTER), f"dossiers/{receipt.code}/collect"
    body = {"agency_id": centre(HERE), "received_by": "Trần Văn Ba", "number": "046198000999"}
    assert here.call(address, body, status=428)
    seen = str(here.call(f"dossiers/{receipt.code}")["version"])
    assert here.call(address, body, status=422, If_Match=seen)["code"] == "authority_missing"
    body["authority"] = "Giấy ủy quyền 12/2026, UBND phường"
    assert here.call(address, body, If_Match=seen)["version"] > int(seen)
    taken = here.call(f"dossiers/{receipt.code}/originals")["collection"]
    assert (taken["name"], taken["number"]) == ("Trần Văn Ba", "046198000999")


def test_the_act_return_keeps_who_took_the_result_too():
    (receipt,) = decided()
    here, address = Program(COUNTER), f"dossiers/{receipt.code}"
    seen = str(here.call(address)["version"])
    here.call(f"{address}/return", {"agency_id": centre(HERE), "received_by": "Bà Hòa"}, If_Match=seen)
    found = here.call(f"{address}/originals")
    assert (found["collection"]["name"], found["collection"]["way"]) == ("Bà Hòa", "counter")
    assert {one["kind"]: one["custodian"] for one in found["now"]}["result"] == "person"
