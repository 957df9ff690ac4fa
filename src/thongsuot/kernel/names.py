"""Vietnamese text: comparing without accents, sorting by the alphabet, masking what is personal.

`fold` gives what PostgreSQL's `lower(unaccent(normalize(t, NFC)))` gives for every Vietnamese
letter, so that a column folded by the one can be searched with a word folded by the other.
"""

import re
import unicodedata

# Zero-width characters, soft hyphen, byte-order mark: invisible, and pasted in from other programs.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))


class _Bare(dict[int, int | None]):
    """What a sign of a decomposed text becomes without its accents: looked up once for each sign there is."""

    def __missing__(self, sign: int) -> int | None:
        kept = None if unicodedata.combining(chr(sign)) else sign
        self[sign] = kept
        return kept


_BARE = _Bare(str.maketrans("đĐðÐ", "dDdD"))

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_QUALITIES = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn make letters of their own
# Two signs per letter keep the order of the alphabet in plain ASCII: a0 < a1 (ă) < a2 (â) < b0.
_LETTER_KEYS: dict[str, str] = {}
for _letter in _ALPHABET:
    _base = unicodedata.normalize("NFD", _letter)[0].replace("đ", "d")
    _LETTER_KEYS[_letter] = f"{_base}{sum(1 for key in _LETTER_KEYS.values() if key[0] == _base)}"
_WORD = re.compile(r"\d+|[^\W\d_]+")


def nfc(text: str) -> str:
    """Composed form, invisible characters removed, runs of spaces (also non-breaking) made one."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def fold(text: str) -> str:
    """Lower case without accents: `Đường Hoà Bình` and `đường hòa bình` both give `duong hoa binh`."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFD", text.translate(_INVISIBLE))
    return " ".join(plain.translate(_BARE).lower().split())


def sort_key(text: str) -> str:
    """A key in plain ASCII that sorts by the Vietnamese alphabet, syllable by syllable, numbers by value.

    Letters decide before tones within a syllable (ma < mà < man); the place of a tone mark does not
    matter (hoà = hòa). Compare keys as bytes (`COLLATE "C"`).
    """
    return " ".join(
        _syllable_key(word) for word in _WORD.findall(unicodedata.normalize("NFC", nfc(text).lower()))
    )


def _syllable_key(word: str) -> str:
    if word[0].isdecimal():
        return f"{int(word):012d}"
    letters, tones = [], []
    for sign in word:
        parts = unicodedata.normalize("NFD", sign)
        tones += [_TONES[mark] for mark in parts if mark in _TONES]
        letter = unicodedata.normalize("NFC", parts[0] + "".join(m for m in parts[1:] if m in _QUALITIES))
        letters.append(_LETTER_KEYS.get(letter, f"~{ord(letter[0]):06x}"))
    return f"{''.join(letters)}!{''.join(tones) or '0'}"


def person_sort_key(full_name: str) -> str:
    """As class lists do: given name (the last word), then family name, then what stands between."""
    family, *between = nfc(full_name).split(" ")
    given = between.pop() if between else ""
    return sort_key(f"{given} {family} {' '.join(between)}")


def slug(text: str) -> str:
    """`Phường Hòa Bình` → `phuong-hoa-binh`; only a–z, 0–9 and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def initials(full_name: str, limit: int = 3) -> str:
    """Capital first letters, the last `limit` of them: `Nguyễn Văn Ân` → `NVÂ`."""
    words = [word for word in nfc(full_name).split(" ") if word]
    return "".join(word[0].upper() for word in words)[-limit:] if limit > 0 else ""


def mask_phone(phone: str) -> str:
    """`0912345678` → `0912••••••`: the end stays hidden because it opens the tracking page."""
    signs = re.sub(r"\D", "", phone)
    return signs[:4] + "•" * (len(signs) - 4) if len(signs) > 6 else "•" * len(signs)


def mask_citizen_id(number: str) -> str:
    """`001099001234` → `•••••••••234`: province, sex and year of birth stay hidden."""
    signs = re.sub(r"\s", "", number)
    return "•" * (len(signs) - 3) + signs[-3:] if len(signs) > 6 else "•" * len(signs)
