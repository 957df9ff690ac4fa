"""Which of a procedure's time limits applies to a filing."""

from collections.abc import Iterable
from datetime import time
from typing import Protocol

from thongsuot.kernel.deadlines import Term, TimeUnit
from thongsuot.kernel.law import law

_WORKING_MINUTES = {
    TimeUnit.HOUR: 60,
    TimeUnit.WORKING_DAY: 8 * 60,
    TimeUnit.DAY: 6 * 60,  # five working days in seven
    TimeUnit.MONTH: 22 * 8 * 60,
    TimeUnit.YEAR: 250 * 8 * 60,
}


class PublishedTerm(Protocol):
    """A term as the catalogue publishes it: for a case ("" for all) and a channel."""

    @property
    def case(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def quantity(self) -> int | None: ...
    @property
    def unit(self) -> str: ...


@law("NĐ 118/2025/NĐ-CP", "Điều 17: thời hạn theo quyết định công bố thủ tục")
def term_of(terms: Iterable[PublishedTerm], *, case: str, channel: str, same_day: time | None) -> Term | None:
    """The published term of this case and channel; of several, the shortest: what the citizen may rely on.

    `same_day`: received up to then, a term of at most one day ends the same day. None when no term can be computed.
    """
    found = [t for t in terms if t.channel == channel and t.quantity is not None and t.unit in _WORKING_MINUTES]
    chosen = [t for t in found if t.case and t.case == case] or [t for t in found if not t.case] or found
    if not chosen:
        return None
    best = min(chosen, key=lambda t: (t.quantity or 0) * _WORKING_MINUTES[TimeUnit(t.unit)])
    unit, quantity = TimeUnit(best.unit), best.quantity or 0
    is_one_day = unit in (TimeUnit.WORKING_DAY, TimeUnit.DAY) and quantity <= 1
    return Term(quantity, unit, same_day_until=same_day if is_one_day else None)
