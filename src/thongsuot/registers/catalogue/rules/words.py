"""Words as people type them: without accents, i for y, with the pairs that make Vietnamese words."""

import re
import unicodedata
from itertools import pairwise

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold

_WORD = re.compile(r"[0-9a-zà-ỹđ]+(?:\.[0-9]+)*", re.IGNORECASE)
_FINAL_Y = re.compile(r"^([hklmstv]|qu)y$")
_CODE = re.compile(r"\d(?:[.\s]?\d{0,9})")
LONGEST = 200


@house_rule("Searching ignores accents, case and đ, as people on small keyboards do")
@house_rule("“đăng kí” is “đăng ký”: a final y after a consonant is read as i")
def syllables(text: str) -> list[str]:
    """The syllables of a text in order, without accents, at most 200 characters of it."""
    found = _WORD.findall(unicodedata.normalize("NFC", text)[:LONGEST])
    return [_FINAL_Y.sub(r"\1i", fold(word)) for word in found]


@house_rule("Two syllables side by side count as a word of their own: most Vietnamese words have two")
@house_rule("A word typed with accents that are in the name counts more than one without")
def words_of(text: str, *, longest: int = LONGEST) -> tuple[str, ...]:
    """What a text is found by: syllables, pairs of them, and the accented words; each once, in order."""
    accented = _WORD.findall(unicodedata.normalize("NFC", text.lower())[:longest])
    plain = [_FINAL_Y.sub(r"\1i", fold(word)) for word in accented]
    pairs = [f"{first} {second}" for first, second in pairwise(plain)]
    marked = [word for word, bare in zip(accented, plain, strict=True) if word != fold(word) and bare]
    return tuple(dict.fromkeys([*plain, *pairs, *marked]))


@house_rule("Digits with dots are the beginning of a code")
def code_in(text: str) -> str:
    """The code, or beginning of one, that somebody typed: `1.0011`, `1 001193`; "" when it is none."""
    typed = text.strip()
    if not _CODE.fullmatch(typed):
        return ""
    digits = re.sub(r"\D", "", typed)
    return f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
