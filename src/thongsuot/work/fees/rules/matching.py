"""Whose money a line of a statement is: the code in its message, however the bank and the payer spelled it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from thongsuot.kernel.law import house_rule

DAYS, SERIALS = (6, 8), range(4, 9)
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_WHOLE = re.compile(rf"(?=(TS[{SIGNS}]{{10}}))")
_CUT = re.compile(rf"TS[{SIGNS}]{{6,9}}$")


class Match(StrEnum):
    """What is to be done with a line; everything but `exact` needs a person."""

    EXACT = "exact"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    TWICE = "twice"
    UNKNOWN = "unknown"


MATCH_NAMES: dict[Match, str] = {
    Match.EXACT: "Khớp mã và số tiền",
    Match.TOO_LITTLE: "Chuyển thiếu",
    Match.TOO_MUCH: "Chuyển thừa",
    Match.TWICE: "Khoản này đã nộp rồi",
    Match.UNKNOWN: "Không rõ của hồ sơ nào",
}


@dataclass(frozen=True, slots=True)
class Named:
    """What a message may name: whole codes of orders, the beginning of one that was cut, codes of dossiers."""

    codes: tuple[str, ...]
    cut: str
    dossiers: tuple[str, ...]


@house_rule(
    "Banks drop accents, dashes and the end of a message, and people add blanks: the signs alone are compared"
)
def squeezed(text: str) -> str:
    """The letters and digits of a message, in capitals and without accents."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").upper())
    return "".join(sign for sign in bare if sign.isascii() and sign.isalnum())


@house_rule(
    "A code that was cut counts with eight of its signs or more at the end of the message, and only if one fits"
)
def named_in(text: str, *, prefixes: Sequence[str]) -> Named:
    """Every code that the message may name; `prefixes`: how the agency's code is written before those of dossiers."""
    plain = squeezed(text)
    codes = tuple(dict.fromkeys(_WHOLE.findall(plain)))
    cut = _CUT.search(plain)
    dossiers = [
        code
        for written in prefixes
        for digits in _digits_after(written, plain)
        for code in _codes(written, digits)
    ]
    return Named(codes, cut[0] if cut and not codes else "", tuple(dict.fromkeys(dossiers)))


def _digits_after(written: str, plain: str) -> list[str]:
    """The digits that follow an agency's code wherever it stands."""
    return re.findall(rf"{re.escape(squeezed(written))}(\d{{10,16}})", plain)


def _codes(written: str, digits: str) -> list[str]:
    """Every code of a dossier that these digits may begin with: days and serials are of several lengths."""
    return [
        f"{written}-{digits[:day]}-{digits[day : day + serial]}"
        for day in DAYS
        for serial in SERIALS
        if len(digits) >= day + serial
    ]


@house_rule(
    "Money is booked by itself only where code and sum are what was asked for; the rest a person looks at"
)
def judged(*, vnd: int, due: int | None, is_taken: bool) -> Match:
    """`due`: what is asked of whom the line names, None when it names nobody; `is_taken`: it was paid already."""
    if due is None:
        return Match.UNKNOWN
    if is_taken or not due:
        return Match.TWICE
    if vnd == due:
        return Match.EXACT
    return Match.TOO_LITTLE if vnd < due else Match.TOO_MUCH
