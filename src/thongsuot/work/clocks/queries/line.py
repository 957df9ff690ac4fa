"""One dossier's clock as a line: where it began, what stopped it, its marks, and how much of the term has gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines import DueDate, Pause, share_used
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import reading
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.units import queries as units
from thongsuot.work.clocks.queries.reckoning import law_of, marks_for
from thongsuot.work.clocks.rules import Life, Mark, Turn, lives
from thongsuot.work.dossiers import queries as dossiers

ALERTS = (
    """select version, mark, at, told_at from clock_alert where dossier_id = %s order by at, mark, version"""
)


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """A mark that was passed at `at` and told at `told_at`."""

    version: int
    mark: Mark
    at: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True)
class ClockLine:
    """`life`: the version that runs. `percent`: of the term's office time gone, None while there is no due date.

    `marks`: when each part is used up. `pauses`: every one, also one that still lasts. `consents`: the article by which
    silence is consent, "" for none.
    """

    life: Life
    percent: int | None
    marks: Mapping[Mark, datetime]
    pauses: tuple[Pause, ...]
    consents: str


@reading
def alerts_of(*, viewer: Actor, dossier_id: UUID) -> tuple[AlertRecord, ...]:
    """What was told of a dossier's clock, in order."""
    with connection.cursor() as cursor:
        cursor.execute(ALERTS, [str(dossier_id)])
        return tuple(AlertRecord(row[0], Mark(row[1]), row[2], row[3]) for row in cursor.fetchall())


def clock_line(
    *, record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord], now: datetime
) -> ClockLine | None:
    """The line of a dossier that the reader has open; None where no term runs. Reckoned from its steps."""
    turns = [Turn(step.number, step.at, step.act, step.due_at) for step in steps]
    restarts = record.term is not None and record.term.after_pause.value == "restart"
    every = lives(received_at=record.received_at, turns=turns, restarts=restarts)
    if record.term is None or not every:
        return None
    life, law = every[-1], law_of(record.procedure_version_id, local_day(record.received_at))
    marks = marks_for(record.authority_id, record.competent_agency_id, consents=bool(law.consents))(life)
    return ClockLine(life, _percent(record, life, now), marks, record.pauses, law.consents)


def _percent(record: dossiers.DossierRecord, life: Life, now: datetime) -> int | None:
    office = units.agency(agency_id=record.competent_agency_id)
    try:
        calendar = calendars.calendar_for(
            authority_id=record.authority_id,
            unit_id=office.unit_id if office else None,
            day=local_day(life.from_at),
        )
        share = share_used(
            received_at=life.begun_at,
            due=DueDate.stored(life.due_at),
            now=min(now, record.finished_at or now),
            calendar=calendar,
            pauses=life.pauses,
        )
    except Refused:
        return None
    return None if share is None else int(share * 100 + 1e-9)
