"""Every sentence of the citizens' site has its English, and nothing else is translated."""

import ast
import io
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from thongsuot.edges import portal
from thongsuot.edges.portal import papers, places, saying, story

FOLDER = Path(portal.__file__).parent
KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2)}
# Words that stand in tables and are translated when they are shown.
TABLES = (saying.CHANNELS, saying.SHORT_CHANNELS, saying.FEES, places.DUTIES, story.ACTS, story.RESULT_WAYS)


def _called() -> set[str]:
    sources = [(path, path.read_text()) for path in FOLDER.glob("*.py")]
    sources += [(path, templatize(path.read_text())) for path in FOLDER.glob("templates/**/*.html")]
    found = set()
    for _path, text in sources:
        for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found - {None, ""}


def _refused() -> set[str]:
    """The sentences with which a page says that there is no such thing."""
    calls = (
        n
        for path in FOLDER.glob("*.py")
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Call)
    )
    return {
        n.args[0].value
        for n in calls
        if getattr(n.func, "id", "") == "no_such" and isinstance(n.args[0], ast.Constant)
    }


def _tabled() -> set[str]:
    words = {text for table in TABLES for text in table.values()}
    return words | {word for word, _tone in story.WORDS.values()} | {form.name for form in papers.PUBLIC}


def test_every_sentence_has_its_english() -> None:
    with (FOLDER / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    english = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id and m.string}
    found = _called() | _refused() | _tabled() | {"Cập nhật"}
    assert len(found) > 200
    assert found - english == set()
    assert english - found == set()
