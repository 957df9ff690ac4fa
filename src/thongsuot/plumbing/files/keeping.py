"""Content first, row afterwards: a row never speaks of content that is not there.

A file is examined and scanned before any transaction; `keep` then puts it into the store inside the transaction of
the verb that uses it, and writes its row. What a crash leaves between the two is content without a row, which
`sweep` removes. A lock on the hash keeps the two from meeting.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import logs
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import names, refusals, scanning, store
from thongsuot.plumbing.files.inspecting import Inspected, inspect
from thongsuot.plumbing.files.scanning import Verdict
from thongsuot.plumbing.files.store.disk import ARRIVING
from thongsuot.plumbing.files.store.kept import Kept

log = logs.get(__name__)

YOUNGEST = timedelta(hours=1)  # content younger than this is left alone by the sweep
AT_ONCE = 200


class Damaged(Refused):
    """The store no longer holds what the row promises."""

    status = 409


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept, with what the scanner said of it."""

    file: Inspected
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the store. `size` in bytes."""

    sha256: str
    size: int
    media_type: str
    scan: scanning.State


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: how many rows were looked at, which content is missing or not what it was, what nobody names."""

    rows: int
    missing: tuple[str, ...]
    different: tuple[str, ...]
    orphans: int


def examine(name: str, data: bytes) -> Examined:
    """Look into the file and let it be scanned; raises Refused. Touches neither store nor database."""
    return scanned(inspect(name, data))


def scanned(file: Inspected) -> Examined:
    """The inspected file with the scanner's verdict; raises Refused when it is infected."""
    verdict = scanning.scan(file.data)
    if verdict.state is scanning.State.INFECTED:
        log.warning("file_infected", found=verdict.note, size=len(file.data))
        raise Refused(refusals.infected(names.clean(file.name)))
    return Examined(file, verdict)


LOCK = "select pg_advisory_xact_lock{shared}(hashtextextended('file:' || %s, 0))"
ROW = """insert into stored_file (sha256, size, media_type, kept_at, scan, scan_note, scanned_at)
 values (%s, %s, %s, %s, %s, %s, case when %s = 'not_scanned' then null else %s end)
 on conflict (sha256) do update set scan = excluded.scan, scan_note = excluded.scan_note,
   scanned_at = excluded.scanned_at where stored_file.scan = 'not_scanned'"""


def keep(examined: Examined, *, now: datetime) -> str:
    """Keep the content within the running transaction; returns its SHA-256, to which a row may refer."""
    assert connection.in_atomic_block, "keep() outside a transaction"
    file, verdict = examined.file, examined.verdict
    sha256 = file.sha256
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(shared="_shared"), [sha256])
        store.chosen().put(store.content_key(sha256), file.data)
        cursor.execute(
            ROW,
            [
                sha256,
                len(file.data),
                file.media_type,
                now,
                verdict.state,
                verdict.note,
                verdict.state,
                now,
            ],
        )
    return sha256


def read(sha256: str) -> bytes:
    """The content, compared with its hash; raises Damaged when it is missing or not what it was."""
    data = store.chosen().get(store.content_key(sha256))
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        log.error("file_damaged", sha256=sha256, missing=data is None)
        raise Damaged(
            Problem(
                "file_damaged",
                "Tệp không còn nguyên vẹn trong kho lưu trữ; người quản trị đã được báo. Hãy dùng bản giấy, hoặc quét lại.",
            )
        )
    return data


def openable(sha256: str) -> bytes:
    """`read`, unless a scan found something in it since."""
    found = stored([sha256]).get(sha256)
    if found is not None and found.scan is scanning.State.INFECTED:
        raise Refused(
            Problem(
                "file_blocked",
                "Tệp này bị chặn vì phần mềm chống vi-rút tìm thấy vi-rút sau khi nhận. Hãy đề nghị người nộp gửi tệp mới.",
            )
        )
    return read(sha256)


def stored(hashes: list[str]) -> dict[str, Stored]:
    """The rows of these hashes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select sha256, size, media_type, scan from stored_file where sha256 = any(%s)", [hashes]
        )
        return {row[0]: Stored(row[0], row[1], row[2], scanning.State(row[3])) for row in cursor.fetchall()}


def _pages(condition: str = "true") -> Iterator[list[tuple[Any, ...]]]:
    """Rows in the order of their hashes, a page at a time."""
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select sha256, size from stored_file where sha256 > %s and {condition} order by sha256 limit %s",
                [after, AT_ONCE],
            )
            found = cursor.fetchall()
        if not found:
            return
        yield found
        after = found[-1][0]


def verify() -> Verified:
    """Read everything again and compare it with its row; count what no row names."""
    place, rows = store.chosen(), 0
    missing: list[str] = []
    different: list[str] = []
    for page in _pages():
        for sha256, size in page:
            rows += 1
            data = place.get(store.content_key(sha256))
            if data is None:
                missing.append(sha256)
            elif len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
                different.append(sha256)
    return Verified(rows, tuple(missing), tuple(different), sum(1 for _ in orphans()))


def orphans() -> Iterator[Kept]:
    """Content that no row names."""
    batch: list[Kept] = []
    for one in store.chosen().keys("content"):
        batch.append(one)
        if len(batch) == AT_ONCE:
            yield from _unnamed(batch)
            batch = []
    yield from _unnamed(batch)


def _unnamed(batch: list[Kept]) -> Iterator[Kept]:
    named = stored([_hash(one) for one in batch])
    yield from (one for one in batch if _hash(one) not in named)


def _hash(one: Kept) -> str:
    return one.key.rpartition("/")[2]


def sweep(*, now: datetime, youngest: timedelta = YOUNGEST) -> int:
    """Remove content without a row, and what writers that died left behind; returns how many."""
    place, gone = store.chosen(), 0
    for one in list(orphans()):
        if now - one.at >= youngest:
            gone += _removed(place, one)
    for one in list(place.keys(ARRIVING)):
        if now - one.at >= youngest:
            place.remove(one.key)
            gone += 1
    return gone


def _removed(place: store.Store, one: Kept) -> bool:
    """Remove one orphan, unless it got its row meanwhile: nobody can keep the same content while we hold its lock."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK.format(shared=""), [_hash(one)])
        if stored([_hash(one)]):
            return False
        place.remove(one.key)
        return True


def rescan(*, now: datetime) -> dict[str, int]:
    """Let everything be scanned that was not; counts by state. Stops at once when the scanner is still away."""
    counts = {state.value: 0 for state in scanning.State}
    if not scanning.answers():
        return counts
    for page in _pages("scan = 'not_scanned'"):
        for sha256, _size in page:
            data = store.chosen().get(store.content_key(sha256))
            verdict = (
                scanning.scan(data) if data is not None else Verdict(scanning.State.NOT_SCANNED, "missing")
            )
            counts[verdict.state] += 1
            if verdict.state is scanning.State.INFECTED:
                log.error("file_infected", found=verdict.note, sha256=sha256)
            _judged(sha256, verdict, now)
    return counts


def _judged(sha256: str, verdict: Verdict, now: datetime) -> None:
    if verdict.state is scanning.State.NOT_SCANNED:
        return
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "update stored_file set scan = %s, scan_note = %s, scanned_at = %s where sha256 = %s",
            [verdict.state, verdict.note, now, sha256],
        )


def unscanned() -> int:
    """How many files nobody has scanned."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from stored_file where scan = 'not_scanned'")
        return int(cursor.fetchone()[0])
