"""How the jobs stand, for the operator's page: what waits, what fails and will be tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

ALIVE = timedelta(seconds=30)  # a worker that was heard of within this time is at work
MOST = 200

COUNTS = """select
  (select count(*) from (select 1 from procrastinate_jobs where status = 'todo' limit 100000) t),
  (select count(*) from procrastinate_jobs where status = 'doing'),
  (select count(*) from procrastinate_workers where last_heartbeat > %s)"""
FAILING = """select id, task_name, coalesce(args->>'listener', queue_name), attempts, scheduled_at
from procrastinate_jobs where (status = 'todo' and attempts > 0) or status = 'failed'
order by attempts desc, id limit %s"""


@dataclass(frozen=True, slots=True)
class Failing:
    """A job that failed at least once. `about` is its listener; its arguments are not shown."""

    id: int
    task: str
    about: str
    attempts: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """`waiting` stops at 100,000; `workers` are those heard of just now."""

    waiting: int
    doing: int
    workers: int
    failing: tuple[Failing, ...]


def standing(*, now: datetime) -> Standing:
    """Jobs and workers as they are at `now`; the most often failed first."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [now - ALIVE])
        waiting, doing, workers = cursor.fetchone()
        cursor.execute(FAILING, [MOST])
        return Standing(waiting, doing, workers, tuple(Failing(*row) for row in cursor.fetchall()))
