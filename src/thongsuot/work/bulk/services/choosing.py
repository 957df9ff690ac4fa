"""Choosing the dossiers of a run: each with the version that was looked at, the seat, or why it cannot move."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Forbidden, Problem, Refused, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.identity import queries as people
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.models import Run
from thongsuot.work.bulk.rules import Deed
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State, act_problems

ITEMS = """insert into bulk_item (run_id, nth, dossier_id, seen, seat, barred, goes_to)
select %s, r.* from unnest(%s::int[], %s::uuid[], %s::int[], %s::bigint[], %s::jsonb[], %s::bigint[]) r"""
AT_ONCE = 20_000
NOT_HERE = Problem("not_here", "Bạn không có quyền làm việc này với hồ sơ đang ở cơ quan khác.")


@dataclass(frozen=True, slots=True)
class Choice:
    """Ticked dossiers (`ids`), or the filter of a list. `query` is its address, for the journal and the way back."""

    agency_ids: Sequence[int] = ()
    state: State | None = None
    officer_id: int | None = None
    due_before: datetime | None = None
    ids: Sequence[UUID] | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What the deed is told. `officers`: 0 stands for nobody in particular; more than one: spread evenly."""

    officers: Sequence[int] = ()
    to_agency: int | None = None
    to_date: date | None = None
    reason: str = ""
    received_by: str = ""
    site: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the run keeps it."""
        return {
            "officers": list(self.officers), "to_agency": self.to_agency,
            "to_date": self.to_date.isoformat() if self.to_date else None, "reason": self.reason,
            "received_by": self.received_by, "site": dict(self.site),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A chosen dossier: in whose name, why it cannot move (JSON), where its result is collected."""

    nth: int
    row: dossiers.Chosen
    seat: int | None
    barred: str | None
    goes_to: int | None = None


@command("bulk.prepare", grant=False)
def prepare(*, actor: Actor, now: datetime, deed: Deed, choice: Choice, given: Mapping[str, Any]) -> UUID:
    """Choose the dossiers of a run and see which of them cannot move; nothing moves yet. Returns the run's id.

    given: the fields of `Given`. Raises Forbidden without a grant of the deed's verb anywhere, or Refused with
    every reason (nothing chosen, too many, something not said).
    """
    day, told = local_day(now), Given(**given)
    granted = sorted(access.agencies_of(actor=actor, verb=deed.verb, day=day))
    if not granted:
        raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc này."))
    refuse_if(
        rules.given_problems(
            deed,
            officers=told.officers,
            reason=told.reason,
            to_date=told.to_date,
            received_by=told.received_by,
        )
    )
    rows = _rows(actor, deed, choice)
    ruled = _ruling(deed, told, granted, day)
    items = [Item(nth, row, *ruled(row, nth)) for nth, row in enumerate(rows, 1)]
    if deed is Deed.HAND_ON:
        items = _placed(actor, day, items)
    barred = sum(1 for one in items if one.barred)
    run = Run.objects.create(
        id=uuid7(), actor=actor.key, account_id=actor.account_id or 0, deed=deed.value, given=told.as_json(),
        query=choice.query, digest=rules.digest((row.id, row.version) for row in rows), total=len(rows),
        barred=barred, goal=len(rows), made_at=now,
    )  # fmt: skip
    _store(run.id, items)
    note(subject=f"bulk:{run.id}", count=len(rows), deed=deed.value, barred=barred, query=choice.query)
    return run.id


def _placed(actor: Actor, day: date, items: Sequence[Item]) -> list[Item]:
    """Each with where its result is collected, or why it is not sent there."""
    places = dossiers.collecting_at(viewer=actor, dossier_ids=[one.row.id for one in items], day=day)
    found = []
    for one in items:
        place, row = places[one.row.id], one.row
        why = rules.handing_on_problems(
            row.state, result_way=place.result_way, to=place.agency_id, holder=row.holder_agency_id
        )
        kept = json.dumps(rules.as_kept(why), ensure_ascii=False) if why else one.barred
        found.append(replace(one, barred=kept, goes_to=place.agency_id))
    return found


def _rows(actor: Actor, deed: Deed, choice: Choice) -> tuple[dossiers.Chosen, ...]:
    most = rules.MOST[deed]
    if choice.ids is not None:
        rows = dossiers.chosen(viewer=actor, dossier_ids=choice.ids)
    else:
        rows = dossiers.matching(
            viewer=actor, agency_ids=choice.agency_ids, state=choice.state, officer_id=choice.officer_id,
            due_before=choice.due_before, most=most + 1,
        )  # fmt: skip
    if not rows:
        raise Refused(Problem("nothing_chosen", "Không có hồ sơ nào trong danh sách này."))
    if len(rows) > most:
        message = "Mỗi lần làm được nhiều nhất {most} hồ sơ. Hãy thêm điều kiện lọc."
        raise Refused(Problem("too_many_chosen", message, params={"most": most}))
    return rows


def _ruling(deed: Deed, given: Given, granted: Sequence[int], day: date) -> Any:
    """A function from a dossier and its place to (seat, reasons); dossiers that stand alike are asked about once."""

    @cache
    def working_at(agency_id: int) -> frozenset[int]:
        found = people.colleagues(agency_id=agency_id, day=day, verb="dossiers.take")
        return frozenset(one.id for one in found)

    @cache
    def ask(
        state: State, received: int, competent: int, holder: int, officer: int | None, to: int | None
    ) -> tuple[int | None, str | None]:
        seat = rules.seat_of(deed, granted=granted, received=received, competent=competent, holder=holder)
        found = () if deed in (Deed.SIGN, Deed.PRINT) else act_problems(state, deed.act)
        if not found and seat is None:
            found = (NOT_HERE,)
        if not found and deed is Deed.FORWARD and (given.to_agency or competent, None) == (holder, officer):
            found = (Problem("same_holder", "Hồ sơ đã ở nơi chuyển đến."),)
        if not found and deed is Deed.ASSIGN:
            found = rules.officer_problems(to, before=officer, working=working_at(holder))
        return seat, json.dumps(rules.as_kept(found), ensure_ascii=False) if found else None

    def ruled(row: dossiers.Chosen, nth: int) -> tuple[int | None, str | None]:
        to = rules.officer_for(nth, given.officers) if deed is Deed.ASSIGN else None
        return ask(
            row.state, row.received_agency_id, row.competent_agency_id, row.holder_agency_id,
            row.holder_officer_id, to,
        )  # fmt: skip

    return ruled


def _store(run_id: UUID, items: Sequence[Item]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(items), AT_ONCE):
            part = items[start : start + AT_ONCE]
            columns: list[Any] = [
                [one.nth for one in part], [str(one.row.id) for one in part], [one.row.version for one in part],
                [one.seat for one in part], [one.barred for one in part], [one.goes_to for one in part],
            ]  # fmt: skip
            cursor.execute(ITEMS, [run_id, *columns])
