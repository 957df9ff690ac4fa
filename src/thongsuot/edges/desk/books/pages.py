"""A book on the screen, a hundred lines at a time, with the ways to print it and to take it along."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, rows, saying
from thongsuot.edges.desk.books import asking
from thongsuot.edges.desk.books.asking import Wanted
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.books import queries, rules
from thongsuot.work.books.rules import BOOK_NAMES, COLUMNS, Book, Column

AT_ONCE = 100
FURTHEST = 1_000_000
ON_PAPER = frozenset({"signed", "sets", "address"})  # columns that only the printed book and the files need
WORDS = frozenset({"way", "note", "kind", "holds", "method", "from", "to"})  # columns in words of ours


@officer_required
@require_safe
def books(request: Request) -> HttpResponse:
    """The question stands in the address; so does the instant up to which the book speaks."""
    form, wanted = asking.asked(request)
    context: dict[str, Any] = {"form": form, "more": bool(form.is_bound and form.data.get("until"))}
    if wanted is not None:
        context |= _shown(request, wanted)
    return page.show(
        request, "desk/books/books.html", context, current="books", status=422 if form.errors else 200
    )


def _shown(request: Request, wanted: Wanted) -> dict[str, Any]:
    start = _start(request)
    found = queries.lines(
        viewer=request.actor, book=wanted.book, agency_id=wanted.agency_id, span=wanted.span
    )
    lines = list(islice(found, start, start + AT_ONCE + 1))
    table = _table(wanted, lines[:AT_ONCE], start)
    files = {kind: f"{_file(wanted.book, kind)}?{wanted.query(book='')}" for kind in ("pdf", "xlsx", "csv")}
    return {
        "table": table,
        "told": _told(wanted),
        "office": saying.agency(wanted.agency_id),
        "files": files if lines else {},
        "compared": _compared(request, wanted) if wanted.digest else None,
        "next": f"?{wanted.query(line=start + AT_ONCE)}" if len(lines) > AT_ONCE else "",
        "previous": f"?{wanted.query(line=max(start - AT_ONCE, 0) or '')}" if start else "",
    }


def _start(request: Request) -> int:
    """`?line=200`: how many lines stand before the first that is shown."""
    given = request.GET.get("line", "")
    return min(int(given), FURTHEST) if given.isascii() and given.isdecimal() and len(given) < 8 else 0


def _file(book: Book, kind: str) -> str:
    return reverse("desk:book-file", args=[book.value, kind])


def _told(wanted: Wanted) -> str:
    text = _("{book}, từ {first} đến hết {last}, số liệu đến {until}")
    return text.format(
        book=_(BOOK_NAMES[wanted.book]),
        first=formats.day(wanted.span.from_day),
        last=formats.day(wanted.span.to_day),
        until=formats.moment(wanted.span.until),
    )


def _compared(request: Request, wanted: Wanted) -> dict[str, Any]:
    """Whether the sum that was typed from a printed copy is that of the book as the data tell it now."""
    digest = digest_of(wanted)
    lines = queries.lines(
        viewer=request.actor, book=wanted.book, agency_id=wanted.agency_id, span=wanted.span
    )
    for _line in digest.counted(lines):
        continue
    return {
        "same": rules.is_same_digest(wanted.digest, digest.text),
        "text": digest.text,
        "lines": digest.lines,
    }


def digest_of(wanted: Wanted) -> rules.Digest:
    """The sum of a book before its first line: which book, of whom, which days, up to when."""
    return rules.digest_of(wanted.book, wanted.agency_id, wanted.span)


def headings(columns: Iterable[Column]) -> list[tables.Column]:
    """The columns of a book as a table knows them; what is signed by hand needs paper."""
    return [tables.Column(c.key, _(c.label), c.kind) for c in columns]  # type: ignore[arg-type]


def _table(wanted: Wanted, lines: Sequence[queries.Line], before: int) -> tables.Table:
    columns = [column for column in COLUMNS[wanted.book] if column.key not in ON_PAPER]
    places = [COLUMNS[wanted.book].index(column) for column in columns]
    nothing = tables.Empty(
        _("Sổ này chưa có dòng nào"),
        _("Không có gì được ghi trong những ngày này ở đơn vị đã chọn. Hãy chọn ngày khác hoặc đơn vị khác."),
    )
    return tables.Table(
        _(BOOK_NAMES[wanted.book]),
        [tables.Column("line", _("TT"), "number"), *headings(columns)],
        [
            tables.Row([before + nth, *(_cell(line[at], c) for at, c in zip(places, columns, strict=True))])
            for nth, line in enumerate(lines, 1)
        ],
        nothing,
        name=wanted.book.value,
        stack=True,
        show_caption=False,
        exports=False,
    )


def _cell(value: Any, column: Column) -> Any:
    if column.key == "code" and value:
        return tables.Link(value, rows.address(value))
    if column.key == "procedure":
        return rows.shortened(value)
    if column.key in WORDS and isinstance(value, str):
        return "; ".join(_(word) for word in value.split("; ") if word)
    return value
