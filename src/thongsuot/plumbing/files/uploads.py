"""A file that comes in parts over a line that breaks: what has arrived stays, the sender goes on behind it.

A part is put into the store before the row counts it, so the row never counts bytes that are not there. Parts are
no verbs: they leave nothing behind unless a verb takes the finished upload.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import limits, names, refusals, store

MOST_OPEN = 60  # uploads that one person may have begun and not used
PARTS = "uploads"


@dataclass(frozen=True, slots=True)
class Progress:
    """An upload: `received` of `size` bytes are here."""

    id: UUID
    name: str
    size: int
    received: int

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


class Ahead(Conflict):
    """409: the part does not begin where the upload stands; `received` says where that is."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(
            Problem(
                "upload_offset",
                "Phần gửi lên không nối tiếp phần đã nhận ({received} byte). Hãy gửi tiếp từ đó.",
                params={"received": received},
            )
        )


def begin(*, actor: Actor, now: datetime, name: str, size: int) -> Progress:
    """Announce a file of `size` bytes. Raises Refused before a byte has come when it could never be taken."""
    said = names.clean(name)
    if size <= 0:
        raise Refused(refusals.empty(said))
    if size > limits.FILE_MOST:
        raise Refused(refusals.too_big(said, size))
    with seeing(actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from upload where actor = %s", [actor.key])
        if cursor.fetchone()[0] >= MOST_OPEN:
            raise Refused(
                Problem(
                    "uploads_too_many",
                    "Bạn đang có quá nhiều tệp gửi dở. Hãy gửi xong hoặc hủy bớt rồi gửi tiếp.",
                    refusals.FIELD,
                )
            )
        id_ = uuid7()
        cursor.execute(
            "insert into upload (id, actor, name, size, received, began_at) values (%s, %s, %s, %s, 0, %s)",
            [id_, actor.key, said, size, now],
        )
    return Progress(id_, said, size, 0)


def progress(*, actor: Actor, upload_id: UUID) -> Progress:
    """How far it has come; raises NotFound for what this actor has not begun."""
    with seeing(actor):
        return _found(upload_id)


def append(*, actor: Actor, upload_id: UUID, offset: int, data: bytes) -> Progress:
    """Take the part that begins at `offset`; raises Ahead when the upload stands elsewhere."""
    with seeing(actor):
        found = _found(upload_id, lock=True)
        if offset != found.received:
            raise Ahead(found.received)
        received = found.received + len(data)
        if received > found.size or len(data) > 2 * limits.CHUNK:
            raise Refused(
                Problem("upload_overrun", "Phần gửi lên dài hơn đã báo. Hãy hủy rồi gửi lại tệp từ đầu.")
            )
        if data:
            store.chosen().put(_key(upload_id, offset), data)
            with connection.cursor() as cursor:
                cursor.execute("update upload set received = %s where id = %s", [received, upload_id])
        return Progress(found.id, found.name, found.size, received)


def cancel(*, actor: Actor, upload_id: UUID) -> None:
    """Forget it: row first, so that nobody goes on with it, then its parts."""
    with seeing(actor):
        _found(upload_id, lock=True)
        _forget([upload_id])


def whole(*, actor: Actor, upload_id: UUID) -> tuple[str, bytes]:
    """Name and content of a finished upload; raises Refused while something is missing."""
    with seeing(actor):
        found = _found(upload_id)
    parts = sorted(store.chosen().keys(f"{PARTS}/{upload_id.hex}"), key=lambda part: part.key)
    data = bytearray()
    for part in parts:
        if int(part.key.rpartition("/")[2]) == len(data) < found.received:
            data += store.chosen().get(part.key) or b""
    if not found.is_whole or len(data) != found.size:
        raise Refused(
            Problem(
                "upload_unfinished",
                "Tệp “{name}” chưa gửi xong. Hãy gửi tiếp, hoặc hủy rồi chọn lại.",
                refusals.FIELD,
                {"name": found.name},
            )
        )
    return found.name, bytes(data)


def forget(*, actor: Actor, upload_ids: Sequence[UUID]) -> None:
    """What was used is no longer needed; unknown ids are passed over."""
    with seeing(actor):
        _forget(upload_ids)


def hold(*, actor: Actor, upload_ids: Sequence[UUID], until: datetime) -> None:
    """Keep the actor's uploads at least until then; unknown ids are passed over."""
    with seeing(actor), connection.cursor() as cursor:
        cursor.execute(
            """update upload set kept_until = greatest(kept_until, %s) where id = any(%s::uuid[])
               and (kept_until is null or kept_until < %s - interval '1 day')""",
            [until, [str(one) for one in upload_ids], until],
        )


def expire(*, now: datetime) -> int:
    """Forget uploads that nobody used within a day, or held for longer; and parts without an upload. How many uploads."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select id from upload where began_at < %s and (kept_until is null or kept_until < %s)",
            [now - timedelta(hours=limits.UPLOAD_LASTS_H), now],
        )
        old = [row[0] for row in cursor.fetchall()]
        _forget(old)
        cursor.execute("select id from upload")
        known = {row[0].hex for row in cursor.fetchall()}
    for part in list(store.chosen().keys(PARTS)):
        is_old = now - part.at >= timedelta(hours=1)
        if is_old and part.key.split("/")[1] not in known:
            store.chosen().remove(part.key)
    return len(old)


def _found(upload_id: UUID, *, lock: bool = False) -> Progress:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, name, size, received from upload where id = %s {'for update' if lock else ''}",
            [upload_id],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise NotFound(
            Problem("no_such_upload", "Không có tệp đang gửi này, hoặc đã quá hạn. Hãy gửi lại từ đầu.")
        )
    return Progress(*row)


def _forget(upload_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from upload where id = any(%s::uuid[]) returning id", [[str(one) for one in upload_ids]]
        )
        gone = [row[0] for row in cursor.fetchall()]
    for upload_id in gone:
        for part in list(store.chosen().keys(f"{PARTS}/{upload_id.hex}")):
            store.chosen().remove(part.key)


def _key(upload_id: UUID, offset: int) -> str:
    return f"{PARTS}/{upload_id.hex}/{offset:012d}"
