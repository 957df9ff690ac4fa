"""Digitised papers over the API: list, add (in the request, or uploads that came in parts), open."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Form, Router, Schema
from pydantic import BaseModel, Field

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.files import serving, taking
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.given import Id, Note, Words
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules.files import FileKind, FileSource, copy_code

router = Router(tags=["dossiers"])


class FileIn(Schema):
    """Which paper the files of the request are; `upload` ids of finished uploads (POST /api/v1/uploads/)."""

    agency_id: int = Field(description="The agency in whose name they are added")
    title: str = Field(max_length=500)
    wanted_id: int | None = None
    kind: FileKind = FileKind.ORIGINAL
    bind: bool = Field(True, description="Several files become one PDF")


class CertifyIn(BaseModel):
    """As the register of certifications has it."""

    agency_id: Id
    number: Note
    book: Note


class RemoveIn(BaseModel):
    agency_id: Id
    reason: Words


class FilesOut(Schema):
    ids: list[UUID]


class FileOut(Schema):
    """`scan`: what the virus scanner said; `copy_code`: original, copy or electronic, as the portal counts them.

    `signs`: the file that this one is with a signature; `signed_by`: whose signatures a result bore when it came.
    """

    id: UUID
    title: str
    wanted_id: int | None
    kind: FileKind
    copy_code: str
    source: str
    file_name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str
    scan: str
    added_at: datetime
    signs: UUID | None
    signed_by: list[str]


class FileListOut(Schema):
    files: list[FileOut]


@router.get("/{code}/files", response=FileListOut, summary="Files of a dossier")
@officer_required
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Every digitised paper: which paper it is, kind, size, hash, what the scanner said."""
    asked = _ours(request)
    record = _found(asked, code)
    found = queries.files_of(viewer=asked.actor, dossier_id=record.id)
    return Data({"files": [_row(one) for one in found]})


@router.post("/{code}/files", response={201: FilesOut}, summary="Add files to a dossier")
@officer_required
def add(request: HttpRequest, code: str, given: Form[FileIn]) -> HttpResponse:
    """multipart/form-data: `files` (any number) and `upload` (ids), together one paper."""
    asked = _ours(request)
    record = _found(asked, code)
    found, upload_ids = taking.given(asked)
    ids = services.attach(
        actor=asked.actor,
        now=asked.now,
        agency_id=given.agency_id,
        dossier_id=record.id,
        paper=services.Paper(given.title, given.wanted_id),
        kind=given.kind,
        files=taking.examined(found, bound_as=given.title[:100] if given.bind else ""),
        upload_ids=upload_ids,
    )
    return Data({"ids": ids}, 201)


@router.post(
    "/{code}/files/{uuid:file_id}/certify",
    response={201: FilesOut},
    summary="Make a certified electronic copy",
)
@officer_required
def certify(request: HttpRequest, code: str, file_id: UUID, given: CertifyIn) -> HttpResponse:
    """Of a file taken from the original; it binds nobody before it is signed (`/files/{id}/sign`)."""
    asked = _ours(request)
    record = _found(asked, code)

    def act() -> UUID:
        return services.certify_copy(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, dossier_id=record.id, file_id=file_id,
            number=given.number, book=given.book,
        )  # fmt: skip

    return once(request, act, lambda made: {"ids": [str(made)]})


@router.post("/{code}/files/{uuid:file_id}/remove", response=FilesOut, summary="Take a file out")
@officer_required
def remove(request: HttpRequest, code: str, file_id: UUID, given: RemoveIn) -> HttpResponse:
    """Who did it and why is kept; it cannot be opened any more."""
    asked = _ours(request)
    record = _found(asked, code)

    def act() -> None:
        services.remove_file(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, dossier_id=record.id, file_id=file_id,
            reason=given.reason,
        )  # fmt: skip

    return once(request, act, lambda _: {"ids": [str(file_id)]}, status=200)


CONTENT = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/{code}/files/{file_id}",
    summary="One file",
    openapi_extra={"responses": {200: {"content": CONTENT}}},
)
@officer_required
def one(request: HttpRequest, code: str, file_id: UUID) -> HttpResponse:
    """The content as an attachment; the journal keeps who opened it."""
    asked = _ours(request)
    record = _found(asked, code)
    found = queries.file(viewer=asked.actor, file_id=file_id)
    if found is None or found.dossier_id != record.id:
        raise NotFound(Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem.", "file_id"))
    content = services.open_file(actor=asked.actor, now=asked.now, file_id=file_id)
    return serving.attachment(content.name, content.media_type, content.data)


def _row(one: queries.FileRecord) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "wanted_id": one.wanted_id,
        "kind": one.kind,
        "copy_code": copy_code(one.kind),
        "source": one.source,
        "file_name": one.file_name,
        "media_type": one.media_type,
        "size": one.size,
        "pages": one.pages,
        "sha256": one.sha256,
        "scan": one.scan,
        "added_at": one.added_at,
        "signs": one.from_file_id if one.source is FileSource.SIGNED else None,
        "signed_by": one.detail.get("signed_by", []),
    }


def _found(asked: Request, code: str) -> queries.DossierRecord:
    found = queries.dossier_by_code(viewer=asked.actor, code=code)
    if found is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    return found


def _ours(request: HttpRequest) -> Request:
    return request  # type: ignore[return-value]
