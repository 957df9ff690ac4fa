"""The numbers of days as the worker counted them last: read instead of every dossier, by who oversees the province."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import reading, seeing

# Steps are numbered before they are seen: for so long after the last one a number before it may still appear.
SETTLES_MIN = 10
# Millions of dossiers take seconds to count: it rests so many times as long, so that it is always next to nothing.
RESTS = 100
IS_NEWS = """select exists (select from (select id, at from dossier_step order by id desc limit 1) s
where not exists (select from dossier_counted c where c.step_id = s.id and c.at > s.at + make_interval(mins => %s)))
and not exists (select from dossier_counted where at + make_interval(secs => took_s * %s) > %s)"""
COUNTED = "select at, step_id from dossier_counted where authority_id = %s"


@dataclass(frozen=True, slots=True)
class Counted:
    """`at`: when a province was counted; `step_id`: the last step that there was."""

    at: datetime
    step_id: int


@reading
def counted(*, viewer: Actor, authority_id: int) -> Counted | None:
    """When the province was counted last; None: never, or the viewer does not oversee it."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [authority_id])
        row = cursor.fetchone()
    return Counted(*row) if row else None


def is_due(*, now: datetime) -> bool:
    """Whether anything happened to any dossier that was not counted for certain, and counting has rested."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(IS_NEWS, [SETTLES_MIN, RESTS, now])
        return bool(cursor.fetchone()[0])
