"""Every sentence that this module says has its English, and nothing else is translated."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from thongsuot.registers import units

FOLDER = Path(units.__file__).parent
SENTENCE = re.compile(r"[À-ỹ].*\.$|^(sửa|xóa|thêm|ghi|không cần) ")


def sentences() -> set[str]:
    found = set()
    for path in (*FOLDER.glob("rules/*.py"), *FOLDER.glob("queries/*.py"), FOLDER / "api.py"):
        tree = ast.parse(path.read_text())
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                found.add(node.value)
    # What is put together for one row alone ("ghi mã 00556") is a value, not a sentence.
    return {s for s in found if SENTENCE.search(s) and s != "ghi mã {right}"}


def test_every_sentence_has_its_english() -> None:
    with (FOLDER / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        english = {str(m.id) for m in read_po(file) if m.id and m.string}
    found = sentences()
    assert len(found) > 50
    assert found - english == set()
    assert english - found == set()
