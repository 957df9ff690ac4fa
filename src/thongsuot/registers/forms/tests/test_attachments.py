"""Papers of a form: asked for beside the questions, under conditions, the same in every version."""

from dataclasses import replace

from thongsuot.registers.forms import rules
from thongsuot.registers.forms.tests.samples import COMPLETE, TEXT, definition


def test_a_paper_is_no_question_and_its_section_alone_is_no_page():
    form = definition()
    (proof,) = form.attachments
    assert "proof" not in {field.id for _section, field in form.each()}
    assert not form.section("papers").is_visible(COMPLETE)
    assert "proof" not in rules.json_schema(form)["properties"]
    assert "proof" not in str(rules.read(form, {**COMPLETE, "proof": "x"}, day=form.valid_from).answers)
    assert (proof.papers, proof.kinds, proof.most, proof.months) == (("KQ1",), ("original", "copy"), 2, 6)
    assert rules.kinds_said(proof) == "bản chính hoặc bản sao"


def test_a_paper_is_asked_for_where_its_section_is_and_needed_under_its_condition():
    (proof,) = definition().attachments
    assert proof.is_visible(COMPLETE)
    assert not proof.is_visible({**COMPLETE, "sum": ""})
    assert proof.is_required(COMPLETE)
    assert not proof.is_required({**COMPLETE, "kind": "a"})
    own = definition(TEXT.replace("months = 6", 'months = 6, when = { field = "kind", is = "b" }'))
    assert own.attachments[0].is_visible(COMPLETE)
    assert not own.attachments[0].is_visible({**COMPLETE, "kind": "a"})
    assert not own.attachments[0].is_visible({**COMPLETE, "sum": ""})


def test_only_the_original_cannot_be_sent():
    (proof,) = definition().attachments
    assert proof.is_sendable
    assert not replace(proof, kinds=("original",)).is_sendable


def test_files_of_a_draft_follow_their_paper_into_the_next_version():
    old = definition()
    new = definition(TEXT.replace('id = "proof"', 'id = "evidence"').replace("version = 1", "version = 2"))
    new = replace(new, renamed={"proof": "evidence"})
    found = rules.carried({**COMPLETE, "proof": "a b"}, old, new)
    assert found.raw["evidence"] == "a b"
    assert rules.differences(old, new).renamed == {"proof": "evidence"}
    gone = definition(TEXT[: TEXT.index('[[section]]\nid = "papers"')])
    assert rules.carried({"proof": "a b"}, old, gone).left == {"proof": "a b"}
    fewer = definition(TEXT.replace("most = 2", "most = 1"))
    assert rules.differences(old, fewer).changed == {"proof": ("most",)}


def test_english_words_reach_the_papers():
    assert rules.in_language(definition(), "en").attachments[0].label == "Proof"
