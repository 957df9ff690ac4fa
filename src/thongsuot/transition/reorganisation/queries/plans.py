"""Plans and reports as records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.transition.reorganisation.models import Line, LineChange, Plan, Report, Word
from thongsuot.transition.reorganisation.rules import NARROW, PlanLine, PlanState, Takes


@dataclass(frozen=True)  # without slots: what is read off a thousand lines is read off them once
class PlanRecord:
    """A plan whole. `dossier_words`, `account_words`: (who, old agency) → new agency, as people said."""

    id: int
    authority_id: int
    name: str
    day: date
    state: PlanState
    run: int
    previewed_at: datetime | None
    activated_at: datetime | None
    undone_at: datetime | None
    sections: dict[str, str]
    lines: tuple[PlanLine, ...]
    dossier_words: dict[tuple[UUID, int], int]
    account_words: dict[tuple[int, int], int]

    @cached_property
    def ends(self) -> frozenset[int]:
        """The agencies that cease."""
        return frozenset(line.old_agency_id for line in self.lines if line.ends)

    @cached_property
    def old_ids(self) -> frozenset[int]:
        return frozenset(line.old_agency_id for line in self.lines)

    @cached_property
    def new_ids(self) -> frozenset[int]:
        return frozenset(line.new_agency_id for line in self.lines)

    @property
    def has_narrow_lines(self) -> bool:
        """Whether a line takes only a function or a counter of its agency."""
        return any(line.takes in NARROW for line in self.lines)

    def ref(self, run: int | None = None) -> str:
        """The name of one run in every journal."""
        return f"plan:{self.id}:{self.run if run is None else run}"


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """What was shown, rehearsed, done or undone. `kind`: preview, rehearsal, activation, undo."""

    id: int
    plan_id: int
    run: int
    kind: str
    at: datetime
    digest: str
    body: dict[str, Any]


@reading
def plan(*, viewer: Actor, plan_id: int) -> PlanRecord | None:
    """A plan, None when there is none that the viewer may see."""
    return next(iter(_records(Plan.objects.filter(id=plan_id))), None)


@reading
def plans(*, viewer: Actor, authority_id: int, state: PlanState | None = None) -> tuple[PlanRecord, ...]:
    """The plans of a province (in one state), the latest first."""
    found = Plan.objects.filter(authority_id=authority_id).order_by("-day", "-id")
    return _records(found if state is None else found.filter(state=state))


def _records(plans: Iterable[Plan]) -> tuple[PlanRecord, ...]:
    found = list(plans)
    lines: dict[int, list[Line]] = {plan.id: [] for plan in found}
    words: dict[int, list[Word]] = {plan.id: [] for plan in found}
    for line in Line.objects.filter(plan__in=found).order_by("id"):
        lines[line.plan_id].append(line)
    for word in Word.objects.filter(plan__in=found).order_by("id"):
        words[word.plan_id].append(word)
    return tuple(_record(plan, lines[plan.id], words[plan.id]) for plan in found)


def _record(found: Plan, lines: Sequence[Line], words: Sequence[Word]) -> PlanRecord:
    return PlanRecord(
        found.id, found.authority_id, found.name, found.day, PlanState(found.state), found.run, found.previewed_at,
        found.activated_at, found.undone_at, found.sections,
        tuple(
            PlanLine(
                x.old_agency_id, x.new_agency_id, Takes(x.takes), x.territory_id, x.ends, x.act, x.clause, x.function,
                x.point_id,
            )
            for x in lines
        ),
        {(w.dossier_id, w.old_agency_id): w.new_agency_id for w in words if w.dossier_id},
        {(w.account_id, w.old_agency_id): w.new_agency_id for w in words if w.account_id},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineChangeRecord:
    """A line as it was (None: a new one) and is (None: taken out), why, by whom (key of the actor) and when."""

    before: PlanLine | None
    after: PlanLine | None
    reason: str
    said_by: str
    said_at: datetime


@reading
def line_changes(*, viewer: Actor, plan_id: int) -> tuple[LineChangeRecord, ...]:
    """What people changed in the lines of a plan, the latest first."""
    return tuple(
        LineChangeRecord(_line(c.before), _line(c.after), c.reason, c.said_by, c.said_at)
        for c in LineChange.objects.filter(plan_id=plan_id).order_by("-id")
    )


def _line(told: dict[str, Any] | None) -> PlanLine | None:
    return None if told is None else PlanLine(**{**told, "takes": Takes(told["takes"])})


@reading
def reports(*, viewer: Actor, plan_id: int) -> tuple[ReportRecord, ...]:
    """Everything that was reported of a plan, the latest first."""
    found = Report.objects.filter(plan_id=plan_id).order_by("-id")
    return tuple(ReportRecord(r.id, r.plan_id, r.run, r.kind, r.at, r.digest, r.body) for r in found)


def report(*, viewer: Actor, plan_id: int, kind: str, run: int | None = None) -> ReportRecord | None:
    """The latest report of a kind (of a run)."""
    found = reports(viewer=viewer, plan_id=plan_id)
    return next((r for r in found if r.kind == kind and run in (None, r.run)), None)
