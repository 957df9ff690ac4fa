"""Every fault that can be planted into a form is found, at its line."""

import pytest

from thongsuot.registers.forms import rules
from thongsuot.registers.forms.tests.samples import BLOCKS, TEXT, source


def found(old: str, new: str, procedures: dict[str, set[str]] | None = None) -> set[tuple[str, int]]:
    assert TEXT.count(old) >= 1, old
    text = TEXT.replace(old, new, 1)
    faults = rules.form_faults(source(text), BLOCKS, procedures)
    assert all(f.fix and str(f.problem) and f.file == "pack/trial.toml" for f in faults)
    return {(f.problem.code, f.line) for f in faults}


def line(words: str) -> int:
    return TEXT[: TEXT.index(words)].count("\n") + 1


def test_the_sample_has_no_fault():
    assert rules.form_faults(source(), BLOCKS, {"1.001193": {"KQ1"}}) == []


WHEN_B = 'when = { field = "kind", is = "b" } },'


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        (WHEN_B, 'when = { field = "kin", is = "b" } },', "form_field_unknown", 'id = "why"'),
        (WHEN_B, 'when = { field = "why", is = "b" } },', "form_circle", 'id = "why"'),
        (WHEN_B, 'when = "kind == b" },', "form_value", 'id = "why"'),
        (WHEN_B, 'when = { field = "kind", eval = "b" } },', "form_value", 'id = "why"'),
        ('id = "why"', 'id = "kind"', "form_id_twice", 'id = "why"'),
        ('id = "sum"', 'id = "children"', "form_id_twice", 'id = "children"'),
        ('id = "why"', 'id = "Lý do"', "form_value", 'id = "why"'),
        ('type = "long"', 'type = "essay"', "form_value", 'id = "why"'),
        (', en = "Why"', "", "form_untranslated", 'id = "why"'),
        ('"a|Loại A|Kind A"', '"a|Loại A"', "form_untranslated", 'id = "kind"'),
        ('"b|Loại B|Kind B"', '"a|Loại B|Kind B"', "form_options", 'id = "kind"'),
        (', "b|Loại B|Kind B"', "", "form_options", 'id = "kind"'),
        ('use = "person"', 'use = "persona"', "form_block", 'use = "person"'),
        ('title_en = "Who"\n', "", "form_untranslated", "[[section]]"),
        ("most = 1000000", "mots = 1000000", "form_key_unknown", 'id = "sum"'),
        ("least = 1, most = 3", "least = 4, most = 3", "form_value", "repeat ="),
        ("valid_from = 2025-07-01", 'valid_from = "2025"', "form_value", "valid_from"),
        ('source = "mẫu thử"\n', "", "form_key_missing", "code ="),
        ('kinds = ["original", "copy"]', 'kinds = ["photo"]', "form_value", 'id = "proof"'),
        ('kinds = ["original", "copy"]', 'prefill = "x"', "form_key_unknown", 'id = "proof"'),
        ("most = 2", "most = 99", "form_value", 'id = "proof"'),
        ("months = 6", "months = 0", "form_value", 'id = "proof"'),
        ('id = "proof"', 'id = "kind"', "form_id_twice", 'id = "proof"'),
        ('required = { field = "kind", is = "b" }', 'required = { field = "kin", is = "b" }', "form_field_unknown",
         'id = "proof"'),
        ('when = { field = "sum", filled = true }', 'repeat = { least = 0, most = 2, word = "g", word_en = "p" }',
         "form_attachment", 'id = "proof"'),
        ('at_least = 6', 'at_least = "6"', "form_value", 'id = "school"'),
    ],
)  # fmt: skip
def test_every_planted_fault_is_found_at_its_line(old, new, code, at):
    assert (code, line(at)) in found(old, new)


def test_a_circle_through_two_fields_is_found():
    text = TEXT.replace(WHEN_B, 'when = { field = "sum", filled = true } },', 1).replace(
        "most = 1000000", 'most = 1000000, when = { field = "why", filled = true }'
    )
    codes = {f.problem.code for f in rules.form_faults(source(text), BLOCKS)}
    assert codes == {"form_circle"}


def test_a_procedure_that_the_catalogue_does_not_have_is_said():
    assert found('"1.001193"', '"9.999999"', {"1.001193": {"KQ1"}}) == {
        ("form_procedure", line("procedures"))
    }


def test_a_form_that_stands_twice_is_said():
    twice = list(rules.twice_faults([source(), source(file="pack/again.toml")]))
    assert [(f.file, f.problem.code) for f in twice] == [("pack/again.toml", "form_twice")]


def test_faults_of_blocks_are_found():
    good = '{ id = "a", type = "text", label = "A", en = "A" }'
    bare = good.replace(', en = "A"', "")
    text = f'[[block]]\nid = "p"\nfields = [\n  {good},\n  {bare},\n]\n'
    assert {(f.problem.code, f.line) for f in rules.block_faults(source(text))} == {
        ("form_id_twice", 5),
        ("form_untranslated", 5),
    }


def test_a_paper_that_no_procedure_of_the_form_names_is_said():
    known = {"1.001193": {"KQ1"}, "1.000894": {"KQ2"}}
    assert found('papers = ["KQ1"]', 'papers = ["KQ2"]', known) == {("form_paper", line('id = "proof"'))}
    results = found("months = 6", 'months = 6, results = ["9.999999"]', known)
    assert results == {("form_procedure", line('id = "proof"'))}
