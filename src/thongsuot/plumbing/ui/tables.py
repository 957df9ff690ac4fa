"""A table as data: what the screen shows is exactly what the CSV and JSON behind its links hold."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from thongsuot.plumbing.ui import formats

Kind = Literal["text", "number", "vnd", "day", "moment", "code"]
_NUMERIC = ("number", "vnd")
# A cell that starts with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Status:
    """A state as word and tone; tones are the names of `icons.SHAPES`."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date said as a sentence. `due` is what the export holds."""

    text: str
    tone: str
    due: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the name in JSON and in `?sort=`; `sortable` only where the view really sorts by it."""

    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind in _NUMERIC


@dataclass(frozen=True, slots=True)
class Row:
    """One value for each column, in order. `key` makes the row selectable (name `row` in a form).

    `place`: the fragment by which an address finds the row.
    """

    cells: Sequence[Any]
    key: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty table says: that there is nothing, and what to do next."""

    text: str
    advice: str = ""
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`sort` is the key in force, with "-" in front when it falls. `stack`: rows are cards on a phone."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Empty = field(default_factory=lambda: Empty(""))
    sort: str = ""
    stack: bool = False
    name: str = "bang"
    show_caption: bool = True
    exports: bool = True

    @property
    def is_selectable(self) -> bool:
        return any(row.key for row in self.rows)


def shown(value: Any, kind: Kind) -> str:
    """The text of a cell on screen; nothing is an en dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Link | Status | Deadline):
        return value.text
    if kind == "vnd":
        return formats.vnd(int(value))
    if kind == "number" and isinstance(value, int):
        return formats.number(value)
    if isinstance(value, datetime):
        return formats.day(value) if kind == "day" else formats.moment(value)
    return formats.day(value) if isinstance(value, date) else str(value)


def plain(value: Any) -> Any:
    """The value of a cell for a machine: numbers stay numbers, dates become ISO 8601, links their text."""
    if isinstance(value, Deadline):
        return plain(value.due) if value.due else value.text
    if isinstance(value, Link | Status):
        return value.text
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Vietnamese; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([harmless(in_csv(value)) for value, _ in zip(row.cells, table.columns, strict=True)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_json(table: Table) -> dict[str, Any]:
    """`{"caption", "columns": [{"key", "label"}], "rows": [{key: value}]}`."""
    return {
        "caption": table.caption,
        "columns": [{"key": column.key, "label": column.label} for column in table.columns],
        "rows": [
            {c.key: plain(value) for value, c in zip(row.cells, table.columns, strict=True)}
            for row in table.rows
        ],
    }


def export(request: HttpRequest, table: Table) -> HttpResponse | None:
    """The answer to `?format=csv` or `?format=json`; None when the page itself is wanted."""
    match request.GET.get("format"):
        case "csv":
            content, kind = as_csv(table), "text/csv; charset=utf-8"
        case "json":
            content = json.dumps(as_json(table), ensure_ascii=False).encode()
            kind = "application/json"
        case _:
            return None
    name = f"{table.name}.{request.GET['format']}"
    return HttpResponse(content, content_type=kind, headers=_download(name))


def sort_links(table: Table) -> Mapping[str, tuple[str, str, str]]:
    """For each sortable column: the next `?sort=` value, its `aria-sort`, and what the link does."""
    links = {}
    for column in table.columns:
        if column.sortable:
            rising, falling = table.sort == column.key, table.sort == f"-{column.key}"
            state = "ascending" if rising else "descending" if falling else ""
            action = gettext("Sắp xếp giảm dần") if rising else gettext("Sắp xếp tăng dần")
            links[column.key] = (f"-{column.key}" if rising else column.key, state, action)
    return links


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}


def in_csv(value: Any) -> Any:
    """Days and instants are written as a Vietnamese Excel reads them; everything else as in JSON."""
    if isinstance(value, Deadline):
        value = value.due or value.text
    if isinstance(value, datetime):
        return f"{formats.day(value)} {formats.clock(value)}"
    return formats.day(value) if isinstance(value, date) else plain(value)


def harmless(value: Any) -> Any:
    """The value of a cell of a CSV, such that no spreadsheet takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
