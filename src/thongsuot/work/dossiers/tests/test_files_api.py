"""Files over the API, with token; a stranger finds nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.people import centre, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.identity import services as identity
from thongsuot.work.dossiers import services

pytestmark = pytest.mark.usefixtures("province")


def client(username: str) -> Client:
    now = datetime.now(UTC)
    account_id = who(username, now.date()).account_id
    assert account_id is not None
    token = identity.make_token(actor=SYSTEM, now=now, account_id=account_id, name="test")
    return Client(headers={"authorization": f"Bearer {token}"})


def test_files_are_added_listed_and_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    now = datetime.now(UTC)
    desk = centre(day=now.date())
    receipt = services.receive(
        actor=who("motcua.thuanhoa", now.date()), now=now, agency_id=desk, filing=filing()
    )
    ours, address = client("motcua.thuanhoa"), f"/api/v1/dossiers/{receipt.code}/files"

    def send(to: Client, **more: Any) -> Any:
        files = [SimpleUploadedFile(f"{n}.jpg", made.picture()) for n in range(2)]
        return to.post(address, {"agency_id": desk, "title": "Đơn", "kind": "copy", "files": files, **more})

    added = send(ours)
    assert added.status_code == 201, added.content
    (id_,) = added.json()["ids"]
    (row,) = ours.get(address).json()["files"]
    assert (row["id"], row["pages"], row["copy_code"], row["scan"]) == (id_, 2, 1, "not_scanned")
    assert ours.get(f"{address}/{id_}")["Content-Disposition"].startswith("attachment;")
    assert len(send(ours, bind="false").json()["ids"]) == 2
    refused = send(ours, files=[SimpleUploadedFile("a.svg", b"<svg/>")])
    assert (refused.status_code, refused.json()["code"]) == (422, "file_kind")
    assert send(ours, kind="x").status_code == 422
    stranger = client("motcua.phubai")
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/{id_}").status_code == 404
    assert send(stranger).status_code == 404
    assert Client().get(address).status_code == 401
