"""The switch board: one tile for each place at which something will lie, with what goes there and what stands in its way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import rules
from thongsuot.transition.reorganisation.queries.holdings import number_series, receipts_of
from thongsuot.transition.reorganisation.queries.moving import move_of
from thongsuot.transition.reorganisation.queries.placing import point_ways
from thongsuot.transition.reorganisation.queries.plans import PlanRecord, ReportRecord, report
from thongsuot.transition.reorganisation.rules import PlanState, Standing
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import successor
from thongsuot.work.steps import queries as steps

DONE = (PlanState.ACTIVATED, PlanState.UNDONE)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way at an agency; `owner_id` has to solve it."""

    problem: Problem
    agency_id: int
    owner_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One place of the new order: a commune with its agencies, or a department.

    `key`: "u<unit>" or "a<agency>"; `new_ids` its agencies of the plan, `old_ids` those that lead here; `earliest` the
    first instant at which an undecided dossier that comes is due.
    """

    key: str
    name: str
    code: str
    unit_id: int | None
    new_ids: tuple[int, ...]
    old_ids: tuple[int, ...]
    standing: Standing
    dossiers: int
    late: int
    with_due: int
    earliest: datetime | None
    officers: int
    grants: int
    points: int
    seals: int
    codes: int
    tasks: int
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All tiles, those first that are blocked; what stands in the way of no tile in particular; its reports.

    `totals`: how many tiles stand how, and what goes altogether (an agency that leads to several tiles counts once).
    """

    tiles: tuple[Tile, ...]
    elsewhere: tuple[Obstacle, ...]
    preview: ReportRecord | None
    done: ReportRecord | None
    totals: dict[str, int]


@dataclass(slots=True)
class _Sums:
    dossiers: int = 0
    late: int = 0
    with_due: int = 0
    earliest: datetime | None = None
    officers: set[int] = field(default_factory=set)
    grants: int = 0
    points: int = 0
    tasks: int = 0
    obstacles: list[Obstacle] = field(default_factory=list)


@reading
def board(*, viewer: Actor, found: PlanRecord, now: datetime) -> Board:
    """The board of a plan: before it is carried out by what would go now, afterwards by what its report says went."""
    shown = report(viewer=viewer, plan_id=found.id, kind="preview")
    done = report(viewer=viewer, plan_id=found.id, kind="activation") if found.state in DONE else None
    places = places_of(found)
    of_new = {agency: key for key, agencies in places.items() for agency in agencies}
    sums = {key: _Sums() for key in places}
    if done is None:
        _what_would_go(viewer, found, now, of_new, sums)
    else:
        _what_went(done, of_new, sums)
    told = obstacles_of(shown) if shown and found.state not in (PlanState.DRAFT, *DONE) else ()
    elsewhere = [one for one in told if not _put(one, found, of_new, sums)]
    leads = old_ids_of(found)
    seals = Counter(seal.agency_id for seal in units.seals_of(agency_ids=found.ends))
    known = units.agencies_by_id(agency_ids=found.new_ids)
    tiles = [_tile(found, key, places[key], leads, sums[key], known, seals) for key in places]
    tiles.sort(key=lambda tile: (tile.standing is not Standing.BLOCKED, tile.code))
    once = {
        "codes": len(found.ends), "seals": sum(seals.values()),
        "series": sum(one.ends for one in number_series(found=found)),
        "receipts": sum(one.ends for one in receipts_of(found=found)),
    }  # fmt: skip
    return Board(tuple(tiles), tuple(elsewhere), shown, done, _totals(tiles) | once)


def places_of(found: PlanRecord) -> dict[str, tuple[int, ...]]:
    """The agencies that take over, by the place that they belong to: a commune, or a department by itself."""
    known = units.agencies_by_id(agency_ids=found.new_ids)
    places: dict[str, list[int]] = defaultdict(list)
    for agency in sorted(known.values(), key=lambda a: a.code):
        is_commune = agency.unit_id is not None and agency.unit_id != found.authority_id
        places[f"u{agency.unit_id}" if is_commune else f"a{agency.id}"].append(agency.id)
    return {key: tuple(ids) for key, ids in places.items()}


def old_ids_of(found: PlanRecord) -> dict[int, tuple[int, ...]]:
    """New agency → the old ones that lead to it."""
    leads: dict[int, dict[int, None]] = defaultdict(dict)
    for line in found.lines:
        leads[line.new_agency_id][line.old_agency_id] = None
    return {new: tuple(olds) for new, olds in leads.items()}


def postings_of(
    viewer: Actor, found: PlanRecord
) -> tuple[tuple[identity.Seat, ...], dict[tuple[int, int], int]]:
    """Every right at the old agencies, and where it goes: (account, old agency) → new agency."""
    seats = identity.seats_at(viewer=viewer, agency_ids=found.old_ids, day=found.day)
    pairs = [(s.account_id, s.agency_id) for s in seats]
    return seats, rules.postings(found.lines, pairs, found.account_words)


def points_going(viewer: Actor, found: PlanRecord) -> tuple[tuple[points.OfAgency, int | None], ...]:
    """Every service point of the old agencies with the agency that will answer for it, None when nobody said."""
    ways = {
        (line.old_agency_id, line.territory_id): line.new_agency_id
        for line in found.lines
        if line.takes in rules.WIDE
    }
    at = points.points_at(agency_ids=found.old_ids, day=found.day)
    divided = {way.point_id: way.new_agency_id for way in point_ways(viewer=viewer, found=found)}
    led = ((p, successor(agency_id=p.agency_id, territory_id=p.unit_id, ways=ways)) for p in at)
    return tuple(
        (point, divided.get(point.point_id) or to) for point, to in led
    )  # as `points.hand_over` does


def obstacles_of(shown: ReportRecord) -> tuple[Obstacle, ...]:
    """What the kept preview says stands in the way."""
    return tuple(
        Obstacle(
            Problem(b["code"], b.get("message", "{said}"), "", b.get("params", {"said": b["said"]})),
            b["agency"],
            b["owner"],
            b["count"],
        )
        for b in shown.body["blockers"]
    )


def _what_would_go(
    viewer: Actor, found: PlanRecord, now: datetime, of_new: Mapping[int, str], sums: dict[str, _Sums]
) -> None:
    for coming in dossiers.arrivals(viewer=viewer, move=move_of(found, found.run + 1), now=now):
        if coming.agency_id in of_new:
            own = sums[of_new[coming.agency_id]]
            own.dossiers += coming.count
            own.late += coming.late
            own.with_due += coming.with_due
            own.earliest = min(filter(None, (own.earliest, coming.earliest)), default=None)
    for task in steps.tasks_going(viewer=viewer, move=move_of(found, found.run + 1)):
        if task.to_id is not None and task.to_id in of_new:
            sums[of_new[task.to_id]].tasks += 1
    seats, going = postings_of(viewer, found)
    for seat in seats:
        to = going.get((seat.account_id, seat.agency_id))
        if to is not None:
            sums[of_new[to]].officers.add(seat.account_id)
            sums[of_new[to]].grants += 1
    for _, to in points_going(viewer, found):
        if to is not None and to in of_new:
            sums[of_new[to]].points += 1


def _what_went(done: ReportRecord, of_new: Mapping[int, str], sums: dict[str, _Sums]) -> None:
    for entry in done.body["balance"]["entries"]:
        for to, count in entry["went"].items():
            if int(to) not in of_new:
                continue
            own = sums[of_new[int(to)]]
            if entry["item"].startswith("dossiers.holder."):
                own.dossiers += count
            elif entry["item"] == "grants":
                own.grants += count
            elif entry["item"] == "points":
                own.points += count
            elif entry["item"] == "tasks":
                own.tasks += count


def _put(one: Obstacle, found: PlanRecord, of_new: Mapping[int, str], sums: dict[str, _Sums]) -> bool:
    """Lay an obstacle on the tiles that it concerns: of the agency itself, of those that follow it or its parent."""
    agency: int | None = one.agency_id
    seen: set[int] = set()
    while agency is not None and agency not in seen:
        seen.add(agency)
        to = [line.new_agency_id for line in found.lines if line.old_agency_id == agency]
        keys = {of_new[new] for new in (agency, *to) if new in of_new}
        if keys:
            for key in keys:
                sums[key].obstacles.append(one)
            return True
        above = units.agency(agency_id=agency)
        agency = above.parent_id if above else None
    return False


def _tile(
    found: PlanRecord, key: str, new_ids: tuple[int, ...], leads: Mapping[int, Iterable[int]], own: _Sums,
    known: Mapping[int, units.AgencyRecord], seals: Mapping[int, int],
) -> Tile:  # fmt: skip
    first = known[new_ids[0]]
    unit_id = first.unit_id if key.startswith("u") else None
    unit = _unit(unit_id, found)
    olds = tuple(dict.fromkeys(old for new in new_ids for old in leads.get(new, ())))
    is_draft = found.state is PlanState.DRAFT
    return Tile(
        key=key, name=unit.full_name if unit else first.short_name or first.name, code=unit.code if unit else first.code,
        unit_id=unit_id, new_ids=new_ids, old_ids=olds,
        standing=rules.standing(found.state, is_blocked=bool(own.obstacles) and not is_draft),
        dossiers=own.dossiers, late=own.late, with_due=own.with_due, earliest=own.earliest, officers=len(own.officers),
        grants=own.grants, points=own.points, seals=sum(seals.get(old, 0) for old in olds),
        codes=sum(old in found.ends for old in olds), tasks=own.tasks, obstacles=tuple(own.obstacles),
    )  # fmt: skip


def _unit(unit_id: int | None, found: PlanRecord) -> units.UnitRecord | None:
    if unit_id is None:
        return None
    days = (found.day, found.day - timedelta(days=1))
    return next((u for day in days if (u := units.unit(unit_id=unit_id, day=day))), None)


def _totals(tiles: Sequence[Tile]) -> dict[str, int]:
    counted = Counter(tile.standing.value for tile in tiles)
    names = ("dossiers", "late", "with_due", "officers", "grants", "points", "tasks")
    return {**{s.value: counted[s.value] for s in Standing},
            **{name: sum(getattr(tile, name) for tile in tiles) for name in names}}  # fmt: skip
