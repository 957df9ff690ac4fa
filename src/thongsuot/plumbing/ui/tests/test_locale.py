"""Every Vietnamese sentence of the screens has its English, and nothing else is translated."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from thongsuot.plumbing import ui

FOLDER = Path(ui.__file__).parent
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
}


def _messages() -> Iterator[str]:
    sources = [(path, path.read_text()) for path in FOLDER.glob("*.py")]
    # Django turns a template into source that looks like C to any extractor of messages.
    sources += [(path, templatize(path.read_text())) for path in FOLDER.glob("templates/**/*.html")]
    for _path, text in sources:
        for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            yield message if isinstance(message, str) else message[0]


def test_every_sentence_has_its_english() -> None:
    with (FOLDER / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    english = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id and m.string}
    found = {message for message in _messages() if message}
    assert len(found) > 40
    assert found - english == set()
    assert english - found == set()
