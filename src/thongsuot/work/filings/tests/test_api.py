"""Filing over the API: begun once, changed by version, filed once; nobody else's is touched."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests.people import BIRTH, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.files import uploads
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.identity import services as identity
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings.tests.test_services import BIRTH_RAW, GENERAL

pytestmark = pytest.mark.usefixtures("province")
COUNTER = "motcua.thuanhoa"


def caller(username: str) -> Client:
    now = datetime.now(UTC)
    token = identity.make_token(
        actor=SYSTEM, now=now, account_id=who(username, now.date()).account_id, name="test"
    )
    return Client(headers={"authorization": f"Bearer {token}"})


def call(client: Client, method: str, path: str = "", body: Any = None, **headers: str) -> Any:
    return client.generic(
        method, f"/api/v1/filings{path}", made_json(body), content_type="application/json", headers=headers
    )


def made_json(body: Any) -> str:
    import json

    return "" if body is None else json.dumps(body)


def begun(client: Client, key: str = "mot-khoa-rieng", **answers: str) -> Any:
    return call(
        client, "POST", body={"procedure_code": BIRTH, "answers": answers}, **{"Idempotency-Key": key}
    )


def test_a_draft_is_begun_once_changed_by_version_and_filed_once() -> None:
    client = caller("congdan")
    first = begun(client, nop_ho_ten="Nguyễn Thị Hòa")
    assert first.status_code == 201, first.content
    assert first.json()["missing"]
    again = begun(client, nop_ho_ten="Nguyễn Thị Hòa")
    assert again.json()["id"] == first.json()["id"]
    assert begun(client, nop_ho_ten="Ai khác").status_code == 422
    path = f"/{first.json()['id']}"
    answers = {"answers": {**BIRTH_RAW, **GENERAL}}
    assert call(client, "PATCH", path, answers).status_code == 428
    changed = call(client, "PATCH", path, answers, **{"If-Match": first["ETag"]})
    assert changed.status_code == 200, changed.content
    assert changed.json()["missing"] == []
    assert changed.json()["due_at"]
    assert call(client, "PATCH", path, answers, **{"If-Match": first["ETag"]}).status_code == 412
    data = made.pdf(1)
    actor = who("congdan", datetime.now(UTC).date())
    begun_ = uploads.begin(actor=actor, now=datetime.now(UTC), name="chung-sinh.pdf", size=len(data))
    uploads.append(actor=actor, upload_id=begun_.id, offset=0, data=data)
    paper = {"papers": [{"title": "Giấy chứng sinh", "uploads": [str(begun_.id)]}]}
    head = {"If-Match": changed["ETag"], "Idempotency-Key": "nop-mot-lan"}
    filed = call(client, "POST", f"{path}/submit", paper, **head)
    assert filed.status_code == 201, filed.content
    repeated = call(client, "POST", f"{path}/submit", paper, **head)
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=filed.json()["code"])
    assert record is not None
    assert record.channel == "ONLINE"
    assert [one.title for one in dossiers.files_of(viewer=SYSTEM, dossier_id=record.id)] == [
        "Giấy chứng sinh"
    ]
    assert repeated.json()["code"] == filed.json()["code"]
    assert call(client, "GET", path).status_code == 404


def test_nobody_else_sees_changes_or_files_it() -> None:
    path = f"/{begun(caller('congdan')).json()['id']}"
    stranger = caller("congdan2")
    tries: tuple[tuple[str, str, Any], ...] = (
        ("GET", "", None),
        ("PATCH", "", {"answers": {}}),
        ("DELETE", "", None),
        ("POST", "/submit", {}),
    )
    for method, more, body in tries:
        answer = call(stranger, method, path + more, body, **{"If-Match": '"0"'})
        assert answer.status_code == 404, (method, answer.content)
    assert call(caller(COUNTER), "GET").status_code == 403
    assert call(Client(), "GET").status_code == 401
    mine = call(caller("congdan"), "GET").json()["drafts"]
    assert [f"/{one['id']}" for one in mine] == [path]
    assert call(caller("congdan"), "DELETE", path).status_code == 204


def test_what_is_wrong_is_told_and_nothing_breaks() -> None:
    client = caller("congdan")
    assert call(client, "POST", body={"procedure_code": "9.999999"}).status_code == 404
    assert call(client, "POST", body={"procedure_code": BIRTH, "answers": {"A B": "x"}}).status_code == 422
    odd = begun(client, "khoa-khac-nua", nop_ho_ten="Hòa\x00\ud800")
    assert odd.status_code in (201, 422)
    path = f"/{begun(client).json()['id']}"
    none = "00000000-0000-4000-8000-000000000000"
    papers = {"papers": [{"title": "Giấy", "uploads": [none]}]}
    answer = call(client, "POST", f"{path}/submit", papers, **{"If-Match": '"0"'})
    assert answer.status_code == 404
    refused = call(client, "POST", f"{path}/submit", {}, **{"If-Match": '"0"'})
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) > 5
