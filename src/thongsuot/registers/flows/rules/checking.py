"""Every fault of a flow's file at once, with its line and what to write instead."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from thongsuot.kernel.errors import Word
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault
from thongsuot.kernel.sheets import Found, Path, Source
from thongsuot.registers.flows.rules.reading import Doc, flow_of, term_of
from thongsuot.registers.flows.rules.soundness import MESSAGES, unsound
from thongsuot.registers.flows.rules.values import END, Place, Running, Wait

MOST_NODES, MOST_WAYS = 200, 20
Kind = tuple[Callable[[Any], object], str]


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,50}", value) is not None


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _one_of(kinds: Iterable[str]) -> Kind:
    known = tuple(kinds)
    return (lambda v: v in known, "phải là một trong: " + ", ".join(known))


TEXT: Kind = (
    lambda v: isinstance(v, str) and v.strip() == v != "" and v.isprintable() and "|" not in v,
    "phải là chữ trên một dòng, không trống, không có dấu |",
)
ID: Kind = (lambda v: _is_id(v) and v != END, "phải là chữ thường, số, gạch dưới, và khác “end”")
TO: Kind = (_is_id, "phải là mã một bước, hoặc end")
TEXTS: Kind = (_is_texts, "phải là danh sách chữ")
NUMBER: Kind = (
    lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 < v < 10_000,
    "phải là số nguyên dương",
)
DAY: Kind = (_is_day, "phải là một ngày, ví dụ 2025-07-01")
YES: Kind = (lambda v: isinstance(v, bool), "phải là true hoặc false")
CODE: Kind = (
    lambda v: isinstance(v, str) and re.fullmatch(r"[A-Z][A-Z0-9-]{1,40}", v),
    "phải là chữ hoa, số, gạch nối",
)
TERM: Kind = (
    lambda v: isinstance(v, str) and term_of(v),
    "phải là số và đơn vị, ví dụ 3 WORKING_DAY, 4 HOUR, 15 DAY, 1 MONTH",
)
VERB: Kind = (
    lambda v: isinstance(v, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", v),
    "phải là tên một quyền, ví dụ dossiers.decide",
)
TABLES: Kind = (
    lambda v: isinstance(v, list) and all(isinstance(one, Mapping) for one in v) and len(v) <= MOST_NODES,
    "phải là danh sách bảng, không quá 200",
)
NAMES: Kind = (
    lambda v: isinstance(v, Mapping) and all(_is_id(a) and _is_id(b) for a, b in v.items()),
    "phải là bảng mã cũ = mã mới",
)

FLOW: dict[str, Kind] = {
    "code": CODE, "title": TEXT, "title_en": TEXT, "version": NUMBER, "valid_from": DAY, "valid_to": DAY,
    "procedures": TEXTS, "source": TEXT, "checked": YES, "running": _one_of(Running), "start": TO,
    "renamed": NAMES, "step": TABLES, "fork": TABLES, "join": TABLES,
}  # fmt: skip
STEP: dict[str, Kind] = {
    "id": ID, "name": TEXT, "name_en": TEXT, "at": _one_of(Place), "named": TEXT, "verb": VERB, "term": TERM,
    "next": TO, "ways": TEXTS, "back": TEXTS, "opinions": _one_of(Wait),
    "adds": YES,
}  # fmt: skip
FORK: dict[str, Kind] = {"id": ID, "branches": TEXTS, "join": ID}
JOIN: dict[str, Kind] = {"id": ID, "wait": _one_of(Wait), "next": TO}
TABLES_OF = {"step": STEP, "fork": FORK, "join": JOIN}
MUST = {
    "flow": ("code", "title", "title_en", "version", "valid_from", "procedures", "source", "start", "step"),
    "step": ("id", "name", "name_en", "at"),
    "fork": ("id", "branches", "join"),
    "join": ("id", "next"),
}


@house_rule("a pack is right as a whole or not at all")
def flow_faults(source: Source, procedures: Collection[str] = ()) -> list[Fault]:
    """What is wrong with a flow; `procedures` are the codes of the catalogue (empty: not compared)."""
    found = Found(source)
    document = source.document
    _keys(found, (), document, FLOW, MUST["flow"])
    seen: set[str] = set()
    for name, shape in TABLES_OF.items():
        for number, table in enumerate(_tables(document.get(name))):
            path: Path = (name, number)
            _keys(found, path, table, shape, MUST[name])
            if name == "step":
                _ways(found, path, table)
            _once(found, path, str(table.get("id", "")), seen)
    if not found.faults:
        _whole(found, document)
    known = set(procedures)
    codes = document.get("procedures", ())
    for code in codes if _is_texts(codes) else ():
        if known and code not in known:
            message = "Danh mục không có thủ tục “{text}”."
            found.add(("procedures",), "flow_procedure", message, "sửa mã theo danh mục quốc gia", text=code)
    return found.faults


def _tables(value: Any) -> list[Doc]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _keys(found: Found, path: Path, table: Doc, shape: Mapping[str, Kind], must: Sequence[str]) -> None:
    who = {"id": str(table["id"])} if path and "id" in table else {}
    for name in must:
        if name not in table:
            code = "flow_untranslated" if name.endswith("_en") else "flow_key_missing"
            found.add(path, code, "Thiếu “{name}”.", f"thêm {name} = …", name=name, **who)
    for name, value in table.items():
        at = (*path, name)
        if name not in shape:
            near = get_close_matches(name, shape, n=1)
            fix = f"viết “{near[0]}”" if near else "xóa khóa này"
            found.add(at, "flow_key_unknown", "Không có khóa “{name}” ở đây.", fix, name=name, **who)
        elif not shape[name][0](value):
            said = Word(shape[name][1])
            found.add(at, "flow_value", "“{name}” {said}.", "sửa giá trị", name=name, said=said, **who)


def _ways(found: Found, path: Path, step: Doc) -> None:
    id_ = str(step.get("id", ""))
    if ("next" in step) == ("ways" in step):
        message = "Bước “{id}” phải có hoặc next hoặc ways."
        found.add(path, "flow_ways", message, "ghi next = … khi chỉ có một kết quả", id=id_)
    codes = []
    for text in step["ways"] if _is_texts(step.get("ways")) else ():
        parts = text.split("|")
        codes.append(parts[0])
        if len(parts) != 4 or not _is_id(parts[0]) or not _is_id(parts[-1]) or not all(map(str.strip, parts)):
            message = "Kết quả “{text}” của bước “{id}” sai dạng."
            found.add((*path, "ways"), "flow_way", message, "viết “mã|chữ|word|bước sau”", text=text, id=id_)
    if len(codes) > MOST_WAYS:
        message = "Bước “{id}” có quá nhiều kết quả."
        found.add((*path, "ways"), "flow_way", message, "không quá 20 kết quả", id=id_)
    for code in sorted({c for c in codes if codes.count(c) > 1}):
        message = "Kết quả “{text}” của bước “{id}” xuất hiện hai lần."
        found.add((*path, "ways"), "flow_way", message, "giữ lại một", text=code, id=id_)


def _once(found: Found, path: Path, id_: str, seen: set[str]) -> None:
    if id_ and id_ in seen:
        message = "Mã “{id}” xuất hiện hai lần trong quy trình này."
        found.add(path, "flow_id_twice", message, "đổi thành một mã chưa dùng", id=id_)
    seen.add(id_)


def _whole(found: Found, document: Doc) -> None:
    """What only the whole flow can be asked: its ways, its period, its renamings."""
    flow = flow_of(document)
    if flow.valid_to is not None and flow.valid_to <= flow.valid_from:
        message = "Ngày hết hiệu lực phải sau ngày bắt đầu."
        found.add(("valid_to",), "flow_period", message, "sửa một trong hai ngày")
    places: dict[str, Path] = {
        str(table["id"]): (name, number)
        for name in TABLES_OF
        for number, table in enumerate(document.get(name, ()))
    }
    for wrong in unsound(flow):
        message, fix = MESSAGES[wrong.code]
        path = places.get(wrong.id, ("start",))
        found.add(path, wrong.code, message, fix, id=wrong.id, text=wrong.text)
    for old, new in flow.renamed.items():
        if new not in flow.nodes:
            message = "Quy trình này không có bước “{text}”."
            found.add(("renamed", old), "flow_renamed", message, "sửa mã bước", text=new)


@house_rule("a procedure has one flow on any day")
def twice_faults(sources: Iterable[Source]) -> Iterator[Fault]:
    """Flows that stand twice with the same code and version, or hold for one procedure from the same day."""
    first: dict[tuple[str, str], str] = {}
    for source in sources:
        document = source.document
        codes = document.get("procedures", ())
        marks = [(str(document.get("code")), str(document.get("version")))]
        marks += [(code, str(document.get("valid_from"))) for code in (codes if _is_texts(codes) else ())]
        for mark in marks:
            if first.setdefault(mark, source.file) != source.file:
                found = Found(source)
                message = "{code} bản {version} đã có ở {file}."
                params = {"code": mark[0], "version": mark[1], "file": first[mark]}
                found.add(("version",), "flow_twice", message, "tăng version, sửa ngày hoặc mã", **params)
                yield from found.faults
