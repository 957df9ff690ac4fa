"""Electronic identifiers of agencies (QĐ 20/2020/QĐ-TTg): one identity, two notations in use."""

import re
from typing import Self

from thongsuot.kernel.codes.text import Code, squeezed

_LEVEL_1 = r"[A-Z][0-9]{2}"
# A lower level: 1 to 4 signs, in rare live codes with a letter in brackets ("24(C)").
_LOWER = r"[0-9A-Z]{1,4}(?:\([0-9A-Z]{1,2}\))?"
_ZERO = re.compile(r"0+")
_ZEROS = ("000", "00", "00")  # how the old notation fills levels 4, 3 and 2 that are not there


class AgencyCode(Code):
    """`level1[.level2[.level3[.level4]]]`, e.g. G09.20; at most 35 signs.

    The old notation (QCVN 102:2016) writes the levels backwards and fills four: 000.00.20.G09.
    A code ends in no all-zero level, and its fourth level does not look like a first one: both
    would make the old notation ambiguous.
    """

    __slots__ = ()
    pattern = re.compile(
        rf"(?=.{{3,35}}\Z)(?!.*\.0+\Z){_LEVEL_1}(?:\.{_LOWER}){{0,2}}(?:\.(?!{_LEVEL_1}\Z){_LOWER})?"
    )
    problem_code = "agency_code"
    problem_message = (
        "Mã định danh cơ quan “{text}” không đúng: hãy ghi dạng G09.20 hoặc dạng cũ 000.00.20.G09."
    )

    @classmethod
    def _canonical(cls, text: str) -> str:
        """Either notation, any case, to the new notation."""
        levels = squeezed(text).upper().split(".")
        if not re.fullmatch(_LEVEL_1, levels[0]) and re.fullmatch(_LEVEL_1, levels[-1]):
            levels.reverse()
        while len(levels) > 1 and _ZERO.fullmatch(levels[-1]):
            levels.pop()
        return ".".join(levels)

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.split("."))

    @property
    def level1(self) -> str:
        """The province, ministry or Party body at the top."""
        return self.levels[0]

    @property
    def parent(self) -> Self | None:
        """The agency one level up, None at the top."""
        above = ".".join(self.levels[:-1])
        return type(self).parse(above) if above else None

    @property
    def old(self) -> str:
        """The notation of QCVN 102:2016: four levels, lowest first."""
        levels = self.levels
        missing = 4 - len(levels)
        return ".".join((*_ZEROS[:missing], *reversed(levels)))
