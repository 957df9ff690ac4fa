"""From what was typed to answers: every problem at once, each with the key of its field.

Raw answers are flat text, `key → what was typed`; a draft keeps them as they are. Answers are typed values,
`field → value` and `section → [ {field → value} ]`; only what is visible under its conditions is among them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thongsuot.kernel.codes import CitizenId, PhoneNumber
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.forms.rules.values import YES, Definition, Field, Section, Type, counter, key

LONGEST = {
    Type.TEXT: 500,
    Type.LONG: 4000,
    Type.NAME: 200,
    Type.ADDRESS: 500,
    Type.EMAIL: 200,
}
NUMBER_MOST = 10**15
FIRST_DAY = date(1880, 1, 1)
Raw = Mapping[str, str]
_MONEY = re.compile(r"[.\s]|(?:đ|đồng|VND|VNĐ)$")


@dataclass(frozen=True, slots=True)
class Read:
    """`answers` are what could be read; with `problems` they are not complete."""

    answers: dict[str, Any]
    problems: tuple[Problem, ...]


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def read(definition: Definition, raw: Raw, *, day: date, sections: frozenset[str] | None = None) -> Read:
    """Everything that was typed, as answers; `sections` limits what is looked at to these (one page)."""
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for section in definition.sections:
        if not section.is_visible(raw) or (sections is not None and section.id not in sections):
            continue
        rows = []
        for row in range(section.rows(raw)):
            values, found = _row(section, row, raw, day)
            rows.append(values)
            problems += found
        if section.repeat is None:
            answers |= rows[0]
        else:
            answers[section.id] = rows
    return Read(answers, tuple(problems))


def _row(section: Section, row: int, raw: Raw, day: date) -> tuple[dict[str, Any], list[Problem]]:
    seen = around(section, row, raw)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in section.fields:
        if not field.is_visible(seen):
            continue
        at = key(section, field.id, row)
        text = plain(raw.get(at, ""), lines=field.type is Type.LONG)
        if not text:
            if field.is_required(seen):
                problems.append(_missing(field, at))
            continue
        try:
            values[field.id] = READERS[field.type](field, text, day)
        except Refused as refused:
            problems += [Problem(p.code, p.message, at, p.params) for p in refused.problems]
    return values, problems


@house_rule("a condition in a repeated row speaks of its own row first")
def around(section: Section, row: int, raw: Raw) -> dict[str, str]:
    """What the conditions of a row may look at: all plain answers, and the row's own."""
    if section.repeat is None:
        return dict(raw)
    own = {field.id: raw.get(key(section, field.id, row), "") for field in section.fields}
    return {**raw, **own}


@house_rule("the same word is always the same signs, and nothing invisible is stored")
def plain(text: str, *, lines: bool = False) -> str:
    """NFC, without control signs, single spaces; `lines`: line breaks stay."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = ("".join(s if s == "\n" or unicodedata.category(s)[0] != "C" else " " for s in text)).split("\n")
    rows = [" ".join(row.split()) for row in kept]
    return "\n".join(rows).strip() if lines else " ".join(" ".join(rows).split())


def _missing(field: Field, at: str) -> Problem:
    label = {"label": _inside(field.label)}
    if field.label.endswith("?"):
        return Problem("answer_missing", "Hãy trả lời: “{label}”", at, {"label": field.label})
    if field.type is Type.YES:
        return Problem("answer_missing", "Hãy đánh dấu “{label}”.", at, {"label": field.label})
    if field.type is Type.CHOICE:
        return Problem("answer_missing", "Hãy chọn {label}.", at, label)
    return Problem("answer_missing", "Hãy nhập {label}.", at, label)


def _inside(label: str) -> str:
    """A label inside a sentence: without its capital, unless that is an abbreviation's."""
    first = label.split(" ", 1)[0]
    return label[:1].lower() + label[1:] if len(first) == 1 or first[1:].islower() else label


def _refuse(code: str, message: str, **params: Any) -> Refused:
    return Refused(Problem(code, message, params=params))


def _text(field: Field, text: str, _day: date) -> str:
    most = field.most or LONGEST[field.type]
    if len(text) > most:
        raise _refuse(
            "answer_long", "{label}: hãy viết gọn trong {most} ký tự.", label=field.label, most=most
        )
    return text


def _name(field: Field, text: str, day: date) -> str:
    if not any(sign.isalpha() for sign in text) or any(sign.isdigit() for sign in text):
        raise _refuse(
            "answer_name", "{label}: hãy ghi họ và tên bằng chữ, không có chữ số.", label=field.label
        )
    return _text(field, text, day)


def _number(field: Field, text: str, _day: date) -> int:
    digits = _MONEY.sub("", text) if field.type is Type.MONEY else text
    if not re.fullmatch(r"-?[0-9]{1,16}", digits):
        raise _refuse("answer_number", "{label}: hãy ghi một số nguyên, chỉ gồm chữ số.", label=field.label)
    found, least, most = int(digits), field.least or 0, field.most if field.most is not None else NUMBER_MOST
    if not least <= found <= most:
        message = "{label}: hãy ghi một số từ {least} đến {most}."
        raise _refuse("answer_range", message, label=field.label, least=least, most=most)
    return found


def _date(field: Field, text: str, day: date) -> str:
    match = re.fullmatch(r"(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{4})|(\d{2})(\d{2})(\d{4})", text, re.ASCII)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    try:
        if match is not None:
            d, m, y = (int(part) for part in match.groups() if part)
            found = date(y, m, d)
        else:
            found = date.fromisoformat(iso[0] if iso else "")
    except ValueError:
        message = "{label}: hãy ghi một ngày có thật, ví dụ 27/03/1985."
        raise _refuse("answer_date", message, label=field.label) from None
    if found < FIRST_DAY or (field.past and found > day):
        message = "{label}: ngày này phải từ năm 1880 và không sau hôm nay."
        raise _refuse("answer_date_range", message, label=field.label)
    return found.isoformat()


def _choice(field: Field, text: str, _day: date) -> str:
    if text not in {option.code for option in field.options}:
        raise _refuse("answer_choice", "{label}: hãy chọn một mục trong danh sách.", label=field.label)
    return text


def _yes(field: Field, text: str, _day: date) -> bool:
    if text not in (YES, "on", "true"):
        raise _refuse("answer_choice", "{label}: hãy chọn một mục trong danh sách.", label=field.label)
    return True


def _email(field: Field, text: str, day: date) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise _refuse("answer_email", "{label}: hãy ghi theo dạng ten@noi.vn.", label=field.label)
    return _text(field, text, day)


READERS: dict[Type, Callable[[Field, str, date], Any]] = {
    Type.TEXT: _text,
    Type.LONG: _text,
    Type.NAME: _name,
    Type.NUMBER: _number,
    Type.MONEY: _number,
    Type.DATE: _date,
    Type.CHOICE: _choice,
    Type.YES: _yes,
    Type.ADDRESS: _text,
    Type.PERSON_ID: lambda _field, text, _day: str(CitizenId.parse(text)),
    Type.PHONE: lambda _field, text, _day: str(PhoneNumber.parse(text)),
    Type.EMAIL: _email,
}


@house_rule("a program is told what is wrong with its answers, as a person is")
def shape_problems(definition: Definition, answers: Mapping[str, Any]) -> list[Problem]:
    """What keeps typed answers from being read at all: unknown names, lists and objects where text belongs."""
    sections = {section.id: section for section in definition.sections if section.repeat}
    plain_ids = {f.id for s, f in definition.each() if s.repeat is None}
    found = [_unknown(name) for name in answers if name not in plain_ids and name not in sections]
    found += [_unknown(name) for name in plain_ids & answers.keys() if not _is_value(answers[name])]
    for name, section in sections.items():
        rows = answers.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            found.append(_unknown(name))
            continue
        if section.repeat is not None and len(rows) > section.repeat.most:
            message = "Nhiều nhất {most} dòng ở phần này."
            found.append(Problem("answer_rows", message, name, {"most": section.repeat.most}))
        inside = {field.id for field in section.fields}
        for number, row in enumerate(rows):
            wrong = [i for i, value in row.items() if i not in inside or not _is_value(value)]
            found += [_unknown(f"{name}.{number}.{i}") for i in wrong]
    return found


def _is_value(value: Any) -> bool:
    return isinstance(value, str | int | bool) and not (isinstance(value, str) and len(value) > 10_000)


def _unknown(at: str) -> Problem:
    return Problem("answer_unknown", "Mẫu này không có mục “{text}” với kiểu giá trị đó.", at, {"text": at})


@house_rule("answers can be corrected later on the same form on which they were given")
def raw_of(definition: Definition, answers: Mapping[str, Any]) -> dict[str, str]:
    """Typed answers as somebody would have typed them: `read` of it gives the same answers."""
    raw: dict[str, str] = {}
    for section in definition.sections:
        rows = [answers] if section.repeat is None else answers.get(section.id, [])
        if section.repeat is not None:
            raw[counter(section.id)] = str(len(rows))
        for row, values in enumerate(rows):
            for field in section.fields:
                if field.id in values:
                    raw[key(section, field.id, row)] = typed(field, values[field.id])
    return raw


@house_rule("a stored value is shown as one would type it")
def typed(field: Field, value: Any) -> str:
    """One stored value as text: days day first, a ticked box `yes`."""
    if field.type is Type.DATE:
        return re.sub(r"^(\d{4})-(\d{2})-(\d{2})$", r"\3/\2/\1", str(value))
    if field.type is Type.YES:
        return YES if value is True else ""
    return str(value)


@house_rule("a list of answers shows words, not codes")
def said(field: Field, value: Any) -> str:
    """One stored value for a reader: options by their label, money with dots."""
    if field.type is Type.CHOICE:
        return next((option.label for option in field.options if option.code == value), str(value))
    if field.type is Type.YES:
        return "☒" if value is True else "☐"
    if field.type is Type.MONEY:
        return f"{int(value):,} đ".replace(",", ".")
    return typed(field, value)


@house_rule("the order in which answers are read is the order of the form")
def listed(
    definition: Definition, answers: Mapping[str, Any]
) -> Iterator[tuple[Section, int, list[tuple[Field, Any]]]]:
    """Section, number of the row, and the fields that were answered there with their values."""
    for section in definition.sections:
        rows = [answers] if section.repeat is None else answers.get(section.id, [])
        for number, values in enumerate(rows):
            found = [(field, values[field.id]) for field in section.fields if field.id in values]
            if found:
                yield section, number, found
