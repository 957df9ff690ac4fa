"""Carrying out a run, part by part: each part is one transaction of deeds, their outcomes and the run's own place.

A worker that is killed leaves whole parts behind it, and whoever comes next goes on after them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.models import Run
from thongsuot.work.bulk.rules import Deed, Outcome, Phase
from thongsuot.work.bulk.services import doing, giving, handing
from thongsuot.work.bulk.services.doing import Became, Todo
from thongsuot.work.bulk.services.giving import NOT_GRANTED, Some
from thongsuot.work.dossiers import services as dossiers

FORTH = """select i.nth, i.dossier_id, i.seen, i.seat, i.barred, i.goes_to from bulk_item i
where i.run_id = %s and i.nth > %s order by i.nth limit %s"""
BACK = """with o as materialized (
  select run_id, nth, version, before from bulk_outcome
  where run_id = %s and not is_undo and outcome = 'done' and nth > %s order by nth limit %s
)
select o.nth, i.dossier_id, o.version, i.seat, o.before from o cross join lateral (
  select dossier_id, seat from bulk_item where run_id = o.run_id and nth = o.nth offset 0) i order by o.nth"""
WRITE = """insert into bulk_outcome (run_id, is_undo, nth, outcome, version, before, why)
select %s, %s, r.* from unnest(%s::int[], %s::text[], %s::int[], %s::jsonb[], %s::jsonb[]) r"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `through` of `goal`; `goes_on` while a worker has something to do."""

    through: int
    goal: int
    goes_on: bool


def carry_on_to_end(
    *, actor_on: Callable[[date], Actor], clock: Callable[[], datetime], run_id: UUID
) -> None:
    """Part after part, until nothing is left or somebody pauses it.

    actor_on: who made the run, with the rights of a day; asked anew for each part. clock: the instant of each part.
    """
    goes_on = True
    while goes_on:
        now = clock()
        goes_on = carry_on(actor=actor_on(local_day(now)), now=now, run_id=run_id).goes_on


@command("bulk.carry_on", grant=False)
def carry_on(*, actor: Actor, now: datetime, run_id: UUID) -> Progress:
    """The next part of a run, forth or back. Rights are asked again for every seat. Raises NotFound."""
    run = Run.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise NotFound(Problem("no_such_run", "Không có lần chạy này."))
    if run.phase != Phase.RUNNING:
        return Progress(run.done + run.refused + run.changed, run.goal, goes_on=False)
    deed = Deed(run.deed)
    became, count, last = _carried(actor, now, run, deed)
    _write(run, became)
    _place(run, now, became, last, is_last=count < rules.PART[deed])
    note(subject=f"bulk:{run.id}", count=count, deed=deed.value, back=run.is_undo)
    return Progress(run.done + run.refused + run.changed, run.goal, goes_on=run.phase == Phase.RUNNING)


def _carried(
    actor: Actor, now: datetime, run: Run, deed: Deed
) -> tuple[Sequence[Became] | Sequence[Some], int, int]:
    """What became of the next part, how many they were, and the place of the last."""
    if deed is Deed.ASSIGN:
        part = giving.carry_out(actor, now, run, rules.PART[deed])
        return part.became, part.count, part.last
    found = _part(run, deed)
    became = (_back if run.is_undo else _forth)(actor, now, run, deed, found)
    return became, len(found), max((one[0] for one in found), default=0)


def _part(run: Run, deed: Deed) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(BACK if run.is_undo else FORTH, [run.id, run.at_nth, rules.PART[deed]])
        return list(cursor.fetchall())


def _forth(actor: Actor, now: datetime, run: Run, deed: Deed, found: Sequence[Any]) -> list[Became]:
    became, todo = [], []
    for nth, dossier_id, seen, seat, barred, goes_to in found:
        if barred is not None:
            became.append(Became(nth, Outcome.REFUSED, why=_loaded(barred)))
        elif not access.may(actor=actor, verb=deed.verb, agency_id=seat, day=local_day(now)):
            became.append(Became(nth, Outcome.REFUSED, why=rules.as_kept([NOT_GRANTED])))
        else:
            todo.append(Todo(nth, dossier_id, seen, seat, goes_to))
    return became + doing.carry_out(actor, now, deed, run.given, todo)


def _back(actor: Actor, now: datetime, run: Run, deed: Deed, found: Sequence[Any]) -> list[Became]:
    """Put back, seat by seat; what somebody touched stays and is named."""
    seats: dict[int, list[tuple[int, dossiers.Back]]] = defaultdict(list)
    for nth, dossier_id, version, seat, before in found:
        seats[seat].append((nth, dossiers.Back(dossier_id, version, _loaded(before))))
    became: list[Became] = []
    for seat, some in seats.items():
        if access.may(actor=actor, verb=deed.verb, agency_id=seat, day=local_day(now)):
            became += _put_back(actor, now, deed, seat, some)
        else:
            became += [Became(nth, Outcome.REFUSED, why=rules.as_kept([NOT_GRANTED])) for nth, _ in some]
    return became


def _put_back(
    actor: Actor, now: datetime, deed: Deed, seat: int, some: Sequence[tuple[int, dossiers.Back]]
) -> list[Became]:
    """Those of one seat: first out of their bags, then back; what has left in its bag stays where it goes."""
    slips = {nth: str(back.before["slip"]) for nth, back in some if back.before.get("slip")}
    gone = handing.unpack(actor, now, seat, slips.values())
    going = [back for nth, back in some if slips.get(nth) not in gone]
    done = dossiers.put_back(actor=actor, now=now, agency_id=seat, act=deed.act, backs=going)
    became = []
    for nth, back in some:
        left = gone.get(slips.get(nth, ""))
        why = (left,) if left else done.refused.get(back.dossier_id)
        outcome = Outcome.CHANGED if why else Outcome.DONE
        version = done.moved.get(back.dossier_id)
        became.append(Became(nth, outcome, version, why=rules.as_kept(why) if why else None))
    return became


def _write(run: Run, became: Sequence[Became] | Sequence[Some]) -> None:
    giving.write(run, [one for one in became if isinstance(one, Some)])
    single = [one for one in became if isinstance(one, Became)]
    columns: list[Any] = [
        [one.nth for one in single], [one.outcome.value for one in single], [one.version for one in single],
        [_json(one.before) for one in single], [_json(one.why) for one in single],
    ]  # fmt: skip
    if single:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [run.id, run.is_undo, *columns])


def _place(
    run: Run, now: datetime, became: Sequence[Became] | Sequence[Some], last: int, *, is_last: bool
) -> None:
    for one in became:
        name = one.outcome.value
        setattr(run, name, getattr(run, name) + one.count)
    run.at_nth = max(run.at_nth, last)
    if is_last:
        run.phase, run.finished_at = Phase.DONE.value, now
    run.save()


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
