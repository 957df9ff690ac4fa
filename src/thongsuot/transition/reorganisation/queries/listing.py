"""One by one what a plan moves to a place: the drill-down of the board, in pages by key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation.queries import narrowing
from thongsuot.transition.reorganisation.queries.board import (
    DONE,
    old_ids_of,
    places_of,
    points_going,
    postings_of,
)
from thongsuot.transition.reorganisation.queries.holdings import number_series, receipts_of
from thongsuot.transition.reorganisation.queries.moving import move_of
from thongsuot.transition.reorganisation.queries.plans import PlanRecord
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Move
from thongsuot.work.fees import queries as fees
from thongsuot.work.steps import queries as steps

EVERYWHERE, CASH = "all", "cash"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_INSTANT = 17  # digits of µs: beyond any year that a day can have


class What(StrEnum):
    """What can be listed of a place; `STRANDED` are the dossiers that no way leads on.

    `SERIES` are those of dossier codes, `RECEIPTS` those of receipts, with drawers that nobody closed.
    """

    DOSSIERS = "dossiers"
    STRANDED = "stranded"
    DEADLINES = "deadlines"
    TASKS = "tasks"
    OFFICERS = "officers"
    POINTS = "points"
    SEALS = "seals"
    SERIES = "series"
    RECEIPTS = "receipts"
    AGENCIES = "agencies"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing and where it goes; `to_id` None: nobody has said (a seal is recalled). `note`: role, unit, ground …"""

    key: str
    code: str
    name: str
    from_id: int
    to_id: int | None
    note: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A page of a list; `next` is the key after which the next one begins, "" at the end."""

    rows: tuple[Item, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The agencies of one place of the new order, and the old ones that lead there."""

    new_ids: frozenset[int]
    old_ids: frozenset[int]


def place(*, found: PlanRecord, key: str) -> Place | None:
    """A place by the key of its tile, all of them by `EVERYWHERE`; None when the plan has no such place."""
    if key == EVERYWHERE:
        return Place(found.new_ids, found.old_ids)
    new_ids = places_of(found).get(key)
    if new_ids is None:
        return None
    leads = old_ids_of(found)
    return Place(frozenset(new_ids), frozenset(old for new in new_ids for old in leads.get(new, ())))


def listed(state_is_done: bool) -> tuple[What, ...]:
    """What can be listed of a plan: rights and points stand at the old agencies only before they have gone."""
    if state_is_done:
        return (What.DOSSIERS, What.SEALS, What.AGENCIES)
    return tuple(What)


@reading
def items(
    *, viewer: Actor, found: PlanRecord, key: str, what: What, after: str = "", limit: int = 100,
    move: Move | None = None,
) -> Items:  # fmt: skip
    """One page of a list of a place; empty for a place that the plan does not have. `move`: `move_of` of the plan."""
    at = place(found=found, key=key)
    if at is None or what not in listed(found.state in DONE):
        return Items(())
    if what is What.DEADLINES:
        return _deadlines(viewer, found, at, after, limit, move)
    if what in (What.DOSSIERS, What.STRANDED):
        return _dossiers(viewer, found, at, what, after, limit, move)
    every = [item for item in _few(viewer, found, at, what) if item.key > after]
    return Items(tuple(every[:limit]), every[limit - 1].key if len(every) > limit else "")


def every_item(*, viewer: Actor, found: PlanRecord, key: str, what: What, page: int = 5000) -> Iterator[Item]:
    """All of a list, page by page, as it stood when each page was read."""
    after, move = "", move_of(found, found.run + 1)
    while True:
        some = items(viewer=viewer, found=found, key=key, what=what, after=after, limit=page, move=move)
        yield from some.rows
        if not some.next:
            return
        after = some.next


def _dossiers(
    viewer: Actor, found: PlanRecord, at: Place, what: What, after: str, limit: int, move: Move | None
) -> Items:
    rest: dict[str, Any] = {"viewer": viewer, "after": _uuid(after), "limit": limit + 1}
    if found.state in DONE:
        rows = dossiers.moved_rows(ref=found.ref(), agency_ids=at.new_ids, **rest)
    elif what is What.STRANDED:
        move = move or move_of(found, found.run + 1)
        rows = dossiers.stranded_rows(move=move, agency_ids=at.old_ids, **rest)
    else:
        move = move or move_of(found, found.run + 1)
        rows = dossiers.arriving_rows(move=move, agency_ids=at.new_ids, **rest)
    shown = tuple(
        Item(str(g.id), g.code, "", g.holder_from, None if g.is_stranded else g.holder_to, g.state.value, g.due_at)
        for g in rows[:limit]
    )  # fmt: skip
    return Items(shown, shown[-1].key if len(rows) > limit else "")


def _deadlines(
    viewer: Actor, found: PlanRecord, at: Place, after: str, limit: int, move: Move | None
) -> Items:
    """In the order in which they fall due; the key is the instant (µs since 1970) and the dossier's id."""
    instant, _, id_ = after.partition("~")
    last = _uuid(id_)
    begin = (EPOCH + timedelta(microseconds=int(instant)), last) if last and _is_instant(instant) else None
    move = move or move_of(found, found.run + 1)
    given: dict[str, Any] = {"viewer": viewer, "agency_ids": at.new_ids, "after": begin, "limit": limit + 1}
    rows = dossiers.due_rows(move=move, **given)
    shown = []
    for g in rows[:limit]:
        assert g.due_at is not None, "they are chosen by it"
        key = f"{(g.due_at - EPOCH) // timedelta(microseconds=1)}~{g.id}"
        shown.append(Item(key, g.code, "", g.holder_from, g.holder_to, g.state.value, g.due_at))
    return Items(tuple(shown), shown[-1].key if len(rows) > limit else "")


def _is_instant(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_INSTANT


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _few(viewer: Actor, found: PlanRecord, at: Place, what: What) -> Sequence[Item]:
    """Lists that are short enough to be made whole, in the order of their keys."""
    match what:
        case What.OFFICERS:
            rows = list(_officers(viewer, found, at))
        case What.TASKS:
            rows = list(_tasks(viewer, found, at))
        case What.POINTS:
            rows = [
                Item(f"{p.point_id:010}", p.code, p.name, p.agency_id, to)
                for p, to in points_going(viewer, found)
                if to in at.new_ids or (to is None and p.agency_id in at.old_ids)
            ]
        case What.SEALS:
            rows = [
                Item(f"{s.id:010}", s.number, s.kind.value, s.agency_id, None, s.minutes)
                for s in units.seals_of(agency_ids=at.old_ids & found.ends)
            ]
        case What.SERIES:
            rows = list(_series(found, at))
        case What.RECEIPTS:
            rows = list(_receipts(viewer, found, at))
        case _:
            rows = list(_agencies(found, at))
    return sorted(rows, key=lambda item: item.key)


def _officers(viewer: Actor, found: PlanRecord, at: Place) -> Iterator[Item]:
    seats, going = postings_of(viewer, found)
    for seat in seats:
        to = going.get((seat.account_id, seat.agency_id))
        if to in at.new_ids or (to is None and seat.agency_id in at.old_ids):
            key = f"{seat.grant_id:012}"
            yield Item(key, seat.username, seat.full_name, seat.agency_id, to, seat.role_code)


def _tasks(viewer: Actor, found: PlanRecord, at: Place) -> Iterator[Item]:
    """Steps and questions that are open at the old agencies; the name is the step's, the note says which of both."""
    for task in steps.tasks_going(viewer=viewer, move=move_of(found, found.run + 1)):
        if task.to_id in at.new_ids or (task.to_id is None and task.from_id in at.old_ids):
            yield _task(task, f"{task.id:012}")


def _task(task: steps.Task, key: str) -> Item:
    kept = flows.flow(flow_id=task.flow_id)
    name = kept.flow.step(task.step).name if kept else task.step
    return Item(key, task.code, name, task.from_id, task.to_id, task.kind.value, task.due_at)


def _series(found: PlanRecord, at: Place) -> Iterator[Item]:
    """Number series that end and begin here; the name is the number given last, the note says which of both."""
    for series in number_series(found=found):
        if series.agency_id in at.old_ids | at.new_ids:
            key, note = f"{series.agency_id:010}", "ends" if series.ends else "begins"
            last = "" if series.last is None else str(series.last)
            yield Item(key, series.prefix, last, series.agency_id, None, note)


def _receipts(viewer: Actor, found: PlanRecord, at: Place) -> Iterator[Item]:
    """Series of receipts: the name is the number given last, the note as in `_series`; and drawers to be closed first.

    Of a drawer the code is "cash", the name its dong, the note who has it.
    """
    for series in receipts_of(found=found):
        if series.agency_id in at.old_ids | at.new_ids:
            last = "" if series.last is None else f"{series.last}/{series.year}"
            note = "ends" if series.ends else "begins"
            key = f"{note != 'ends':d}{series.agency_id:012}{series.kind}"
            yield Item(key, series.kind, last, series.agency_id, None, note)
    drawers = fees.cash_left(viewer=viewer, agency_ids=at.old_ids & found.ends)
    names = identity.names(account_ids=[drawer.officer_id for drawer in drawers])
    for drawer in drawers:
        key = f"2{drawer.agency_id:012}{drawer.officer_id:012}"
        yield Item(key, CASH, str(drawer.vnd), drawer.agency_id, None, names.get(drawer.officer_id, ""))


def _agencies(found: PlanRecord, at: Place) -> Iterator[Item]:
    """The lines of the plan that lead here; the code in both notations stays for ever."""
    known = units.agencies_by_id(agency_ids=found.old_ids)
    wanted = frozenset(line.territory_id for line in found.lines if line.territory_id is not None)
    lands = units.units_by_id(unit_ids=wanted, day=found.day - timedelta(days=1))
    for number, line in enumerate(found.lines):
        if line.new_agency_id in at.new_ids:
            old = known[line.old_agency_id]
            codes = " · ".join(filter(None, (old.code, old.legacy_code)))
            land = lands.get(line.territory_id) if line.territory_id is not None else None
            only = land.full_name if land else narrowing.called(line=line, day=found.day)
            name = f"{old.name} ({only})" if only else old.name
            yield Item(f"{number:06}", codes, name, old.id, line.new_agency_id, line.ground)


@reading
def left_at(*, viewer: Actor, found: PlanRecord, agency_id: int, limit: int = 100) -> Items:
    """The first dossiers of one old agency that no way leads on: a person has to say where they go."""
    if found.state in DONE:
        return Items(())
    at = Place(frozenset(), frozenset({agency_id}))
    return _dossiers(viewer, found, at, What.STRANDED, "", limit, None)


@reading
def asked_at(*, viewer: Actor, found: PlanRecord, agency_id: int) -> tuple[Item, ...]:
    """The steps and questions at one old agency that no way leads on; the key is the dossier's, each dossier once."""
    if found.state in DONE:
        return ()
    told: dict[str, Item] = {}
    for task in steps.tasks_going(viewer=viewer, move=move_of(found, found.run + 1)):
        if task.from_id == agency_id and task.to_id is None:
            told.setdefault(str(task.dossier_id), _task(task, str(task.dossier_id)))
    return tuple(told.values())


@reading
def without_post(*, viewer: Actor, found: PlanRecord, agency_id: int) -> tuple[identity.Seat, ...]:
    """The rights at an agency that ends whose holders nobody has given a new post."""
    if found.state in DONE or agency_id not in found.ends:
        return ()
    seats, going = postings_of(viewer, found)
    return tuple(s for s in seats if s.agency_id == agency_id and (s.account_id, s.agency_id) not in going)
