"""Old addresses as people write them, made from the official table with a seed. Shares nothing with the matcher."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

CLASSES = (
    "clean",
    "no_accents",
    "abbreviations",
    "short_names",
    "no_commas",
    "no_district",
    "no_province",
    "typos",
    "nfd",
    "dashes",
    "street",
)
SHORT = {
    "Thành phố": ("TP", "Tp.", "tp", "T.P"),
    "Thị trấn": ("TT", "TT.", "T.T"),
    "Thị xã": ("TX", "TX.", "Tx."),
    "Phường": ("P.", "P", "F."),
    "Quận": ("Q.", "Q"),
    "Huyện": ("H.", "H"),
    "Tỉnh": ("T.", "Tỉnh"),
    "Xã": ("X.", "X"),
}
STREETS = (
    "Lê Lợi",
    "Trần Hưng Đạo",
    "Nguyễn Huệ",
    "Quang Trung",
    "Hai Bà Trưng",
    "Phan Chu Trinh",
    "Lý Thường Kiệt",
)
KEYBOARD = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Old:
    """An old ward with all units that took it over. `homes`: those to which its people may have gone."""

    ward: str
    district: str
    province: str
    successors: frozenset[str]
    homes: frozenset[str]

    @property
    def is_split(self) -> bool:
        return len(self.successors) > 1


def olds(rows: list[dict[str, str]]) -> list[Old]:
    """The old wards of the official table; districts without wards are left out."""
    edges: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row["old_code"]:
            edges.setdefault(row["old_code"], []).append(row)
    return [
        Old(
            of[0]["old_name"],
            of[0]["old_district"],
            of[0]["old_province"],
            frozenset(row["new_code"] for row in of),
            frozenset(row["new_code"] for row in of if row["edge"] != "area-only"),
        )
        for of in edges.values()
    ]


def written(old: Old, kind: str, rnd: random.Random) -> str:
    """The address of an old ward in one of CLASSES."""
    parts = [old.ward, old.district, old.province]
    if kind == "no_district":
        parts.pop(1)
    elif kind == "no_province":
        parts.pop(2)
    elif kind in _EACH:
        parts = [_EACH[kind](part, rnd) for part in parts]
    if kind == "street":
        parts.insert(0, f"{_house(rnd)} {rnd.choice(STREETS)}")
    text = {"no_commas": " ", "dashes": rnd.choice((" - ", " – ", "-", " — "))}.get(kind, ", ").join(parts)
    if kind == "nfd":
        return unicodedata.normalize("NFD", text)
    return text


def _house(rnd: random.Random) -> str:
    return rnd.choice(
        (f"Số {rnd.randint(1, 300)}", f"{rnd.randint(1, 90)}/{rnd.randint(1, 40)}", f"{rnd.randint(1, 999)}A")
    )


def _bare(part: str, _rnd: random.Random) -> str:
    plain = unicodedata.normalize("NFD", part.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _abbreviated(part: str, rnd: random.Random) -> str:
    for word, short in SHORT.items():
        if part.startswith(f"{word} "):
            name = part[len(word) + 1 :]
            said = rnd.choice(short)
            return (
                said + name
                if name.isdigit() and said[-1] not in ". "
                else f"{said} {name}".replace(". ", rnd.choice((".", ". ")))
            )
    return part


def _short(part: str, _rnd: random.Random) -> str:
    """Without its type, but for a number, which says nothing alone."""
    for word in SHORT:
        name = part.removeprefix(f"{word} ")
        if name != part:
            return part if name.isdigit() else name
    return part


def _typo(part: str, rnd: random.Random) -> str:
    """One letter left out, doubled, changed, or swapped with the next; digits stay: they are another place."""
    places = [at for at, sign in enumerate(part) if sign.isalpha()]
    at = rnd.choice(places)
    how = rnd.randrange(4)
    if how == 0:
        return part[:at] + part[at + 1 :]
    if how == 1:
        return part[:at] + rnd.choice(KEYBOARD) + part[at:]
    if how == 2 or at + 1 >= len(part) or not part[at + 1].isalpha():
        return part[:at] + rnd.choice(KEYBOARD) + part[at + 1 :]
    return part[:at] + part[at + 1] + part[at] + part[at + 2 :]


_EACH: dict[str, Callable[[str, random.Random], str]] = {
    "no_accents": _bare,
    "abbreviations": _abbreviated,
    "short_names": _short,
    "typos": _typo,
}
