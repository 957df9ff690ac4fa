"""Files, rows and findings of imports in words."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.plumbing.sheets import cell
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.imports import queries, rules

PHASES = {
    "new": ("Mới gửi", "quiet"),
    "asking": ("Cần chọn cột", "soon"),
    "checking": ("Đang kiểm tra", "doing"),
    "checked": ("Đã kiểm tra", "doing"),
    "loading": ("Đang nhập", "doing"),
    "loaded": ("Đã nhập", "done"),
    "refused": ("Không đọc được", "late"),
}
STATES = {
    "good": ("nhập được", ""),
    "faulty": ("có lỗi", "late"),
    "known": ("đã nhập trước đây", ""),
    "loaded": ("đã nhập", ""),
    "skipped": ("không phải hồ sơ", ""),
}
KINDS = {"fault": ("Lỗi", "late"), "change": ("Đã hiểu là", "doing"), "skip": ("Bỏ qua", "quiet")}


def class_name(code: str) -> str:
    """A class of findings in words."""
    return _(rules.CLASSES[code]) if code in rules.CLASSES else code


def files(found: Sequence[queries.BookRecord]) -> tables.Table:
    """The files that were handed in."""
    columns = (
        tables.Column("file", _("Tệp")),
        tables.Column("at", _("Gửi lúc"), "moment"),
        tables.Column("phase", _("Tình trạng")),
        tables.Column("rows", _("Dòng"), "number"),
        tables.Column("faulty", _("Có lỗi"), "number"),
        tables.Column("loaded", _("Đã nhập"), "number"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.file_name, reverse("desk:import", args=[one.id])),
                one.uploaded_at,
                tables.Status(_(PHASES[one.phase][0]), PHASES[one.phase][1]),
                one.total,
                one.counts.get("faulty", 0),
                one.counts.get("loaded", 0),
            )
        )
        for one in found
    ]
    nothing = tables.Empty(_("Chưa có tệp nào"), _("Gửi sổ cũ dạng Excel hoặc CSV ở trên."))
    return tables.Table(_("Các tệp đã gửi"), columns, rows, nothing, name="tep-nhap", stack=True)


def stats(found: queries.BookRecord) -> list[dict[str, Any]]:
    """Rows by what becomes of them."""
    return [
        {"value": formats.number(found.counts[state]), "label": _(label), "tone": tone, "url": ""}
        for state, (label, tone) in STATES.items()
        if found.counts.get(state)
    ]


def remarks(found: queries.BookRecord) -> list[str]:
    """What concerns whole sheets and columns, each as one sentence with its advice."""
    said = []
    for remark in found.remarks:
        wrong, advice = rules.said(remark, _)
        place = remark["sheet"]
        if remark["column"]:
            row = next((s["row"] for s in found.sheets if s["name"] == remark["sheet"]), 1)
            place = f"{place}!{cell(row, remark['column'])}"
        said.append(f"{place}: {wrong} {advice}." if place else f"{wrong} {advice}.")
    return said


def findings(found: queries.BookRecord, rows: Sequence[queries.RowRecord]) -> tables.Table:
    """Every finding of some rows at its cell."""
    columns = (
        tables.Column("cell", _("Ô"), "code"),
        tables.Column("kind", _("Loại")),
        tables.Column("what", _("Điều thấy")),
        tables.Column("advice", _("Đề nghị")),
    )
    told = [
        tables.Row(
            (
                f"{found.sheets[row.sheet]['name']}!{cell(row.number, one['column'])}",
                _kind(one["kind"]),
                *rules.said(one, _),
            )
        )
        for row in rows
        for one in row.findings
    ]
    nothing = tables.Empty(_("Không có gì cần xem ở đây"))
    return tables.Table(_("Từng ô"), columns, told, nothing, name="loi-nhap", stack=True)


def _kind(kind: str) -> tables.Status:
    word, tone = KINDS[kind]
    return tables.Status(_(word), tone)
