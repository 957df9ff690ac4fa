"""From what people type to words that can be looked up: no accents, no case, y as i, one sign for every comma."""

import re
import unicodedata
from collections.abc import Iterable

from thongsuot.kernel.law import house_rule

LONGEST = 1_000  # letters; longer is no address

_D = (0x110, 0x111, 0xD0, 0xF0)  # the letter, and its double in other alphabets
_BREAKS = ",;|\n\r\t()[]"
_SPACES = './_:-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00a0\u202f\u2007\u3000\\"“”#'
_NOTHING = "'’‘ʼ`´\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(range(768, 880))
    for code in (*range(0x80, 0x250), *range(0x1E00, 0x1F00), *range(0xFF01, 0xFF5F)):
        plain = unicodedata.normalize("NFKD", chr(code))
        letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
        if letters.isascii() and letters.isalnum():
            table[code] = letters.replace("y", "i")
    table |= dict.fromkeys(_D, "d")
    table |= {ord(sign): sign.lower().replace("y", "i") for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZy"}
    table |= {ord(sign): "," for sign in _BREAKS} | {ord(sign): " " for sign in _SPACES}
    return table | {ord(sign): None for sign in _NOTHING}


_TABLE = _table()
_REMARK = re.compile(r"\(([^()]*)\)")
_TIMES = frozenset(("cu", "moi", "nay", "truoc", "sau"))
_SEPARATORS = str.maketrans(dict.fromkeys(_BREAKS + _SPACES, " ") | dict.fromkeys(_NOTHING, ""))
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Words that carry a number right behind them: P1, Q10, phường01.
_CARRIERS = frozenset(("p", "q", "f", "x", "h", "ph", "phuong", "quan", "huien", "xa", "tt", "tx", "tp"))


@house_rule("accents, case, i or y, apostrophes, dots and dashes differ between two writings of one name")
def key_of(name: str) -> str:
    """`Đạ M'ri`, `da mri` → `damri`: what of a name counts when it is looked up."""
    return "".join(words(name)[0])


@house_rule("a comma is a hint where a name begins, never a condition")
def words(text: str) -> tuple[list[str], set[int]]:
    """The folded words of an address and the places where a comma stood before a word (0 included)."""
    if "(" in text:
        text = _REMARK.sub(_kept, text)
    found: list[str] = []
    begins = {0}
    for part in text.translate(_TABLE).split(","):
        begins.add(len(found))
        found += part.split()
    if any(map(str.isdigit, text)):
        return _with_numbers(found, begins)
    return found, begins


def _kept(remark: re.Match[str]) -> str:
    """What stands in brackets, unless it only says what was or will be."""
    said = remark.group(1).translate(_TABLE).split()
    return "," if _TIMES.intersection(said) else f",{remark.group(1)},"


def _with_numbers(found: list[str], begins: set[int]) -> tuple[list[str], set[int]]:
    """`p1` as two words, `01` as `1`."""
    if all(word.isalpha() or (word.isdigit() and word[0] != "0") for word in found):
        return found, begins
    parted: list[str] = []
    moved: set[int] = set()
    for place, word in enumerate(found):
        if place in begins:
            moved.add(len(parted))
        if word.isdigit():
            parted.append(word.lstrip("0") or "0")
            continue
        head = word.rstrip("0123456789")
        if head != word and head in _CARRIERS:
            parted += [head, word[len(head) :].lstrip("0") or "0"]
        else:
            parted.append(word)
    return parted, moved | {0}


@house_rule("where two names differ by their accents alone, the accents that were written decide")
def heard(text: str) -> list[str]:
    """The words with their accents, whatever place the tone mark was given: `hoà` = `hòa`, `quý` = `quí`."""
    plain = unicodedata.normalize("NFC", text).translate(_SEPARATORS).lower()
    return [_syllable(word) for word in plain.split()]


def _syllable(word: str) -> str:
    parts = unicodedata.normalize("NFD", word).replace("y", "i")
    tone = "".join(sign for sign in parts if sign in _TONES)
    return "".join(sign for sign in parts if sign not in _TONES) + tone


@house_rule("a slip of one letter still says which name was meant, when only one is near")
def is_near(one: str, other: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make `one` into `other`."""
    if one == other:
        return True
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(longer) - len(shorter) > 1:
        return False
    at = 0
    while at < len(shorter) and longer[at] == shorter[at]:
        at += 1
    if len(longer) != len(shorter):
        return longer[at + 1 :] == shorter[at:]
    if longer[at + 1 :] == shorter[at + 1 :]:
        return True
    swapped = longer[at : at + 2] == shorter[at : at + 2][::-1]
    return swapped and longer[at + 2 :] == shorter[at + 2 :]


@house_rule("what one slip away from a name looks like is worked out once for a list, not for every question")
def shortened(names: Iterable[str]) -> dict[str, list[str]]:
    """Every name of a list under itself and under what is left of it without one letter."""
    near: dict[str, list[str]] = {}
    for name in names:
        for form in {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}:
            near.setdefault(form, []).append(name)
    return near


@house_rule("two names that share what is left without one letter are at most a slip or two apart")
def spelt_like(word: str, near: dict[str, list[str]]) -> list[str]:
    """The names of a `shortened` list that are one slip from `word`, without `word` itself."""
    met = set(near.get(word, ()))
    for at in range(len(word)):
        found = near.get(word[:at] + word[at + 1 :])
        if found is not None:
            met.update(found)
    return [name for name in met if name != word and is_near(word, name)]
