"""Shifts by API: listed, signed by two, told apart from any other list, and printed as minutes."""

import io

import pypdfium2
import pytest
from tests.people import Program, centre, who

from thongsuot.work.shifts import papers
from thongsuot.work.shifts.tests.test_shifts import COUNTER, HEAD, STRANGER, receive

pytestmark = pytest.mark.usefixtures("province")
UNKNOWN = "00000000-0000-0000-0000-000000000001"


def read(pdf):
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_a_shift_is_signed_by_two_programs_and_printed_at_every_stage():
    codes = [receive().code, receive().code]
    counter, head = Program(COUNTER), Program(HEAD)
    present = counter.call(f"shifts/present?agency_id={centre()}")
    assert set(present["listed"]["codes"]["received"]) == set(codes)
    body = {"agency_id": centre(), "taker_id": who(COUNTER).account_id}
    assert counter.call("shifts", body, status=422)["code"] == "no_such_taker"
    body["taker_id"] = who(HEAD).account_id
    made = counter.call("shifts", body, status=201, Idempotency_Key="handed-once")
    assert counter.call("shifts", body, status=201, Idempotency_Key="handed-once") == made
    assert made["listed"] == present["listed"]
    here = f"shifts/{made['id']}"
    first = counter.call(f"{here}/minutes")
    assert read(first).count("Đã ký bằng tài khoản") == 1
    third = receive().code
    signature = {"agency_id": centre(), "digest": made["digest"]}
    assert head.call(f"{here}/take-over", signature | {"digest": "x"}, status=409)["code"] == "another_list"
    assert head.call(f"{here}/take-over", signature, status=422)["code"] == "difference_unexplained"
    taken = head.call(f"{here}/take-over", signature | {"reason": "Nhận thêm sau khi lập"})
    assert taken["differences"]["open"] == {"gone": [], "came": [third]}
    said = read(head.call(f"{here}/minutes"))
    assert said.count("Đã ký bằng tài khoản") == 2
    assert all(code in said.replace(" ", "") for code in (*codes, third))
    assert "BIÊN BẢN BÀN GIAO CA" in said
    assert "Nhận thêm sau khi lập" in said
    assert head.call(f"{here}/minutes") == head.call(f"{here}/minutes")
    assert [one["id"] for one in head.call(f"shifts?agency_id={centre()}")["handovers"]] == [made["id"]]


def test_a_paper_that_would_be_endless_says_how_many_codes_it_leaves_out(monkeypatch):
    codes = sorted(receive().code for _ in range(5))
    counter = Program(COUNTER)
    made = counter.call("shifts", {"agency_id": centre(), "taker_id": who(HEAD).account_id}, status=201)
    whole = read(counter.call(f"shifts/{made['id']}/minutes"))
    assert "mã nữa" not in whole
    monkeypatch.setattr(papers, "PRINTED", 2)
    said = read(counter.call(f"shifts/{made['id']}/minutes"))
    assert said.count("và còn 3 mã nữa") == 2  # received in the shift, and open
    assert [code in said.replace(" ", "") for code in codes] == [True, True, False, False, False]
    assert made["listed"]["codes"]["open"] == codes


def test_a_stranger_finds_nothing_and_who_thinks_better_of_it_takes_it_back():
    counter, stranger = Program(COUNTER), Program(STRANGER)
    body = {"agency_id": centre(), "taker_id": who(HEAD).account_id}
    assert stranger.call("shifts", body, status=403)
    assert stranger.call(f"shifts/present?agency_id={centre()}", status=403)
    here = f"shifts/{counter.call('shifts', body, status=201)['id']}"
    for address in (here, f"{here}/minutes", f"shifts/{UNKNOWN}"):
        assert stranger.call(address, status=404)["code"] == "no_such_shift"
    assert Program(HEAD).call(f"{here}/take-back", {}, status=404)
    counter.call(f"{here}/take-back", {}, status=204)
    assert counter.call(here, status=404)
