"""What a workbook's values do not show: formulas, errors, hidden rows and columns. Read from the XML, without its cells.

The reader of values (calamine) gives a formula's last result and nothing for an error. A whole document tree of
50,000 rows would take eight seconds and half a gigabyte; a scan for the few signs takes a fifth of a second.
"""

import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from thongsuot.plumbing.sheets.places import column_number

_MOST = 200_000  # marks of a sheet that are told one by one
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)'
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).){0,9000}?'
    rb"<(?:\w+:)?v>([^<]{1,40})<",
    re.DOTALL,
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\s(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_BOUND = re.compile(rb'\b(min|max)="(\d{1,5})"')


@dataclass(slots=True)
class Marks:
    """Rows and columns from 1. `errors` are `#REF!` and the like, `formulas` what stands in their cells."""

    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_marks(data: bytes) -> dict[str, Marks]:
    """The marks of each sheet of an .xlsx by its name; nothing for what is no such workbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            return {name: _marks(opened.read(part)) for name, part in _parts(opened).items()}
    except (zipfile.BadZipFile, KeyError, OSError):
        return {}


def _parts(opened: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the file is which sheet."""
    inside = set(opened.namelist())
    relations = [_attributes(tag) for tag in _RELATION.findall(opened.read("xl/_rels/workbook.xml.rels"))]
    targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
    found = {}
    for tag in _SHEET.findall(opened.read("xl/workbook.xml")):
        sheet = _attributes(tag)
        target = targets.get(next((sheet[key] for key in sheet if key.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in inside:
            found[sheet.get("name", "")] = part
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}


def _marks(xml: bytes) -> Marks:
    found = Marks()
    for one in _FORMULA.finditer(xml):
        if len(found.formulas) >= _MOST:
            break
        text = unescape((one[3] or b"").decode("utf-8", "replace"))[:200]
        found.formulas[int(one[2]), column_number(one[1].decode())] = text
    for one in _ERROR.finditer(xml):
        if len(found.errors) >= _MOST:
            break
        found.errors[int(one[2]), column_number(one[1].decode())] = one[3].decode("utf-8", "replace")
    found.hidden_rows = {int(one[1]) for one in _HIDDEN_ROW.finditer(xml)}
    for one in _HIDDEN_COLUMN.finditer(xml):
        bounds = {name: int(value) for name, value in _BOUND.findall(one[0])}
        first = bounds.get(b"min", 1)
        found.hidden_columns |= set(range(first, min(bounds.get(b"max", first), first + 300) + 1))
    return found
