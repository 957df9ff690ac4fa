"""Which keys a form's file may have, and of what kind each is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules.attachments import FILES_MOST, KINDS
from thongsuot.registers.forms.rules.values import Type


@dataclass(frozen=True, slots=True)
class Shape:
    """Key → kind of its value; `required` must be there."""

    required: tuple[str, ...]
    kinds: Mapping[str, str]


FORM = Shape(
    ("code", "title", "title_en", "version", "valid_from", "procedures", "source", "section"),
    {
        "code": "code", "title": "text", "title_en": "text", "version": "number", "valid_from": "day",
        "procedures": "texts", "source": "text", "checked": "yes", "addressee": "text", "pledge": "text",
        "section": "tables", "renamed": "names", "declaration": "text",
        "counts": "text",
    },
)  # fmt: skip
SECTION = Shape(
    ("id", "title", "title_en", "fields"),
    {
        "id": "id", "title": "text", "title_en": "text", "fields": "tables", "hint": "text", "hint_en": "text",
        "when": "when", "repeat": "repeat",
    },
)  # fmt: skip
FIELD = Shape(
    ("id", "type", "label", "en"),
    {
        "id": "id", "type": "type", "label": "text", "en": "text", "hint": "text", "hint_en": "text",
        "required": "must", "when": "when", "options": "texts", "prefill": "text", "least": "number",
        "most": "number", "past": "yes", "paper": "text",
    },
)  # fmt: skip
ATTACHMENT = Shape(
    ("id", "type", "label", "en"),
    {
        "id": "id", "type": "type", "label": "text", "en": "text", "hint": "text", "hint_en": "text",
        "required": "must", "when": "when", "papers": "texts", "kinds": "kinds", "most": "files",
        "months": "months", "results": "texts",
    },
)  # fmt: skip
USE = Shape(
    ("use",),
    {
        "use": "text", "prefix": "prefix", "without": "texts", "required": "texts", "when": "when",
        "prefill": "text",
    },
)  # fmt: skip
BLOCK = Shape(("id", "fields"), {"id": "id", "fields": "tables"})
_WHENS = ({"field", "is"}, {"field", "filled"}, {"field", "at_least"}, {"all"}, {"any"}, {"not"})


@house_rule("a fault says what should stand there")
def wrong(kind: str, value: Any) -> str:
    """ "" when the value is of that kind, else what it should be."""
    check, said = _CHECKS[kind]
    return "" if check(value) else said


@house_rule("conditions have five shapes and no others")
def is_when(value: Any) -> bool:
    """Whether the value is a condition all the way down."""
    if not isinstance(value, Mapping) or set(value) not in _WHENS:
        return False
    if "not" in value:
        return is_when(value["not"])
    for name in ("all", "any"):
        if name in value:
            parts = value[name]
            return isinstance(parts, list) and bool(parts) and all(is_when(part) for part in parts)
    if not isinstance(value["field"], str):
        return False
    if "filled" in value:
        return value["filled"] is True
    if "at_least" in value:
        return isinstance(value["at_least"], int) and not isinstance(value["at_least"], bool)
    given = value["is"]
    return isinstance(given, str) or (
        isinstance(given, list) and bool(given) and all(isinstance(one, str) for one in given)
    )


@house_rule("nobody is asked the same thing without end")
def is_repeat(value: Any) -> bool:
    """Whether the value says how often a section may be answered."""
    if not isinstance(value, Mapping) or set(value) != {"least", "most", "word", "word_en"}:
        return False
    least, most = value["least"], value["most"]
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (least, most)):
        return False
    return (
        0 <= least <= most <= 50 and most >= 1 and all(isinstance(value[w], str) for w in ("word", "word_en"))
    )


_CHECKS: dict[str, tuple[Callable[[Any], object], str]] = {
    "text": (lambda v: isinstance(v, str) and v.strip() != "", "phải là chữ, không trống"),
    "id": (lambda v: isinstance(v, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,50}", v), "phải là chữ thường, số, gạch dưới"),
    "prefix": (lambda v: isinstance(v, str) and re.fullmatch(r"[a-z][a-z0-9_]*_", v), "phải là chữ thường kết thúc bằng _"),
    "code": (lambda v: isinstance(v, str) and re.fullmatch(r"[A-Z][A-Z0-9-]{1,40}", v), "phải là chữ hoa, số, gạch nối"),
    "day": (lambda v: isinstance(v, date) and not isinstance(v, datetime), "phải là một ngày, ví dụ 2025-07-01"),
    "number": (lambda v: isinstance(v, int) and not isinstance(v, bool), "phải là số nguyên"),
    "yes": (lambda v: isinstance(v, bool), "phải là true hoặc false"),
    "type": (lambda v: v in set(Type), "phải là một kiểu câu hỏi, ví dụ text, date, choice"),
    "texts": (lambda v: isinstance(v, list) and all(isinstance(t, str) for t in v), "phải là danh sách chữ"),
    "kinds": (lambda v: isinstance(v, list) and v and len(set(v)) == len(v) and set(v) <= set(KINDS),
              "phải gồm một hay nhiều trong original, copy, electronic"),
    "files": (lambda v: isinstance(v, int) and not isinstance(v, bool) and 1 <= v <= FILES_MOST,
              "phải là số tệp, từ 1 đến 20"),
    "months": (lambda v: isinstance(v, int) and not isinstance(v, bool) and 1 <= v <= 600,
               "phải là số tháng, từ 1 đến 600"),
    "tables": (lambda v: isinstance(v, list) and all(isinstance(t, Mapping) for t in v) and v,
               "phải là danh sách { … }"),
    "names": (lambda v: isinstance(v, Mapping) and all(isinstance(t, str) for t in v.values()),
              "phải là bảng mã cũ = mã mới"),
    "when": (is_when, "phải là điều kiện, ví dụ { field = …, is = … }"),
    "must": (lambda v: isinstance(v, bool) or is_when(v), "phải là true, false hoặc một điều kiện"),
    "repeat": (is_repeat, "phải là { least, most, word, word_en }, 0 ≤ least ≤ most ≤ 50"),
}  # fmt: skip
