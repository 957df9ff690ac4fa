"""Random reorganisations (merge, split, rename, retype, part, function, chains, undo) between random work, by real verbs.

One run is one transaction that is rolled back, so every run begins with the same few communes.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from thongsuot.edges.bench.conservation import scene as scenes
from thongsuot.edges.bench.conservation.model import Change, back, differences, follow
from thongsuot.edges.bench.conservation.scene import Pair
from thongsuot.edges.bench.conservation.working import PICK, START, Broken, Working
from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as registers
from thongsuot.registers.units.rules import Change as UnitChange
from thongsuot.registers.units.rules import ChangeKind, NewUnit, UnitType
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.services import Say

KINDS = ("merge", "merge", "rename", "retype", "split", "part", "function", "function", "chain_of_three")
__all__ = ["START", "Broken", "Reorganising", "filing_for"]


class Reorganising(Working):
    """Six communes, and agencies that are not founded yet."""

    @rule(kind=st.sampled_from(KINDS), which=PICK, what=PICK, where=PICK)
    def reorganise(self, kind: str, which: int, what: int, where: int) -> None:
        """One rule for all kinds, so that work stays more common. What cannot be done for want of communes is not."""
        if len(self.living) > 1 and len(self.spare) > 2:
            getattr(self, f"_{kind}")(which, what, where)

    def _merge(self, first: int, second: int, where: int) -> None:
        """Two communes become one: a new one, or one of the two."""
        into_new, rehearsed = bool(where & 1), where % 5 == 0
        one = self.living[first % len(self.living)]
        other = next(p for p in self.living[second % len(self.living) :] + self.living if p != one)
        olds = [one, other] if into_new and self.spare else [other]
        target = self._next() if into_new and self.spare else one
        self._switch([line for old in olds for line in _whole(old, target)], {}, olds, [target], rehearsed)
        self._count("merged")

    def _rename(self, which: int, _: int = 0, __: int = 0) -> None:
        """A commune's agencies give way to new ones."""
        old, target = self.living[which % len(self.living)], self._next()
        self._switch(_whole(old, target), {}, [old], [target], False)
        self._count("renamed")

    def _retype(self, which: int, _: int, __: int) -> None:
        """A commune becomes a ward or a ward a commune, in the register too, and gets new agencies."""
        old = self.living[which % len(self.living)]
        unit = units.unit(unit_id=old.territory, day=self.day)
        assert unit is not None
        self._tomorrow()
        type_ = UnitType.COMMUNE if unit.type is UnitType.WARD else UnitType.WARD
        change = UnitChange(
            ChangeKind.RETYPE, "Nghị quyết thử", self.day, old=(unit.code,), new=(NewUnit(unit.code, unit.name, type_),)
        )  # fmt: skip
        registers.record_change(actor=SYSTEM, now=self._now(), change=change)
        self._rename(which)
        self._count("retyped")

    def _chain_of_three(self, which: int, what: int, where: int) -> None:
        """One after the other, with a dossier received at each agency of the chain."""
        for _ in range(3):
            self._rename(which)
            which = len(self.living) - 1  # what was founded last
            self.receive(which, what)
            self._act(where, what)
        self._count("chained")

    def _split(self, which: int, said: int, _: int) -> None:
        """A commune is split in two: a person says of some open dossiers where they go, a dossier of a territory that
        one of the two is founded for follows it, the rest goes to the first."""
        old, first, second = self.living[which % len(self.living)], self._next(), self._next()
        lines = _whole(old, first)
        lines += [PlanLine(x.old_agency_id, x.new_agency_id, Takes.CANDIDATE) for x in _whole(old, second)]
        words, parts = {}, {}
        for n, id_ in enumerate(self._open()):
            if said >> (n % 16) & 1:
                words[id_, old.centre], words[id_, old.committee] = second.centre, second.committee
            for new in (first, second):
                if self.papers[id_].territory == new.territory and first.territory != second.territory:
                    parts[id_, old.centre], parts[id_, old.committee] = new.centre, new.committee
        self._switch(lines, words, [old], [first, second], False, parts)
        self._count("split")

    def _part(self, which: int, what: int, to: int) -> None:
        """What concerns one territory goes to another commune; the old one lives on."""
        old, land = self.living[which % len(self.living)], self.living[what % len(self.living)].territory
        target = next(p for p in self.living[to % len(self.living) :] + self.living if p != old)
        lines = [
            PlanLine(old.centre, target.centre, Takes.TERRITORY, land, ends=False),
            PlanLine(old.committee, target.committee, Takes.TERRITORY, land, ends=False),
        ]
        self._switch(lines, {}, [], [], False)
        self._count("parted")

    def _function(self, which: int, what: int, to: int) -> None:
        """One procedure goes to another commune; the old one lives on, or all the rest of it goes to a new one."""
        old, lives = self.living[which % len(self.living)], bool(to & 1)
        target = next(p for p in self.living[to % len(self.living) :] + self.living if p != old)
        codes = sorted(set(self.matters.values()))
        if not codes:
            return
        code = codes[what % len(codes)]
        lines = [
            PlanLine(x.old_agency_id, x.new_agency_id, Takes.FUNCTION, ends=not lives, function=code)
            for x in _whole(old, target)
        ]
        rest = [] if lives else [self._next()]
        lines += [line for new in rest for line in _whole(old, new)]
        going = [id_ for id_ in self._open() if self.matters[id_] == code]
        parts = {(id_, x.old_agency_id): x.new_agency_id for id_ in going for x in _whole(old, target)}
        self._switch(lines, {}, [old] if rest else [], rest, False, parts)
        self._count("functions")

    @precondition(lambda self: self.changes)
    @rule()
    def undo(self) -> None:
        """The latest reorganisation is undone; only what nobody can know may stand in the way."""
        change, olds, news = self.changes[-1]
        expected = {id_: back(change, id_, paper) for id_, paper in self.papers.items()}
        given: dict[str, Any] = {
            "actor": SYSTEM,
            "agency_id": self.scene.agency_id,
            "plan_id": change.plan_id,
        }
        if None in expected.values():
            try:
                services.undo(**given, now=self._now())
            except Refused as refused:
                if {p.code for p in refused.problems} != {"undo_unassigned"}:
                    raise
                self._count("undo_refused")
                return
            raise Broken("undone although nobody knows where some dossiers belong")
        services.undo(**given, now=self._now())
        self.papers = {id_: paper for id_, paper in expected.items() if paper is not None}
        self.seats = change.seats
        self.actors.clear()
        self.changes.pop()
        self.living = [p for p in self.living if p not in news] + olds
        self._count("undone")

    @invariant()
    def everything_is_where_it_has_to_be(self) -> None:
        found = differences(self.papers, self._read(list(self.papers)))
        if found:
            raise Broken("; ".join(found[:3]))
        if self._seats() != self.seats:
            raise Broken(f"seats {self._seats()} instead of {self.seats}")

    def _switch(
        self, lines: list[PlanLine], words: dict[tuple[UUID, int], int], olds: list[Pair], news: list[Pair],
        rehearsed: bool, parts: Mapping[tuple[UUID, int], int] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self._tomorrow()
        born = [p for p in news if p not in self.living]
        for pair in born:
            scenes.found(pair, self.day)
        reference.forget()
        given: dict[str, Any] = {"actor": SYSTEM, "agency_id": self.scene.agency_id, "now": self._now()}
        plan = services.make_plan(**given, name="Thử", day=self.day, lines=lines)
        said = [Say(old, new, dossier_id=id_) for (id_, old), new in words.items()]
        if said:
            services.assign(**given, plan_id=plan, words=said)
        services.preview(**given, plan_id=plan)
        if rehearsed:
            services.rehearse(**given, plan_id=plan)
            self.everything_is_where_it_has_to_be()
        services.activate(**given, plan_id=plan)
        ways = {
            (x.old_agency_id, x.territory_id): x.new_agency_id
            for x in lines
            if x.takes in (Takes.ALL, Takes.TERRITORY)
        }
        ends = frozenset(x.old_agency_id for x in lines if x.ends)
        starts = frozenset(a for p in born for a in (p.committee, p.centre))
        pairs = frozenset((x.old_agency_id, x.new_agency_id) for x in lines)
        change = Change(plan, ways, {**parts, **words}, ends, starts, pairs, seats=dict(self.seats))
        after = {id_: follow(change, id_, paper) for id_, paper in self.papers.items()}
        change.moved = {id_: (self.papers[id_], p) for id_, p in after.items() if p != self.papers[id_]}
        self.papers = after
        self.seats = {who: ways.get((at, None), at) if at in ends else at for who, at in self.seats.items()}
        self.changes.append((change, olds, born))
        self.living = [p for p in self.living if p not in olds] + born

    def _next(self) -> Pair:
        return self.spare.pop()


def _whole(old: Pair, new: Pair) -> list[PlanLine]:
    return [PlanLine(old.centre, new.centre), PlanLine(old.committee, new.committee)]


def filing_for(day: date, authority_code: str) -> Any:
    """A maker of faultless filings for a territory."""
    import random

    rnd, codes = random.Random(5), filings.procedures(day, authority_code)[:5]
    return lambda code: filings.filing(rnd, filings.Desk(0, code), rnd.choice(codes), day)
