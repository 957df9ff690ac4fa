"""How much of one dossier the national portal has been told: the fourth of its states."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import ports


class Told(StrEnum):
    UNCONNECTED = "unconnected"  # the province tells no portal
    NOTHING = "nothing"  # received before it was told, or nothing of it is to be told
    WAITING = "waiting"
    REFUSED = "refused"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Telling:
    """`waiting` messages are still to be sent; `at` is when the last one arrived, None while none did."""

    told: Told
    waiting: int = 0
    at: datetime | None = None


TELLING = """
select count(m.id), count(m.id) filter (where m.state = 'waiting'),
  bool_or(m.state = 'waiting' and m.is_refused), max(m.sent_at)
from sync_receiver r left join sync_message m on m.receiver_id = r.id and m.dossier_id = %s
where r.kind = %s and r.authority_id = %s and r.state <> 'ended' group by r.id order by r.id limit 1"""


def telling(*, viewer: Actor, dossier_id: UUID, authority_id: int) -> Telling:
    """What the portal has been told of a dossier that the viewer has open; it names no person and no fact of it."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(TELLING, [dossier_id, ports.PORTAL, authority_id])
        row = cursor.fetchone()
    if row is None:
        return Telling(Told.UNCONNECTED)
    messages, waiting, is_refused, at = row
    if is_refused:
        return Telling(Told.REFUSED, waiting, at)
    if waiting:
        return Telling(Told.WAITING, waiting, at)
    return Telling(Told.ALL if messages else Told.NOTHING, at=at)
