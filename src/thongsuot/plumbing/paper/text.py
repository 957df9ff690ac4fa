"""Text as a paper can bear it: no invisible characters, no letters without a glyph."""

import unicodedata
from collections.abc import Callable
from typing import Any

MISSING = "\N{REPLACEMENT CHARACTER}"

# The blocks both faces draw in full: Latin with all Vietnamese letters, and ordinary punctuation.
_DRAWN = (
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x01A0, 0x01A1),
    (0x01AF, 0x01B0),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
)
_ALSO_DRAWN = frozenset("\n…₫€")


def tidy(text: str) -> str:
    """NFC, with tabs and other controls as blanks; direction marks and half surrogates are dropped."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_tidy_letter, unicodedata.normalize("NFC", text)))


def _tidy_letter(letter: str) -> str:
    if letter == "\n":
        return letter
    category = unicodedata.category(letter)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    # Cf holds the right-to-left overrides by which "fdp.exe" is shown as "exe.pdf".
    return "" if category in ("Cf", "Cs", "Co", "Cn") else letter


def plain(text: str) -> str:
    """Only letters that every face has; any other becomes U+FFFD, so that a reader sees one is missing."""
    return "".join(
        c if c in _ALSO_DRAWN or any(low <= ord(c) <= high for low, high in _DRAWN) else MISSING
        for c in tidy(text)
    )


def each_text(data: Any, change: Callable[[str], str]) -> Any:
    """`data` (dicts, lists, tuples, scalars) with `change` applied to every string value."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: each_text(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [each_text(value, change) for value in data]
    return data
