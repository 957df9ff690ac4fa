"""What a rule needs to know of open dossiers to say where each belongs when its agency is split."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.rules.states import State

# Two index scans, not one condition with "or": what it costs depends on the open work of these agencies.
LYING = """select d.id, d.code, d.state, d.due_at, d.address, d.territory_id, d.competent_agency_id, d.holder_agency_id
  from dossier d join (
    select id from dossier where is_open and competent_agency_id = any(%(agencies)s::bigint[])
    union select id from dossier where is_open and holder_agency_id = any(%(agencies)s::bigint[])) x on x.id = d.id
  where d.authority_id = %(authority)s order by d.id"""


@dataclass(frozen=True, slots=True)
class Lying:
    """An open dossier at an agency; `address` as the applicant wrote it, "" when he did not."""

    id: UUID
    code: str
    state: State
    due_at: datetime | None
    address: str
    territory_id: int
    competent_agency_id: int
    holder_agency_id: int


@reading
def lying_at(*, viewer: Actor, authority_id: int, agency_ids: Iterable[int]) -> tuple[Lying, ...]:
    """The open dossiers that these agencies hold or are competent for, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(LYING, {"agencies": sorted(set(agency_ids)), "authority": authority_id})
        return tuple(Lying(row[0], row[1], State(row[2]), *row[3:]) for row in cursor.fetchall())
