"""How old an unfinished dossier is, and what it lies for."""

from collections.abc import Mapping
from enum import StrEnum

from thongsuot.kernel.law import house_rule

EDGES = (11, 31, 61, 91)  # days since it was received at which the next class begins


class Lying(StrEnum):
    """What an unfinished dossier waits for; read off its clock, so nobody has to type it."""

    WAITING = "waiting"
    ELSEWHERE = "elsewhere"
    NOBODY = "nobody"
    EXTENDED = "extended"
    WORK = "work"


LYING_NAMES: Mapping[Lying, str] = {
    Lying.WAITING: "chờ người nộp bổ sung",
    Lying.ELSEWHERE: "chưa đến cơ quan có thẩm quyền",
    Lying.NOBODY: "chưa ai nhận xử lý",
    Lying.EXTENDED: "đã xin lỗi, hẹn lại",
    Lying.WORK: "đang xử lý",
}


@house_rule("five classes of age, so that a province fits on one page: 10, 30, 60, 90 days and more")
def age_class(days: int) -> int:
    """0 for up to 10 days since reception, then up to 30, 60, 90, and 4 for more."""
    return sum(days >= edge for edge in EDGES)


@house_rule("one reason for each dossier: the first that holds, from the applicant's side to ours")
def lying_for(*, state: str, is_with_competent: bool, has_officer: bool, is_extended: bool) -> Lying:
    """What it lies for."""
    if state == "waiting":
        return Lying.WAITING
    if not is_with_competent:
        return Lying.ELSEWHERE
    if not has_officer:
        return Lying.NOBODY
    return Lying.EXTENDED if is_extended else Lying.WORK
