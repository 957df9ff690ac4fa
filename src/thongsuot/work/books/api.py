"""Books by API: the lines of an office's register with their sum, and the printed book."""

from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from thongsuot.kernel.errors import refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.given import LARGEST, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.work.books import papers, queries, rules, services
from thongsuot.work.books.rules import COLUMNS, Book, Span

router = Router(tags=["books"])
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
YEARS = (1900, 2199)


class Taken(StrEnum):
    JSON = "json"
    PDF = "pdf"


class BookQuery(Schema):
    """Days of Việt Nam, both included. `until`: up to when the book speaks; without it, until this minute."""

    agency_id: Annotated[int, Field(ge=1, le=LARGEST)]
    start: WorkDay
    to: WorkDay
    until: datetime | None = Field(
        None, description="With its offset; asked again with the same one, the same book"
    )


class ColumnOut(Schema):
    """`kind`: text, code, number, vnd (dong) or moment."""

    key: str
    label: str
    kind: str


class BookOut(Schema):
    """`lines`: one value for each of `columns`, in order. `digest`: the sum that a printed copy of the book bears."""

    book: Book
    agency_id: int
    until: datetime
    columns: list[ColumnOut]
    lines: list[list[Any]]
    digest: str


@router.get("/{book}", response=BookOut, summary="A register of an office")
@officer_required
def book(request: HttpRequest, book: Book, asked: Query[BookQuery]) -> HttpResponse:
    """At most 3,000 lines: ask for fewer days when it holds more. The journal keeps who took it and its sum."""
    span, lines, digest = _taken(request, book, asked, Taken.JSON)
    columns = [{"key": c.key, "label": c.label, "kind": c.kind} for c in COLUMNS[book]]
    return Data(
        {
            "book": book,
            "agency_id": asked.agency_id,
            "until": span.until,
            "columns": columns,
            "lines": lines,
            "digest": digest,
        }
    )


@router.get(
    "/{book}/printed", summary="A register as printed", openapi_extra={"responses": {200: {"content": PDF}}}
)
@officer_required
def printed(request: HttpRequest, book: Book, asked: Query[BookQuery]) -> HttpResponse:
    """As PDF/A: asked for again with the same days and `until`, the same to the byte."""
    span, lines, digest = _taken(request, book, asked, Taken.PDF)
    with seeing(ours(request).actor):
        content = papers.printed(
            book=book, agency_id=asked.agency_id, span=span, lines=lines, digest=digest,
            is_demo=bool(settings.DEMO),
        )  # fmt: skip
    name = f"{book.value}_{span.from_day}_{span.to_day}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _taken(
    request: HttpRequest, book: Book, asked: BookQuery, kind: Taken
) -> tuple[Span, list[queries.Line], str]:
    """The lines and their sum, told to the journal. Only of offices that the officer may read."""
    now, today, viewer = ours(request).now, ours(request).day, ours(request).actor
    access.require(actor=viewer, verb=access.READ, agency_id=asked.agency_id, day=today)
    until = asked.until or now.replace(second=0, microsecond=0)
    span = Span(asked.start, asked.to, _aware(until, now))
    refuse_if(rules.span_problems(span, now=now, today=today))
    digest = rules.digest_of(book, asked.agency_id, span)
    found = queries.lines(viewer=viewer, book=book, agency_id=asked.agency_id, span=span)
    lines = list(islice(digest.counted(found), rules.PRINTED_MOST + 1))
    refuse_if(rules.printing_problems(len(lines)))
    services.take_out(
        actor=viewer, now=now, book=book, office_id=asked.agency_id, span=span, kind=kind.value,
        lines=digest.lines, digest=digest.text,
    )  # fmt: skip
    return span, lines, digest.text


def _aware(until: datetime, now: datetime) -> datetime:
    """An instant without an offset is one of UTC; one at the ends of time counts as now, or as the year 1900."""
    if until.year >= YEARS[1]:
        return until.replace(year=YEARS[1], tzinfo=now.tzinfo)
    if until.year <= YEARS[0]:
        return until.replace(year=YEARS[0], tzinfo=now.tzinfo)
    return until if until.tzinfo else until.replace(tzinfo=now.tzinfo)
