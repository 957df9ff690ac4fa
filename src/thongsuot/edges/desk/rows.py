"""Dossiers as the rows of a table: the same on the worklist, on today's page and in its exports."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import saying
from thongsuot.plumbing.ui import tables
from thongsuot.work.dossiers import queries as dossiers

LONGEST = 75
# The columns that a list may have beside the code, in their order; what they show besides is for `exported` to say too.
CHOICES = ("applicant", "procedure", "received", "due", "state", "holder", "officer")
USUAL = ("applicant", "procedure", "due", "state", "holder")
SHORT = ("applicant", "procedure", "due")
LABELS = {
    "applicant": gettext_lazy("Người nộp"), "procedure": gettext_lazy("Thủ tục"),
    "received": gettext_lazy("Tiếp nhận lúc"), "due": gettext_lazy("Thời hạn"), "state": gettext_lazy("Trạng thái"),
    "holder": gettext_lazy("Đang giữ"), "officer": gettext_lazy("Người xử lý"),
}  # fmt: skip


def as_table(
    rows: Sequence[dossiers.WorklistRow],
    now: datetime,
    *,
    caption: str,
    empty: tables.Empty,
    query: str = "",
    selectable: bool = False,
    is_short: bool = False,
    columns: Sequence[str] = (),
) -> tables.Table:
    """`query` is the address of the list, so that the dossier's page knows its neighbours. `is_short`: a glance.

    columns: of `CHOICES`; none: the usual ones.
    """
    keys = SHORT if is_short else (*columns,) or USUAL
    cells = _cells(now)
    return tables.Table(
        caption,
        heads(keys),
        [
            tables.Row(
                [tables.Link(row.code, address(row.code, query)), *(cells[key](row) for key in keys)],
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


def heads(keys: Iterable[str]) -> list[tables.Column]:
    """The columns of a list: the code, then those of `keys`."""
    kinds: dict[str, tables.Kind] = {"received": "moment"}
    named = [tables.Column(key, str(LABELS[key]), kinds.get(key, "text")) for key in keys]
    return [tables.Column("code", _("Mã hồ sơ"), "code"), *named]


def _cells(now: datetime) -> dict[str, Callable[[dossiers.WorklistRow], Any]]:
    """What each column shows of a row; names are looked up once each."""
    procedure, agency, officer = cache(saying.procedure), cache(saying.short_agency), cache(saying.officer)
    return {
        "applicant": lambda row: row.applicant_name,
        "procedure": lambda row: shortened(procedure(row.procedure_version_id)),
        "received": lambda row: row.received_at,
        "due": lambda row: saying.deadline(row, now),
        "state": lambda row: saying.status(row.state),
        "holder": lambda row: agency(row.holder_agency_id),
        "officer": lambda row: officer(row.holder_officer_id) if row.holder_officer_id else "",
    }


def exported(
    rows: Iterable[dossiers.WorklistRow], now: datetime, *, columns: Sequence[str]
) -> Iterator[list[Any]]:
    """The cells of `as_table` for a file, for as many rows as there are: the same values, looked up once each."""
    state = cache(lambda one: saying.status(one).text)
    cells = _cells(now)
    cells |= {
        "due": lambda row: row.due_at or saying.deadline(row, now).text,
        "state": lambda row: state(row.state),
    }
    for row in rows:
        yield [row.code, *(cells[key](row) for key in columns)]


def shortened(text: str, most: int = LONGEST) -> str:
    """A name that fits on two lines of a table; the dossier's page shows it whole."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def address(code: str, query: str = "") -> str:
    """The page of a dossier; it remembers from which list one came."""
    page = reverse("desk:dossier", args=[code])
    return f"{page}?{urlencode({'list': query})}" if query else page
