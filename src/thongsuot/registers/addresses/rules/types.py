"""The words for kinds of units in front of a name, written out or shortened, and how well they suit it."""

from functools import lru_cache

from thongsuot.kernel.law import house_rule
from thongsuot.registers.addresses.rules.letters import is_near

WARD, COMMUNE, TOWNSHIP, ZONE = "ward", "commune", "township", "special_zone"
QUARTER, RURAL, TOWN, CITY_BELOW = "urban_district", "rural_district", "town", "provincial_city"
PROVINCE, CITY = "province", "city"

LEVEL_OF = {
    **dict.fromkeys((WARD, COMMUNE, TOWNSHIP, ZONE), "commune"),
    **dict.fromkeys((QUARTER, RURAL, TOWN, CITY_BELOW), "district"),
    **dict.fromkeys((PROVINCE, CITY), "province"),
}
Types = tuple[str, ...]

ONE: dict[str, Types] = {
    "phuong": (WARD,),
    "ph": (WARD,),
    "p": (WARD,),
    "f": (WARD,),
    "xa": (COMMUNE,),
    "x": (COMMUNE,),
    "quan": (QUARTER,),
    "q": (QUARTER,),
    "huien": (RURAL,),
    "h": (RURAL,),
    "tx": (TOWN,),
    "tp": (CITY_BELOW, CITY),
    "tt": (TOWNSHIP,),
    "dk": (ZONE,),
    "tinh": (PROVINCE,),
    "t": (PROVINCE,),
    "thitran": (TOWNSHIP,),
    "thixa": (TOWN,),
    "thanhpho": (CITY_BELOW, CITY),
    "dackhu": (ZONE,),
}
TWO: dict[tuple[str, str], Types] = {
    ("thi", "tran"): (TOWNSHIP,),
    ("t", "t"): (TOWNSHIP,),
    ("thi", "xa"): (TOWN,),
    ("t", "x"): (TOWN,),
    ("thanh", "pho"): (CITY_BELOW, CITY),
    ("t", "p"): (CITY_BELOW, CITY),
    ("dac", "khu"): (ZONE,),
    ("d", "k"): (ZONE,),
}
_SECOND = frozenset(second for _, second in TWO)
_WRITTEN_OUT = tuple(word for word in ONE if len(word) > 3)
PREFIXES = tuple(sorted((*_WRITTEN_OUT, "xa"), key=len, reverse=True))

_PAIRS: dict[str, Types] = {
    "thitran": ("commune",),
    "dackhu": ("commune",),
    "thixa": ("district",),
    "thanhpho": ("district", "province"),
}
_SINGLES: dict[str, Types] = {
    "phuong": ("commune",),
    "quan": ("district",),
    "huien": ("district",),
    "tinh": ("province",),
}


@house_rule("a type is read where it stands right before the name, and never across a comma")
def type_before(words: list[str], at: int, begins: set[int]) -> tuple[int, Types]:
    """Where the type before the name at `at` begins, and which it may be; (`at`, ()) when there is none."""
    if not at or at in begins:
        return at, ()
    last = words[at - 1]
    if at > 1 and last in _SECOND and at - 1 not in begins:
        both = TWO.get((words[at - 2], last))
        if both is not None:
            return at - 2, both
    found = ONE.get(last)
    return (at - 1, found) if found is not None else (at, ())


@house_rule("a slip in the word for the kind of unit says nothing about the unit")
def type_like(words: list[str], at: int, begins: set[int], level: str = "") -> int:
    """Where a misspelt type before the name at `at` begins, else `at`; `level`: only types of that level."""
    if not at or at in begins:
        return at
    last = words[at - 1]
    if at > 1 and at - 1 not in begins:
        joined = words[at - 2] + last
        if len(joined) > 3 and _is_like(joined, is_pair=True, level=level):
            return at - 2
    if len(last) > 2 and _is_like(last, is_pair=False, level=level):
        return at - 1
    return at - 1 if len(last) == 2 and last[0] == "x" and level in ("", "commune") else at


@lru_cache(maxsize=65_536)
def _levels(word: str, *, is_pair: bool) -> Types:
    """The levels of the types that a word (or two written as one) is like."""
    table = _PAIRS if is_pair else _SINGLES
    return tuple(
        level
        for like, levels in table.items()
        if abs(len(like) - len(word)) < 2 and is_near(word, like)
        for level in levels
    )


def _is_like(word: str, *, is_pair: bool, level: str) -> bool:
    levels = _levels(word, is_pair=is_pair)
    return bool(levels) and (not level or level in levels)


@house_rule("where a part of an address begins with the word for a ward or a district, a name is meant")
def first_type(words: list[str], begins: set[int], slips: bool) -> int:
    """The first place after a comma where such a word stands; behind the last word when there is none."""
    found = len(words)
    for at in begins:
        if at < found and _is_type(words, at, slips):
            found = at
    return found


def _is_type(words: list[str], at: int, slips: bool) -> bool:
    following = words[at + 1] if at + 1 < len(words) else ""
    types = TWO.get((words[at], following)) or ONE.get(words[at], ())
    if types:
        return LEVEL_OF[types[0]] != "province"
    if not slips or not following:
        return False
    word = words[at]
    below = ("commune", "district")
    return any(
        (len(word) > 2 and _is_like(word, is_pair=False, level=level))
        or _is_like(word + following, is_pair=True, level=level)
        for level in below
    )
