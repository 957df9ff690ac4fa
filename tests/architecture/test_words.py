"""Every Vietnamese sentence that a person can see has its English, in every module alike."""

import pytest

from tests import words

FEWEST = {"kernel": 120, "plumbing": 30, "work.dossiers": 60, "edges.portal": 250, "edges.desk": 200}


def _below(module: str) -> set[words.Sentence]:
    """What the module and those below it have in English: a catalogue need not say again what they say."""
    place = words.MODULES.index(module)
    return {sentence for other in words.MODULES[: place + 1] for sentence in words.english(other)}


@pytest.mark.parametrize("module", words.MODULES)
def test_every_sentence_has_its_english(module: str) -> None:
    said = words.sentences(module)
    assert len(said) >= FEWEST.get(module, 0)
    assert sorted(said - _below(module)) == []


@pytest.mark.parametrize("module", words.MODULES)
def test_no_template_says_a_thing_in_vietnamese_alone(module: str) -> None:
    assert words.untranslated(module) == set()


@pytest.mark.parametrize("module", words.MODULES)
def test_no_english_is_left_over_from_a_sentence_that_nobody_says_any_more(module: str) -> None:
    code, sentences = words.texts(module), words.sentences(module)
    left = [sentence for sentence in words.english(module) if sentence not in sentences]
    assert [said for _context, said in left if said not in code] == []


@pytest.mark.parametrize("module", words.MODULES)
def test_the_english_fills_the_same_blanks(module: str) -> None:
    assert [
        (said, text)
        for (_context, said), texts in words.english(module).items()
        for text in texts
        if words.blanks(text) != words.blanks(said)
    ] == []


def test_one_sentence_has_one_english_for_the_catalogues_are_read_as_one() -> None:
    found: dict[words.Sentence, dict[tuple[str, ...], str]] = {}
    for module in words.MODULES:
        for sentence, texts in words.english(module).items():
            found.setdefault(sentence, {})[texts] = module
    assert {sentence: said for sentence, said in found.items() if len(said) > 1} == {}


def test_what_is_forgotten_is_seen() -> None:
    code = """
REASONS = {"a": "Lý do khác"}
def rule(x):
    "Lời giải thích."
    text = "Chưa đủ."
    yield Problem("b", "Thử {x}.")
    yield Problem("c", text)
    return _("Xong"), t("Xin chào", "Hello"), law("NĐ 1", "Điều 1"), pgettext("act", "Dừng")
"""
    assert words.said_in_code(code) == {
        ("", "Lý do khác"),
        ("", "Chưa đủ."),
        ("", "Thử {x}."),
        ("", "Xong"),
        ("act", "Dừng"),
    }
    assert words.said_in_template('{% load i18n %}{% translate "Tìm" %} {# #}') == {("", "Tìm")}
