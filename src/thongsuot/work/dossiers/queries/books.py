"""The register of dossiers (form 07) of an office: who came when and what became of it, as known at an instant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import access
from thongsuot.work.dossiers.queries.correcting import AS_KNOWN
from thongsuot.work.dossiers.rules.states import State

AT_ONCE = 500
# What was written down after `until` (by a device that came back, out of an older register) was not known then.
REGISTERED = f"""
select d.id, d.code, d.procedure_version_id, coalesce(known.was->>'name', d.applicant_name),
  coalesce(known.was->>'address', d.address), coalesce(known.was->>'phone', d.phone), d.received_at, promised.due_at,
  due.due_at, last.competent_agency_id, last.state, done.at, handed.at, d.result_way, d.sets
from dossier d
join dossier_step promised on promised.dossier_id = d.id and promised.number = 1 and promised.act = 'receive'
  and coalesce((promised.detail->>'recorded_at')::timestamptz, promised.at) <= %(until)s
cross join lateral (select s.state, s.competent_agency_id from dossier_step s
  where s.dossier_id = d.id and s.at <= %(until)s order by s.number desc limit 1) last
left join lateral (select s.due_at from dossier_step s
  where s.dossier_id = d.id and s.at <= %(until)s and s.due_at is not null order by s.number desc limit 1) due on true
left join lateral (select s.at from dossier_step s
  where s.dossier_id = d.id and s.at <= %(until)s and s.act in ('decide', 'consent', 'refuse')
  order by s.number desc limit 1) done on true
left join lateral (select s.at from dossier_step s
  where s.dossier_id = d.id and s.at <= %(until)s and s.act = 'return' order by s.number desc limit 1) handed on true
{AS_KNOWN}
where d.received_agency_id = %(agency)s and d.received_at >= %(begins)s and d.received_at < %(ends)s
order by d.received_at, d.code"""


@dataclass(frozen=True, slots=True)
class Registered:
    """One line of form 07. `promised_at` as on the slip, `due_at` as it was last set, None: the law sets no time."""

    id: UUID
    code: str
    procedure_version_id: int
    applicant_name: str
    address: str
    phone: str
    received_at: datetime
    promised_at: datetime | None
    due_at: datetime | None
    competent_agency_id: int
    state: State
    settled_at: datetime | None
    returned_at: datetime | None
    result_way: str
    sets: int

    @property
    def is_late(self) -> bool:
        """Whether it was settled after its due date."""
        return self.settled_at is not None and self.due_at is not None and self.settled_at > self.due_at


def registered(
    *, viewer: Actor, agency_id: int, begins: datetime, ends: datetime, until: datetime
) -> Iterator[Registered]:
    """What an office received from `begins` to `ends` (not included), as it stood at `until`; in one transaction."""
    given: dict[str, Any] = {"agency": agency_id, "begins": begins, "ends": ends, "until": until}
    with access.seeing(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(REGISTERED, given)
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield _registered(row)


def _registered(row: Sequence[Any]) -> Registered:
    """What was put back did not happen: a decision or a return counts while the state says so."""
    state = State(row[10])
    settled = row[11] if state in (State.DECIDED, State.RETURNED, State.REFUSED) else None
    returned = row[12] if state in (State.RETURNED, State.REFUSED) else None
    values = (*row[:10], state, settled, returned, *row[13:])
    return Registered(*values)
