"""Codes and levels of a record: which are sound, whose procedure it is, how far it goes online."""

import re
from collections.abc import Mapping
from typing import Any

from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.catalogue.rules.values import Channel, Level, Online

_SOUND = re.compile(r"\d\.\d{6}")
_LEGACY = re.compile(r"(?:\d{3}\.)?\d{2,3}\.\d{2,3}\.([A-Z]\d{2})")
_PROVINCE = re.compile(r"H\d{2}")

FLAGS = (
    ("isWard", Level.WARD),
    ("isProvince", Level.PROVINCE),
    ("isMinistry", Level.MINISTRY),
    ("isOtherAgency", Level.OTHER),
    ("isVertical", Level.VERTICAL),
)


@house_rule("A dirty code is kept as published and looked up by its trimmed form")
def clean_code(code: str) -> str:
    """The code without the spaces around it."""
    return code.strip()


@law("TT 03/2025/TT-VPCP", "mã số thủ tục hành chính trên Cơ sở dữ liệu quốc gia")
def is_sound_code(code: str) -> bool:
    """Whether the code has the national form: one digit, a dot, six digits."""
    return _SOUND.fullmatch(code) is not None


@law("QĐ 20/2020/QĐ-TTg", "mã định danh điện tử: cấp 1 là chữ và hai số")
def root_code(agency_code: str) -> str:
    """Level 1 of an agency code in either notation: `H26.101` and `000.00.10.H26` give `H26`."""
    code = agency_code.strip()
    old = _LEGACY.fullmatch(code)
    return old[1] if old else code.split(".", 1)[0]


@law("QĐ 20/2020/QĐ-TTg", "chữ H: ủy ban nhân dân cấp tỉnh")
def local_to(promulgator_code: str) -> str:
    """The province (level-1 agency code) whose own procedure it is, "" for one of the whole country."""
    root = root_code(promulgator_code)
    return root if _PROVINCE.fullmatch(root) else ""


@house_rule("The published flags, nothing inferred")
def levels_of(record: Mapping[str, Any]) -> frozenset[Level]:
    """The levels that settle the procedure."""
    return frozenset(level for flag, level in FLAGS if record.get(flag))


@house_rule("Channels are those for which the record states how to file")
def channels_of(record: Mapping[str, Any]) -> frozenset[Channel]:
    """The channels by which a dossier may be filed."""
    return frozenset(Channel(m["submissionMethod"]) for m in record["executionMethods"])


@law("NĐ 42/2022/NĐ-CP", "Điều 11 (dịch vụ công trực tuyến toàn trình và một phần)")
def online_level(*, is_full_process: bool, channels: frozenset[Channel]) -> Online:
    """Full: everything online; partial: it can be filed online; none. A flag without channel is none."""
    if Channel.ONLINE not in channels:
        return Online.NONE
    return Online.FULL if is_full_process else Online.PARTIAL


@law("NĐ 63/2010/NĐ-CP", "công bố: bộ công bố thủ tục chung, tỉnh công bố thủ tục đặc thù")
def is_offered(
    *,
    levels: frozenset[Level],
    is_internal: bool,
    local_to: str,
    authority_code: str,
    with_vertical: bool = False,
) -> bool:
    """Whether a province's desks offer it to people: not internal, of the country or of this province.

    Vertical agencies (police, tax, customs) settle theirs themselves and count only on request.
    """
    own = local_to in ("", root_code(authority_code))
    settled_here = bool(levels & {Level.WARD, Level.PROVINCE})
    return own and settled_here and not is_internal and (with_vertical or Level.VERTICAL not in levels)
