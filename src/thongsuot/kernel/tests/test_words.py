"""Every sentence of the kernel can be said in English, with the same blanks to fill."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

KERNEL = Path(__file__).parents[1]
CATALOGUE = KERNEL / "locale" / "en" / "LC_MESSAGES" / "django.po"
HELD = {"problem_message", "message", "TEXTS", "UNIT_NAMES"}  # names under which sentences are kept


def sentences() -> set[str]:
    found = set()
    for path in KERNEL.rglob("*.py"):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                found |= set(_said(node))
    return found


def _said(node):
    values = []
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
        values = node.args[1:2]
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in HELD:
        values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
    return [value.value for value in values if isinstance(value, ast.Constant)]


@pytest.fixture(scope="module")
def english():
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_no_sentence_is_without_english(english):
    assert len(sentences()) > 60
    assert {sentence for sentence in sentences() if not english.get(sentence)} == set()


def test_the_english_fills_the_same_blanks(english):
    blanks = re.compile(r"{(\w+)}")
    assert [
        vietnamese
        for vietnamese, said in english.items()
        if set(blanks.findall(vietnamese)) != set(blanks.findall(said))
    ] == []
