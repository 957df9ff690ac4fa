"""Comparing the two systems' numbers: which dossier is missing where, which differs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thongsuot.kernel.law import house_rule, law


class Kind(StrEnum):
    MISSING_THERE = "missing_there"
    MISSING_HERE = "missing_here"
    DIFFERS = "differs"
    ON_ITS_WAY = "on_its_way"  # it differs, and a message that will mend it still waits


DIFFERENCES: dict[Kind, str] = {
    Kind.MISSING_THERE: "Cổng quốc gia chưa có",
    Kind.MISSING_HERE: "Ở đây không có",
    Kind.DIFFERS: "Khác trạng thái",
    Kind.ON_ITS_WAY: "Đang chờ gửi",
}


@dataclass(frozen=True, slots=True)
class Ours:
    """How a dossier stands here. `status` is the national one; `waits`: a message about it is not through yet."""

    code: str
    status: int
    day: date
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One dossier about which the two do not agree; None: that side does not know it."""

    code: str
    kind: Kind
    day: date | None
    ours: int | None
    theirs: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many dossiers of a day stand in a status, here and there."""

    day: date
    status: int
    ours: int
    theirs: int


Told = Mapping[str, tuple[int, date | None]]


@law("TT 03/2025/TT-VPCP", "đối soát hồ sơ đã đồng bộ với Cổng Dịch vụ công quốc gia")
def compare(ours: Iterable[Ours], theirs: Told) -> tuple[Difference, ...]:
    """Every dossier on which they differ, by code. `theirs`: code → (status, day received)."""
    here = {one.code: one for one in ours}
    found = [one for one in (_difference(mine, theirs.get(code)) for code, mine in here.items()) if one]
    found += [
        Difference(code, Kind.MISSING_HERE, day, None, status)
        for code, (status, day) in theirs.items()
        if code not in here
    ]
    return tuple(sorted(found, key=lambda one: one.code))


def _difference(mine: Ours, told: tuple[int, date | None] | None) -> Difference | None:
    status = told[0] if told else None
    if status == mine.status:
        return None
    kind = Kind.MISSING_THERE if told is None else Kind.DIFFERS
    return Difference(mine.code, Kind.ON_ITS_WAY if mine.waits else kind, mine.day, mine.status, status)


@house_rule(
    "both columns count every dossier once, on the day it was received, so that their sums can be compared"
)
def tallies(ours: Sequence[Ours], theirs: Told) -> tuple[Tally, ...]:
    """Counts by day and status. A dossier that both know counts on our day; one without a day is left out."""
    days = {one.code: one.day for one in ours}
    here = Counter((one.day, one.status) for one in ours)
    there: Counter[tuple[date, int]] = Counter()
    for code, (status, told_day) in theirs.items():
        day = days.get(code) or told_day
        if day is not None:
            there[day, status] += 1
    return tuple(
        Tally(day, status, here[day, status], there[day, status]) for day, status in sorted(here | there)
    )
