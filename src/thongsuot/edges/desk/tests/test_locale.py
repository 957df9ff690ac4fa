"""Every Vietnamese sentence of the desk has its English, and nothing else is translated."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from thongsuot.edges import desk
from thongsuot.edges.desk import acts, saying, story

FOLDER = Path(desk.__file__).parent
KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "Problem": (2,)}


def _sources() -> Iterator[str]:
    yield from (path.read_text() for path in FOLDER.rglob("*.py") if "tests" not in path.parts)
    # Django turns a template into source that looks like C to any extractor of messages.
    yield from (templatize(path.read_text()) for path in FOLDER.glob("templates/**/*.html"))


def _messages() -> Iterator[str]:
    for text in _sources():
        for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            yield message if isinstance(message, str) else message[0]
    yield from (word for word, _tone in saying.STATES.values())
    for words in (saying.ACTS, saying.CHANNELS, saying.RESULT_WAYS):
        yield from words.values()
    yield from (spec.done for spec in acts.SPECS)
    for _form, *names in (*((form, short, name) for form, _act, short, name in story.FORMS), story.CONTROL):
        yield from names


def test_every_sentence_has_its_english() -> None:
    with (FOLDER / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    english = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id and m.string}
    found = {message for message in _messages() if message}
    assert len(found) > 200
    assert found - english == set()
    assert english - found == set()
