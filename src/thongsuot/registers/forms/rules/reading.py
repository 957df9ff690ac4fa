"""From the words of a pack to a `Definition`. What is wrong is found by `checking`; here it is taken as right."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules.attachments import FILES_MOST, KINDS, Attachment
from thongsuot.registers.forms.rules.conditions import Op, When
from thongsuot.registers.forms.rules.values import Definition, Field, Option, Repeat, Section, Type

Doc = Mapping[str, Any]


@house_rule(
    "blocks are written once; what is stored stands alone, so a later block changes no earlier version"
)
def expanded(document: Doc, blocks: Mapping[str, Sequence[Doc]]) -> dict[str, Any]:
    """The document with every `{ use = "block", prefix = "p_" }` replaced by the block's fields."""
    sections = [
        {**section, "fields": [f for line in section.get("fields", ()) for f in _lines(line, blocks)]}
        for section in document.get("section", ())
    ]
    return {**document, "section": sections}


def _lines(line: Doc, blocks: Mapping[str, Sequence[Doc]]) -> list[dict[str, Any]]:
    if "use" not in line:
        return [dict(line)]
    prefix = line.get("prefix", "")
    block = [f for f in blocks[line["use"]] if f["id"] not in line.get("without", ())]
    ids = {f["id"] for f in block}
    return [_of_block(f, line, prefix, ids) for f in block]


def _of_block(field: Doc, line: Doc, prefix: str, ids: set[str]) -> dict[str, Any]:
    found = {**field, "id": prefix + field["id"]}
    for name in ("when", "required"):
        if isinstance(found.get(name), Mapping):
            found[name] = _prefixed(found[name], prefix, ids)
    if field["id"] in line.get("required", ()):
        found["required"] = True
    elif "required" in line and found.get("required") is True:
        found["required"] = False
    if "when" in line:
        own = found.get("when")
        found["when"] = {"all": [line["when"], own]} if own else line["when"]
    if "prefill" in line:
        found["prefill"] = f"{line['prefill']}.{field['id']}"
    return found


def _prefixed(when: Doc, prefix: str, ids: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = dict(when)
    if when.get("field") in ids:
        found["field"] = prefix + when["field"]
    for name in ("all", "any"):
        if name in when:
            found[name] = [_prefixed(part, prefix, ids) for part in when[name]]
    if "not" in when:
        found["not"] = _prefixed(when["not"], prefix, ids)
    return found


@house_rule("one reading of a definition for pages, paper and API")
def definition_of(document: Doc) -> Definition:
    """The form that an expanded, faultless document describes. Days may be ISO text (from JSON)."""
    day = document["valid_from"]
    return Definition(
        code=document["code"],
        title=document["title"],
        title_en=document["title_en"],
        version=document["version"],
        valid_from=day if isinstance(day, date) else date.fromisoformat(day),
        procedures=tuple(document["procedures"]),
        source=document["source"],
        checked=document.get("checked", False),
        addressee=document.get("addressee", ""),
        pledge=document.get("pledge", ""),
        sections=tuple(_section(one) for one in document["section"]),
        renamed=dict(document.get("renamed", {})),
        declaration=document.get("declaration", ""),
        counts=document.get("counts", ""),
    )


def _section(one: Doc) -> Section:
    repeat = one.get("repeat")
    seen = when_of(one["when"]) if "when" in one else None
    papers = [field for field in one["fields"] if field["type"] == Type.ATTACHMENT]
    return Section(
        id=one["id"],
        title=one["title"],
        title_en=one["title_en"],
        fields=tuple(_field(field) for field in one["fields"] if field not in papers),
        hint=one.get("hint", ""),
        hint_en=one.get("hint_en", ""),
        visible_when=seen,
        repeat=Repeat(repeat["least"], repeat["most"], repeat["word"], repeat["word_en"]) if repeat else None,
        attachments=tuple(_attachment(paper, seen) for paper in papers),
    )


def _attachment(one: Doc, section: When | None) -> Attachment:
    """A paper is asked for where its section is and its own condition holds."""
    required, own = one.get("required", False), when_of(one["when"]) if "when" in one else None
    both = [when for when in (section, own) if when is not None]
    return Attachment(
        id=one["id"],
        label=one["label"],
        label_en=one["en"],
        hint=one.get("hint", ""),
        hint_en=one.get("hint_en", ""),
        required=required is True,
        required_when=when_of(required) if isinstance(required, Mapping) else None,
        visible_when=When(Op.ALL, parts=tuple(both)) if len(both) > 1 else next(iter(both), None),
        papers=tuple(one.get("papers", ())),
        kinds=tuple(one.get("kinds", KINDS)),
        most=one.get("most", FILES_MOST),
        months=one.get("months"),
        results=tuple(one.get("results", ())),
    )


def _field(one: Doc) -> Field:
    required = one.get("required", False)
    return Field(
        id=one["id"],
        type=Type(one["type"]),
        label=one["label"],
        label_en=one["en"],
        hint=one.get("hint", ""),
        hint_en=one.get("hint_en", ""),
        required=required is True,
        required_when=when_of(required) if isinstance(required, Mapping) else None,
        visible_when=when_of(one["when"]) if "when" in one else None,
        options=tuple(Option(*text.split("|")) for text in one.get("options", ())),
        prefill=one.get("prefill", ""),
        least=one.get("least"),
        most=one.get("most"),
        past=one.get("past", False),
        paper=one.get("paper", ""),
    )


@house_rule("a condition is data: nothing of a pack is ever run as code")
def when_of(one: Doc) -> When:
    """`{ field, is | filled | at_least }`, `{ all = […] }`, `{ any = […] }`, `{ not = … }`."""
    for name in (Op.ALL, Op.ANY):
        if name in one:
            return When(name, parts=tuple(when_of(part) for part in one[name]))
    if "not" in one:
        return When(Op.NOT, parts=(when_of(one["not"]),))
    if "filled" in one:
        return When(Op.FILLED, one["field"])
    if "at_least" in one:
        return When(Op.AT_LEAST, one["field"], (str(one["at_least"]),))
    given = one["is"]
    return When(Op.IS, one["field"], tuple(given) if isinstance(given, list | tuple) else (given,))
