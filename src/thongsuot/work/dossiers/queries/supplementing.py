"""Until when an applicant adds what is missing: what the law says, and what he was told."""

from collections.abc import Sequence
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
