"""Agency codes in both living notations: `H57.10` and, since QCVN 102:2016, `000.00.10.H57`."""

import re

from thongsuot.kernel.law import house_rule, law

_LEVEL_1 = re.compile(r"[A-Z]\d{2}")
_LOWER = re.compile(r"[0-9A-Z]{1,4}(\([A-Z]\))?")
_EMPTY = {"0", "00", "000"}
_LONGEST = 35


@law("QĐ 20/2020/QĐ-TTg", "Điều 5")
def is_agency_code(code: str) -> bool:
    """Whether `code` is written in the present notation: level 1, then up to three lower levels."""
    parts = code.split(".")
    if len(code) > _LONGEST or len(parts) > 4 or not _LEVEL_1.fullmatch(parts[0]):
        return False
    return all(_LOWER.fullmatch(part) and part not in _EMPTY for part in parts[1:])


@law("QCVN 102:2016/BTTTT", "Mục 2.1")
def legacy_code(code: str) -> str:
    """The older notation of a code: four levels, the highest last, empty ones as zeros.

    `H57.10` → `000.00.10.H57`, `H57` → `000.00.00.H57`, `H57.101.02` → `000.02.101.H57`.
    """
    parts = [*code.split("."), "", "", ""][:4]
    level_1, level_2, level_3, level_4 = parts
    return ".".join([level_4 or "000", level_3 or "00", level_2 or "00", level_1])


@law("QCVN 102:2016/BTTTT", "Mục 2.1")
def present_code(written: str) -> str | None:
    """The present notation of a code in either notation, or None when it is neither.

    `000.00.10.H57` → `H57.10`; ` h57.10 ` → `H57.10`.
    """
    code = "".join(written.split()).upper()
    if is_agency_code(code):
        return code
    parts = code.split(".")[::-1]
    while parts and parts[-1] in _EMPTY:
        parts.pop()
    turned = ".".join(parts)
    return turned if len(code.split(".")) == 4 and is_agency_code(turned) else None


@house_rule("the levels of a code are the levels of the bodies: a code lies below the code it begins with")
def parent_code(code: str) -> str | None:
    """The code one level up, None for a code of level 1."""
    return code.rpartition(".")[0] or None
