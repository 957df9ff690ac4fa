"""Each wicked file through the door of the counter, over HTTP; what was kept is fetched again and looked at."""

from collections import Counter
from datetime import UTC, datetime
from urllib.parse import unquote
from uuid import uuid4

from django.test import Client

from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.uploads.corpus import EICAR, SCRIPT, Wicked
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers.queries import FileRecord

HARMLESS = {
    "application/pdf", "image/jpeg", "image/png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip
UNTOLD = "Chưa quét vi-rút"
CLEAN = "Đã quét, không có vi-rút"


class Door:
    """An officer's browser before the files' page of one dossier."""

    def __init__(self, username: str, code: str) -> None:
        person = people.bearer(username, name="counter", relation="received", sees=True)
        self.client = Client(raise_request_exception=False, headers={"Host": "localhost"})
        for name, value in person.cookies.items():
            self.client.cookies[name] = value
        self.address = f"/desk/dossiers/{code}/files/"
        self.counts: Counter[str] = Counter()
        self.told: list[str] = []

    def try_all(self, files: list[Wicked]) -> None:
        """Hand in each file by itself, and judge what came of it."""
        for one in files:
            self._try(one)

    def _try(self, one: Wicked) -> None:
        before = self._kept()
        kind, body = multipart(one.name, one.data)
        answer = self.client.generic("POST", self.address, body, content_type=kind)
        self.counts["files"] += 1
        page = answer.content.decode("utf-8", "replace")
        if answer.status_code >= 500:
            self._blame("errors", one, str(answer.status_code))
        elif answer.status_code == 302:
            self.counts["kept"] += 1
            self._fetch(one, before)
        else:
            self.counts["refused"] += 1
            if "Hãy " not in page or "data-errors" not in page:
                self._blame("refused_without_advice", one, str(answer.status_code))
            if self._kept() != before:
                self._blame("kept_though_refused", one, "")

    def _fetch(self, one: Wicked, before: frozenset[FileRecord]) -> None:
        """What was kept must come back, as an attachment, under a name and with a content that harm nobody."""
        new = list(self._kept() - before)
        if one.must_refuse:
            self._blame("kept_wicked", one, one.family)
        if len(new) != 1:
            self._blame("lost", one, f"{len(new)} rows")
            return
        answer = self.client.get(f"{self.address}{new[0].id}/")
        if answer.status_code != 200:
            self._blame("lost", one, str(answer.status_code))
            return
        said = answer.headers.get("Content-Disposition", "")
        is_shown = (
            not said.startswith("attachment;")
            or answer.headers.get("X-Content-Type-Options") != "nosniff"
            or "sandbox" not in answer.headers.get("Content-Security-Policy", "")
            or answer.headers.get("Content-Type") not in HARMLESS
        )
        if is_shown:
            self._blame("served_inline", one, said)
        if not _is_plain(unquote(said.rpartition("''")[2])):
            self._blame("deceiving_names", one, said)
        is_picture = str(answer.headers.get("Content-Type")).startswith("image/")
        if is_picture and any(mark in answer.content for mark in (EICAR, SCRIPT, b"<?php")):
            self._blame("passengers", one, "")

    def says_unscanned(self) -> bool:
        """Whether the page says of what it keeps that nobody scanned it, and never that it is clean."""
        page = self.client.get(self.address).content.decode()
        return UNTOLD in page and CLEAN not in page

    def _kept(self) -> frozenset[FileRecord]:
        code = self.address.split("/")[3]
        record = queries.dossier_by_code(viewer=SYSTEM, code=code)
        assert record is not None
        return frozenset(_hashable(queries.files_of(viewer=SYSTEM, dossier_id=record.id)))

    def _blame(self, fault: str, one: Wicked, why: str) -> None:
        self.counts[fault] += 1
        self.told.append(f"{fault}: {one.family} {one.name!r} {why}")


def _hashable(files: tuple[FileRecord, ...]) -> list[FileRecord]:
    return [_without_detail(file) for file in files]


def _without_detail(file: FileRecord) -> FileRecord:
    from dataclasses import replace

    return replace(file, detail=())  # type: ignore[arg-type]


def _is_plain(name: str) -> bool:
    """One line without folders, directions and foreign endings."""
    endings = (".pdf", ".jpg", ".png", ".docx", ".xlsx", ".odt", ".ods")
    signs = all(sign.isprintable() and sign not in '/\\:*?"<>|' for sign in name)
    return bool(name) and signs and name.endswith(endings) and len(name.encode()) < 600 and ".." not in name


def multipart(name: str, data: bytes) -> tuple[str, bytes]:
    """Content type and body as a browser sends them: it writes quotes and line ends of a name as %22, %0D, %0A."""
    edge = uuid4().hex
    sent = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").encode("utf-8", "replace")
    fields = {"go": "attach", "title": "Giấy tờ thử", "kind": "original"}
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="'.encode()
    body = b"".join(
        [
            *parts,
            head,
            sent,
            b'"\r\nContent-Type: application/pdf\r\n\r\n',
            data,
            f"\r\n--{edge}--\r\n".encode(),
        ]
    )
    return f"multipart/form-data; boundary={edge}", body


def now() -> datetime:
    return datetime.now(UTC)
