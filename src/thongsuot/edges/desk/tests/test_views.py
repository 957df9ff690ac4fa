"""A list is kept under a name and opened again as it was: filter, order, columns; by whoever it was given to."""

from datetime import UTC, datetime
from typing import Any

import pytest

from thongsuot.edges.desk import viewing
from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROCESSOR, STRANGER, browser, moved, received

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def keep(user: str, now: datetime, query: str, **data: Any) -> Any:
    return browser(user, now).post(f"/desk/views/?list={query}", {"name": "Việc gấp", **data})


def test_a_list_is_kept_and_opened_as_it_was(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [moved(received(now), "forward", at=now).code for _ in range(3)]
    asked = {"order": "last", "columns": ["applicant", "officer", "due"], "opens": "on"}
    answer = keep(HEAD, now, "q%3Dnguyen%26state%3Dprocessing", **asked)
    assert answer["Location"] == "/desk/dossiers/?state=processing&order=last&cols=applicant.due.officer"
    client = browser(HEAD, now)
    assert client.get("/desk/dossiers/")["Location"] == answer["Location"]  # it opens first
    found = client.get(f"{answer['Location']}&format=json").json()
    assert [one["key"] for one in found["columns"]] == ["code", "applicant", "due", "officer"]
    usual = client.get("/desk/dossiers/?state=processing&format=json").json()["rows"]
    codes = [row["code"] for row in found["rows"]]
    assert codes == [row["code"] for row in usual][::-1]
    assert set(made) <= set(codes)
    page = client.get(answer["Location"]).content.decode()
    assert f'aria-current="page">Việc gấp <span class="hint">({len(codes)})' in page
    monkeypatch.setattr(viewing, "MOST", 2)
    assert '<span class="hint">(2+)' in client.get(answer["Location"]).content.decode()
    assert client.get("/desk/dossiers/?all=1").status_code == 200
    mended = client.get("/desk/views/").content.decode()
    view_id = mended.split('name="view" value="')[1].split('"')[0]
    for go in ("none", "first", "drop"):
        assert client.post("/desk/views/", {"view": view_id, "go": go}).status_code == 302
    assert client.get("/desk/dossiers/").status_code == 200
    assert client.post("/desk/views/", {"view": view_id, "go": "first"}).status_code == 404
    assert client.post("/desk/views/", {"view": "x", "go": "first"}).status_code == 404


def test_what_cannot_be_kept_says_why(now: datetime) -> None:
    answer = keep(COUNTER, now, "", name=" ", columns=["x"])
    assert answer.status_code == 422
    assert "Hãy nhập tên danh sách" in answer.content.decode() or "Hãy đặt tên" in answer.content.decode()
    assert keep(COUNTER, now, "").status_code == 302
    again = keep(COUNTER, now, "")
    assert (again.status_code, "Bạn đã có danh sách tên này" in again.content.decode()) == (422, True)


def test_an_offices_view_is_its_officers(now: datetime) -> None:
    form = browser(HEAD, now).get("/desk/views/").content.decode()
    agency = form.split('name="agency"')[1].split('<option value="')[2].split('"')[0]
    assert keep(HEAD, now, "when%3Dlate", agency=agency).status_code == 302
    assert "Việc gấp" in browser(PROCESSOR, now).get("/desk/dossiers/").content.decode()
    assert "Việc gấp" not in browser(STRANGER, now).get("/desk/dossiers/").content.decode()
    assert 'name="agency"' not in browser(PROCESSOR, now).get("/desk/views/").content.decode()
