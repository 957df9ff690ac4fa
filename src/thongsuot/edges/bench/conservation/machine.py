"""Random reorganisations (merge, split, rename, part, chains, undo) between random work, each through its real verb.

One run is one transaction that is rolled back, so every run begins with the same few communes.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from thongsuot.edges.bench.conservation import scene as scenes
from thongsuot.edges.bench.conservation.model import Change, Paper, back, differences, follow
from thongsuot.edges.bench.conservation.scene import Pair, Scene
from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access, reference
from thongsuot.registers.identity import queries as identity
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.services import Say
from thongsuot.work.dossiers import services as work

READ = """select id, code, state, coalesce(due_at::text, ''), territory_id, competent_agency_id, holder_agency_id, is_open
from dossier where id = any(%s) union
select id, code, state, coalesce(due_at::text, ''), territory_id, competent_agency_id, holder_agency_id, is_open
from dossier where code >= %s and code < %s"""
SEATS = """select a.username, g.agency_id from role_grant g join account a on a.id = g.account_id
where a.username like 'cong.%%' and g.revoked_at is null and g.valid @> %s::date"""
START = date(2026, 11, 23)
ACTS = ("forward", "take", "ask", "supplement", "decide", "return")
PICK = st.integers(0, 10**6)


class Broken(AssertionError):
    """The real province is not where the model is."""


class Reorganising(RuleBasedStateMachine):
    """`scene`, `filing` are set by the gate. `changes`: what is carried out and not undone, the latest last."""

    scene: ClassVar[Scene]
    filing: ClassVar[Any]
    counts: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        scenes.clear(self.scene, START)
        reference.forget()
        self.day = START
        self.living: list[Pair] = list(self.scene.pairs)
        self.spare: list[Pair] = list(self.scene.spare)
        self.papers: dict[UUID, Paper] = {}
        self.changes: list[tuple[Change, list[Pair], list[Pair]]] = []
        self.seats = self._seats()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        reference.forget()

    # work

    @rule(where=PICK, what=PICK)
    def receive(self, where: int, what: int) -> None:
        """At any living centre, for any commune that has a committee."""
        desk, land = self.living[where % len(self.living)], self.living[what % len(self.living)]
        filing = self.filing(land.territory_code)
        receipt = work.receive(actor=SYSTEM, now=self._now(), agency_id=desk.centre, filing=filing)
        self._learn([receipt.id])
        self._count("received")

    @rule(where=PICK, what=PICK)
    def receive_two(self, where: int, what: int) -> None:
        """Work is more common than reorganisation, so some of its rules stand twice."""
        self.receive(where, what)
        self.receive(what, where)

    @precondition(lambda self: self._open())
    @rule(first=PICK, second=PICK)
    def work_on_two(self, first: int, second: int) -> None:
        self.work_on(first, ACTS[second % len(ACTS)])
        self.work_on(second, ACTS[first % len(ACTS)])

    @precondition(lambda self: self._open())
    @rule(which=PICK, act=st.sampled_from(ACTS))
    def work_on(self, which: int, act: str) -> None:
        """One of the open dossiers goes on, in the hands of an officer who may; what the rules forbid is no fault."""
        open_ = self._open()
        id_ = open_[which % len(open_)]
        given: dict[str, Any] = {"now": self._now(), "dossier_ids": [id_]}
        more = {
            "ask": {"wanted": ("Giấy tờ",), "reason": "Thiếu"}, "decide": {"result": "Số 1"},
            "return": {"received_by": "Chính chủ"},
        }.get(act, {})  # fmt: skip
        verb = {"ask": "ask_for_more", "return": "return_result"}.get(act, act)
        name = {"ask": "ask_for_more"}.get(act, act)
        paper = self.papers[id_]
        for agency in (paper.holder, paper.competent):
            actor = self._officer(agency, f"dossiers.{name}")
            if actor is not None:
                try:
                    getattr(work, verb)(actor=actor, agency_id=agency, **given, **more)
                except Refused:
                    return
                self._learn([id_])
                self._count(act)
                return

    # reorganisation

    @precondition(lambda self: len(self.living) > 1)
    @rule(first=PICK, second=PICK, into_new=st.booleans(), rehearsed=st.booleans())
    def merge(self, first: int, second: int, into_new: bool, rehearsed: bool) -> None:
        """Two communes become one: a new one, or one of the two."""
        one = self.living[first % len(self.living)]
        other = next(p for p in self.living[second % len(self.living) :] + self.living if p != one)
        olds = [one, other] if into_new and self.spare else [other]
        target = self._next() if into_new and self.spare else one
        self._switch([line for old in olds for line in _whole(old, target)], {}, olds, [target], rehearsed)
        self._count("merged")

    @precondition(lambda self: self.spare and self.living)
    @rule(which=PICK)
    def rename(self, which: int) -> None:
        """A commune becomes another kind of commune, with new agencies."""
        old, target = self.living[which % len(self.living)], self._next()
        self._switch(_whole(old, target), {}, [old], [target], False)
        self._count("renamed")

    @precondition(lambda self: len(self.spare) > 1 and self.living)
    @rule(which=PICK, said=st.integers(0, 2**16))
    def split(self, which: int, said: int) -> None:
        """A commune is split in two; a person says for each open dossier, the rest goes to the first."""
        old, first, second = self.living[which % len(self.living)], self._next(), self._next()
        lines = _whole(old, first)
        lines += [PlanLine(x.old_agency_id, x.new_agency_id, Takes.CANDIDATE) for x in _whole(old, second)]
        words = {}
        for n, id_ in enumerate(self._open()):
            if said >> (n % 16) & 1:
                words[id_, old.centre], words[id_, old.committee] = second.centre, second.committee
        self._switch(lines, words, [old], [first, second], False)
        self._count("split")

    @precondition(lambda self: len(self.living) > 1)
    @rule(which=PICK, what=PICK, to=PICK)
    def part(self, which: int, what: int, to: int) -> None:
        """What concerns one territory goes to another commune; the old one lives on."""
        old, land = self.living[which % len(self.living)], self.living[what % len(self.living)].territory
        target = next(p for p in self.living[to % len(self.living) :] + self.living if p != old)
        lines = [
            PlanLine(old.centre, target.centre, Takes.TERRITORY, land, ends=False),
            PlanLine(old.committee, target.committee, Takes.TERRITORY, land, ends=False),
        ]
        self._switch(lines, {}, [], [], False)
        self._count("parted")

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

    # the rest

    def _switch(
        self, lines: list[PlanLine], words: dict[tuple[UUID, int], int], olds: list[Pair], news: list[Pair], rehearsed: bool
    ) -> None:  # fmt: skip
        self.day += timedelta(days=1)
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
            if x.takes is not Takes.CANDIDATE
        }
        ends = frozenset(x.old_agency_id for x in lines if x.ends)
        starts = frozenset(a for p in born for a in (p.committee, p.centre))
        pairs = frozenset((x.old_agency_id, x.new_agency_id) for x in lines)
        change = Change(plan, ways, words, ends, starts, pairs, seats=dict(self.seats))
        after = {id_: follow(change, id_, paper) for id_, paper in self.papers.items()}
        change.moved = {id_: (self.papers[id_], p) for id_, p in after.items() if p != self.papers[id_]}
        self.papers = after
        self.seats = {who: ways.get((at, None), at) if at in ends else at for who, at in self.seats.items()}
        self.changes.append((change, olds, born))
        self.living = [p for p in self.living if p not in olds] + born

    def _open(self) -> list[UUID]:
        return sorted(id_ for id_, paper in self.papers.items() if paper.is_open)

    def _next(self) -> Pair:
        return self.spare.pop()

    def _now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 2, tzinfo=UTC)

    def _officer(self, agency: int, verb: str) -> Actor | None:
        for who, at in sorted(self.seats.items()):
            if at == agency:
                account = identity.account_called(username=who)
                assert account is not None
                actor = identity.actor_for(account_id=account.id, day=self.day)
                if access.may(actor=actor, verb=verb, agency_id=agency, day=self.day):
                    return actor
        return None

    def _learn(self, ids: list[UUID]) -> None:
        self.papers |= self._read(ids, only=True)

    def _read(self, ids: list[UUID], *, only: bool = False) -> dict[UUID, Paper]:
        """These dossiers, and (unless `only`) every other that a desk of the scene ever received."""
        first = "" if only else self.scene.prefix
        with access.seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(READ, [ids, first, f"{first}~" if first else ""])
            return {row[0]: Paper(*row[1:]) for row in cursor.fetchall()}

    def _seats(self) -> dict[str, int]:
        with access.seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(SEATS, [self.day])
            rows = cursor.fetchall()
        if len(rows) != len({row[0] for row in rows}):
            raise Broken(f"somebody sits in two places: {rows}")
        return dict(rows)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def _whole(old: Pair, new: Pair) -> list[PlanLine]:
    return [PlanLine(old.centre, new.centre), PlanLine(old.committee, new.committee)]


def filing_for(day: date, authority_code: str) -> Any:
    """A maker of faultless filings for a territory."""
    import random

    rnd, codes = random.Random(5), filings.procedures(day, authority_code)[:5]
    return lambda code: filings.filing(rnd, filings.Desk(0, code), rnd.choice(codes), day)
