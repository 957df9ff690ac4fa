"""What an officer is told: marks of what he has in hand, what ran out where he decides, what the province hears."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.clocks.rules import Mark

TOLD_FOR = timedelta(days=30)  # what nobody read for so long stands on the lists of what is overdue
TELLING = """select a.id, a.dossier_id, d.code, a.mark, a.told_at, c.due_at
from clock_alert a join dossier_clock c on c.dossier_id = a.dossier_id and c.version = a.version
  join dossier d on d.id = a.dossier_id
where a.told_at > %(since)s and c.finished_at is null
  and a.id > coalesce((select up_to from clock_seen where actor = %(actor)s), 0)
  and ((a.mark < 100 and c.holder_officer_id = %(account)s)
    or (a.mark = 100 and c.competent_agency_id = any(%(decides)s::bigint[]))
    or (a.mark > 100 and c.authority_id = any(%(provinces)s::bigint[])))
order by a.told_at desc, a.id desc limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Telling:
    """One mark that an officer was told of and has not yet read; `id` numbers all alerts in the order of telling."""

    id: int
    dossier_id: UUID
    code: str
    mark: Mark
    told_at: datetime
    due_at: datetime | None


@reading
def tellings(
    *, viewer: Actor, decides: Collection[int], provinces: Collection[int], now: datetime, limit: int = 20
) -> tuple[Telling, ...]:
    """What the viewer was told lately and has not read, the latest first.

    Half and most of a term are told to whoever has the dossier in hand, its end to those who decide at the competent
    agency (`decides`), a long delay to those of the province (`provinces`: its unit).
    """
    given: dict[str, Any] = {
        "since": now - TOLD_FOR, "actor": viewer.key, "account": viewer.account_id or 0, "decides": sorted(decides),
        "provinces": sorted(provinces), "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TELLING, given)
        return tuple(
            Telling(row[0], row[1], row[2], Mark(row[3]), row[4], row[5]) for row in cursor.fetchall()
        )
