"""Reading runs: how far they are, what was chosen, what became of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing import access
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.models import Run
from thongsuot.work.bulk.rules import Deed, Outcome, Phase

SAMPLE = 12


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it stands; `done`, `refused` and `changed` are of the present direction, `forth` of the way there."""

    id: UUID
    deed: Deed
    given: Mapping[str, Any]
    query: str
    digest: str
    total: int
    barred: int
    phase: Phase
    is_undo: bool
    goal: int
    done: int
    refused: int
    changed: int
    forth: Mapping[str, int] | None
    made_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def through(self) -> int:
        return self.done + self.refused + self.changed

    @property
    def moving(self) -> int:
        """How many would move by the preview."""
        return self.total - self.barred

    def may(self, wish: rules.Wish) -> bool:
        """Whether the run can be started, paused … now."""
        return not rules.wish_problems(wish, phase=self.phase, deed=self.deed, is_undo=self.is_undo)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some did not move, how many, and the first of them."""

    problems: tuple[Problem, ...]
    count: int
    dossier_ids: tuple[UUID, ...]


def account_of(*, run_id: UUID) -> int | None:
    """Who made a run, for the worker."""
    with access.seeing(SYSTEM):
        return Run.objects.filter(id=run_id).values_list("account_id", flat=True).first()


@access.reading
def run(*, viewer: Actor, run_id: UUID) -> RunRecord | None:
    """One run of the viewer's; None when there is none."""
    found = Run.objects.filter(id=run_id).first()
    return _record(found) if found else None


@access.reading
def latest(*, viewer: Actor, limit: int = 20) -> tuple[RunRecord, ...]:
    """The viewer's runs, the latest first."""
    found = Run.objects.filter(account_id=viewer.account_id or 0).exclude(phase=Phase.DROPPED.value)
    return tuple(_record(row) for row in found.order_by("-made_at")[:limit])


def _record(row: Run) -> RunRecord:
    values = {name: getattr(row, name) for name in RunRecord.__dataclass_fields__}
    return RunRecord(**{**values, "deed": Deed(row.deed), "phase": Phase(row.phase)})


BARRED = """select barred, count(*), (array_agg(dossier_id order by nth))[1:%s] from bulk_item
where run_id = %s and barred is not null group by barred order by 2 desc"""
LEFT = """select o.why, count(*), (array_agg(i.dossier_id order by i.nth))[1:%s] from bulk_outcome o
join bulk_item i on i.run_id = o.run_id and i.nth = o.nth
where o.run_id = %s and o.is_undo = %s and o.outcome <> 'done' group by o.why order by 2 desc limit 50"""
MOVING = """select dossier_id, nth from bulk_item where run_id = %s and barred is null and (
  nth <= %s or nth %% greatest(1, %s / %s) = 0) order by nth limit %s"""
IDS = "select dossier_id from bulk_item where run_id = %s and nth > %s order by nth limit %s"


@access.reading
def barred(*, viewer: Actor, run_id: UUID) -> tuple[Reason, ...]:
    """Why some of the chosen cannot move, by the preview; the commonest reason first."""
    return _reasons(BARRED, [SAMPLE, run_id])


@access.reading
def left(*, viewer: Actor, run_id: UUID, is_undo: bool) -> tuple[Reason, ...]:
    """Why some did not move, forth or back; the commonest reason first."""
    return _reasons(LEFT, [SAMPLE, run_id, is_undo])


@access.reading
def sample(*, viewer: Actor, run: RunRecord, limit: int = SAMPLE) -> tuple[tuple[UUID, int], ...]:
    """Some of those that would move, with their places: the first three, and others spread over the whole choice."""
    with connection.cursor() as cursor:
        cursor.execute(MOVING, [run.id, 3, run.total, limit, limit])
        return tuple(cursor.fetchall())


@access.reading
def chosen(*, viewer: Actor, run_id: UUID, after: int = 0, limit: int) -> tuple[UUID, ...]:
    """The chosen dossiers in their order, `limit` of them after a place."""
    with connection.cursor() as cursor:
        cursor.execute(IDS, [run_id, after, limit])
        return tuple(row[0] for row in cursor.fetchall())


GROUPS = """select i.goes_to, count(*), array_remove(array_agg(distinct o.before->>'slip'), null)
from bulk_item i left join bulk_outcome o on o.run_id = i.run_id and o.nth = i.nth and not o.is_undo
where i.run_id = %s and i.barred is null and i.goes_to is not null group by 1 order by 2 desc, 1"""


@dataclass(frozen=True, slots=True)
class Group:
    """Results of a run that are collected at one agency, how many, and the bags in which they went."""

    agency_id: int
    count: int
    slips: tuple[str, ...]


@access.reading
def groups(*, viewer: Actor, run_id: UUID) -> tuple[Group, ...]:
    """Where the results of a run go, the largest first; nothing of runs that hand no results on."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, [run_id])
        return tuple(Group(agency_id, count, tuple(slips)) for agency_id, count, slips in cursor.fetchall())


def _reasons(statement: str, params: Sequence[Any]) -> tuple[Reason, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    return tuple(
        Reason(tuple(rules.kept_problem(one) for one in _loaded(why)), count, tuple(ids))
        for why, count, ids in rows
    )


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


__all__ = [
    "Group", "Outcome", "Reason", "RunRecord", "account_of", "barred", "chosen", "groups", "latest", "left", "run", "sample",
]  # fmt: skip
