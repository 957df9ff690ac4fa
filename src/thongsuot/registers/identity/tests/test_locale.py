"""Every sentence of the module has its English."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

MODULE = Path(__file__).parents[1]
SENTENCE = re.compile(r"""{% translate ["']([^"']+)["'] %}|_\("([^"]+)"\)""")
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?)(?:{% plural %}.*?)?{% endblocktranslate %}", re.DOTALL)
VIETNAMESE = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
NAMES = {"Thông Suốt", "Cốc Cốc"}


def said():
    for path in MODULE.rglob("templates/**/*.html"):
        text = path.read_text()
        yield from (next(filter(None, found)) for found in SENTENCE.findall(text))
        yield from (re.sub(r"{{ (\w+) }}", r"%(\1)s", found) for found in BLOCK.findall(text))
    for path in MODULE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and VIETNAMESE.search(node.value)
            ):
                yield node.value


def test_every_sentence_has_its_english_and_no_english_is_left_over_from_before():
    with (MODULE / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        messages = [m for m in read_po(file) if m.id]
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in messages}
    assert all(m.string for m in messages)
    assert sorted(set(said()) - known - NAMES) == []
