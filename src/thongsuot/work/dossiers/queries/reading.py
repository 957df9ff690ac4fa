"""One dossier whole: its facts, papers and steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.deadlines import Clock, DueDate, Extension, Pause, Term, due_date
from thongsuot.kernel.deadlines import Step as Sentence
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.queries.standing import extension_of_json, loaded, pauses_of_json, term_of_json
from thongsuot.work.dossiers.rules.recalculation import moved_sentence
from thongsuot.work.dossiers.rules.states import Act, State


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """A dossier as it stands. Instants are aware UTC; ids point into the registers."""

    id: UUID
    code: str
    external_code: str
    authority_id: int
    procedure_version_id: int
    case_name: str
    channel: str
    received_agency_id: int
    received_point_id: int | None
    received_by_id: int | None
    received_at: datetime
    competent_agency_id: int
    holder_agency_id: int
    holder_officer_id: int | None
    territory_id: int
    territory_version_id: int
    applicant_name: str
    citizen_id: str
    phone: str
    email: str
    address: str
    citizen_account_id: int | None
    summary: str
    state: State
    term: Term | None
    due_at: datetime | None
    due_trace: tuple[str, ...]
    pauses: tuple[Pause, ...]
    extension: Extension | None
    asked_times: int
    finished_at: datetime | None
    result_way: str
    outcome: Mapping[str, Any]
    steps: int
    version: int
    is_simulated: bool
    sets: int

    def due(self, calendar: WorkCalendar) -> DueDate:
        """The due date with its clock, computed anew; the stored trace says how it was known when it was set."""
        if self.term is None:
            return DueDate(Clock.NONE, None, None)
        return due_date(
            received_at=self.received_at,
            term=self.term,
            calendar=calendar,
            pauses=self.pauses,
            extension=self.extension,
        )


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper of a dossier; `came_with_step` is 1 for those of the filing."""

    name: str
    originals: int
    copies: int
    is_electronic: bool
    wanted_id: int | None
    came_with_step: int | None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step and how the dossier stood after it."""

    number: int
    at: datetime
    act: str
    officer_id: int | None
    agency_id: int | None
    state: State
    competent_agency_id: int
    holder_agency_id: int
    holder_officer_id: int | None
    due_at: datetime | None
    detail: Mapping[str, Any]


FIELDS = list(DossierRecord.__dataclass_fields__)
ONE = f"select {', '.join(f'd.{name}' for name in FIELDS)} from dossier d where"


@reading
def dossier(*, viewer: Actor, dossier_id: UUID) -> DossierRecord | None:
    """The dossier, or None when there is none that the viewer may see."""
    return _one("d.id = %s", dossier_id)


@reading
def dossier_by_code(*, viewer: Actor, code: str) -> DossierRecord | None:
    """The dossier with this code, or None when there is none that the viewer may see."""
    return _one("d.code = %s", code.strip().upper())


def dossier_named(*, viewer: Actor, code: str) -> DossierRecord:
    """The same for a caller who named it. Raises NotFound, whether there is none or he may not see it."""
    found = dossier_by_code(viewer=viewer, code=code)
    if found is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    return found


def _one(condition: str, value: UUID | str) -> DossierRecord | None:
    with connection.cursor() as cursor:
        cursor.execute(f"{ONE} {condition}", [value])
        row = cursor.fetchone()
    return None if row is None else as_record(row)


def as_record(row: Sequence[Any]) -> DossierRecord:
    """A row of `ONE`."""
    values = dict(zip(FIELDS, row, strict=True))
    values["state"] = State(values["state"])
    values["term"] = term_of_json(loaded(values["term"]))
    values["pauses"] = pauses_of_json(loaded(values["pauses"]))
    values["extension"] = extension_of_json(loaded(values["extension"]))
    values["outcome"] = loaded(values["outcome"])
    values["due_trace"] = tuple(loaded(values["due_trace"]))
    return DossierRecord(**values)


PAPERS = """select name, originals, copies, is_electronic, wanted_id, came_with_step
from dossier_paper where dossier_id = %s order by position"""


@reading
def papers_of(*, viewer: Actor, dossier_id: UUID) -> tuple[PaperRecord, ...]:
    """The papers that came with the dossier, in order."""
    with connection.cursor() as cursor:
        cursor.execute(PAPERS, [dossier_id])
        return tuple(PaperRecord(*row) for row in cursor.fetchall())


STEPS = """select number, at, act, officer_id, agency_id, state, competent_agency_id, holder_agency_id,
  holder_officer_id, due_at, detail from dossier_step where dossier_id = %s order by number"""


@reading
def steps_of(*, viewer: Actor, dossier_id: UUID) -> tuple[StepRecord, ...]:
    """What was done, in order; the last whose `at` is not after an instant tells how it stood then."""
    with connection.cursor() as cursor:
        cursor.execute(STEPS, [dossier_id])
        return tuple(as_step(row) for row in cursor.fetchall())


def as_step(row: Sequence[Any]) -> StepRecord:
    """A row of `STEPS`."""
    values = list(row)
    values[5] = State(values[5])
    values[10] = loaded(values[10])
    return StepRecord(*values)


def moves(steps: Iterable[StepRecord]) -> list[Sentence]:
    """For every step by which a changed calendar moved the due date: from when to when, and why."""
    return [
        moved_sentence(
            old_at=datetime.fromisoformat(step.detail["old_due_at"]) if step.detail["old_due_at"] else None,
            new_at=step.due_at,
            because=step.detail["because"],
        )
        for step in steps
        if step.act == Act.RECALCULATE
    ]
