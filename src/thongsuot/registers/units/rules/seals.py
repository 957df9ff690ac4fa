"""Seals, and how one agency follows another."""

from datetime import date
from enum import StrEnum

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law


class SealKind(StrEnum):
    NATIONAL_EMBLEM = "national_emblem"  # dấu có hình Quốc huy
    PLAIN = "plain"  # dấu không có hình Quốc huy
    REDUCED = "reduced"  # dấu thu nhỏ
    DIGITAL = "digital"  # chữ ký số của cơ quan


class SuccessionKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    TAKE_OVER = "take_over"


@law("NĐ 99/2016/NĐ-CP", "Điều 24")
def may_seal(
    *, issued_on: date, recalled_on: date | None, agency_from: date | None, agency_to: date | None, day: date
) -> bool:
    """Whether a seal may be put on a paper on a day: issued, not recalled, and its agency lives."""
    is_out = issued_on <= day and (recalled_on is None or day < recalled_on)
    is_living = (agency_from is None or agency_from <= day) and (agency_to is None or day < agency_to)
    return is_out and is_living


@law("NĐ 99/2016/NĐ-CP", "Điều 18")
def recall_problems(
    *, number: str, issued_on: date, recalled_on: date | None, day: date
) -> tuple[Problem, ...]:
    """Why a seal cannot be recalled on a day: it was recalled before, or it was not out yet."""
    if recalled_on is not None:
        params = {"number": number, "day": format_date(recalled_on)}
        return (Problem("seal_recalled", "Con dấu {number} đã thu hồi ngày {day}.", "number", params),)
    if day < issued_on:
        params = {"number": number, "day": format_date(issued_on)}
        return (Problem("seal_not_issued", "Con dấu {number} chỉ được cấp từ ngày {day}.", "number", params),)
    return ()


@house_rule("whoever follows another agency must work on the day, or what is handed over reaches nobody")
def succession_problems(
    *, old: str, new: str, old_lives: bool, new_lives: bool, day: date
) -> tuple[Problem, ...]:
    """Why an agency cannot follow another on a day. old, new: their codes."""
    found = []
    if old == new:
        found.append(
            Problem(
                "agency_follows_itself", "Cơ quan {code} không thể kế tiếp chính nó.", "new", {"code": old}
            )
        )
    for code, lives, field in ((old, old_lives, "old"), (new, new_lives, "new")):
        if not lives:
            message = "Cơ quan {code} không hoạt động vào thời điểm chuyển ngày {day}."
            found.append(
                Problem("agency_not_living", message, field, {"code": code, "day": format_date(day)})
            )
    return tuple(found)
