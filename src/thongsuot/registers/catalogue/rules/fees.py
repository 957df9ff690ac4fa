"""What a procedure costs: amounts, notes, and zeros that do not mean free."""

import re
from collections.abc import Mapping
from typing import Any

from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.catalogue.rules.values import Channel, Fee, FeeKind

SMALLEST_VND = 500  # no fee of the State is smaller; below it the number means dollars or a slip

_COUNCIL = re.compile(r"hội đồng nhân dân|hđnd", re.IGNORECASE)
_NOTHING = re.compile(
    r"\W*(?:không|miễn|chưa|0)"
    r"(?:\s+(?:có|thu|quy định|phí|lệ phí|mất|phải|nộp|phí và|và|thông tin|đồng|đ|vnđ))*\W*",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\W*(?:miễn (?:thu )?(?:phí|lệ phí)|không (?:thu|có) (?:phí|lệ phí))\s*[.(;]", re.IGNORECASE
)


@law("Luật Phí và lệ phí 2015", "Điều 21 (hội đồng nhân dân cấp tỉnh quyết định mức thu thuộc thẩm quyền)")
def is_by_council(words: str) -> bool:
    """Whether the words leave the amount to the provincial council."""
    return _COUNCIL.search(words) is not None


@house_rule("A zero with words other than “none” is no promise that it is free")
def says_nothing(words: str) -> bool:
    """Whether a note adds nothing to a zero: empty, “Không”, “Miễn lệ phí. …”, “Chưa quy định”."""
    return not words.strip() or bool(_NOTHING.fullmatch(words) or _FREE.match(words))


@house_rule("An amount too small to be đồng is shown with its words, never as an amount of đồng")
def is_amount(value: object) -> bool:
    """Whether the published value can be an amount in đồng."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= SMALLEST_VND


@house_rule("Shown as published: an amount, or none with the words that say why")
def fees_of(record: Mapping[str, Any]) -> tuple[Fee, ...]:
    """The fees per channel, each once, in the record's order."""
    found = [
        fee_of(channel=Channel(m["submissionMethod"]), fee=fee, words=m["description"] or "")
        for m in record["executionMethods"]
        for fee in m["fees"]
    ]
    return tuple(dict.fromkeys(found))


@house_rule("Zero is free only when no words say otherwise")
def fee_of(*, channel: Channel, fee: Mapping[str, Any], words: str = "") -> Fee:
    """One published fee read. `words` is the description of its channel."""
    value, note = fee["value"], (fee["description"] or "").strip()
    by_council = is_by_council(note) or (not value and says_nothing(note) and is_by_council(words))
    if is_amount(value):
        vnd: int | None = value
    elif value:
        vnd, note = None, f"{value:g}{'' if note.startswith('/') else ' · '}{note}".strip(" ·")
    else:
        vnd = 0 if value == 0 and says_nothing(note) and not by_council else None
    return Fee(channel, FeeKind(fee["type"]), vnd, note, by_council)
