"""Reading answers: what must always hold, then examples."""

from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.registers.forms import rules
from thongsuot.registers.forms.tests.samples import COMPLETE, definition

DAY = date(2026, 11, 23)
FORM = definition()
KEYS = [*COMPLETE, "me_mail", "sure", "children.2.name", "children.0.school"]
WORDS = st.one_of(
    st.sampled_from([*COMPLETE.values(), "", "a", "yes", "6", "01/01/2020", "x@y.vn"]),
    st.text("aáđ 1769/.-@x\n\u0301\x00", max_size=30),
)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TYPED = st.dictionaries(st.sampled_from(KEYS), WORDS, max_size=16)


def codes(raw: dict[str, str]) -> set[tuple[str, str]]:
    return {(p.field, p.code) for p in rules.read(FORM, raw, day=DAY).problems}


def changed(**more: str) -> dict[str, str]:
    return {**COMPLETE, **{key.replace("__", "."): value for key, value in more.items()}}


@QUICK
@given(TYPED)
def test_nothing_typed_breaks_it_and_every_problem_has_its_field(raw):
    read = rules.read(FORM, raw, day=DAY)
    fields = {field.id for _section, field in FORM.each()}
    assert all(p.field.rsplit(".", 1)[-1] in fields and str(p) for p in read.problems)


@QUICK
@given(TYPED)
def test_what_was_read_without_problem_is_what_the_schema_admits_and_the_other_way_round(raw):
    read = rules.read(FORM, raw, day=DAY)
    if {p.code for p in read.problems} <= {"answer_missing"}:
        assert SCHEMA.is_valid(read.answers) == (not read.problems)


@QUICK
@given(TYPED)
def test_answers_that_were_stored_come_back_the_same(raw):
    answers = rules.read(FORM, raw, day=DAY).answers
    again = rules.read(FORM, rules.raw_of(FORM, answers), day=DAY)
    assert again.answers == answers


SCHEMA = jsonschema_rs.Draft202012Validator(rules.json_schema(FORM))


def test_a_complete_form():
    read = rules.read(FORM, COMPLETE, day=DAY)
    assert read.problems == ()
    assert read.answers == {
        "me_name": "Nguyễn Thị Hòa", "me_born": "1985-03-27", "me_card": "046198000123", "me_phone": "0905123456",
        "kind": "b", "why": "Vì thế.\nVà thế nữa.", "sum": 20000,
        "children": [
            {"name": "Nguyễn An", "age": 5},
            {"name": "Nguyễn Bình", "age": 7, "school": "Trường làng"},
        ],
    }  # fmt: skip
    assert SCHEMA.is_valid(read.answers)


def test_all_that_is_missing_is_said_at_once():
    assert codes({}) == {(key, "answer_missing") for key in ("me_name", "me_born", "kind")}
    assert codes({"kind": "b"}) >= {("why", "answer_missing"), ("children.0.name", "answer_missing")}
    assert codes({"kind": "a"}) >= {("sure", "answer_missing")}


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("me_name", "12345", "answer_name"),
        ("me_born", "31/02/2020", "answer_date"),
        ("me_born", "24/11/2026", "answer_date_range"),
        ("me_born", "27/03/85", "answer_date"),
        ("me_card", "123", "citizen_id"),
        ("me_phone", "12", "phone_number"),
        ("me_mail", "a@b", "answer_email"),
        ("kind", "c", "answer_choice"),
        ("sum", "nhiều", "answer_number"),
        ("sum", "1000001", "answer_range"),
        ("children.1.age", "100", "answer_range"),
        ("why", "x" * 4001, "answer_long"),
    ],
)
def test_each_bad_answer_is_said_at_its_field(key, typed, code):
    assert (key, code) in codes({**COMPLETE, key: typed})


def test_a_condition_in_a_row_asks_its_own_row():
    assert codes(changed(children__0__age="6")) == {("children.0.school", "answer_missing")}
    assert "school" not in rules.read(FORM, changed(children__1__age="5"), day=DAY).answers["children"][1]


def test_hidden_questions_are_neither_asked_nor_stored():
    read = rules.read(FORM, {**COMPLETE, "kind": "a", "sure": "yes"}, day=DAY)
    assert read.problems == ()
    assert not {"why", "children"} & read.answers.keys()
    assert "me_phone" not in rules.read(FORM, {**COMPLETE, "me_mail": "a@b.vn"}, day=DAY).answers


def test_english_words_change_nothing_else():
    english = rules.in_language(FORM, "en")
    assert english.title == "Trial declaration"
    assert english.sections[0].fields[0].label == "Name"
    assert replace(english, title=FORM.title, sections=FORM.sections) == FORM
    assert rules.in_language(FORM, "vi") is FORM


@pytest.mark.parametrize(
    "answers",
    [{"nobody": "x"}, {"why": ["x"]}, {"children": "x"}, {"children": [{"x": 1}]}, {"children": [{}] * 4}],
)
def test_a_program_is_told_what_cannot_be_read(answers: dict[str, Any]):
    assert rules.shape_problems(FORM, answers)
    assert rules.shape_problems(FORM, rules.read(FORM, COMPLETE, day=DAY).answers) == []
