"""What an address says in front of the unit: house number, street, hamlet. For parts of units that were split."""

import re
from dataclasses import dataclass

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import nfc

_CUT = re.compile(r"[,;\n]|\s[-–]\s")
_NUMBER = r"\d+\s?(?:bis|[a-zđ]\b)?(?:\s?[/-]\s?\d+\s?[a-zđ]?\b)*"
_HOUSED = re.compile(rf"(?:số nhà|nhà số|số|sn)?\.?\s*({_NUMBER})\s+(\S.*)", re.IGNORECASE)
_ALLEY = re.compile(r"(?:hẻm|hem|kiệt|kiet|ngõ|ngo|ngách|ngach|hxh)\.?\s+(.+)", re.IGNORECASE)
_ROAD = re.compile(r"(?:đường|duong|đại lộ|dai lo|phố|pho|đ\.)\s*(\S.*)", re.IGNORECASE)
_HAMLETS = {
    "tổ dân phố": "Tổ dân phố", "to dan pho": "Tổ dân phố", "tdp": "Tổ dân phố",
    "khu phố": "Khu phố", "khu pho": "Khu phố", "kp": "Khu phố", "tổ": "Tổ", "thôn": "Thôn", "thon": "Thôn",
    "ấp": "Ấp", "bản": "Bản", "buôn": "Buôn", "làng": "Làng", "xóm": "Xóm", "xom": "Xóm", "sóc": "Sóc",
}  # fmt: skip
_HAMLET = re.compile(rf"({'|'.join(_HAMLETS)})\.?\s+(\S.*)|(kp|tdp)\.?\s?(\d+)", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:(?:phường|phuong|xã|xa|thị trấn|thi tran|quận|quan|huyện|huyen|thị xã|thành phố|tỉnh|đặc khu)\b(?! l[ộo]\b)"
    r"|(?:p|q|x|h|tt|tx|tp)\.|tp\b|[pq]\s?\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the unit. "": not said. `rest`: the address from the unit on, "" when it names none."""

    house: str = ""
    street: str = ""
    hamlet: str = ""
    rest: str = ""


@house_rule(
    "the number before a street decides; in an alley the number of the alley, which lies on the street"
)
def front(address: str) -> Front:
    """House, street and hamlet of a written address: "12/3 Trần Quang Khải, tổ dân phố 3, phường Đa Kao".

    The first part with a number before a name is the street, else the first part that says "đường" or stands alone
    in front. What cannot be read stays empty: then somebody has to look.
    """
    pieces = [piece for part in _CUT.split(nfc(address)) if (piece := " ".join(part.split()))]
    house = street = hamlet = alone = ""
    at = 0
    for at, piece in enumerate(pieces, 1):
        if _UNIT.match(piece):
            at -= 1
            break
        met = _HAMLET.fullmatch(piece)
        if met is not None:
            hamlet = hamlet or _named(met)
            continue
        number, name = _housed(piece)
        if name and not street:
            house, street = number, name
        elif not street and not alone and not number:
            alone = piece
    return Front(house, street or alone, hamlet, ", ".join(pieces[at:]))


def _housed(piece: str) -> tuple[str, str]:
    """Number and street of one part: ("12/3", "Trần Quang Khải"); ("", "") when it names no street."""
    number, name = "", piece
    met = _HOUSED.fullmatch(piece)
    if met is not None:
        number, name = met[1].replace(" ", ""), met[2]
    alley = _ALLEY.fullmatch(name)
    if alley is not None:
        inner = _HOUSED.fullmatch(alley[1])
        if inner is None:
            return "", ""
        number, name = inner[1].replace(" ", ""), inner[2]
    road = _ROAD.fullmatch(name)
    if road is not None:
        name = road[1]
    return (number, name) if number or road is not None else ("", "")


def _named(met: re.Match[str]) -> str:
    word, name = (met[1], met[2]) if met[1] else (met[3], met[4])
    return f"{_HAMLETS[word.lower()]} {name}"
