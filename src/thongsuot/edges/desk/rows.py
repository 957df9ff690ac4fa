"""Dossiers as the rows of a table: the same on the worklist, on today's page and in its exports."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.plumbing.ui import tables
from thongsuot.work.dossiers import queries as dossiers

LONGEST = 75


def as_table(
    rows: Sequence[dossiers.WorklistRow],
    now: datetime,
    *,
    caption: str,
    empty: tables.Empty,
    query: str = "",
    selectable: bool = False,
    is_short: bool = False,
    with_holder: bool = True,
) -> tables.Table:
    """`query` is the address of the list, so that the dossier's page knows its neighbours. `is_short`: a glance."""
    columns = [
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("procedure", _("Thủ tục")),
        tables.Column("due", _("Thời hạn")),
    ]
    if not is_short:
        columns.append(tables.Column("state", _("Trạng thái")))
    if with_holder and not is_short:
        columns.append(tables.Column("holder", _("Đang giữ")))
    return tables.Table(
        caption,
        columns,
        [
            tables.Row(
                _row(row, now, query)[: len(columns)],
                key=str(row.id) if selectable else "",
                place=row.code if query and not is_short else "",
            )
            for row in rows
        ],
        empty,
        stack=True,
        name="ho-so",
        show_caption=False,
        exports=not is_short,
    )


def _row(row: dossiers.WorklistRow, now: datetime, query: str) -> list[Any]:
    return [
        tables.Link(row.code, address(row.code, query)),
        row.applicant_name,
        shortened(saying.procedure(row.procedure_version_id)),
        saying.deadline(row, now),
        saying.status(row.state),
        saying.short_agency(row.holder_agency_id),
    ]


def exported(
    rows: Iterable[dossiers.WorklistRow], now: datetime, *, with_holder: bool
) -> Iterator[list[Any]]:
    """The cells of `as_table` for a file, for as many rows as there are: the same values, looked up once each."""
    procedure, agency = cache(saying.procedure), cache(saying.short_agency)
    state = cache(lambda one: saying.status(one).text)
    for row in rows:
        due = row.due_at or saying.deadline(row, now).text
        cells = [
            row.code,
            row.applicant_name,
            shortened(procedure(row.procedure_version_id)),
            due,
            state(row.state),
        ]
        yield [*cells, agency(row.holder_agency_id)] if with_holder else cells


def shortened(text: str, most: int = LONGEST) -> str:
    """A name that fits on two lines of a table; the dossier's page shows it whole."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def address(code: str, query: str = "") -> str:
    """The page of a dossier; it remembers from which list one came."""
    page = reverse("desk:dossier", args=[code])
    return f"{page}?{urlencode({'list': query})}" if query else page
