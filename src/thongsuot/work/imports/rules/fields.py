"""The columns of an old register that we know, and the titles by which people call them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold


class Cell(StrEnum):
    TEXT = "text"
    NAME = "name"
    CODE = "code"
    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    DAY = "day"
    VND = "vnd"
    NUMBER = "number"
    STATUS = "status"
    CHANNEL = "channel"
    REGISTER = "register"  # read by the registers: procedure, territory, officer
    NOTHING = "nothing"  # known and of no use: the running number


@dataclass(frozen=True, slots=True)
class Field:
    """`titles` as they are met, without accents; the first is what a corrected file should say."""

    key: str
    title: str
    cell: Cell
    titles: tuple[str, ...]
    required: bool = False


FIELDS: tuple[Field, ...] = (
    Field("ordinal", "STT", Cell.NOTHING, ("stt", "so thu tu", "tt", "no")),
    Field(
        "code", "Mã hồ sơ", Cell.CODE,
        ("ma ho so", "so ho so", "ma hs", "ma so ho so", "ma bien nhan", "so bien nhan", "ma tiep nhan", "dossier code"),
        required=True,
    ),
    Field(
        "procedure", "Mã thủ tục", Cell.REGISTER,
        ("ma thu tuc", "thu tuc", "ma tthc", "ten thu tuc", "thu tuc hanh chinh", "ten tthc", "tthc",
         "ma thu tuc hanh chinh", "ten thu tuc hanh chinh", "linh vuc thu tuc", "procedure"),
        required=True,
    ),
    Field("case", "Trường hợp", Cell.TEXT, ("truong hop", "case")),
    Field(
        "name", "Người nộp", Cell.NAME,
        ("nguoi nop", "ho va ten", "ho ten", "ten nguoi nop", "nguoi yeu cau", "chu ho so", "ho ten nguoi nop",
         "ho va ten nguoi nop", "ten to chuc ca nhan", "to chuc ca nhan", "nguoi nop ho so", "applicant"),
        required=True,
    ),
    Field(
        "citizen_id", "Số định danh", Cell.IDENTITY,
        ("so dinh danh", "cccd", "so cccd", "cmnd", "so cmnd", "cccd cmnd", "cmnd cccd", "can cuoc", "so can cuoc",
         "so dinh danh ca nhan", "so cccd cmnd", "can cuoc cong dan"),
    ),
    Field(
        "phone", "Điện thoại", Cell.PHONE,
        ("dien thoai", "so dien thoai", "sdt", "dt", "di dong", "so dt", "dien thoai lien he", "phone"),
    ),
    Field("email", "Thư điện tử", Cell.EMAIL, ("thu dien tu", "email", "e mail", "hop thu")),
    Field("address", "Địa chỉ", Cell.TEXT, ("dia chi", "noi cu tru", "noi o", "dia chi lien he", "thuong tru", "address")),
    Field(
        "territory", "Xã, phường", Cell.REGISTER,
        ("xa phuong", "xa", "phuong", "xa phuong thi tran", "dia ban", "don vi hanh chinh", "noi giai quyet",
         "phuong xa", "ten xa", "ma xa", "territory"),
        required=True,
    ),
    Field(
        "received", "Ngày tiếp nhận", Cell.DAY,
        ("ngay tiep nhan", "ngay nhan", "ngay nop", "ngay nhan ho so", "ngay nop ho so", "tiep nhan ngay", "received"),
        required=True,
    ),
    Field(
        "due", "Ngày hẹn trả", Cell.DAY,
        ("ngay hen tra", "han tra", "ngay hen", "han giai quyet", "hen tra", "han tra ket qua", "ngay hen tra ket qua",
         "ngay tra ket qua du kien", "han xu ly", "due"),
    ),
    Field("asked", "Ngày yêu cầu bổ sung", Cell.DAY, ("ngay yeu cau bo sung", "yeu cau bo sung", "ngay bo sung")),
    Field(
        "finished", "Ngày có kết quả", Cell.DAY,
        ("ngay co ket qua", "ngay giai quyet", "ngay ky", "ngay xu ly xong"),
    ),
    Field(
        "status", "Tình trạng", Cell.STATUS,
        ("tinh trang", "trang thai", "tinh trang ho so", "trang thai ho so", "status"),
    ),
    Field(
        "holder", "Người đang giữ", Cell.REGISTER,
        ("nguoi dang giu", "can bo thu ly", "nguoi thu ly", "nguoi xu ly", "chuyen vien", "can bo xu ly",
         "cong chuc thu ly", "can bo phu trach", "holder"),
    ),
    Field("channel", "Cách nộp", Cell.CHANNEL, ("cach nop", "hinh thuc nop", "kenh nop", "hinh thuc tiep nhan")),
    Field("area", "Diện tích (m²)", Cell.NUMBER, ("dien tich", "dien tich m2", "dt m2", "dien tich dat")),
    Field(
        "paid", "Đã thu (đồng)", Cell.VND,
        ("da thu", "so tien", "le phi", "phi le phi", "da thu dong", "so tien da thu", "so tien dong", "phi"),
    ),
    Field("note", "Ghi chú", Cell.TEXT, ("ghi chu", "noi dung", "trich yeu", "noi dung ho so", "note")),
)  # fmt: skip
BY_KEY: Mapping[str, Field] = {one.key: one for one in FIELDS}
REQUIRED = tuple(one.key for one in FIELDS if one.required)
_BY_TITLE = {title: one.key for one in FIELDS for title in (*one.titles, fold(one.title))}
# What the answered workbook adds; a corrected file brings them back, and they are no data.
OURS = ("Lỗi (Thông Suốt)", "Đề nghị sửa (Thông Suốt)")
_OURS = frozenset(fold(title) for title in OURS)
LOOKED_AT = 40  # rows in which a heading is looked for
ENOUGH = 3  # known titles that make a row a heading


@dataclass(frozen=True, slots=True)
class Heading:
    """Row (from 1) and titles of a sheet; `columns`: number (from 1) → key of the field, "" for one left out."""

    row: int
    titles: Mapping[int, str]
    columns: Mapping[int, str]
    guesses: Mapping[int, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of the fields that every row must have and no column is."""
        known = set(self.columns.values())
        return tuple(key for key in REQUIRED if key not in known)


@house_rule("a title is known with or without accents, brackets and stars, in any order")
def field_of(title: str) -> str:
    """The key of the field that a title names, "" when none does."""
    return _BY_TITLE.get(_plain(title), "")


@house_rule("what the platform wrote beside the rows is no data of theirs")
def is_ours(title: str) -> bool:
    """Whether the column was added by an answered workbook."""
    return fold(title) in _OURS


@house_rule(
    "the heading is the row with the most known titles; where none is known, a person says what is what"
)
def find_heading(rows: Sequence[Sequence[Any]]) -> Heading | None:
    """The heading of a sheet, None when it is empty. Fewer than three known titles: nothing but guesses."""
    best: tuple[tuple[int, int], int] | None = None
    for number, row in enumerate(rows[:LOOKED_AT], 1):
        titles = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        known = len({key for cell in titles if (key := field_of(cell))})
        score = (known, len(titles))
        if titles and (best is None or score > best[0]):
            best = score, number
    return None if best is None else heading_at(rows, best[1])


@house_rule("of two columns with one title the first counts, the other is left out and named")
def heading_at(rows: Sequence[Sequence[Any]], row: int) -> Heading:
    """The heading that stands in a row (from 1)."""
    titles = {
        number: " ".join(str(cell).split())
        for number, cell in enumerate(rows[row - 1] if row <= len(rows) else (), 1)
        if str(cell).strip() and not is_ours(str(cell))
    }
    columns: dict[int, str] = {}
    for number, title in titles.items():
        key = field_of(title)
        columns[number] = "" if key in columns.values() else key
    free = [one for one in FIELDS if one.key not in columns.values()]
    guesses = {n: guess for n, title in titles.items() if not columns[n] and (guess := _guess(title, free))}
    return Heading(row, titles, columns, guesses)


def _plain(title: str) -> str:
    bare = re.sub(r"\(\*\)|[*:]", " ", fold(title).replace("²", "2"))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def _guess(title: str, free: Sequence[Field]) -> str:
    plain = _plain(title)
    scored = [
        (SequenceMatcher(None, plain, known).ratio() + 0.2 * (f" {known} " in f" {plain} "), one.key)
        for one in free
        for known in one.titles
    ]
    score, key = max(scored, default=(0.0, ""))
    return key if score >= 0.72 else ""
