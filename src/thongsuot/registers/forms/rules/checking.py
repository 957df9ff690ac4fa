"""Every fault of a form's file at once, with its line and what to write instead."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from thongsuot.kernel.errors import Word
from thongsuot.kernel.law import house_rule
from thongsuot.kernel.rows import Fault
from thongsuot.kernel.sheets import Found, Path, Source
from thongsuot.registers.forms.rules import shapes
from thongsuot.registers.forms.rules.reading import Doc, definition_of, expanded
from thongsuot.registers.forms.rules.values import Definition, Type


@house_rule("a pack is right as a whole or not at all")
def form_faults(
    source: Source,
    blocks: Mapping[str, Sequence[Doc]],
    procedures: Mapping[str, Collection[str]] | None = None,
) -> list[Fault]:
    """What is wrong with a form; `procedures` are those of the catalogue with the codes of their papers (None: not
    compared)."""
    found = Found(source)
    document = source.document
    _keys(found, (), document, shapes.FORM)
    for number, section in _tables(found, document, "section"):
        path: Path = ("section", number)
        _keys(found, path, section, shapes.SECTION)
        _lines(found, (*path, "fields"), section.get("fields", ()), blocks)
    if not found.faults:
        _whole(found, expanded(document, blocks))
    for code in document.get("procedures", ()):
        if procedures and code not in procedures:
            message = "Danh mục không có thủ tục “{text}”."
            found.add(("procedures",), "form_procedure", message, "sửa mã theo danh mục quốc gia", text=code)
    if procedures and not found.faults:
        _papers(found, document, procedures)
    return found.faults


def _papers(found: Found, document: Doc, procedures: Mapping[str, Collection[str]]) -> None:
    """Papers that none of the form's procedures names, and results of procedures that there are not."""
    named = {code for procedure in document["procedures"] for code in procedures[procedure]}
    for number, section in enumerate(document["section"]):
        for nth, line in enumerate(section["fields"]):
            path: Path = ("section", number, "fields", nth)
            for code in line.get("papers", ()):
                if code not in named:
                    message = "Các thủ tục của mẫu không có giấy tờ mã “{text}”."
                    found.add(path, "form_paper", message, "sửa mã theo thành phần hồ sơ", text=code)
            for code in line.get("results", ()):
                if code not in procedures:
                    message = "Danh mục không có thủ tục “{text}”."
                    found.add(path, "form_procedure", message, "sửa mã theo danh mục quốc gia", text=code)


@house_rule("blocks are part of the pack and checked like it")
def block_faults(source: Source) -> list[Fault]:
    """What is wrong with a file of blocks."""
    found = Found(source)
    seen: set[str] = set()
    for number, block in _tables(found, source.document, "block"):
        path: Path = ("block", number)
        _keys(found, path, block, shapes.BLOCK)
        _lines(found, (*path, "fields"), block.get("fields", ()), {})
        _once(found, path, str(block.get("id", "")), seen)
        ids = [str(f.get("id", "")) for f in block.get("fields", ()) if isinstance(f, Mapping)]
        own: set[str] = set()
        for nth, id_ in enumerate(ids):
            _once(found, (*path, "fields", nth), id_, own)
    return found.faults


@house_rule("a procedure has one form on any day")
def twice_faults(sources: Iterable[Source]) -> Iterator[Fault]:
    """Forms that stand twice with the same code and version."""
    first: dict[tuple[str, int], str] = {}
    for source in sources:
        mark = (str(source.document.get("code")), int(source.document.get("version") or 0))
        if mark in first:
            found = Found(source)
            message = "Mẫu {code} bản {version} đã có ở {file}."
            params = {"code": mark[0], "version": mark[1], "file": first[mark]}
            found.add(("version",), "form_twice", message, "tăng số version hoặc đổi code", **params)
            yield from found.faults
        first.setdefault(mark, source.file)


def _tables(found: Found, document: Doc, name: str) -> list[tuple[int, Doc]]:
    tables = document.get(name, ())
    if not isinstance(tables, list) or not tables or not all(isinstance(one, Mapping) for one in tables):
        found.add((name,), "form_empty", "Thiếu [[{name}]].", f"thêm ít nhất một [[{name}]]", name=name)
        return []
    return list(enumerate(tables))


def _keys(found: Found, path: Path, table: Doc, shape: shapes.Shape, **who: Any) -> None:
    """Keys that are missing, unknown, or of another kind than they should be."""
    for name in shape.required:
        if name not in table:
            fix = f"thêm {name} = …"
            if name in ("en", "title_en", "word_en"):
                found.add(path, "form_untranslated", "Thiếu lời tiếng Anh “{name}”.", fix, name=name, **who)
            else:
                found.add(path, "form_key_missing", "Thiếu “{name}”.", fix, name=name, **who)
    for name, value in table.items():
        at = (*path, name)
        if name not in shape.kinds:
            near = get_close_matches(name, shape.kinds, n=1)
            fix = f"viết “{near[0]}”" if near else "xóa khóa này"
            found.add(at, "form_key_unknown", "Không có khóa “{name}” ở đây.", fix, name=name, **who)
        elif said := shapes.wrong(shape.kinds[name], value):
            found.add(at, "form_value", "“{name}” {said}.", "sửa giá trị", name=name, said=Word(said), **who)


def _lines(found: Found, path: Path, lines: Any, blocks: Mapping[str, Sequence[Doc]]) -> None:
    if not isinstance(lines, list) or not lines:
        return
    for number, line in enumerate(lines):
        at = (*path, number)
        if not isinstance(line, Mapping):
            found.add(
                at, "form_value", "“{name}” {said}.", "viết { id = …, type = … }", name="fields", said="sai"
            )
        elif "use" in line:
            _keys(found, at, line, shapes.USE, id=str(line["use"]))
            if line["use"] not in blocks:
                known = ", ".join(blocks) or "–"
                message = "Không có khối “{text}”."
                found.add(at, "form_block", message, f"dùng một trong: {known}", text=line["use"])
        elif line.get("type") == Type.ATTACHMENT:
            _keys(found, at, line, shapes.ATTACHMENT, id=str(line.get("id", "")))
        else:
            _keys(found, at, line, shapes.FIELD, id=str(line.get("id", "")))
            _options(found, at, line)


def _options(found: Found, at: Path, line: Doc) -> None:
    options = line.get("options", [])
    if line.get("type") == "choice" and len(options) < 2:
        message = "Mục “{id}” phải có ít nhất hai lựa chọn."
        found.add(at, "form_options", message, 'thêm options = ["ma|Chữ|Word", …]', id=line.get("id", ""))
    codes = []
    for text in options if isinstance(options, list) else ():
        parts = str(text).split("|")
        codes.append(parts[0])
        if len(parts) != 3 or not all(part.strip() for part in parts):
            message = "Lựa chọn “{text}” của mục “{id}” phải có mã, chữ và chữ tiếng Anh."
            found.add(
                at, "form_untranslated", message, "viết “mã|chữ|word”", text=text, id=line.get("id", "")
            )
    for code in sorted({c for c in codes if codes.count(c) > 1}):
        message = "Lựa chọn “{text}” của mục “{id}” xuất hiện hai lần."
        found.add(at, "form_options", message, "giữ lại một", text=code, id=line.get("id", ""))


def _once(found: Found, path: Path, id_: str, seen: set[str]) -> None:
    if id_ in seen:
        message = "Mã “{id}” xuất hiện hai lần trong mẫu này."
        found.add(path, "form_id_twice", message, "đổi thành một mã chưa dùng", id=id_)
    seen.add(id_)


def _whole(found: Found, document: Mapping[str, Any]) -> None:
    """What only the whole form can be asked: ids, conditions, circles."""
    definition = definition_of(document)
    places = _places(found.source.document, document)
    seen: set[str] = set()
    for number, section in enumerate(definition.sections):
        _once(found, ("section", number, "id"), section.id, seen)
        for id_ in (*(field.id for field in section.fields), *(one.id for one in section.attachments)):
            _once(found, places[number, id_], id_, seen)
        if section.repeat is not None and section.attachments:
            at = places[number, section.attachments[0].id]
            message = "Phần lặp lại không đòi giấy tờ kèm theo."
            found.add(at, "form_attachment", message, "chuyển mục này sang một phần không lặp lại")
    _conditions(found, definition, places)
    for old, new in definition.renamed.items():
        if new not in seen:
            message = "Mẫu này không có mục “{text}”."
            found.add(("renamed", old), "form_field_unknown", message, "sửa mã mục", text=new)
    numbers = {f.id for s, f in definition.each() if f.type is Type.NUMBER and s.repeat is None}
    if definition.counts and definition.counts not in numbers:
        message = "Mẫu này không có mục số “{text}”."
        found.add(
            ("counts",), "form_count_unknown", message, "ghi mã một mục kiểu number", text=definition.counts
        )


def _places(source: Doc, whole: Mapping[str, Any]) -> dict[tuple[int, str], Path]:
    """Section and id → the line that brought the field, which for a block's field is the line that uses it."""
    found: dict[tuple[int, str], Path] = {}
    for number, section in enumerate(source["section"]):
        lines = list(enumerate(section["fields"]))
        for field in whole["section"][number]["fields"]:
            for nth, line in lines:
                is_its = line.get("id") == field["id"]
                if is_its or ("use" in line and field["id"].startswith(line.get("prefix", ""))):
                    found.setdefault((number, field["id"]), ("section", number, "fields", nth))
                if is_its:
                    found[number, field["id"]] = ("section", number, "fields", nth)
    return found


def _conditions(found: Found, definition: Definition, places: Mapping[tuple[int, str], Path]) -> None:
    plain = {f.id: f for s, f in definition.each() if s.repeat is None}
    asks: dict[str, set[str]] = {}
    for number, section in enumerate(definition.sections):
        inside = {f.id: f for f in section.fields}
        own = section.visible_when.fields() if section.visible_when else frozenset()
        _known(found, ("section", number), own, plain, section.id)
        for paper in section.attachments:
            for when in (paper.visible_when, paper.required_when):
                if when is not None:
                    _known(found, places[number, paper.id], when.fields(), plain, paper.id)
        for field in section.fields:
            asked = own
            for when in (field.visible_when, field.required_when):
                if when is not None:
                    _known(found, places[number, field.id], when.fields(), {**plain, **inside}, field.id)
            if field.visible_when is not None:
                asked = own | field.visible_when.fields()
            asks[field.id] = set(asked)
    for id_ in _circle(asks):
        number = next(n for n, s in enumerate(definition.sections) if any(f.id == id_ for f in s.fields))
        message = "Điều kiện của mục “{id}” đi vòng về chính nó."
        found.add(places[number, id_], "form_circle", message, "bỏ một điều kiện trong vòng", id=id_)


def _known(found: Found, at: Path, asked: Collection[str], known: Mapping[str, Any], id_: str) -> None:
    for name in sorted(asked):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            fix = f"viết “{near[0]}”" if near else "sửa mã mục trong điều kiện"
            message = "Điều kiện của “{id}” nhắc mục “{text}” không có."
            found.add(at, "form_field_unknown", message, fix, id=id_, text=name)


def _circle(asks: Mapping[str, set[str]]) -> list[str]:
    """Fields whose visibility depends on themselves, in their order."""
    found = []
    for start in asks:
        seen: set[str] = set()
        waiting = list(asks[start])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += asks.get(one, ())
        if start in seen:
            found.append(start)
    return found
