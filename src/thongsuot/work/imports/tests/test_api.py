"""A table of old dossiers by API: handed in, its faults read by cell, a proposal accepted, loaded once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.people import NOW, Program, centre, who

from thongsuot.work.imports import services
from thongsuot.work.imports.tests.test_services import COUNTER, OTHER, book, row, store

pytestmark = pytest.mark.usefixtures("province", "store")
__all__ = ["store"]


def sent(user, data, status=201):
    file = SimpleUploadedFile("sổ cũ.xlsx", data)
    answer = Program(user).post("/api/v1/imports", {"agency_id": centre(), "file": file})
    assert answer.status_code == status, answer.content[:500]
    return answer.json()


def test_a_table_is_handed_in_read_row_by_row_and_loaded():
    made = sent(COUNTER, book(row(), row(2, **{"Mã thủ tục": "9.999999"}), row(3)))
    assert (made["phase"], made["counts"]) == ("checked", {"good": 2, "faulty": 1})
    counter, here = Program(COUNTER), f"imports/{made['id']}"
    (bad,) = counter.call(f"{here}/rows?found=true&state=faulty")["rows"]
    assert bad["findings"][0]["column"] == "C"
    assert bad["findings"][0]["wrong"]
    first = counter.call(f"{here}/rows?limit=2")
    assert len(counter.call(f"{here}/rows?limit=2&after={first['next']}")["rows"]) == 1
    assert counter.call(f"{here}/answer").startswith(b"PK")
    assert counter.call(f"{here}/load", {}, status=422)
    assert counter.call(f"{here}/load", {"only_good": True})["phase"] == "loading"
    services.load_part(actor=who(COUNTER), now=NOW, book_id=made["id"])
    assert counter.call(here)["counts"]["loaded"] == 2
    assert [one["id"] for one in counter.call("imports")["imports"]] == [made["id"]]


def test_columns_are_named_and_nobody_else_sees_the_table():
    made = sent(COUNTER, book(row()))
    here = f"imports/{made['id']}"
    body = {"sheets": {"Hồ sơ": {"row": 1, "columns": {"x": "code"}}}}
    assert Program(COUNTER).call(f"{here}/arrange", body, status=422)
    left_out = {"sheets": {"Hồ sơ": {"use": False}}}
    assert Program(COUNTER).call(f"{here}/arrange", left_out)["counts"] == {}
    stranger = Program(OTHER)
    for address, given in (
        (here, None),
        (f"{here}/rows", None),
        (f"{here}/answer", None),
        (f"{here}/load", {}),
    ):
        assert stranger.call(address, given, status=404)["code"] == "no_such_import"
    assert stranger.call("imports")["imports"] == []
    sent(OTHER, book(row()), status=403)
    assert sent(COUNTER, b"%PDF-1.7", status=422)["code"]
