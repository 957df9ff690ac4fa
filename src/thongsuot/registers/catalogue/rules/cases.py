"""Cases and headings: the source lists papers under both, and only a case is anybody's choice."""

import re
from collections.abc import Iterable
from functools import lru_cache

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold

_EDGES = re.compile(r"^(?:[\W\d_]+|[a-zđ]\))+|[\W_]+$")
_SETS = re.compile(r"so luong ho so\W*(\d{1,2})\W*(?:\(\w+\)\W*)?bo\b")
_HEADING = re.compile(
    r"luu y|so luong ho so.*|"
    r"(cac )?(giay to|(bo|thanh phan) ho so)( (phai |can )?(nop|xuat trinh))?"
    r"( \(ban chinh\))?(,? moi loai \d+ ban)?,?( (bao )?gom)?"
)


@house_rule(
    "“papers to hand in”, “papers to show” and “note” concern everybody: nobody is asked to choose one"
)
@lru_cache(maxsize=8192)
def is_heading(case: str) -> bool:
    """Whether the papers under this name belong to every case; the source's papers without a name do."""
    said = _EDGES.sub("", fold(case))
    return not said or _HEADING.fullmatch(said) is not None


@house_rule("the source writes among the papers how many sets of them it asks for; one where it says nothing")
def sets_said(words: Iterable[str]) -> int:
    """The number of sets after "Số lượng hồ sơ"; the greatest, so that nobody comes a second time for want of one."""
    found = (_SETS.search(fold(said)) for said in words)
    return max((int(match[1]) for match in found if match), default=0) or 1
