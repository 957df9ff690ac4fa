"""The day's payments in our book beside those on the bank's statement."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from thongsuot.kernel.law import house_rule


class Difference(StrEnum):
    MATCHED = "matched"
    MISSING_HERE = "missing_here"  # the bank has it, we do not
    MISSING_THERE = "missing_there"  # we have it, the bank does not
    WRONG_AMOUNT = "wrong_amount"


DIFFERENCE_NAMES: dict[Difference, str] = {
    Difference.MATCHED: "Khớp",
    Difference.MISSING_HERE: "Sổ của đơn vị chưa có",
    Difference.MISSING_THERE: "Ngân hàng chưa có",
    Difference.WRONG_AMOUNT: "Lệch số tiền",
}


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment in our book; `ref` is the bank's number of it."""

    ref: str
    vnd: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """A line of the statement."""

    ref: str
    vnd: int
    text: str = ""


Payment = TypeVar("Payment", Booked, Stated)


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of the bank on both sides; None where it stands on one only."""

    ref: str
    difference: Difference
    ours: Booked | None
    theirs: Stated | None

    @property
    def gap(self) -> int:
        """What the bank holds above our book, in đồng."""
        return (self.theirs.vnd if self.theirs else 0) - (self.ours.vnd if self.ours else 0)


@house_rule(
    "A payment is the same on both sides when the bank's number is; the amount is then compared, never guessed"
)
def compare(ours: Iterable[Booked], theirs: Iterable[Stated]) -> tuple[Compared, ...]:
    """Every number once, differences first. Lines that share a number are one payment of their sum."""
    here, there = _by_ref(ours), _by_ref(theirs)
    found = []
    for ref in sorted(here.keys() | there.keys()):
        a = Booked(ref, sum(o.vnd for o in here[ref]), here[ref][0].name) if ref in here else None
        b = Stated(ref, sum(s.vnd for s in there[ref]), there[ref][0].text) if ref in there else None
        found.append(Compared(ref, _difference(a, b), a, b))
    return tuple(sorted(found, key=lambda one: (one.difference is Difference.MATCHED, one.ref)))


def _difference(ours: Booked | None, theirs: Stated | None) -> Difference:
    if ours is None:
        return Difference.MISSING_HERE
    if theirs is None:
        return Difference.MISSING_THERE
    return Difference.MATCHED if ours.vnd == theirs.vnd else Difference.WRONG_AMOUNT


def _by_ref(rows: Iterable[Payment]) -> dict[str, list[Payment]]:
    found: dict[str, list[Payment]] = defaultdict(list)
    for row in rows:
        found[row.ref].append(row)
    return dict(found)
