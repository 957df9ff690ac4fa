"""A book taken out of the house: as PDF to be signed and bound, as workbook, as CSV. The journal keeps its sum."""

from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page
from thongsuot.edges.desk.books import asking, pages
from thongsuot.edges.desk.books.asking import Wanted
from thongsuot.edges.desk.exporting import TYPES, in_language
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import downloads, fields
from thongsuot.registers.units import queries as units
from thongsuot.work.books import papers, queries, rules, services
from thongsuot.work.books.rules import BOOK_NAMES, COLUMNS, Book

KINDS = ("pdf", *TYPES)


@officer_required
@require_safe
def file(request: Request, book: str, kind: str) -> HttpResponseBase:
    """The whole book. Asked for again with the same days and instant it is the same to the byte."""
    if kind not in KINDS or book not in {one.value for one in Book}:
        raise NotFound(Problem("no_such_format", "Sổ chỉ tải được dạng PDF, Excel hoặc CSV.", "kind"))
    form, wanted = asking.asked(request, book=book)
    if wanted is None:
        return _refused(request, form)
    try:
        answer = _pdf(request, wanted) if kind == "pdf" else _table(request, wanted, kind)
    except Refused as refused:
        fields.add_problems(form, refused.problems)
        return _refused(request, form)
    shown = "inline" if kind == "pdf" else "attachment"
    answer["Content-Disposition"] = f'{shown}; filename="{_name(wanted)}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _refused(request: Request, form: asking.Asked) -> HttpResponse:
    return page.show(request, "desk/books/books.html", {"form": form}, current="books", status=422)


def _pdf(request: Request, wanted: Wanted) -> HttpResponse:
    digest = pages.digest_of(wanted)
    found = queries.lines(
        viewer=request.actor, book=wanted.book, agency_id=wanted.agency_id, span=wanted.span
    )
    lines = list(islice(digest.counted(found), rules.PRINTED_MOST + 1))
    with seeing(request.actor):
        content = papers.printed(
            book=wanted.book, agency_id=wanted.agency_id, span=wanted.span, lines=lines, digest=digest.text,
            is_demo=bool(settings.DEMO),
        )  # fmt: skip
    _say(request, wanted, "pdf", digest)
    return HttpResponse(content, content_type="application/pdf")


def _table(request: Request, wanted: Wanted, kind: str) -> StreamingHttpResponse:
    columns = pages.headings(COLUMNS[wanted.book])
    lines = _counted(request, wanted, kind)
    pieces = (
        downloads.as_csv(columns, lines)
        if kind == "csv"
        else downloads.as_xlsx(columns, lines, sheet=_(BOOK_NAMES[wanted.book])[:28])
    )
    return StreamingHttpResponse(in_language(pieces), content_type=TYPES[kind])


def _counted(request: Request, wanted: Wanted, kind: str) -> Iterator[queries.Line]:
    digest = pages.digest_of(wanted)
    _say(request, wanted, kind, None)
    found = queries.lines(
        viewer=request.actor, book=wanted.book, agency_id=wanted.agency_id, span=wanted.span
    )
    yield from digest.counted(found)
    _say(request, wanted, kind, digest)


def _say(request: Request, wanted: Wanted, kind: str, digest: rules.Digest | None) -> None:
    services.take_out(
        actor=request.actor, now=request.now, book=wanted.book, office_id=wanted.agency_id, span=wanted.span,
        kind=kind, lines=digest.lines if digest else None, digest=digest.text if digest else "",
    )  # fmt: skip


def _name(wanted: Wanted) -> str:
    office = units.agency(agency_id=wanted.agency_id)
    code = office.code if office else ""
    return f"{wanted.book.value}_{code}_{wanted.span.from_day}_{wanted.span.to_day}"
