"""One legal change of units, as an act orders it: what somebody asks to have recorded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from thongsuot.kernel.dates import format_date, local_day
from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.units.rules.kinds import EdgeKind, Level, UnitType

ONE = Decimal(1)
_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
_LEVELS = {
    Level.PROVINCE: {UnitType.PROVINCE, UnitType.CITY},
    Level.DISTRICT: {
        UnitType.URBAN_DISTRICT, UnitType.RURAL_DISTRICT, UnitType.TOWN, UnitType.PROVINCIAL_CITY,
    },
    Level.COMMUNE: {UnitType.WARD, UnitType.COMMUNE, UnitType.TOWNSHIP, UnitType.SPECIAL_ZONE},
}  # fmt: skip


class ChangeKind(StrEnum):
    CREATE = "create"
    ABOLISH = "abolish"
    MERGE = "merge"
    SPLIT = "split"
    TRANSFER_PART = "transfer_part"
    RENAME = "rename"
    RETYPE = "retype"
    TAKE_OVER_FUNCTION = "take_over_function"


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit is called from the day on. `parent_code` "": the parent that the first old unit has."""

    code: str
    name: str
    type: UnitType
    parent_code: str = ""
    other_code: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """What of an old unit goes to which result. Shares are 0..1 of the old unit's area and people; None: unknown."""

    old_code: str
    new_code: str
    kind: EdgeKind = EdgeKind.PART
    part_name: str = ""
    note: str = ""
    area_share: Decimal | None = None
    people_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change by one clause of one act.

    `old`: codes, on the eve, of the units it acts on. `new`: units that it founds (create, merge, split,
    transfer_part) or what a unit is from now on (rename, retype). `into`: codes of units that take in and
    live on. `at`: the instant, None for 00:00 of `effective` in Viet Nam.
    """

    kind: ChangeKind
    act: str
    effective: date
    clause: str = ""
    at: datetime | None = None
    level: Level = Level.COMMUNE
    old: tuple[str, ...] = ()
    new: tuple[NewUnit, ...] = ()
    into: tuple[str, ...] = ()
    portions: tuple[Portion, ...] = ()

    @property
    def results(self) -> tuple[str, ...]:
        """Codes of the units that take something in."""
        return (*(unit.code for unit in self.new), *self.into)


# Kind: fewest and most old units, of new ones, of those that take in; and the sentence that asks for it.
_MANY = 10_000
_SHAPES: dict[ChangeKind, tuple[tuple[int, int], tuple[int, int], tuple[int, int], str]] = {
    ChangeKind.CREATE: ((0, 0), (1, _MANY), (0, 0), "ít nhất một đơn vị mới, không có đơn vị cũ"),
    ChangeKind.ABOLISH: ((1, _MANY), (0, 0), (0, 0), "ít nhất một đơn vị cũ, không có đơn vị tiếp nhận"),
    ChangeKind.MERGE: ((1, _MANY), (0, 1), (0, 1), "các đơn vị cũ và đúng một đơn vị nhận"),
    ChangeKind.SPLIT: ((1, 1), (0, _MANY), (0, _MANY), "một đơn vị cũ và ít nhất hai đơn vị nhận"),
    ChangeKind.TRANSFER_PART: ((1, 1), (0, _MANY), (0, _MANY), "một đơn vị cũ và ít nhất một đơn vị nhận"),
    ChangeKind.RENAME: ((1, 1), (1, 1), (0, 0), "một đơn vị và tên mới của nó"),
    ChangeKind.RETYPE: ((1, 1), (1, 1), (0, 0), "một đơn vị và loại mới của nó"),
    ChangeKind.TAKE_OVER_FUNCTION: ((1, _MANY), (0, 0), (1, _MANY), "đơn vị trao và đơn vị nhận chức năng"),
}
FOUNDING = frozenset({ChangeKind.CREATE, ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.TRANSFER_PART})
ENDING = frozenset({ChangeKind.ABOLISH, ChangeKind.MERGE, ChangeKind.SPLIT})
TITLES: dict[ChangeKind, str] = {
    ChangeKind.CREATE: "Thành lập",
    ChangeKind.ABOLISH: "Giải thể",
    ChangeKind.MERGE: "Nhập",
    ChangeKind.SPLIT: "Chia",
    ChangeKind.TRANSFER_PART: "Điều chỉnh một phần",
    ChangeKind.RENAME: "Đổi tên",
    ChangeKind.RETYPE: "Đổi loại",
    ChangeKind.TAKE_OVER_FUNCTION: "Tiếp nhận chức năng",
}


@law("Luật 72/2025/QH15", "Điều 1")
def type_fits(level: Level, unit_type: UnitType) -> bool:
    """Whether units of a level may be of a type."""
    return unit_type in _LEVELS[level]


@house_rule("a change that cannot be meant is refused before anyone asks which units live")
def change_problems(change: Change) -> tuple[Problem, ...]:
    """What is wrong with a change in itself, whatever the register holds."""
    return (*_shape(change), *_words(change), *_portions(change))


def _shape(change: Change) -> Iterator[Problem]:
    old, new, into, wanted = _SHAPES[change.kind]
    counts = ((old, len(change.old)), (new, len(change.new)), (into, len(change.into)))
    fits = all(low <= count <= high for (low, high), count in counts)
    results = len(change.results)
    match change.kind:
        case ChangeKind.MERGE:
            fits = fits and results == 1 and len(change.old) + len(change.into) > 1
        case ChangeKind.SPLIT:
            fits = fits and results > 1
        case ChangeKind.TRANSFER_PART:
            fits = fits and results > 0
    if not fits:
        params = {"kind": Word(TITLES[change.kind]), "wanted": Word(wanted)}
        yield Problem("unit_change_shape", "“{kind}” cần {wanted}.", "kind", params)
    olds = Counter((*change.old, *change.into))
    twice = {code for names in (olds, Counter(change.results)) for code, n in names.items() if n > 1}
    for code in sorted(twice):
        yield Problem("unit_named_twice", "Mã {code} được nêu hai lần.", "old", {"code": code})


def _words(change: Change) -> Iterator[Problem]:
    if not change.act.strip():
        yield Problem("unit_change_without_act", "Hãy ghi số của nghị quyết, quyết định.", "act")
    if change.at is not None and local_day(change.at) != change.effective:
        params = {"day": format_date(change.effective)}
        yield Problem("unit_change_instant", "Thời điểm chuyển phải nằm trong ngày {day}.", "at", params)
    for unit in change.new:
        digits = _DIGITS[change.level]
        if not (unit.code.isascii() and unit.code.isdigit() and len(unit.code) == digits):
            params = {"code": unit.code, "digits": str(digits)}
            yield Problem("unit_code_shape", "Mã {code} phải gồm {digits} chữ số.", "new", params)
        if not unit.name.strip():
            yield Problem("unit_name_missing", "Đơn vị mã {code} chưa có tên.", "new", {"code": unit.code})
        if not type_fits(change.level, unit.type):
            params = {"code": unit.code}
            yield Problem("unit_type_level", "Loại của đơn vị mã {code} không thuộc cấp này.", "new", params)


def _portions(change: Change) -> Iterator[Problem]:
    parts = change.kind in (ChangeKind.SPLIT, ChangeKind.TRANSFER_PART)
    for portion in change.portions:
        if portion.old_code not in change.old or portion.new_code not in change.results:
            params = {"old": portion.old_code, "new": portion.new_code}
            message = "Phần từ mã {old} sang mã {new} không thuộc thay đổi này."
            yield Problem("unit_portion_stray", message, "portions", params)
        if any(s is not None and not 0 <= s <= 1 for s in (portion.area_share, portion.people_share)):
            params = {"code": portion.new_code}
            yield Problem("unit_share_range", "Tỷ lệ của mã {code} phải từ 0 đến 1.", "portions", params)
        if (portion.kind is EdgeKind.WHOLE) == parts and change.portions:
            params = {"code": portion.new_code}
            message = "Loại chuyển của phần sang mã {code} không hợp với thay đổi này."
            yield Problem("unit_portion_kind", message, "portions", params)
    if not parts:
        return
    given = {portion.new_code for portion in change.portions}
    for code in change.results:
        if code not in given:
            message = "Chưa ghi phần nào chuyển sang mã {code}."
            yield Problem("unit_portion_missing", message, "portions", {"code": code})
    yield from _sums(change)


def _sums(change: Change) -> Iterator[Problem]:
    """The parts of a split make the whole; what is moved out of a unit that lives on is less than it."""
    is_split = change.kind is ChangeKind.SPLIT
    for word, shares in (
        ("diện tích", [p.area_share for p in change.portions]),
        ("dân số", [p.people_share for p in change.portions]),
    ):
        total = sum((s for s in shares if s is not None), Decimal(0))
        is_short = is_split and None not in shares and total != ONE
        leaves_nothing = not is_split and total == ONE and word == "diện tích"
        if total > ONE or is_short or leaves_nothing:
            message = (
                "Các phần {what} cộng lại là {total}, không phải 1."
                if is_split
                else "Các phần {what} chuyển đi cộng lại là {total}: đơn vị cũ không còn lại gì."
            )
            params = {"what": Word(word), "total": f"{total.normalize():f}"}
            yield Problem("unit_shares_not_whole", message, "portions", params)


@house_rule("the register is asked once for everything that a set of changes names")
def codes_of(changes: Sequence[Change]) -> dict[Level, frozenset[str]]:
    """Every code that changes name, by level; parents stand one level above."""
    found: dict[Level, set[str]] = {level: set() for level in Level}
    for change in changes:
        found[change.level] |= {*change.old, *change.results}
        for unit in change.new:
            for level in (Level.PROVINCE, Level.DISTRICT):
                if unit.parent_code and len(unit.parent_code) == _DIGITS[level]:
                    found[level].add(unit.parent_code)
    return {level: frozenset(codes) for level, codes in found.items()}
