"""When two spellings mean the same unit: tone marks, i and y, hyphens, case, abbreviations do not count."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold

_STATE_FARM = re.compile(r"^n\.?\s?t\.?\s+")
_LIKE = 0.75  # of the letters: the office's two lists spell foreign names by ear (Ngok Tem, Ngọc Tem)


@house_rule("a name is compared by its letters only, so that it can be looked up")
@lru_cache(1 << 14)  # a list of all wards asks for each name several times
def name_key(name: str) -> str:
    """What of a bare name counts when names are compared: small letters without accents, y as i."""
    letters = _STATE_FARM.sub("nong truong ", fold(name))
    return "".join(c for c in letters.replace("y", "i") if c.isalnum())


@house_rule("two official lists spell some 300 of 10,035 names differently; a spelling is not another unit")
def same_name(one: str, other: str) -> bool:
    """Whether two bare names (without the type) are the same but for the way they are spelt."""
    return one == other or name_key(one) == name_key(other)


@house_rule("names of other languages are written by ear; who reads the report wants renamings kept apart")
def similar_name(one: str, other: str) -> bool:
    """Whether two bare names look like two hearings of one name (three quarters of the letters agree)."""
    return SequenceMatcher(None, name_key(one), name_key(other), autojunk=False).ratio() >= _LIKE
