"""Deadlines after a change of the calendar: every one that it touches, in one run, each with its reason."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Forbidden, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import events
from thongsuot.work.dossiers.queries import recalculating
from thongsuot.work.dossiers.queries.recalculating import Window
from thongsuot.work.dossiers.rules import Act

TELL = 20_000  # notices of one job
MANY = 20_000  # from so many open dossiers on, two hands are worth a second connection
HANDS = min(os.cpu_count() or 1, 2)

ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('dossiers.recalculate'), %s)"
IS_MANY = "select count(*) > %s from (select from dossier where authority_id = %s and is_open limit %s) d"
MOVE = f"""
with moved as (
  update dossier d set due_at = g.new_at, steps = d.steps + 1, version = d.version + 1,
    due_trace = jsonb_build_array(
      g.before || to_char(d.received_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI') || g.after) || g.rest
  from {recalculating.MATCH}
  returning d.id, d.steps, d.state, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.due_at, g.detail
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select id, steps, %(now)s, %(act)s, %(actor)s, %(officer)s, %(agency)s, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail from moved
  returning id)
select count(*), coalesce(min(id), 0), coalesce(max(id), 0) from s
"""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """One run: `looked_at` open deadlines in `groups` groups, `moved` of them, `unknown` beyond any calendar."""

    run: UUID
    looked_at: int
    groups: int
    moved: int
    unknown: int


def recalculate(*, hands: int | None = None, **given: Any) -> Recalculation:
    """Recompute the open deadlines that a changed calendar may touch: `recalculate_part` takes the same words.

    Among many dossiers `hands` work at once, each on its share of the agencies, in a transaction of its own: what
    one has done stays done if another fails, and a second run finds only the rest.
    """
    run = uuid7()
    hands = hands or _hands(given["authority_id"])
    if hands == 1:
        return recalculate_part(**given, run=run, hand=0, hands=1)
    with ThreadPoolExecutor(hands) as pool:
        act = partial(_at_own_connection, **given, run=run, hands=hands, known={})
        return _together(run, pool.map(act, range(hands)))


def _hands(authority_id: int) -> int:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(IS_MANY, [MANY, authority_id, MANY + 1])
        return HANDS if cursor.fetchone()[0] else 1


def _at_own_connection(hand: int, **given: Any) -> Recalculation:
    try:
        return recalculate_part(**given, hand=hand)
    finally:
        connection.close()


def _together(run: UUID, parts: Iterable[Recalculation]) -> Recalculation:
    done = list(parts)
    return Recalculation(
        run,
        sum(p.looked_at for p in done),
        sum(p.groups for p in done),
        sum(p.moved for p in done),
        sum(p.unknown for p in done),
    )


@command("dossiers.recalculate")
def recalculate_part(
    *, actor: Actor, now: datetime, authority_id: int, from_day: date, to_day: date,
    unit_id: int | None = None, because: str, agency_id: int | None = None, run: UUID, hand: int, hands: int,
    known: dict[int, dict[str, Any] | None] | None = None,
) -> Recalculation:  # fmt: skip
    """Recompute the open deadlines that days from `from_day` to `to_day` may touch, by the calendar as it is now.

    `because` is read by applicants. `agency_id`: the agency in whose name an officer does it. What is finished, every
    step already written and the pauses stay as they were. A second run finds nothing to do.
    """
    _require_own(actor, agency_id, authority_id)
    refuse_if(_problems(from_day, to_day, because))
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [hand])
        window = Window(authority_id, from_day, to_day, unit_id, hand=hand, hands=hands)
        laid = recalculating.lay(window, because=because.strip(), detail={"run": str(run)}, known=known)
        who = actor.account_id if actor.kind is Kind.OFFICER else None
        params: dict[str, Any] = {
            **laid.params,
            "now": now,
            "act": Act.RECALCULATE.value,
            "actor": actor.key,
            "officer": who,
            "agency": agency_id,
        }
        cursor.execute(MOVE, params)
        moved, first, last = cursor.fetchone()
    for start in range(first, last + 1, TELL) if moved else ():
        bus.publish(events.DeadlinesMoved(run, start, min(start + TELL - 1, last), now))
    note(
        subject=f"calendar:{from_day}..{to_day}",
        count=moved,
        run=str(run),
        unit=unit_id,
        unknown=laid.unknown,
    )
    return Recalculation(run, laid.looked_at, laid.groups, moved, laid.unknown)


def _require_own(actor: Actor, agency_id: int | None, authority_id: int) -> None:
    """An officer recomputes in his own province."""
    if actor.kind is Kind.SYSTEM:
        return
    agency = units.agency(agency_id=agency_id) if agency_id else None
    if agency is None or agency.authority_id != authority_id:
        raise Forbidden(
            Problem("not_your_province", "Bạn chỉ tính lại được hạn trong tỉnh, thành phố của mình.")
        )


def _problems(from_day: date, to_day: date, because: str) -> list[Problem]:
    found = []
    if to_day < from_day:
        found.append(Problem("days_backwards", "Ngày cuối phải không trước ngày đầu.", "to_day"))
    if not because.strip():
        found.append(Problem("because_missing", "Hãy ghi lý do; người dân sẽ đọc câu này.", "because"))
    return found
