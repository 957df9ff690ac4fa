"""Words as people type them: without accents, i for y, with the pairs that make Vietnamese words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold

_WORD = re.compile(r"[0-9a-zà-ỹđ]+(?:\.[0-9]+)*", re.IGNORECASE)
_FINAL_Y = re.compile(r"^([hklmstv]|qu)y$")
_CODE = re.compile(r"\d(?:[.\s]?\d{0,9})")
LONGEST = 200


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    """One syllable without accents, a final y after a consonant as i. Vietnamese has but some thousands."""
    return _FINAL_Y.sub(r"\1i", fold(word))


@house_rule("Searching ignores accents, case and đ, as people on small keyboards do")
@house_rule("“đăng kí” is “đăng ký”: a final y after a consonant is read as i")
def syllables(text: str, *, longest: int = LONGEST) -> list[str]:
    """The syllables of a text in order, without accents, of its first `longest` characters."""
    found = _WORD.findall(unicodedata.normalize("NFC", text)[:longest])
    return [_plain(word.lower()) for word in found]


@house_rule("Two syllables side by side count as a word of their own: most Vietnamese words have two")
@house_rule("A word typed with accents that are in the name counts more than one without")
def words_of(text: str, *, longest: int = LONGEST) -> tuple[str, ...]:
    """What a text is found by: syllables, pairs of them, and the accented words; each once, in order."""
    accented = _WORD.findall(unicodedata.normalize("NFC", text.lower())[:longest])
    plain = [_plain(word) for word in accented]
    pairs = [f"{first} {second}" for first, second in pairwise(plain)]
    marked = [word for word in accented if not word.isascii()]
    return tuple(dict.fromkeys([*plain, *pairs, *marked]))


@house_rule("In a long name a word says less than in a short one")
def length_factor(syllable_count: int) -> float:
    """How much a word counts in a name of so many syllables; 1 at twelve, the usual length."""
    return 1 / (0.6 + 0.4 * syllable_count / 12)


# How much a word counts by the place where it stands, and how much of a long text is read for it.
NAME, BESIDE, FIELD = 1.0, 0.45, 0.3
LONGEST_NAME, LONGEST_BESIDE = 160, 60


@house_rule("A name counts most, then what one gets, then the field")
def search_words(*, name: str, results: Iterable[str], keywords: str, field_name: str) -> dict[str, float]:
    """The words by which a procedure is found, with what each counts."""
    found = dict.fromkeys(_beside(field_name), FIELD)
    for text in (keywords, *results):
        found.update(dict.fromkeys(_beside(text), BESIDE))
    factor = round(NAME * length_factor(len(syllables(name, longest=LONGEST_NAME))), 3)
    for word in words_of(name, longest=LONGEST_NAME):
        found[word] = max(found.get(word, 0.0), factor)
    return found


@lru_cache(maxsize=5_000)
def _beside(text: str) -> tuple[str, ...]:
    """The words of a field, a result or keywords: many records share them."""
    plain = syllables(text, longest=LONGEST_BESIDE)
    return (*plain, *(f"{first} {second}" for first, second in pairwise(plain)))


@house_rule("Digits with dots are the beginning of a code")
def code_in(text: str) -> str:
    """The code, or beginning of one, that somebody typed: `1.0011`, `1 001193`; "" when it is none."""
    typed = text.strip()
    if not _CODE.fullmatch(typed):
        return ""
    digits = re.sub(r"\D", "", typed)
    return f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
