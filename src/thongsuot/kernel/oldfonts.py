"""Vietnamese text from before Unicode: told from its letters, and turned into what was meant.

Old programs stored Vietnamese in one byte a letter (TCVN3), in a letter and its mark (VNI), in Windows-1258, or in
UTF-8 that somebody later read as Windows-1252. All of them arrive as Western European letters. Which of them
it was is told by the outcome: the one that gives syllables which Vietnamese can have.
"""

import re
import unicodedata
from functools import lru_cache

TCVN3, VNI, WINDOWS_1258, UTF8 = "tcvn3", "vni", "windows_1258", "utf8"

# Bytes 0xA1 to 0xFF of TCVN 5712; the fonts ABC (.VnTime) draw the same.
_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROOF = {
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
}  # fmt: skip
_BOWL = {
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}  # fmt: skip
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_MARKS = {
    "a": _TONES | _ROOF | _BOWL, "e": _TONES | _ROOF, "o": _TONES | _ROOF, "u": _TONES, "y": _TONES,
    "ô": _TONES, "ö": _TONES,
}  # fmt: skip

_TONE_MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"((?P<open>uyu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uya|uêu|ia|ya|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|"
    r"ưi|ưu|uơ)|(uyê|oă|oa|oe|oo|uâ|uê|uy|iê|yê|uô|ươ|[aăâeêioôơuưy])(?P<end>ch|ng|nh|[cmnpt])?)"
)
_TONE_AT_THE_END = {"", "ia", "ya", "ua", "ưa", "uơ"}  # all other diphthongs bear it before their last letter
_EDGES = "".join(chr(n) for n in range(33, 127) if not chr(n).isalnum())


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether Vietnamese can have this syllable, whatever its case; at most one tone, none but sharp ones before c, p, t."""
    bare, tones, toned = [], [], -1
    for place, letter in enumerate(unicodedata.normalize("NFC", word.lower())):
        parts = unicodedata.normalize("NFD", letter)
        here = [mark for mark in parts if mark in _TONE_MARKS]
        toned = place if here else toned
        tones += here
        kept = "".join(mark for mark in parts if mark not in _TONE_MARKS)
        bare.append(unicodedata.normalize("NFC", kept))
    found = _SYLLABLE.fullmatch("".join(bare))
    if found is None or len(tones) > 1:
        return False
    if toned == len(bare) - 1 and (found["open"] or "") not in _TONE_AT_THE_END:
        return False
    stopped = found["end"] in ("c", "ch", "p", "t")
    return not stopped or (bool(tones) and tones[0] in ("\u0301", "\u0323"))


@lru_cache(maxsize=50_000)
def read_old(text: str) -> tuple[str, str] | None:
    """How the text was stored and what it says in Unicode; None when it is Unicode already, or nobody can tell."""
    if text.isascii() or not any(map(_is_odd, text.split())):
        return None
    found = []
    for name, turn in _WAYS:
        try:
            meant = unicodedata.normalize("NFC", turn(text))
        except UnicodeError:
            continue
        if meant != text and not any(map(_is_odd, meant.split())) and meant.isprintable():
            found.append((name, meant))
    # Where several ways give syllables, the one that has to change the fewest letters is the likeliest.
    return min(found, key=lambda way: sum(not s.isascii() and s not in way[1] for s in text), default=None)


@lru_cache(maxsize=50_000)
def _is_odd(token: str) -> bool:
    """A word with foreign letters that is no Vietnamese syllable, or with a capital behind a small letter."""
    bare = token.strip(_EDGES)
    if bare.isascii():
        return False
    parts = [part for part in re.split(r"[!-/:-@\[-`{-~0-9–—“”‘’…]+", bare) if not part.isascii()]
    return any(
        not is_syllable(part) or not (part.islower() or part.isupper() or part.istitle()) for part in parts
    )


def _bytes(text: str) -> bytes:
    """The bytes that Windows-1252 shows as these letters; the five it leaves empty pass as they are."""
    return b"".join(
        letter.encode("latin-1") if "\x80" <= letter <= "\x9f" else letter.encode("cp1252") for letter in text
    )


def from_tcvn3(text: str) -> str:
    """TCVN3 (ABC) text as it was read by a Western program. UnicodeError when it cannot be."""
    found = "".join(chr(b) if b < 0xA1 else _TCVN3[b - 0xA1] for b in _bytes(text))
    if found.count(" ") != text.count(" "):
        raise UnicodeError("a sign that these fonts do not have")
    return found


def to_tcvn3(text: str) -> str:
    """The opposite: what a Western program shows of TCVN3; KeyError for letters that it has not."""
    places = {letter: bytes([n + 0xA1]).decode("cp1252") for n, letter in enumerate(_TCVN3) if letter != " "}
    return "".join(letter if letter.isascii() else places[letter] for letter in text)


def from_vni(text: str) -> str:
    """VNI text as it was read by a Western program. UnicodeError when it cannot be."""
    _bytes(text)
    found: list[str] = []
    base = ""  # the letter before, as it was stored
    for letter in text:
        small = letter.lower()
        mark = _MARKS.get(base.lower(), {}).get(small)
        if mark is not None:
            found[-1] = unicodedata.normalize("NFC", found[-1] + mark)
            base = ""
            continue
        alone = _ALONE.get(small)
        found.append(letter if alone is None else alone.upper() if letter.isupper() else alone)
        base = letter
    return "".join(found)


def to_vni(text: str) -> str:
    """The opposite: what a Western program shows of VNI."""
    alone = {meant: stored for stored, meant in _ALONE.items()}
    pairs = {
        unicodedata.normalize("NFC", (_ALONE.get(base, base)) + mark): base + stored
        for base, marks in _MARKS.items()
        for stored, mark in marks.items()
    }
    known = {**pairs, **alone}
    return "".join(
        known.get(letter) or (known[letter.lower()].upper() if letter.lower() in known else letter)
        for letter in text
    )


def from_windows_1258(text: str) -> str:
    """Windows-1258 text as it was read by a Western program."""
    return _bytes(text).decode("cp1258")


def from_utf8(text: str) -> str:
    """UTF-8 that was read as Windows-1252."""
    return _bytes(text).decode("utf-8")


_WAYS = ((UTF8, from_utf8), (TCVN3, from_tcvn3), (VNI, from_vni), (WINDOWS_1258, from_windows_1258))
