"""Dossiers as the rows of a table: the same on the worklist, on today's page and in its exports."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import saying, supplementing
from thongsuot.kernel.actor import ANONYMOUS, Actor
from thongsuot.plumbing.ui import tables
from thongsuot.work.custody import queries as custody
from thongsuot.work.dossiers import queries as dossiers

LONGEST = 75
TOGETHER = 500  # rows of an export whose deliveries are asked for at once
# The columns that a list may have beside the code, in their order; what they show besides is for `exported` to say too.
CHOICES = ("applicant", "procedure", "received", "due", "state", "delivery", "holder", "officer")
USUAL = ("applicant", "procedure", "due", "state", "holder")
SHORT = ("applicant", "procedure", "due")
LABELS = {
    "applicant": gettext_lazy("Người nộp"), "procedure": gettext_lazy("Thủ tục"),
    "received": gettext_lazy("Tiếp nhận lúc"), "due": gettext_lazy("Thời hạn"), "state": gettext_lazy("Trạng thái"),
    "delivery": gettext_lazy("Tình trạng giao"), "holder": gettext_lazy("Đang giữ"), "officer": gettext_lazy("Người xử lý"),
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
    viewer: Actor = ANONYMOUS,
    until: Mapping[UUID, date] | None = None,
) -> tables.Table:
    """`query` is the address of the list, so that the dossier's page knows its neighbours. `is_short`: a glance.

    columns: of `CHOICES`; none: the usual ones. viewer: who sees the deliveries, where they are among the columns.
    until: the last day to add what was asked for, where one was named.
    """
    keys = SHORT if is_short else (*columns,) or USUAL
    cells = _cells(now, until or {}) | _delivered(rows, now, keys, viewer)
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


def _cells(
    now: datetime, until: Mapping[UUID, date] = MappingProxyType({})
) -> dict[str, Callable[[dossiers.WorklistRow], Any]]:
    """What each column shows of a row; names are looked up once each."""
    procedure, agency, officer = cache(saying.procedure), cache(saying.short_agency), cache(saying.officer)
    return {
        "applicant": lambda row: row.applicant_name,
        "procedure": lambda row: shortened(procedure(row.procedure_version_id)),
        "received": lambda row: row.received_at,
        "due": lambda row: supplementing.deadline(row, until.get(row.id), now),
        "state": lambda row: saying.status(row.state),
        "holder": lambda row: agency(row.holder_agency_id),
        "officer": lambda row: officer(row.holder_officer_id) if row.holder_officer_id else "",
    }


def _delivered(
    rows: Sequence[dossiers.WorklistRow], now: datetime, keys: Sequence[str], viewer: Actor
) -> dict[str, Callable[[dossiers.WorklistRow], Any]]:
    """How each of these rows is delivered, asked once for all of them and only where it is shown."""
    if "delivery" not in keys:
        return {}
    found = custody.deliveries(viewer=viewer, dossier_ids=[row.id for row in rows], now=now)
    return {"delivery": lambda row: saying.delivery(found[row.id]) if row.id in found else ""}


def exported(
    rows: Iterable[dossiers.WorklistRow], now: datetime, *, columns: Sequence[str], viewer: Actor
) -> Iterator[list[Any]]:
    """The cells of `as_table` for a file, for as many rows as there are: the same values, looked up once each."""
    state = cache(lambda one: saying.status(one).text)
    cells = _cells(now)
    cells |= {
        "due": lambda row: row.due_at or saying.deadline(row, now).text,
        "state": lambda row: state(row.state),
    }
    left = iter(rows)
    while some := list(islice(left, TOGETHER if "delivery" in columns else 1)):
        told = cells | _delivered(some, now, columns, viewer)
        for row in some:
            found = [told[key](row) for key in columns]
            yield [row.code, *(one.text if isinstance(one, tables.Status) else one for one in found)]


def shortened(text: str, most: int = LONGEST) -> str:
    """A name that fits on two lines of a table; the dossier's page shows it whole."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def address(code: str, query: str = "") -> str:
    """The page of a dossier; it remembers from which list one came."""
    page = reverse("desk:dossier", args=[code])
    return f"{page}?{urlencode({'list': query})}" if query else page
