"""A list of dossiers whole, as CSV or workbook: the filter, columns and order of the page, however long it is."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import rows, seats, worklist
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import downloads, tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@officer_required
@require_safe
def export(request: Request, kind: str) -> StreamingHttpResponse:
    """Every row of the list, not only those of its first page; of a search what its one page shows.

    The journal says who took it, and how much of it.
    """
    if kind not in TYPES:
        raise NotFound(Problem("no_such_format", "Danh sách chỉ tải được dạng CSV hoặc Excel.", "kind"))
    wanted = worklist.Wanted.read(request.GET, seats.readable(request))
    keys = worklist.columns(request, wanted)
    table = rows.as_table((), request.now, caption="", empty=tables.Empty(""), columns=keys)
    cells = rows.exported(_found(request, wanted), request.now, columns=keys, viewer=request.actor)
    counted = _journalled(request, wanted, kind, cells)
    pieces = (
        downloads.as_csv(table.columns, counted)
        if kind == "csv"
        else downloads.as_xlsx(table.columns, counted, sheet=_("Hồ sơ"))
    )
    return StreamingHttpResponse(
        in_language(pieces),
        content_type=TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{table.name}.{kind}"',
            "Cache-Control": "private, no-store",
        },
    )


def _found(request: Request, wanted: worklist.Wanted) -> Iterable[dossiers.WorklistRow]:
    if wanted.words:
        return worklist.found(request, wanted).rows
    return dossiers.every(
        viewer=request.actor,
        agency_ids=worklist.places(request, wanted),
        state=wanted.state,
        officer_id=worklist.officer_of(request, wanted),
        due_before=worklist.before(request, wanted),
        is_backwards=wanted.is_backwards,
    )


def _journalled(
    request: Request, wanted: worklist.Wanted, kind: str, cells: Iterable[list[Any]]
) -> Iterator[list[Any]]:
    """The same rows, counted; what was searched for may be a name, so only that something was is written down."""
    query = wanted.query(q="*" if wanted.words else "", after="")
    by: dict[str, Any] = {"actor": request.actor, "now": request.now, "query": query, "kind": kind}
    services.export(**by)
    count, is_whole = 0, False
    try:
        for row in cells:
            count += 1
            yield row
        is_whole = True
    finally:
        services.export(**by, rows=count, is_whole=is_whole)


def in_language(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The language of the request stays that of the answer, which is made after the request has left its layers."""
    language = translation.get_language()

    def spoken() -> Iterator[bytes]:
        with translation.override(language):
            yield from pieces

    return spoken()
