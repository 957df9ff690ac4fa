"""`thongsuot files`: what is missing ends in exit code 1, what nobody names goes, the worker's jobs do the same."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thongsuot.edges.terminal import files
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import jobs
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.cli.trouble import Exit
from thongsuot.plumbing.files import keeping, scanning, store
from thongsuot.plumbing.files.tests import made, scanner

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Store:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path / "files"))
    monkeypatch.setattr(
        files, "_set_up", lambda: None
    )  # Django stands; its log would be bound to what capsys closes
    monkeypatch.setattr(scanning, "address", lambda: "")
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # it would close the test's own
    return store.chosen()


def kept() -> str:
    with seeing(SYSTEM):
        return keeping.keep(keeping.examine("a.pdf", made.pdf()), now=NOW)


@pytest.mark.django_db
def test_a_missing_file_is_told_and_ends_in_one(
    place: store.Store, capsys: pytest.CaptureFixture[str]
) -> None:
    sha256 = kept()
    files.verify(as_json=True)
    assert json.loads(capsys.readouterr().out) == {"rows": 1, "missing": [], "different": [], "orphans": 0}
    place.remove(store.content_key(sha256))
    with pytest.raises(SystemExit) as end:
        files.verify(as_json=True)
    assert end.value.code == Exit.FAILED
    assert json.loads(capsys.readouterr().out)["missing"] == [sha256]


@pytest.mark.django_db
def test_the_sweep_by_hand_and_at_night(place: store.Store, capsys: pytest.CaptureFixture[str]) -> None:
    place.put(store.content_key("0" * 64), b"x")
    files.sweep(as_json=True)
    jobs.sweep_files(timestamp=0)
    assert json.loads(capsys.readouterr().out) == {"files": 0, "uploads": 0}
    assert place.get(store.content_key("0" * 64)) == b"x"  # too young: its row may be on the way
    assert keeping.sweep(now=datetime.now(UTC) + timedelta(hours=2)) == 1


@pytest.mark.django_db
def test_scanning_again_says_when_nobody_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept()
    with pytest.raises(SystemExit) as end:
        files.rescan(as_json=True)
    assert end.value.code == Exit.NOT_FOUND
    jobs.rescan_files(timestamp=0)
    assert keeping.unscanned() == 1
    with scanner.awake(tmp_path) as where:
        monkeypatch.setattr(scanning, "address", lambda: where)
        files.rescan(as_json=True)
        jobs.rescan_files(timestamp=0)
    assert json.loads(capsys.readouterr().out)["clean"] == 1
    assert keeping.unscanned() == 0
