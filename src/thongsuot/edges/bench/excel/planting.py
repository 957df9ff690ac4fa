"""Good rows of an old register, and one fault of a known class in some of them.

What is planted is decided here, away from the rules that must find it: the classes bear the names under which they are
told, and every planted cell carries what a reader should propose.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from thongsuot.kernel import oldfonts

TITLES = (
    "STT", "Mã hồ sơ", "Mã thủ tục", "Trường hợp", "Họ và tên", "Số CCCD", "Số điện thoại", "Email", "Địa chỉ",
    "Phường/Xã", "Ngày tiếp nhận", "Ngày hẹn trả", "Người thụ lý", "Tình trạng", "Ngày yêu cầu bổ sung",
    "Ngày có kết quả", "Hình thức nộp", "Diện tích", "Số tiền đã thu", "Ghi chú",
)  # fmt: skip
AT = {title: number for number, title in enumerate(TITLES, 1)}
FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương".split()
MIDDLES = "Văn Thị Hữu Đức Ngọc Minh Quốc Thanh Xuân".split()
GIVEN = "An Bình Châu Dũng Giang Hòa Khánh Lan Mạnh Nghĩa Oanh Phúc Quỳnh Sơn Thúy Uyên Việt Yến".split()


@dataclass(frozen=True, slots=True)
class World:
    """What the province knows: names of communes now, an old name with its heir, a split one, an officer, a code taken."""

    procedure: str
    communes: Sequence[str]
    misplaced: str  # a commune with its tone mark in the old place
    old: str
    split: str
    taken: str
    today: date


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: its cell (row and column from 1), its class, and whether the row may go in all the same."""

    row: int
    column: int
    code: str
    is_change: bool = False


@dataclass(slots=True)
class Cells:
    """A row on its way to the workbook. `formula`: column → (formula, its value); `hide`, `merge` with the row above."""

    values: list[Any]
    formulas: dict[int, tuple[str, Any]]
    is_hidden: bool = False
    merged: int = 0


def row(chance: Random, world: World, number: int) -> Cells:
    """A good row: nothing in it needs a word."""
    received = world.today - timedelta(days=chance.randrange(20, 200))
    name = " ".join((chance.choice(FAMILIES), chance.choice(MIDDLES), chance.choice(GIVEN)))
    year = chance.randrange(50, 100)
    values = [
        number, f"G09.20-{received:%y%m%d}-{number:06d}", world.procedure, "", name,
        f"0{chance.randrange(10, 97)}{chance.randrange(2)}{year}{chance.randrange(10**6):06d}",
        f"09{chance.randrange(10**8):08d}", f"nguoi.nop{number}@example.vn",
        f"{chance.randrange(1, 300)} đường Lê Lợi", chance.choice(world.communes), received,
        received + timedelta(days=chance.randrange(1, 60)), "", "Đang xử lý", "", "", "Trực tiếp",
        chance.randrange(40, 900) + 0.5, chance.randrange(10, 500) * 1000, "",
    ]  # fmt: skip
    return Cells(values, {})


Fault = Callable[[Random, World, Cells], Any]


def _set(title: str, make: Callable[[Random, World, Any], Any]) -> tuple[str, Fault]:
    def plant(chance: Random, world: World, cells: Cells) -> None:
        cells.values[AT[title] - 1] = make(chance, world, cells.values[AT[title] - 1])

    return title, plant


def _formula(text: str) -> Fault:
    def plant(chance: Random, world: World, cells: Cells) -> None:
        column = AT["Họ và tên"]
        value = "#REF!" if "#REF!" in text else cells.values[column - 1]
        cells.formulas[column] = (text, value)

    return plant


def _hide(chance: Random, world: World, cells: Cells) -> None:
    cells.is_hidden = True


def _merge(chance: Random, world: World, cells: Cells) -> None:
    cells.merged = AT["Họ và tên"]


def _short(year: date) -> str:
    return f"{year:%d/%m/%y}"


def _beyond_twelve(chance: Random, world: World, day: date) -> str:
    received = day.replace(day=chance.randrange(13, 28))
    return f"{received:%m/%d/%Y}"


def _moment(day: date, year: int) -> datetime:
    return datetime(year, day.month, min(day.day, 28))  # noqa: DTZ001  a cell has no zone


# class → (column, how to plant it, whether the row may go in all the same)
FAULTS: dict[str, tuple[tuple[str, Fault], bool]] = {
    "identity_leading_zero": (_set("Số CCCD", lambda c, w, v: int(v)), False),
    "number_scientific": (_set("Số CCCD", lambda c, w, v: f"{float(v):.3E}"), False),
    "identity_form": (_set("Số CCCD", lambda c, w, v: v[:7]), False),
    "phone_leading_zero": (_set("Số điện thoại", lambda c, w, v: int(v)), False),
    "day_month_first": (_set("Ngày hẹn trả", _beyond_twelve), False),
    "day_serial": (_set("Ngày tiếp nhận", lambda c, w, v: (v - date(1899, 12, 30)).days), False),
    "day_buddhist_year": (_set("Ngày tiếp nhận", lambda c, w, v: _moment(v, v.year + 543)), False),
    "day_short_year": (_set("Ngày tiếp nhận", lambda c, w, v: _short(v)), False),
    "day_impossible": (_set("Ngày hẹn trả", lambda c, w, v: f"31/02/{v.year}"), False),
    "due_before_received": (_set("Ngày hẹn trả", lambda c, w, v: date(v.year - 2, 12, 25)), False),
    "merged_cell": (("Họ và tên", _merge), False),
    "hidden_row": (("Mã hồ sơ", _hide), False),
    "formula": (("Họ và tên", _formula('=T("x")')), False),
    "formula_error": (("Họ và tên", _formula("=#REF!")), False),
    "hidden_mark": (_set("Địa chỉ", lambda c, w, v: v.replace(" ", c.choice("\u00a0\u200b") + " ", 1)), True),
    "not_composed": (_set("Địa chỉ", lambda c, w, v: unicodedata.normalize("NFD", v)), True),
    "spelling": (_set("Phường/Xã", lambda c, w, v: w.misplaced), True),
    "old_font_tcvn3": (_set("Địa chỉ", lambda c, w, v: oldfonts.to_tcvn3("nguyễn thị hồng")), False),
    "old_font_vni": (_set("Địa chỉ", lambda c, w, v: oldfonts.to_vni("nguyễn văn trường")), False),
    "windows_1258": (_set("Địa chỉ", lambda c, w, v: "NguyêÞn Hôòng"), False),
    "wrong_encoding": (_set("Địa chỉ", lambda c, w, v: "Nguyá»…n VÄƒn"), False),
    "number_spelling": (_set("Diện tích", lambda c, w, v: "1.234,5"), True),
    "number_not_whole": (_set("Số tiền đã thu", lambda c, w, v: "1.234,5"), False),
    "number_ambiguous": (_set("Diện tích", lambda c, w, v: "1.234"), False),
    "duplicate_in_file": (_set("Mã hồ sơ", lambda c, w, v: FIRST_CODE), False),
    "duplicate_in_register": (_set("Mã hồ sơ", lambda c, w, v: w.taken), False),
    "old_unit": (_set("Phường/Xã", lambda c, w, v: w.old), True),
    "split_unit": (_set("Phường/Xã", lambda c, w, v: w.split), False),
    "territory_unknown": (_set("Phường/Xã", lambda c, w, v: "Xã Qwxyz Zzkt"), False),
    "procedure_unknown": (_set("Mã thủ tục", lambda c, w, v: "9.999999"), False),
    "status_closed": (_set("Tình trạng", lambda c, w, v: "Đã trả kết quả"), False),
    "cell_empty": (_set("Họ và tên", lambda c, w, v: ""), False),
    "code_form": (_set("Mã hồ sơ", lambda c, w, v: "Số 12/HS"), False),
}  # fmt: skip
FIRST_CODE = "G09.20-250101-999999"


def table(
    chance: Random, world: World, *, rows: int, faults: int, heading: int
) -> tuple[list[Cells], list[Planted]]:
    """Rows (the first of them stands below row `heading`) and what was planted, spread evenly over the classes."""
    names = [name for name in FAULTS if world.split or name != "split_unit"]
    made = [row(chance, world, number) for number in range(1, rows + 1)]
    made[0].values[AT["Mã hồ sơ"] - 1] = FIRST_CODE
    # One row apart at least: what is merged with the row above must find a good one there.
    chosen = sorted(chance.sample(range(1, rows // 2), faults))
    planted: list[Planted] = []
    for nth, place in enumerate(chosen):
        index, code = 2 * place, names[nth % len(names)]
        (title, plant), is_change = FAULTS[code]
        if code == "duplicate_in_register" and any(p.code == code for p in planted):
            code = "duplicate_in_file"  # a second dossier with the same taken code is a double of the first
            (title, plant), is_change = FAULTS[code]
        plant(chance, world, made[index])
        planted.append(Planted(heading + 1 + index, AT[title], code, is_change))
    return made, planted
