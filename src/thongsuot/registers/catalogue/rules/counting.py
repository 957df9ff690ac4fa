"""Of what a fee is the price: of a copy, a page, a case. How many there are, only who files knows."""

import re
from dataclasses import dataclass

from thongsuot.kernel.law import house_rule, law

# What can be counted at a counter. A dossier, a time, a day are no such units: there is one in every filing.
UNITS = (
    "bản sao", "bản", "trang", "tờ", "trường hợp", "giao dịch", "hợp đồng", "văn bản", "giấy chứng nhận", "giấy phép",
    "giấy thông hành", "thẻ", "tem", "người",
)  # fmt: skip
_UNIT = rf"/\s*(?:0?1\s+)?(?P<unit>{'|'.join(UNITS)})\b"
_BARE = re.compile(rf"\s*{_UNIT}\s*[.;]?\s*", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"(?<![\d/.,])(?P<vnd>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{4,9}})\s*(?:đồng|vnđ|vnd|đ)?(?:\s*{_UNIT})?",
    re.IGNORECASE,
)
_GRADED = re.compile(r"tối đa|tối thiểu|trở lên|trở đi|từ trang|nhưng không|cộng|thêm", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:\d{1,3}(?:[.,]\d{3})+|\d{4,9}\s*(?:đồng|vnđ|vnd|đ))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Per:
    """What the amount of a fee is for.

    `reduced_from`, `reduced_vnd`: from that unit of a copy on (3: the third) each costs less; `most_vnd`: a copy
    never costs more. With one of these the units of a copy are counted, and the copies; else the units alone.
    """

    unit: str
    reduced_from: int | None = None
    reduced_vnd: int | None = None
    most_vnd: int | None = None
    article: str = ""

    @property
    def is_graded(self) -> bool:
        return self.reduced_from is not None or self.most_vnd is not None


@house_rule("only a price that the record states plainly, for one thing that can be counted, is multiplied")
def stated_unit(vnd: int, note: str) -> str:
    """Of what an amount is the price by its own words ("10.000 đồng/bản", "/trường hợp"); "" when they do not say."""
    if found := _BARE.fullmatch(note):
        return found["unit"].lower()
    if _GRADED.search(note):
        return ""
    told = [one for one in _AMOUNT.finditer(note) if one["unit"] or _CURRENCY.match(one[0])]
    if len(told) != 1 or int(re.sub(r"\D", "", told[0]["vnd"])) != vnd:
        return ""
    return (told[0]["unit"] or "").lower()


@law("TT 226/2016/TT-BTC", "Điều 4: từ trang thứ ba mức thu thấp hơn, mỗi bản không quá một mức tối đa")
def price_of_one(vnd: int, per: Per | None, units: int) -> int:
    """What one piece costs: a copy of so many pages where pages are graded, else the amount itself."""
    if per is None or not per.is_graded:
        return vnd
    full = units if per.reduced_from is None else min(units, per.reduced_from - 1)
    price = vnd * full + (per.reduced_vnd or 0) * (units - full)
    return price if per.most_vnd is None else min(price, per.most_vnd)
