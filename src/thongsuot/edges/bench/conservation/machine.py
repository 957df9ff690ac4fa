"""Random reorganisations (merge, split, rename, retype, part, narrow lines, chains, undo) between random work.

One run is one transaction that is rolled back, so every run begins with the same few communes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection
from hypothesis.stateful import invariant, precondition, rule

from thongsuot.edges.bench.conservation import scene as scenes
from thongsuot.edges.bench.conservation.model import (
    Change,
    Post,
    back,
    closest,
    counter,
    differences,
    follow,
    posts_back,
    posts_of,
    stray,
)
from thongsuot.edges.bench.conservation.scene import Pair
from thongsuot.edges.bench.conservation.working import PICK, PICKS, START, Broken, Working
from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as registers
from thongsuot.registers.units.rules import Change as UnitChange
from thongsuot.registers.units.rules import ChangeKind, NewUnit, UnitType
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.services import Say

KINDS = ("merge", "merge", "rename", "retype", "split", "part", "narrow", "narrow", "chain_of_three")
NARROW = ("procedure", "field", "counter")
# A dossier like another, or (with its id) the same, sent to where nobody works any more by who did not know yet.
COLUMNS = """select string_agg(quote_ident(attname), ', ') from pg_attribute
  where attrelid = 'dossier'::regclass and attnum > 0 and not attisdropped and attgenerated = ''"""
LIKE = """insert into dossier ({columns}) select {columns} from jsonb_populate_record(null::dossier,
  (select to_jsonb(d) || %s::jsonb from dossier d where d.id = %s))"""
SEND = "update dossier set holder_agency_id = %s, holder_officer_id = null where id = %s"
__all__ = ["START", "Broken", "Reorganising", "filing_for"]


class Reorganising(Working):
    """Six communes, and agencies that are not founded yet. `posts`: what agencies that ended left at their doors."""

    kinds: ClassVar[tuple[str, ...]] = KINDS

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[int, Post] = {}

    @rule(kind=PICK, which=PICK, what=PICK, where=PICK)
    def reorganise(self, kind: int, which: int, what: int, where: int) -> None:
        """One rule for all kinds, so that work stays more common. What cannot be done for want of communes is not."""
        if len(self.living) > 1 and len(self.spare) > 2:
            getattr(self, f"_{self.kinds[kind % len(self.kinds)]}")(which, what, where)

    @precondition(lambda self: self.posts and self._open())
    @rule(picks=PICKS)
    def go_astray(self, picks: Sequence[tuple[int, int]]) -> None:
        """Dossiers reach agencies that have ended, as whole or only as holders, and are led on from door to door."""
        for which, where in picks:
            ended = sorted(self.posts)[where % len(self.posts)]
            open_ = [id_ for id_ in self._open() if self.papers[id_].state != "decided"]
            named = [id_ for id_ in open_ if set(self.matters[id_]) & self.posts[ended].ways.keys()]
            if open_:
                pool = named or open_
                self._stray(pool[which % len(pool)], ended, where)

    def _stray(self, id_: UUID, ended: int, how: int) -> None:
        paper = self.papers[id_]
        with connection.cursor() as cursor:
            if how % 3 == 0:
                cursor.execute(SEND, [ended, id_])
                sent = replace(paper, holder=ended)
            else:
                like, id_ = id_, uuid7()
                code = f"{self.scene.prefix}.{id_.hex[-12:]}"
                sent = replace(paper, code=code, competent=ended, holder=ended)
                agencies = {
                    "competent_agency_id": ended,
                    "holder_agency_id": ended,
                    "holder_officer_id": None,
                }
                cursor.execute(COLUMNS)
                statement = LIKE.format(columns=cursor.fetchone()[0])
                cursor.execute(statement, [json.dumps({"id": str(id_), "code": code, **agencies}), like])
                self.matters[id_] = self.matters[like]
        self.papers[id_] = stray(self.posts, id_, sent, self.matters[id_])
        self._count("astray")

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

    def _narrow(self, which: int, what: int, to: int) -> None:
        """One procedure, one field, one counter of a commune go to others, by itself or several at once; the commune lives
        on, or all the rest of it goes to a new one."""
        old, lives = self.living[which % len(self.living)], bool(to & 1)
        others, lines = [p for p in self.living if p != old], list[PlanLine]()
        for n, kind in enumerate(NARROW):
            if what >> n & 1 or (what & 7 == 0 and n == to % 3):
                lines += self._narrow_lines(
                    kind, old, others[(to // 2 + n) % len(others)], what, ends=not lives
                )
        if lines:
            rest = [] if lives else [self._next()]
            lines += [line for new in rest for line in _whole(old, new)]
            self._switch(lines, {}, [old] if rest else [], rest, False)

    def _narrow_after_work(self, which: int, what: int, to: int) -> None:
        """For controls: dossiers of several kinds at one commune, then a line of each kind, and nothing stays there."""
        for n in range(4):
            self.receive(which, what + n)
        self._narrow(which, 7, 2 * to)

    def _narrow_lines(self, kind: str, old: Pair, new: Pair, what: int, *, ends: bool) -> list[PlanLine]:
        """Lines of one name, if there is any; rather of a name that an open dossier of the commune bears."""
        at = {old.centre, old.committee}
        here = [id_ for id_ in self._open() if {self.papers[id_].holder, self.papers[id_].competent} & at]
        known = {self.matters[id_][NARROW.index(kind)] for id_ in here or self.matters}
        if kind == "counter":
            own = {counter(point): point for point, agency in self.points.items() if agency == old.centre}
            names = sorted(known & own.keys()) or sorted(own)
            line = PlanLine(old.centre, new.centre, Takes.POINT, ends=ends)
            lines = [replace(line, point_id=own[names[what % len(names)]])] if names else []
        else:
            names = sorted(known)
            code = names[what % len(names)] if names else ""
            lines = [
                replace(x, takes=Takes.FUNCTION, ends=ends, function=code) for x in _whole(old, new) if code
            ]
        if lines:
            self._count(kind)
        return lines

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
        self.seats, self.points = change.seats, change.points
        for agency in change.ends:
            self.posts.pop(agency, None)
        self.posts |= posts_back(change)
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
        if self._points() != self.points:
            raise Broken(f"counters {self._points()} instead of {self.points}")

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
        change = self._change(plan, lines, {**parts, **words}, born)
        after = {id_: follow(change, id_, paper) for id_, paper in self.papers.items()}
        change.moved = {id_: (self.papers[id_], p) for id_, p in after.items() if p != self.papers[id_]}
        self.papers, self.points = after, self._points_after(change, lines)
        self.seats = {
            who: change.ways.get((at, None), at) if at in change.ends else at
            for who, at in self.seats.items()
        }
        for line in lines:
            self.posts.pop(line.new_agency_id, None)
        self.posts |= posts_of(change)
        self.changes.append((change, olds, born))
        self.living = [p for p in self.living if p not in olds] + born

    def _change(
        self, plan: int, lines: list[PlanLine], words: dict[tuple[UUID, int], int], born: list[Pair]
    ) -> Change:
        """The plan as plain Python has it: what narrow lines take of the open dossiers goes by name, like a word."""
        narrow = {
            (x.old_agency_id, x.function or counter(x.point_id)): x.new_agency_id
            for x in lines
            if x.takes in (Takes.FUNCTION, Takes.POINT)
        }
        by_line = {
            (id_, old): to
            for id_ in self._open()
            for old in (self.papers[id_].competent, self.papers[id_].holder)
            if (to := closest(narrow, old, self.matters[id_])) is not None
        }
        return Change(
            plan,
            {
                (x.old_agency_id, x.territory_id): x.new_agency_id
                for x in lines
                if x.takes in (Takes.ALL, Takes.TERRITORY)
            },
            {**by_line, **words},
            ends=frozenset(x.old_agency_id for x in lines if x.ends),
            born=frozenset(a for p in born for a in (p.committee, p.centre)),
            pairs=frozenset((x.old_agency_id, x.new_agency_id) for x in lines),
            seats=dict(self.seats), narrow=narrow, points=dict(self.points),
        )  # fmt: skip

    def _points_after(self, change: Change, lines: list[PlanLine]) -> dict[int, int]:
        """Where the counters are then: a named one where its line leads, one of an agency that is split where it stands."""
        divided = {x.old_agency_id for x in lines if x.takes is Takes.CANDIDATE}
        units_of = {agency: pair.territory for pair in (*self.scene.pairs, *self.scene.spare)
                    for agency in (pair.committee, pair.centre)}  # fmt: skip
        after = {}
        for point, at in self.points.items():
            unit = self.scene.points[point][1]
            news = [x.new_agency_id for x in lines if x.old_agency_id == at in divided]
            there = [new for new in news if units_of[new] == unit]
            to = change.narrow.get((at, counter(point))) or (there[0] if len(there) == 1 else None)
            after[point] = to or change.ways.get((at, unit)) or change.ways.get((at, None)) or at
        return after

    def _next(self) -> Pair:
        return self.spare.pop()


def _whole(old: Pair, new: Pair) -> list[PlanLine]:
    return [PlanLine(old.centre, new.centre), PlanLine(old.committee, new.committee)]


def filing_for(day: date, authority_code: str) -> Any:
    """A maker of faultless filings for a territory."""
    import random

    rnd, codes = random.Random(5), filings.procedures(day, authority_code)[:5]
    return lambda code: filings.filing(rnd, filings.Desk(0, code), rnd.choice(codes), day)
