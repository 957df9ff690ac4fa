"""Until when an applicant adds what is missing: what the law says, and what he was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day, parse_date
from thongsuot.plumbing.access import reading
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.queries import SupplementLaw
from thongsuot.work.dossiers.queries.reading import StepRecord
from thongsuot.work.dossiers.rules.states import Act

# The last request of each, by the journal of the dossier alone.
ANNOUNCED = """
select id, until from unnest(%s::uuid[]) as i(id) cross join lateral (
  select s.detail->>'until' as until from dossier_step s
  where s.dossier_id = i.id and s.act = 'ask_for_more' order by s.number desc limit 1) s
where until is not null"""

# Requests that nobody has answered whose last day lies between two days; a later request speaks for itself.
ENDING = """
select s.dossier_id, s.number, d.code, s.detail->>'until', d.authority_id, d.competent_agency_id, d.citizen_account_id
from dossier_step s join dossier d on d.id = s.dossier_id
where s.act = 'ask_for_more' and s.detail->>'until' between %s and %s and d.state = 'waiting' and not exists (
  select from dossier_step l where l.dossier_id = s.dossier_id and l.act = 'ask_for_more' and l.number > s.number)
order by s.detail->>'until', s.dossier_id"""


@dataclass(frozen=True, slots=True)
class Ending:
    """A dossier that waits for its applicant, by which step he was asked, and the last day that was announced."""

    dossier_id: UUID
    step: int
    code: str
    until: date
    authority_id: int
    competent_agency_id: int
    citizen_account_id: int | None


def supplement_law(*, version_id: int, received_at: datetime) -> SupplementLaw | None:
    """What the law of a dossier's procedure says of the time to add what is missing; None: nothing."""
    version = catalogue.version(version_id=version_id)
    rule = catalogue.clock_rule(procedure_code=version.code, day=local_day(received_at)) if version else None
    return rule.supplement if rule else None


def announced_until(steps: Sequence[StepRecord]) -> date | None:
    """The last day that the last request for more names; None: it names none."""
    asking = [step for step in steps if step.act == Act.ASK_FOR_MORE]
    said = str(asking[-1].detail.get("until", "")) if asking else ""
    return parse_date(said) if said else None


@reading
def announced(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> dict[UUID, date]:
    """The last day to add what was asked for, of those of these dossiers whose last request names one."""
    with connection.cursor() as cursor:
        cursor.execute(ANNOUNCED, [[str(id_) for id_ in dossier_ids]])
        return {id_: parse_date(until) for id_, until in cursor.fetchall()}


@reading
def ending(*, viewer: Actor, first: date, last: date) -> tuple[Ending, ...]:
    """What was asked for until one of these days and has not come, in the order of the days."""
    with connection.cursor() as cursor:
        cursor.execute(ENDING, [first.isoformat(), last.isoformat()])
        return tuple(
            Ending(id_, step, code, parse_date(until), *places)
            for id_, step, code, until, *places in cursor.fetchall()
        )
