"""Parts of a run that gives dossiers to officers: lists stay in the database, only lots of them pass through here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing import access
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.models import Run
from thongsuot.work.bulk.rules import Deed, Outcome
from thongsuot.work.bulk.services.doing import CHANGED
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.services import Lot, Share

NOT_GRANTED = Problem("not_granted", "Tài khoản của bạn không có quyền thực hiện việc này tại cơ quan này.")
TOUCHED = Problem("touched_since", "Hồ sơ đã có người làm tiếp sau lần chạy này nên được giữ nguyên.")

FORTH = """
select i.seat, (i.nth - 1) %% %s, i.barred, null::bigint, count(*), max(i.nth),
  array_agg(i.dossier_id)::text, array_agg(i.seen)::text, array_agg(i.nth)::text
from (select * from bulk_item where run_id = %s and nth > %s order by nth limit %s) i group by 1, 2, 3"""
# Looked up one by one by their key: a table that has just been filled has no statistics that the join could go by.
BACK = """
with o as materialized (
  select nth, version, (before->>'officer')::bigint as officer from bulk_outcome
  where run_id = %s and not is_undo and outcome = 'done' and nth > %s order by nth limit %s
)
select i.seat, 0, null::jsonb, o.officer, count(*), max(o.nth),
  array_agg(i.dossier_id)::text, array_agg(o.version)::text, array_agg(o.nth)::text
from o cross join lateral (
  select seat, dossier_id from bulk_item where run_id = %s and nth = o.nth offset 0) i group by 1, 4"""
WRITE = """insert into bulk_outcome (run_id, is_undo, nth, outcome, version, before, why)
select %(run)s, %(back)s, r.nth, %(outcome)s, r.version, %(before)s::jsonb, %(why)s::jsonb
from unnest(%(keys)s::int[], %(versions)s::int[]) as r(nth, version)"""


@dataclass(frozen=True, slots=True)
class Some:
    """Of these dossiers of a run the same became; `keys` and `versions` are arrays in the database's notation."""

    outcome: Outcome
    keys: str
    count: int
    versions: str = "{}"
    before: dict[str, Any] | None = None
    why: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one part: how many there were, and the place of the last."""

    became: tuple[Some, ...]
    count: int
    last: int


def carry_out(actor: Actor, now: datetime, run: Run, size: int) -> Part:
    """Give the next `size` of the run to its officers, or back to those who had them."""
    lots = _lots(run, size)
    became = [one for lot in lots for one in _became(actor, now, run, lot)]
    return Part(tuple(became), sum(lot[4] for lot in lots), max((lot[5] for lot in lots), default=0))


def write(run: Run, became: Sequence[Some]) -> None:
    """Keep what became of them."""
    with connection.cursor() as cursor:
        for one in became:
            before = None if one.before is None else json.dumps(one.before)
            why = None if one.why is None else json.dumps(one.why, ensure_ascii=False)
            given: dict[str, Any] = {"run": run.id, "back": run.is_undo, "outcome": one.outcome.value, "keys": one.keys,
                     "versions": one.versions, "before": before, "why": why}  # fmt: skip
            cursor.execute(WRITE, given)


def _lots(run: Run, size: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if run.is_undo:
            cursor.execute(BACK, [run.id, run.at_nth, size, run.id])
        else:
            cursor.execute(FORTH, [len(run.given["officers"]), run.id, run.at_nth, size])
        return list(cursor.fetchall())


def _became(actor: Actor, now: datetime, run: Run, found: tuple[Any, ...]) -> Iterator[Some]:
    """What becomes of those of one seat that go to one officer."""
    seat, slot, barred, had, count, _, ids, seen, keys = found
    if barred is not None:
        yield Some(
            Outcome.REFUSED, keys, count, why=json.loads(barred) if isinstance(barred, str) else barred
        )
        return
    if not access.may(actor=actor, verb=Deed.ASSIGN.verb, agency_id=seat, day=local_day(now)):
        yield Some(Outcome.REFUSED, keys, count, why=rules.as_kept([NOT_GRANTED]))
        return
    by: dict[str, Any] = {"actor": actor, "now": now, "agency_id": seat, "lot": Lot(ids, seen, keys)}
    if run.is_undo:
        for share in dossiers.give_back(**by, to_officer_id=had):
            yield _some(share, None, TOUCHED)
        return
    to = rules.officer_for(slot + 1, run.given["officers"])
    for share in dossiers.give(**by, to_officer_id=to):
        yield _some(share, {"officer": share.before}, CHANGED)


def _some(share: Share, before: dict[str, Any] | None, since: Problem) -> Some:
    if share.versions:
        return Some(Outcome.DONE, share.keys, share.count, share.versions, before)
    problems = (since,) if share.is_changed else share.problems
    outcome = Outcome.CHANGED if share.is_changed else Outcome.REFUSED
    return Some(outcome, share.keys, share.count, why=rules.as_kept(problems))
