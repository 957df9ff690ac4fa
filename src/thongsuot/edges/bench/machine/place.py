"""Where the real verbs are played: two communes of the gate's scene, officers of all their agencies, real procedures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thongsuot.edges.bench.conservation import scene as scenes
from thongsuot.edges.bench.intake import filings
from thongsuot.edges.bench.machine.worlds import START
from thongsuot.kernel.actor import Actor, Grant, Kind
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import VERBS
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units

KINDS = 12


@dataclass(frozen=True)
class Place:
    """`filings`: each with the term that its procedure publishes. `officers`: account ids by agency."""

    desk: int
    competent: int
    seats: tuple[int, ...]
    filings: tuple[tuple[Any, Any], ...]
    officers: dict[int, int]
    actors: dict[tuple[int, date], Actor] = field(default_factory=dict)

    def officer(self, seat: int, day: date) -> Actor:
        """An officer who may do everything at one agency; who may do what is another gate's question."""
        if (seat, day) not in self.actors:
            verbs = frozenset(name for name in VERBS if name.startswith("dossiers.")) | {access.READ}
            grant = Grant(verbs, frozenset({seat}), START)
            self.actors[seat, day] = Actor(Kind.OFFICER, self.officers[seat], "Cán bộ", (grant,), day)
        return self.actors[seat, day]


def build() -> Place:
    """Make it, or find it again, in the database that this process is connected to."""
    built = scenes.build(START)
    scenes.clear(built, START)
    here, there = built.pairs[:2]
    seats = (here.centre, here.committee, there.centre, there.committee)
    officers = {seat: scenes.officers(built, seat, 1)[0] for seat in seats}
    top = units.agency(agency_id=built.agency_id)
    assert top is not None
    found = tuple(_filings(top.code, here.territory_code))
    return Place(here.centre, here.committee, seats, found, officers)


def _filings(authority_code: str, territory_code: str) -> Iterator[tuple[Any, Any]]:
    """One procedure of each kind of term, as many kinds as there are up to a number."""
    make = filings.maker(START)
    seen: set[tuple[Any, ...]] = set()
    for code in filings.procedures(START, authority_code):
        filing = make(code, territory_code)
        version = catalogue.version_on(code=code, day=START)
        assert version is not None
        term = version.legal_term(case=filing.case, channel=filing.channel)
        kind = (term.unit, term.quantity, term.same_day_until)
        if kind not in seen and len(seen) < KINDS:
            seen.add(kind)
            yield filing, term
