"""Where the machine plays: the rules alone, in memory, or the real verbs on a database. Both answer alike."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from thongsuot.edges.bench import cases
from thongsuot.edges.bench.machine.model import Model, Step
from thongsuot.edges.bench.machine.telling import PROVINCE_AFTER, Told
from thongsuot.edges.bench.oracle import Case, Moment, Oracle
from thongsuot.kernel import deadlines
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.kernel.workdays import WorkCalendar, read_calendar_rows

START = date(2025, 7, 7)
ARTICLE = "Điều 12 khoản 3"
MORNING_AND_AFTERNOON = ((450, 690), (810, 1020))


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier as it really is; times as the model has them."""

    state: str
    competent: int
    holder: int
    officer: int | None
    due: Moment | None
    asked: int
    steps: int
    finished: Moment | None
    outcome: Mapping[str, Any]


class World(Protocol):
    """`seats`: agencies in whose name one may act; `kinds`: how many kinds of filings there are.

    `hides`: what one may not see is not there. `settles`: looking takes silence for consent.
    """

    oracle: Oracle
    seats: tuple[int, ...]
    kinds: int
    hides: bool
    settles: bool

    def receive(self, kind: int, now: Moment) -> tuple[Any, Model]: ...
    def officer_of(self, seat: int) -> int: ...
    def act(self, key: Any, step: Step) -> set[str]: ...
    def look(self, key: Any) -> Seen: ...
    def ring(self, now: Moment, times: int) -> None: ...
    def told(self, key: Any) -> set[Told]: ...
    def leave(self) -> None: ...


def moment(instant: datetime | None) -> Moment | None:
    """An instant as the model has it."""
    here = local(instant) if instant else None
    return (here.date(), here.hour * 60 + here.minute) if here else None


SILENT_KIND = 0  # of the filings of either world: the law takes silence for consent


class OfRules:
    """The rules alone: a stand for each dossier, and nobody else in the world."""

    hides = False
    settles = False
    seats = (1, 2, 3)
    calendar: WorkCalendar = read_calendar_rows(cases.calendar_rows())
    terms = (
        ("WORKING_DAY", 5, None, True, False), ("WORKING_DAY", 0, None, True, False), ("WORKING_DAY", 22, None, True, True),
        ("WORKING_DAY", 1, 900, True, False), ("DAY", 10, None, True, False), ("DAY", 1, 840, True, True),
        ("MONTH", 1, None, True, False), ("HOUR", 4, None, True, False), ("HOUR", 30, None, True, True),
        ("HOUR", 72, None, False, False), None,
    )  # fmt: skip
    kinds = len(terms)

    def __init__(self) -> None:
        self.oracle = Oracle(cases.calendar_rows())
        self.stands: list[Any] = []
        self.steps: list[int] = []
        self.turns: list[list[Any]] = []
        self.pending: list[Any] = []
        self.alerts: list[list[Any]] = []
        self.silent: list[bool] = []

    def receive(self, kind: int, now: Moment) -> tuple[int, Model]:
        from thongsuot.work.dossiers.rules import stands
        from thongsuot.work.dossiers.rules.states import FIRST_STATES, Act

        given = self.terms[kind]
        case = Case(now, given[1], given[0], *given[2:]) if given else None
        term, at = cases.term_of(case) if case else None, cases.instant_of(now)
        due = deadlines.due_date(received_at=at, term=term, calendar=self.calendar).due_at if term else None
        self.stands.append(stands.Stand(FIRST_STATES[Act.RECEIVE], 2, 1, None, at, term, due_at=due))
        self.steps.append(1)
        self._begin(at, due, kind)
        model = Model(now, case, desk=1, competent=2, holder=1)
        model.due = self.oracle.due(case) if case else None
        _open_book(model, is_silent=kind == SILENT_KIND)
        return len(self.stands) - 1, model

    def officer_of(self, seat: int) -> int:
        """The officer who acts in an agency's name."""
        return seat * 10

    def _begin(self, at: datetime, due: datetime | None, kind: int) -> None:
        from thongsuot.work.clocks.rules import Pending, Turn

        self.turns.append([Turn(1, at, "receive", due)])
        self.pending.append(Pending())
        self.alerts.append([])
        self.silent.append(kind == SILENT_KIND)

    def ring(self, now: Moment, times: int) -> None:
        """Look at all clocks, several times; late or early, the same must come out."""
        from thongsuot.work.clocks import rules

        at = cases.instant_of(now)
        for key, stand in enumerate(self.stands):
            restarts = stand.term is not None and stand.term.after_pause is deadlines.AfterPause.RESTART
            every = rules.lives(received_at=stand.received_at, turns=self.turns[key], restarts=restarts)

            def marks(life: Any, is_silent: bool = self.silent[key]) -> Any:
                return rules.marks_of(life, self.calendar, province_days=PROVINCE_AFTER, consents=is_silent)

            for _ in range(times):
                seen = [life for life in every if life.number > self.pending[key].version]
                told, kept = rules.story(
                    seen, marks, finished_at=stand.finished_at, pending=self.pending[key]
                )
                late, self.pending[key] = rules.rung(kept, at)
                self.alerts[key] += [*told, *late]

    def told(self, key: int) -> set[Told]:
        """What was told of a dossier; twice told is an error."""
        return _once([(a.version, a.mark.value, moment(a.at)) for a in self.alerts[key]])

    def act(self, key: int, step: Step) -> set[str]:
        from thongsuot.work.clocks.rules import Turn
        from thongsuot.work.dossiers.rules import stands

        at = cases.instant_of(step.now)
        doing = stands.Doing(step.seat, step.officer, at, step.now[0], self.calendar)
        moved = getattr(stands, step.act)(self.stands[key], doing, **step.said)
        if not moved.problems:
            self.stands[key] = moved.stand
            self.steps[key] += 1
            self.turns[key].append(Turn(self.steps[key], at, step.act, moved.stand.due_at))
        return {problem.code for problem in moved.problems}

    def look(self, key: int) -> Seen:
        stand = self.stands[key]
        return Seen(
            stand.state.value, stand.competent_agency_id, stand.holder_agency_id, stand.holder_officer_id,
            moment(stand.due_at), stand.asked_times, self.steps[key], moment(stand.finished_at), stand.outcome,
        )  # fmt: skip

    def leave(self) -> None:
        """Nothing to undo."""


def _open_book(model: Model, *, is_silent: bool) -> None:
    model.book.is_silent = is_silent
    model.book.write(1, "receive", model.received_at, model.due, restarts=False)


def _once(found: list[Any]) -> set[Told]:
    if len(set(found)) != len(found):
        raise AssertionError(f"told twice: {found}")
    return set(found)


TOLD = "select version, mark, at from clock_alert where dossier_id = %s"
SILENT = """insert into procedure_clock
  (procedure_code, after_pause, silence, unit, article, valid_from, source, recorded_at)
values (%s, 'continue', 'deciding', '', %s, '2020-01-01', '', now())"""
LOOK = """select d.state, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.due_at, d.asked_times,
  d.steps, d.finished_at, d.outcome, d.version, (select count(*) from dossier_step s where s.dossier_id = d.id),
  (select row(s.state, s.competent_agency_id, s.holder_agency_id, s.due_at)
     is not distinct from row(d.state, d.competent_agency_id, d.holder_agency_id, d.due_at)
   from dossier_step s where s.dossier_id = d.id and s.number = d.steps)
from dossier d where d.id = %s"""


class OfVerbs:
    """The real verbs, in one transaction that is rolled back; `place` is set by the gate."""

    hides = True
    settles = True
    place: Any

    def __init__(self) -> None:
        from django.db import transaction

        from thongsuot.kernel.actor import SYSTEM
        from thongsuot.plumbing import access, reference

        self.oracle = Oracle(cases.calendar_rows(), sittings=MORNING_AND_AFTERNOON)
        self.seats, self.kinds = self.place.seats, len(self.place.filings)
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.enter_context(access.seeing(SYSTEM))
        self.stack.callback(reference.forget)
        self.stack.callback(transaction.set_rollback, True)
        self.ids: list[UUID] = []
        self._silence()

    def _silence(self) -> None:
        """Give the procedure of one kind of filing the law that silence is consent."""
        from django.db import connection

        from thongsuot.plumbing import reference

        with connection.cursor() as cursor:
            cursor.execute("delete from procedure_clock")
            cursor.execute(SILENT, [self.place.filings[SILENT_KIND][0].procedure_code, ARTICLE])
        reference.forget()

    def ring(self, now: Moment, times: int) -> None:
        """Events and the job come, late and perhaps twice."""
        from thongsuot.work.clocks import services as clocks

        for _ in range(times):
            clocks.follow_all(now=cases.instant_of(now), dossier_ids=self.ids)
            clocks.ring(now=cases.instant_of(now))

    def told(self, key: UUID) -> set[Told]:
        """What was told of a dossier."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(TOLD, [str(key)])
            return _once([(version, mark, moment(at)) for version, mark, at in cursor.fetchall()])

    def receive(self, kind: int, now: Moment) -> tuple[UUID, Model]:
        from thongsuot.kernel.actor import SYSTEM
        from thongsuot.work.dossiers import services as work

        filing, term = self.place.filings[kind]
        given = {"actor": SYSTEM, "now": cases.instant_of(now), "agency_id": self.place.desk}
        receipt = work.receive(**given, filing=filing)
        case = None if term.unit is deadlines.TimeUnit.OTHER else _case(now, term)
        model = Model(now, case, self.place.desk, self.place.competent, self.place.desk)
        model.due = self.oracle.due(case) if case else None
        _open_book(model, is_silent=kind == SILENT_KIND)
        self.ids.append(receipt.id)
        return receipt.id, model

    def officer_of(self, seat: int) -> int:
        """The officer who acts in an agency's name."""
        return int(self.place.officers[seat])

    def act(self, key: UUID, step: Step) -> set[str]:
        from thongsuot.kernel.actor import SYSTEM
        from thongsuot.work.dossiers import services as work

        actor = SYSTEM if step.seat is None else self.place.officer(step.seat, step.now[0])
        given: dict[str, Any] = {"actor": actor, "now": cases.instant_of(step.now)}
        given |= {} if step.act == "consent" else {"agency_id": step.seat}
        try:
            getattr(work, step.act)(**given, dossier_ids=[key], **step.said)
        except NotFound as refused:
            return {problem.code for problem in refused.problems}
        except Refused as refused:
            return {problem.code for problem in refused.problems}
        return set()

    def look(self, key: UUID) -> Seen:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(LOOK, [str(key)])
            *row, outcome, version, journal, is_told = cursor.fetchone()
        if not (version == journal == row[6] and is_told):
            raise AssertionError(
                f"{key}: the journal does not tell how it stands ({row}, {version}, {journal})"
            )
        found = json.loads(outcome) if isinstance(outcome, str) else outcome
        if "returned_at" in found:
            found["returned_at"] = datetime.fromisoformat(found["returned_at"])
        return Seen(row[0], row[1], row[2], row[3], moment(row[4]), row[5], row[6], moment(row[7]), found)

    def leave(self) -> None:
        """Roll everything back."""
        self.stack.close()


def _case(now: Moment, term: deadlines.Term) -> Case:
    until = term.same_day_until
    cutoff = until.hour * 60 + until.minute if until else None
    restart = term.after_pause is deadlines.AfterPause.RESTART
    return Case(now, term.quantity, term.unit.value, cutoff, term.hours_are_office_hours, restart)
