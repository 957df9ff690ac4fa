"""A small form with everything that a form can have."""
# ruff: noqa: E501 - a line of a form is one question

from typing import Any

from thongsuot.registers.forms import rules
from thongsuot.registers.forms.rules import Definition, Source

TEXT = """code = "TRIAL"
title = "Tờ khai thử"
title_en = "Trial declaration"
version = 1
valid_from = 2025-07-01
procedures = ["1.001193"]
source = "mẫu thử"
addressee = "{agency}"
pledge = "Tôi cam đoan."

[[section]]
id = "who"
title = "Người khai"
title_en = "Who"
fields = [
  { use = "person", prefix = "me_", prefill = "citizen" },
  { id = "kind", type = "choice", label = "Loại", en = "Kind",  options = ["a|Loại A|Kind A", "b|Loại B|Kind B"], required = true },
  { id = "why", type = "long", label = "Lý do", en = "Why", required = true, when = { field = "kind", is = "b" } },
  { id = "sure", type = "yes", label = "Tôi đồng ý", en = "I agree", required = { field = "kind", is = "a" } },
  { id = "sum", type = "money", label = "Số tiền", en = "Sum", most = 1000000 },
]

[[section]]
id = "children"
title = "Con"
title_en = "Children"
when = { field = "kind", is = "b" }
repeat = { least = 1, most = 3, word = "con", word_en = "child" }
fields = [
  { id = "name", type = "name", label = "Họ tên con", en = "Name", required = true },
  { id = "age", type = "number", label = "Tuổi", en = "Age", least = 0, most = 99 },
  { id = "school", type = "text", label = "Trường", en = "School", required = true, when = { field = "age", at_least = 6 } },
]

[[section]]
id = "papers"
title = "Giấy tờ"
title_en = "Papers"
when = { field = "sum", filled = true }
fields = [
  { id = "proof", type = "attachment", label = "Giấy chứng minh", en = "Proof", papers = ["KQ1"], kinds = ["original", "copy"], required = { field = "kind", is = "b" }, most = 2, months = 6 },
]
"""
BLOCKS: dict[str, list[dict[str, Any]]] = {
    "person": [
        {"id": "name", "type": "name", "label": "Họ tên", "en": "Name", "required": True},
        {"id": "born", "type": "date", "label": "Ngày sinh", "en": "Born", "past": True, "required": True},
        {"id": "card", "type": "person_id", "label": "Số định danh", "en": "Identity number"},
        {"id": "mail", "type": "email", "label": "Thư điện tử", "en": "E-mail"},
        {"id": "phone", "type": "phone", "label": "Điện thoại", "en": "Telephone",
         "when": {"not": {"field": "mail", "filled": True}}},
    ]
}  # fmt: skip
COMPLETE = {
    "me_name": "Nguyễn Thị Hòa", "me_born": "27/3/1985", "me_card": "046198000123", "me_phone": "0905 123 456",
    "kind": "b", "why": "Vì thế.\r\nVà thế nữa.", "sum": "20.000 đ", "children.count": "2",
    "children.0.name": "Nguyễn An", "children.0.age": "5", "children.1.name": "Nguyễn Bình",
    "children.1.age": "7", "children.1.school": "Trường làng",
}  # fmt: skip


def source(text: str = TEXT, file: str = "pack/trial.toml") -> Source:
    import tomllib

    return Source(file, text, tomllib.loads(text))


def definition(text: str = TEXT) -> Definition:
    return rules.definition_of(rules.expanded(source(text).document, BLOCKS))
