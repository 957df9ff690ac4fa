"""What a filing costs by the published record, by the council's tariff and by the reliefs of the law.

An amount that nobody has published is an open question (`vnd` None), never a silent zero: the officer answers it
and says on which ground.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.catalogue.rules import Per, price_of_one

KIND_NAMES = {"FEE": "Phí", "SERVICE_FEE": "Lệ phí", "PRICE_LEVEL": "Giá dịch vụ"}
MOST_VND = 1_000_000_000
MOST_PIECES = 1000


@dataclass(frozen=True, slots=True)
class Tariff:
    """An amount that a council or a ministry has decided: for a procedure, "" for every case and channel."""

    procedure_code: str
    case: str
    channel: str
    kind: str
    vnd: int
    name: str
    ground: str
    valid_from: date
    valid_to: date | None = None
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Relief:
    """Who pays less: `percent` is taken off (100: exempt); `field_code` and `kind` "" mean every one."""

    code: str
    name: str
    percent: int
    field_code: str
    kind: str
    ground: str
    valid_from: date
    valid_to: date | None = None

    def covers(self, *, kind: str, field_code: str) -> bool:
        """Whether it takes something off this kind of fee in this field."""
        return self.kind in ("", kind) and self.field_code in ("", field_code)


@dataclass(frozen=True, slots=True)
class Line:
    """One fee that may be due; `vnd` None: an open question, `note` and `ground` say why or on which ground.

    `per`: what has to be counted to know what is due; None: the amount is the price of the filing.
    """

    key: str
    kind: str
    vnd: int | None
    note: str = ""
    ground: str = ""
    by_council: bool = False
    per: Per | None = None

    @property
    def is_open(self) -> bool:
        return self.vnd is None


@dataclass(frozen=True, slots=True)
class Quote:
    """Everything the registers say of the price of one filing.

    `choices`: more than one amount is published and none says which one holds, so a person chooses.
    """

    lines: tuple[Line, ...]

    @property
    def priced(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.vnd)

    @property
    def is_open(self) -> bool:
        """Whether an officer must decide something before anybody can be asked to pay."""
        return any(line.is_open for line in self.lines) or len(self.priced) > 1

    @property
    def is_free(self) -> bool:
        return all(line.vnd == 0 for line in self.lines)

    @property
    def counted(self) -> "Line | None":
        """The one line of which the applicant may say how many; None: there is no such line, or more than one."""
        return self.priced[0] if not self.is_open and len(self.priced) == 1 and self.priced[0].per else None

    @property
    def vnd(self) -> int | None:
        """What is due, of one piece; None while it is an open question."""
        return None if self.is_open else sum(line.vnd or 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of an assessment: `vnd` for one piece before relief; `ground` why it is this amount.

    `units`: how many pages each piece has, where the price of a piece is graded by them; `vnd` is then that of a page.
    """

    key: str
    kind: str
    vnd: int
    quantity: int = 1
    relief_code: str = ""
    ground: str = ""
    units: int = 1

    def each(self, per: Per | None) -> int:
        """What one piece costs before a relief."""
        return price_of_one(self.vnd, per, self.units)


@dataclass(frozen=True, slots=True)
class Count:
    """How many pieces, each of how many units (pages of a copy), of the line `key`."""

    key: str
    quantity: int = 1
    units: int = 1


@law("Luật Phí và lệ phí 2015", "Điều 21 (hội đồng nhân dân cấp tỉnh quyết định mức thu thuộc thẩm quyền)")
def quote(*, published: Iterable[Line], tariffs: Sequence[Tariff], case: str, channel: str) -> Quote:
    """The price of a filing: published lines, each open question answered by the tariff that fits best."""
    fitting = sorted(
        (one for one in tariffs if one.case in ("", case) and one.channel in ("", channel)),
        key=lambda one: (one.case == "", one.channel == ""),
    )
    found: list[Line] = []
    for line in published:
        answer = next((one for one in fitting if one.kind == line.kind), None) if line.is_open else None
        found.append(
            replace(line, vnd=answer.vnd, note=answer.name, ground=answer.ground) if answer else line
        )
    return Quote(tuple(dict.fromkeys(found)))


@law("Luật Phí và lệ phí 2015", "Điều 10 (đối tượng được miễn, giảm)")
def reduced(vnd: int, relief: Relief | None) -> int:
    """What is left of an amount after a relief; the part of a đồng goes to the citizen."""
    return vnd if relief is None else vnd * (100 - relief.percent) // 100


@house_rule("Every piece is charged alike, and a relief is taken off each line by itself")
def total(charges: Iterable[Charge], reliefs: Iterable[Relief], lines: Iterable[Line] = ()) -> int:
    """What all charges come to; `lines` of the quote say which pieces are priced by their pages."""
    by_code, per = {one.code: one for one in reliefs}, {line.key: line.per for line in lines}
    return sum(
        reduced(one.each(per.get(one.key)) * one.quantity, by_code.get(one.relief_code)) for one in charges
    )


@house_rule(
    "who says how many has them charged by the published price; everything else of a charge stays as it was"
)
def recounted(
    counts: Iterable[Count], *, quote: Quote, charged: Sequence[Charge] | None = None
) -> tuple[Charge, ...]:
    """The charges of a filing with these numbers: those in force, or (None: nothing was yet) what is published."""
    given = {one.key: one for one in counts}
    lines = [line for line in quote.priced if line.key in given or not quote.is_open]
    now = [Charge(line.key, line.kind, line.vnd or 0) for line in lines] if charged is None else charged
    graded = {line.key for line in quote.priced if line.per is not None and line.per.is_graded}
    return tuple(
        replace(one, quantity=given[one.key].quantity, units=given[one.key].units if one.key in graded else 1)
        if one.key in given
        else one
        for one in now
    )


@house_rule(
    "only what is priced by the piece is counted; money that was taken is corrected with its receipt in hand"
)
@house_rule("what an officer settled otherwise, or let go free, no number brings back")
def count_problems(
    counts: Sequence[Count], *, quote: Quote, paid: int, charged: Sequence[Charge] | None = None
) -> tuple[Problem, ...]:
    """Why these numbers cannot be charged; fields are `quantity-<key>`. `charged`: what is in force, None: nothing yet."""
    counted = {line.key for line in quote.priced if line.per is not None}
    in_force = counted if charged is None else {one.key for one in charged}
    found = []
    for one in counts:
        if one.key not in counted:
            found.append(Problem("not_counted", "Khoản này không thu theo số lượng.", f"quantity-{one.key}"))
        elif one.key not in in_force:
            message = "Khoản thu của hồ sơ đã được xác định khác. Hãy sửa khoản thu thay vì số lượng."
            found.append(Problem("not_charged", message, f"quantity-{one.key}"))
    if not counts:
        found.append(Problem("count_missing", "Hãy ghi số lượng.", "quantity"))
    if paid:
        message = (
            "Đã thu tiền theo số lượng cũ nên không đổi số lượng được nữa. Hãy sửa khoản thu của hồ sơ, "
            "rồi thu thêm hoặc trả lại phần chênh lệch."
        )
        found.append(Problem("paid_already", message, f"quantity-{counts[0].key}" if counts else ""))
    return tuple(found)


@house_rule(
    "An amount is the published one, or somebody says on which ground it is another; nothing is silently free"
)
def charge_problems(
    charges: Sequence[Charge],
    *,
    asked: Quote,
    reliefs: Sequence[Relief],
    field_code: str,
    free_ground: str = "",
) -> tuple[Problem, ...]:
    """Why these lines cannot be assessed; fields are `vnd-<key>`, `quantity-<key>`, `relief-<key>`, `ground-<key>`."""
    lines = {line.key: line for line in asked.lines}
    found: list[Problem] = []
    for one in charges:
        found += _line_problems(one, lines.get(one.key))
        relief = next((r for r in reliefs if r.code == one.relief_code), None)
        if one.relief_code and (relief is None or not relief.covers(kind=one.kind, field_code=field_code)):
            message = "Diện miễn, giảm này không áp dụng cho khoản thu. Hãy chọn diện khác."
            found.append(Problem("relief_unfit", message, f"relief-{one.key}"))
    if not charges and not asked.is_free and not free_ground.strip():
        message = "Hãy chọn khoản phải nộp, hoặc ghi căn cứ vì sao không thu."
        found.append(Problem("free_without_ground", message, "free_ground"))
    return tuple(found)


def _line_problems(one: Charge, line: Line | None) -> list[Problem]:
    found = []
    if not 0 <= one.vnd <= MOST_VND:
        found.append(Problem("amount_out_of_range", "Hãy ghi số tiền từ 0 đến 1 tỷ đồng.", f"vnd-{one.key}"))
    if not 1 <= one.quantity <= MOST_PIECES:
        found.append(
            Problem("quantity_out_of_range", "Hãy ghi số lượng từ 1 đến 1.000.", f"quantity-{one.key}")
        )
    is_graded = line is not None and line.per is not None and line.per.is_graded
    if not 1 <= one.units <= (MOST_PIECES if is_graded else 1):
        message = "Hãy ghi số trang từ 1 đến 1.000; chỉ khoản thu theo trang mới hỏi số trang."
        found.append(Problem("units_out_of_range", message, f"units-{one.key}"))
    is_published = line is not None and line.vnd == one.vnd
    if not is_published and not one.ground.strip():
        message = "Số tiền này không có trong danh mục. Hãy ghi căn cứ (nghị quyết, quyết định) của mức thu."
        found.append(Problem("amount_without_ground", message, f"ground-{one.key}"))
    return found
