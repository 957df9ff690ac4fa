"""Daily work between reorganisations: dossiers come, go on, are settled, by officers who may, through the real verbs."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from thongsuot.edges.bench.conservation import scene as scenes
from thongsuot.edges.bench.conservation.model import Change, Names, Paper, counter
from thongsuot.edges.bench.conservation.scene import Pair, Scene
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access, reference
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers import services as work

PAPER = """select id, code, state, coalesce(due_at::text, ''), territory_id, competent_agency_id, holder_agency_id,
  is_open, received_point_id from dossier"""
READ = f"{PAPER} where id = any(%s) union {PAPER} where code >= %s and code < %s"
SEATS = """select a.username, g.agency_id from role_grant g join account a on a.id = g.account_id
where a.username like 'cong.%%' and g.revoked_at is null and g.valid @> %s::date"""
POINTS = """select point_id, agency_id from point_version where point_id = any(%s) and withdrawn_at is null
  and valid @> %s::date"""
START = date(2026, 11, 23)
PICK = st.integers(0, 10**6)
PICKS = st.lists(st.tuples(PICK, PICK), min_size=1, max_size=3)

# What somebody may try with a dossier of a state. What the rules forbid all the same is no fault.
ACTS = {
    "received": ("forward", "take", "ask", "decide"),
    "processing": ("forward", "decide", "ask", "decide", "take"),
    "waiting": ("supplement",),
    "decided": ("return", "forward", "return"),
}
VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "forward": ("forward", {}),
    "take": ("take", {}),
    "ask": ("ask_for_more", {"wanted": ("Giấy tờ",), "reason": "Thiếu"}),
    "supplement": ("supplement", {}),
    "decide": ("decide", {"result": "Số 1"}),
    "return": ("return_result", {"received_by": "Chính chủ"}),
}
GRANTS = {"return_result": "dossiers.return"}


class Broken(AssertionError):
    """The real province is not where the model is."""


class Working(RuleBasedStateMachine):
    """`scene`, `filing` are set by the gate. `changes`: what is carried out and not undone, the latest last."""

    scene: ClassVar[Scene]
    filing: ClassVar[Any]
    counts: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.enter_context(access.seeing(SYSTEM))
        scenes.clear(self.scene, START)
        reference.forget()
        self.day = START
        self.living: list[Pair] = list(self.scene.pairs)
        self.spare: list[Pair] = list(self.scene.spare)
        self.papers: dict[UUID, Paper] = {}
        self.matters: dict[UUID, Names] = {}
        self.changes: list[tuple[Change, list[Pair], list[Pair]]] = []
        self.actors: dict[tuple[str, int], Actor] = {}
        self.seats = self._seats()
        self.points = {point: agency for point, (agency, _) in self.scene.points.items()}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()
        reference.forget()

    @rule(where=PICK, what=PICK)
    def receive(self, where: int, what: int) -> None:
        """At any living centre or one of its counters, for any commune that has a committee."""
        desk, land = self.living[where % len(self.living)], self.living[what % len(self.living)]
        counters = (None, *(point for point, at in self.points.items() if at == desk.centre))
        filing = replace(self.filing(land.territory_code), point_id=counters[(where + what) % len(counters)])
        receipt = work.receive(actor=SYSTEM, now=self._now(), agency_id=desk.centre, filing=filing)
        version = catalogue.version_on(code=filing.procedure_code, day=self.day)
        assert version is not None
        self.matters[receipt.id] = (version.code, version.field_code, counter(filing.point_id))
        self._learn([receipt.id])
        self._count("received")

    @rule(picks=PICKS)
    def a_morning(self, picks: Sequence[tuple[int, int]]) -> None:
        """Work is more common than reorganisation: some dossiers come, some go on."""
        for where, what in picks:
            self.receive(where, what)
            self._act(what, where)

    @precondition(lambda self: self._open())
    @rule(picks=PICKS)
    def an_hour(self, picks: Sequence[tuple[int, int]]) -> None:
        """Some of the open dossiers go on."""
        for which, act in picks:
            self._act(which, act)

    @precondition(lambda self: self._open())
    @rule(which=PICK, acts=st.lists(PICK, min_size=3, max_size=5))
    def one_after_the_other(self, which: int, acts: Sequence[int]) -> None:
        """One dossier makes several steps in a row."""
        open_ = self._open()
        id_ = open_[which % len(open_)]
        for act in acts:
            self._act_on(id_, act)

    def _act(self, which: int, act: int) -> None:
        open_ = self._open()
        if open_:
            self._act_on(open_[which % len(open_)], act)

    def _act_on(self, id_: UUID, which: int) -> None:
        """One step, in the hands of an officer who may."""
        paper = self.papers[id_]
        if not paper.is_open:
            return
        acts = ACTS[paper.state]
        name = acts[which % len(acts)]
        verb, more = VERBS[name]
        agencies = (paper.holder, paper.competent) if name != "decide" else (paper.competent, paper.holder)
        for agency in agencies:
            actor = self._officer(agency, GRANTS.get(verb, f"dossiers.{verb}"))
            if actor is not None:
                try:
                    getattr(work, verb)(
                        actor=actor, agency_id=agency, now=self._now(), dossier_ids=[id_], **more
                    )
                except Refused:
                    return
                self._learn([id_])
                self._count(name)
                return

    def _open(self) -> list[UUID]:
        return sorted(id_ for id_, paper in self.papers.items() if paper.is_open)

    def _now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 2, tzinfo=UTC)

    def _tomorrow(self) -> None:
        self.day += timedelta(days=1)
        self.actors.clear()

    def _officer(self, agency: int, verb: str) -> Actor | None:
        for who, at in sorted(self.seats.items()):
            if at == agency:
                actor = self._actor(who, agency)
                if access.may(actor=actor, verb=verb, agency_id=agency, day=self.day):
                    return actor
        return None

    def _actor(self, who: str, agency: int) -> Actor:
        """Asked anew whenever a day begins or a switch is undone."""
        if (who, agency) not in self.actors:
            account = identity.account_called(username=who)
            assert account is not None
            self.actors[who, agency] = identity.actor_for(account_id=account.id, day=self.day)
        return self.actors[who, agency]

    def _learn(self, ids: list[UUID]) -> None:
        self.papers |= self._read(ids, only=True)

    def _read(self, ids: list[UUID], *, only: bool = False) -> dict[UUID, Paper]:
        """These dossiers, and (unless `only`) every other that a desk of the scene ever received."""
        first = "" if only else self.scene.prefix
        with connection.cursor() as cursor:
            cursor.execute(READ, [ids, first, f"{first}~" if first else ""])
            return {row[0]: Paper(*row[1:]) for row in cursor.fetchall()}

    def _seats(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(SEATS, [self.day])
            rows = cursor.fetchall()
        if len(rows) != len({row[0] for row in rows}):
            raise Broken(f"somebody sits in two places: {rows}")
        return dict(rows)

    def _points(self) -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(POINTS, [list(self.scene.points), self.day])
            rows = cursor.fetchall()
        if len(rows) != len({row[0] for row in rows}):
            raise Broken(f"two agencies answer for a counter: {rows}")
        return dict(rows)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
