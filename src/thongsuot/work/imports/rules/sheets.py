"""Which rows of a sheet are dossiers, and which are what people write around them."""

from collections.abc import Mapping, Sequence
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold
from thongsuot.work.imports.rules.fields import Heading, field_of
from thongsuot.work.imports.rules.findings import Finding, skip

_TOTALS = ("tong cong", "tong so", "tong", "cong", "cong don", "luy ke")
_FEW = 2  # so few filled cells without code and name are no dossier


@house_rule("a line without a single letter is no line")
def is_blank(row: Sequence[Any]) -> bool:
    """Whether nothing is written in the row."""
    return not any(cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in row)


@house_rule("totals, repeated headings and signatures are not dossiers; leaving them out is told")
def no_dossier(row: Sequence[Any], heading: Heading, places: Mapping[str, int]) -> tuple[int, Finding] | None:
    """The column (from 1) and the reason for which a row is left out; None for a dossier."""
    filled = [(n, cell) for n, cell in enumerate(row, 1) if cell != "" and str(cell).strip()]
    if not filled:
        return None
    code, name = (_at(row, places.get(key, 0)) for key in ("code", "name"))
    column, first = filled[0]
    if not name and any(fold(str(c)).rstrip(" :.") in _TOTALS for _, c in filled[:3] if isinstance(c, str)):
        said = next(str(c) for _, c in filled[:3] if isinstance(c, str))
        return column, skip(
            "totals_row", "Dòng tổng “{text}” không phải hồ sơ, không nhập.", "xóa dòng này", text=said[:40]
        )
    if sum(field_of(str(cell)) != "" for _, cell in filled) >= max(3, len(filled) // 2):
        return column, skip("repeated_heading", "Dòng tiêu đề lặp lại, không nhập.", "xóa dòng này")
    if len(filled) >= 3 and all(
        str(c).strip("() ").split(".")[0] == str(i) for i, (_, c) in enumerate(filled, 1)
    ):
        return column, skip("numbering_row", "Dòng đánh số cột, không nhập.", "xóa dòng này")
    mapped = [n for n, _ in filled if heading.columns.get(n)]
    if not code and not name and len(mapped) <= _FEW:
        return column, skip(
            "stray_row", "Dòng “{text}” không có mã hồ sơ và người nộp, không nhập.", "điền đủ, hoặc xóa dòng này",
            text=str(first)[:40],
        )  # fmt: skip
    return None


def _at(row: Sequence[Any], column: int) -> str:
    return str(row[column - 1]).strip() if 0 < column <= len(row) else ""
