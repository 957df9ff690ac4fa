"""Old registers by API: hand a table in, read what is wrong with which cell, say what is meant, load the good rows."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import BaseModel

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.files import limits
from thongsuot.plumbing.files.serving import attachment
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Flag, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.sheets.places import column_letters
from thongsuot.work.imports import queries, rules, services

router = Router(tags=["imports"])
UPLOAD = "imports.upload"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT = {XLSX: {"schema": {"type": "string", "format": "binary"}}}
Name = Annotated[str, Field(max_length=100)]


class UploadIn(Schema):
    agency_id: Annotated[int, Field(ge=1, le=LARGEST)]


class SheetIn(BaseModel):
    """`row`: where the heading is; `columns`: what each column is, by its number from 1 ("" for nothing)."""

    use: Flag = True
    row: Annotated[int, Field(strict=True, ge=1, le=1_000)] | None = None
    columns: Annotated[
        dict[Annotated[str, Field(pattern="^[1-9][0-9]{0,2}$")], Name], Field(max_length=300)
    ] = {}


class ArrangeIn(BaseModel):
    """Left out: as it is. `accepted`: classes of faults that are to be mended as proposed."""

    sheets: Annotated[dict[Name, SheetIn], Field(max_length=50)] | None = None
    accepted: Annotated[list[Name], Field(max_length=100)] | None = None


class LoadIn(BaseModel):
    only_good: Flag = Field(False, description="Although other rows have faults")


class ClassOut(Schema):
    kind: str
    code: str
    count: int
    can_accept: bool


class ImportOut(Schema):
    """A table as it stands: `phase` asking · checking · checked · loading · loaded · failed; `counts`: rows by state."""

    id: UUID
    agency_id: int
    file_name: str
    sha256: str
    uploaded_at: str
    phase: str
    counts: dict[str, int]
    classes: list[ClassOut]
    accepted: list[str]
    problems: list[str]
    finished_at: str | None


class ImportsOut(Schema):
    imports: list[ImportOut]


class FindingOut(Schema):
    """`column` as a spreadsheet names it; what is wrong and what to do about it, in the caller's language."""

    column: str
    code: str
    wrong: str
    advice: str


class ImportRowOut(Schema):
    sheet: int
    number: int
    code: str
    state: str
    dossier_id: UUID | None
    findings: list[FindingOut]


class ImportRowsOut(Schema):
    rows: list[ImportRowOut]
    next: str | None


class ImportRowsQuery(Schema):
    state: Literal["good", "faulty", "skipped", "known", "loaded"] | None = None
    code: str = Field("", max_length=40, description="Only with a finding of this class")
    found: bool = Field(False, description="Only with any finding")
    after: str = Field("", pattern=r"^(\d{1,3}-\d{1,7})?$", description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000)


@router.post("", response={201: ImportOut}, summary="Hand in a table of old dossiers")
@officer_required
def upload(request: HttpRequest, given: Form[UploadIn], file: File[UploadedFile]) -> HttpResponse:
    """Excel, ODS or CSV. A large one is checked in the background: ask for it until it is `checked`."""
    asked = ours(request)
    examined = services.examine(file.name or "", file.read(limits.FILE_MOST + 1))

    def act() -> UUID:
        return services.upload(actor=asked.actor, now=asked.now, agency_id=given.agency_id, examined=examined)

    return once(request, act, lambda book_id: plain(_book(_found(request, book_id))))


@router.get("", response=ImportsOut, summary="Tables that were handed in")
@officer_required
def listed(request: HttpRequest) -> HttpResponse:
    """Of the caller's agencies, the latest first."""
    mine = _mine(request)
    found = queries.books(viewer=ours(request).actor)
    return Data({"imports": [_book(one) for one in found if one.agency_id in mine]})


@router.get("/{uuid:book_id}", response=ImportOut, summary="One table")
@officer_required
def one(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """How far it is and what was found, by class."""
    return Data(_book(_found(request, book_id)))


@router.get("/{uuid:book_id}/rows", response=ImportRowsOut, summary="Rows and what was found in them")
@officer_required
def rows(request: HttpRequest, book_id: UUID, asked: Query[ImportRowsQuery]) -> HttpResponse:
    """In the order of the file; ask again with `after` the `next` of the answer."""
    _found(request, book_id)
    sheet, _dash, number = asked.after.partition("-")
    found = queries.rows(
        viewer=ours(request).actor, book_id=book_id, states=[asked.state] if asked.state else None, code=asked.code,
        found=asked.found, after=(int(sheet), int(number)) if asked.after else (-1, 0), limit=asked.limit,
    )  # fmt: skip
    after = f"{found[-1].sheet}-{found[-1].number}" if len(found) == asked.limit else None
    return Data({"rows": [_row(one) for one in found], "next": after})


@router.get(
    "/{uuid:book_id}/answer",
    summary="The table with what is wrong",
    openapi_extra={"responses": {200: {"content": CONTENT}}},
)
@officer_required
def answer(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The same workbook with two columns more: what is wrong with each row, and what to do about it."""
    found = _found(request, book_id)
    data = queries.answer(viewer=ours(request).actor, book_id=book_id, translate=_)
    if data is None:
        raise NotFound(NO_IMPORT)
    return attachment(f"{found.file_name.rsplit('.', 1)[0]} - {_('kết quả kiểm tra')}.xlsx", XLSX, data)


@router.post("/{uuid:book_id}/arrange", response=ImportOut, summary="Say what columns are, accept proposals")
@officer_required
def arrange(request: HttpRequest, book_id: UUID, given: ArrangeIn) -> HttpResponse:
    """The table is checked again."""
    asked, found = ours(request), _found(request, book_id)
    told = given.model_dump(exclude_none=True)
    known = {code for _kind, code, _count, can in found.classes if can} | found.accepted
    if "accepted" in told:
        told["accepted"] = sorted(known & set(told["accepted"]))

    def act() -> None:
        services.arrange(actor=asked.actor, now=asked.now, agency_id=found.agency_id, book_id=book_id, **told)

    return once(request, act, lambda _done: plain(_book(_found(request, book_id))), status=200)


@router.post("/{uuid:book_id}/load", response=ImportOut, summary="Load the good rows")
@officer_required
def load(request: HttpRequest, book_id: UUID, given: LoadIn) -> HttpResponse:
    """In the background; `counts` say how far it is. A row that is in already is known and not loaded twice."""
    asked, found = ours(request), _found(request, book_id)

    def act() -> int:
        return services.load(
            actor=asked.actor, now=asked.now, agency_id=found.agency_id, book_id=book_id,
            only_good=given.only_good,
        )  # fmt: skip

    return once(request, act, lambda _done: plain(_book(_found(request, book_id))), status=200)


NO_IMPORT = Problem("no_such_import", "Không có tệp nhập này, hoặc bạn không được xem.")


def _mine(request: HttpRequest) -> frozenset[int]:
    asked = ours(request)
    return frozenset(access.agencies_of(actor=asked.actor, verb=UPLOAD, day=asked.day))


def _found(request: HttpRequest, book_id: UUID) -> queries.BookRecord:
    found = queries.book(viewer=ours(request).actor, book_id=book_id)
    if found is None or found.agency_id not in _mine(request):
        raise NotFound(NO_IMPORT)
    return found


def _book(one: queries.BookRecord) -> dict[str, Any]:
    names = ("id", "agency_id", "file_name", "sha256", "uploaded_at", "phase", "counts", "finished_at")
    return {
        **{name: getattr(one, name) for name in names},
        "classes": [
            {"kind": kind, "code": code, "count": count, "can_accept": can}
            for kind, code, count, can in one.classes
        ],
        "accepted": sorted(one.accepted),
        "problems": [text_of(Problem(p["code"], p["message"], "", p["params"])) for p in one.problems],
    }


def _row(one: queries.RowRecord) -> dict[str, Any]:
    told = [(f, *rules.said(f, _)) for f in one.findings]
    return {
        **{name: getattr(one, name) for name in ("sheet", "number", "code", "state", "dossier_id")},
        "findings": [
            {"column": column_letters(f["column"]), "code": f["code"], "wrong": wrong, "advice": advice}
            for f, wrong, advice in told
        ],
    }
