"""Handing in a file, and saying which of its columns is what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import command, enqueue, note
from thongsuot.plumbing.files import keeping, limits, names, refusals
from thongsuot.plumbing.files.inspecting import Inspected, inspect
from thongsuot.plumbing.files.keeping import Examined
from thongsuot.plumbing.sheets.reading import kind_of
from thongsuot.registers.units import queries as units
from thongsuot.work.imports import rules
from thongsuot.work.imports.models import ImportBook
from thongsuot.work.imports.services import checking

AT_ONCE = 300_000  # bytes that are checked while the officer waits; more is the worker's
CHECK_JOB, LOAD_JOB = "thongsuot.imports.check", "thongsuot.imports.load"
NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"{\\rtf")  # what begins so is no CSV
MEDIA = {"xls": "application/vnd.ms-excel", "csv": "text/csv"}


def examine(name: str, data: bytes) -> Examined:
    """Look into a table before any transaction: kind, size, what runs inside, virus. Raises Refused."""
    kind = kind_of(data)
    if kind in MEDIA:
        said = names.clean(name)
        if not data:
            raise Refused(refusals.empty(said))
        if data.startswith(NO_TEXT):
            raise Refused(_no_table(said))
        if len(data) > limits.FILE_MOST:
            raise Refused(refusals.too_big(said, len(data)))
        return keeping.scanned(Inspected(names.named(name, kind), MEDIA[kind], 0, data))
    found = inspect(name, data)
    if not found.name.endswith((".xlsx", ".ods")):
        raise Refused(_no_table(found.name))
    return keeping.scanned(found)


def _no_table(name: str) -> Problem:
    message = "“{name}” không phải bảng tính: hãy gửi tệp .xlsx, .xls, .ods hoặc .csv."
    return Problem("import_no_table", message, "file", {"name": name})


@command("imports.upload")
def upload(*, actor: Actor, now: datetime, agency_id: int, examined: Examined) -> UUID:
    """Keep the file and check it: a small one at once, a large one by the worker. Returns the id of the book."""
    desk = units.agency(agency_id=agency_id)
    if desk is None or desk.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    book = ImportBook.objects.create(
        id=uuid7(), agency_id=agency_id, authority_id=desk.authority_id, content_id=keeping.keep(examined, now=now),
        file_name=examined.file.name, uploaded_at=now, actor=actor.key,
        officer_id=actor.account_id if actor.kind is Kind.OFFICER else None,
    )  # fmt: skip
    _check(book, now, len(examined.file.data))
    note(subject=f"import:{book.id}", file=book.content_id, size=len(examined.file.data))
    return book.id


@command("imports.arrange")
def arrange(
    *, actor: Actor, now: datetime, agency_id: int, book_id: UUID,
    sheets: Mapping[str, Mapping[str, Any]] | None = None, accepted: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Say which sheets and columns are what, and which classes of faults are to be mended as proposed; check again.

    sheets: name → {"use": bool, "row": heading row, "columns": {"3": key}}.
    """
    book = checking.locked(book_id, agency_id)
    if book.phase in ("loading", "loaded", "checking"):
        raise Refused(*rules.load_problems(phase="loading", good=0, faulty=0, only_good=False))
    if sheets is not None:
        book.arrangement["sheets"] = {name: dict(one) for name, one in sheets.items()}
    if accepted is not None:
        book.arrangement["accepted"] = sorted(set(accepted))
    _check(book, now, len(keeping.openable(book.content_id)))
    note(subject=f"import:{book.id}", accepted=book.arrangement.get("accepted", []))


def _check(book: ImportBook, now: datetime, size: int) -> None:
    if size > AT_ONCE:
        book.phase = "checking"
        book.save()
        enqueue(queue="imports", task=CHECK_JOB, args={"book_id": str(book.id)})
    else:
        checking.check(book, now)


@command("imports.check", by=frozenset())
def check_now(*, actor: Actor, now: datetime, book_id: UUID) -> None:
    """The worker's check of a large file. Done again it finds the same."""
    book = checking.locked(book_id, None)
    if book.phase == "checking":
        checking.check(book, now)
    note(subject=f"import:{book_id}")
