"""Content before row: what a row names is there and is what it was; what nobody names goes."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
import urllib3
from minio import Minio

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping, limits, scanning, store, uploads
from thongsuot.plumbing.files.scanning import State
from thongsuot.plumbing.files.store import s3
from thongsuot.plumbing.files.store.disk import Disk
from thongsuot.plumbing.files.tests import made, scanner
from thongsuot.plumbing.files.tests.ports import free

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = datetime.now(UTC) + timedelta(days=2)
OFFICER = Actor(Kind.OFFICER, account_id=1)
COLLEAGUE = Actor(Kind.OFFICER, account_id=2)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Store:
    """A store of its own, and no scanner."""
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return store.chosen()


def _planted(opened: pikepdf.Pdf) -> None:
    opened.pages[0].Contents = pikepdf.Stream(opened, made.EICAR)


def kept(data: bytes, name: str = "a.pdf") -> str:
    examined = keeping.examine(name, data)
    with seeing(SYSTEM):
        return keeping.keep(examined, now=NOW)


@pytest.mark.django_db
def test_what_is_kept_is_read_back_and_compared(place: store.Store) -> None:
    data = made.pdf()
    sha256 = kept(data)
    assert keeping.read(sha256) == data
    assert keeping.verify() == keeping.Verified(1, (), (), 0)
    place.put(store.content_key(sha256), data + b" ")
    assert keeping.verify().different == (sha256,)
    with pytest.raises(keeping.Damaged):
        keeping.read(sha256)
    place.remove(store.content_key(sha256))
    assert keeping.verify().missing == (sha256,)
    with pytest.raises(keeping.Damaged):
        keeping.read(sha256)


@pytest.mark.django_db
def test_what_nobody_names_goes_and_what_is_named_stays(place: store.Store) -> None:
    sha256 = kept(made.pdf())
    orphan = "0" * 64
    place.put(store.content_key(orphan), b"x")
    place.put("arriving/half", b"x")
    assert keeping.sweep(now=datetime.now(UTC)) == 0  # too young: its row may be on the way
    assert keeping.verify().orphans == 1
    assert keeping.sweep(now=LATER) == 2
    assert place.get(store.content_key(orphan)) is None
    assert place.get(store.content_key(sha256)) is not None


@pytest.mark.django_db
def test_without_a_scanner_nothing_is_clean_and_later_everything_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = kept(made.pdf())
    bad = kept(made.pdf(change=_planted, compress_streams=False))
    assert {one.scan for one in keeping.stored([good, bad]).values()} == {State.NOT_SCANNED}
    assert keeping.rescan(now=NOW)["clean"] == 0
    assert keeping.unscanned() == 2
    with scanner.awake(tmp_path) as where:
        monkeypatch.setenv("THONGSUOT_CLAMD", where)
        assert keeping.rescan(now=NOW) == {"not_scanned": 0, "clean": 1, "infected": 1}
        with pytest.raises(Refused) as refused:
            keeping.examine("a.pdf", keeping.read(bad))
    assert refused.value.problems[0].code == "file_infected"
    assert keeping.openable(good)
    with pytest.raises(Refused):
        keeping.openable(bad)


@pytest.mark.django_db
def test_a_broken_line_loses_nothing_that_had_arrived() -> None:
    data = made.picture(size=(900, 900)) * 9
    begun = uploads.begin(actor=OFFICER, now=NOW, name="ảnh.jpg", size=len(data))
    third = len(data) // 3
    uploads.append(actor=OFFICER, upload_id=begun.id, offset=0, data=data[:third])
    with pytest.raises(uploads.Ahead) as ahead:  # sent twice: the answer was lost on the way
        uploads.append(actor=OFFICER, upload_id=begun.id, offset=0, data=data[:third])
    assert ahead.value.received == third
    with pytest.raises(Refused):
        uploads.whole(actor=OFFICER, upload_id=begun.id)
    with pytest.raises(NotFound):
        uploads.progress(actor=COLLEAGUE, upload_id=begun.id)
    with pytest.raises(Refused):
        uploads.append(actor=OFFICER, upload_id=begun.id, offset=third, data=data)
    uploads.append(actor=OFFICER, upload_id=begun.id, offset=third, data=data[third:])
    assert uploads.whole(actor=OFFICER, upload_id=begun.id) == ("ảnh.jpg", data)
    uploads.forget(actor=OFFICER, upload_ids=[begun.id])
    assert not list(store.chosen().keys("uploads"))


@pytest.mark.django_db
def test_uploads_that_nobody_finishes_are_forgotten_and_impossible_ones_never_begin() -> None:
    begun = uploads.begin(actor=OFFICER, now=NOW, name="a", size=10)
    uploads.append(actor=OFFICER, upload_id=begun.id, offset=0, data=b"12345")
    assert uploads.expire(now=NOW + timedelta(hours=1)) == 0
    assert uploads.expire(now=NOW + timedelta(hours=25)) == 1
    assert not list(store.chosen().keys("uploads"))
    for size in (0, limits.FILE_MOST + 1):
        with pytest.raises(Refused):
            uploads.begin(actor=OFFICER, now=NOW, name="a", size=size)


def test_a_store_takes_only_plain_keys(place: store.Store) -> None:
    for key in ("../a", "a//b", "a/../b", "a\\b", "ă", ""):
        with pytest.raises(ValueError, match="no key"):
            place.put(key, b"x")


@pytest.mark.parametrize(("said", "signed"), [("", "us-east-1"), ("ap-southeast-1", "ap-southeast-1")])
def test_requests_are_signed_for_the_region_of_the_bucket(
    said: str, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def answered(*_args: object, headers: Mapping[str, str], **_more: object) -> None:
        sent.append(headers["Authorization"])
        raise urllib3.exceptions.HTTPError

    monkeypatch.setattr(urllib3.PoolManager, "urlopen", answered)
    with pytest.raises(urllib3.exceptions.HTTPError):
        s3.S3("s3+https://127.0.0.1/files", "key", "secret", said).get("a")
    assert f"/{signed}/s3/" in sent[0]


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of a bucket of a real S3 server; it checks signatures."""
    weed = shutil.which("weed") or str(Path(sys.executable).parent / "weed")
    if not Path(weed).exists():
        pytest.skip("no seaweedfs on this machine")
    folder = Path(tempfile.mkdtemp(prefix="weed"))
    (folder / "s3.json").write_text(
        '{"identities": [{"name": "a", "credentials": [{"accessKey": "key", "secretKey": "secret"}],'
        ' "actions": ["Admin"]}]}'
    )
    ports = [free() for _ in range(4)]
    command = [
        weed, "server", "-dir", str(folder), "-s3", "-filer", "-ip", "127.0.0.1", "-master.volumeSizeLimitMB", "64",
        f"-master.port={ports[0]}", f"-volume.port={ports[1]}", f"-filer.port={ports[2]}", f"-s3.port={ports[3]}",
        f"-s3.config={folder / 's3.json'}",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield _bucket(f"127.0.0.1:{ports[3]}")
        finally:
            server.kill()
            shutil.rmtree(folder, ignore_errors=True)


def _bucket(address: str) -> str:
    pool = urllib3.PoolManager(retries=False, timeout=2)
    client = Minio(
        http_client=pool,
        endpoint=address,
        access_key="key",
        secret_key="secret",
        secure=False,
        region="us-east-1",
    )
    end = time.monotonic() + 40
    while True:
        try:
            client.make_bucket(bucket_name="files")
            return f"s3+http://{address}/files/tinh"
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def test_a_real_s3_server_keeps_lists_and_forgets(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", bucket)
    monkeypatch.setenv("THONGSUOT_S3_KEY", "key")
    monkeypatch.setenv("THONGSUOT_S3_SECRET", "secret")
    place = store._made.__wrapped__(bucket)
    key = store.content_key("ab" * 32)
    assert place.get(key) is None
    place.put(key, b"1" * 100_000)
    place.put(key, b"2" * 100_000)
    assert place.get(key) == b"2" * 100_000
    assert [(one.key, one.size) for one in place.keys("content")] == [(key, 100_000)]
    place.remove(key)
    assert place.get(key) is None
    assert list(place.keys("content")) == []
    monkeypatch.setenv("THONGSUOT_S3_SECRET", "wrong")
    with pytest.raises(Exception, match=r"(?i)signature|denied"):
        store._made.__wrapped__(bucket).put(key, b"x")


def test_the_scanner_of_debian_finds_what_it_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clamd = shutil.which("clamd", path="/usr/sbin:/usr/bin")
    if clamd is None:
        pytest.skip("no clamd on this machine")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "own.ndb").write_text(f"Own.Eicar:0:*:{made.EICAR.hex()}\n")
    where = tmp_path / f"c{uuid4().hex[:4]}"
    (tmp_path / "clamd.conf").write_text(
        f"DatabaseDirectory {tmp_path / 'db'}\nLocalSocket {where}\nForeground yes\nLogFile {tmp_path / 'log'}\n"
    )
    command = [clamd, "-c", str(tmp_path / "clamd.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            monkeypatch.setenv("THONGSUOT_CLAMD", str(where))
            end = time.monotonic() + 40
            while not scanning.answers() and time.monotonic() < end:
                time.sleep(0.2)
            assert scanning.scan(made.pdf()).state is State.CLEAN
            assert scanning.scan(made.EICAR).state is State.INFECTED
            assert scanning.scan(made.archive({"a/b.com": made.EICAR})).state is State.INFECTED
        finally:
            server.kill()
    assert scanning.scan(made.pdf()).state is State.NOT_SCANNED


def test_a_writer_that_dies_leaves_nothing_under_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Disk(tmp_path)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", dies)
    with pytest.raises(KeyboardInterrupt):
        place.put("content/a", b"x")
    assert place.get("content/a") is None
