"""What a plan would do, agency by agency, and what stands in its way. Computed anew each time, by few statements."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.plumbing.records import flat
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.transition.reorganisation import conservation, rules
from thongsuot.transition.reorganisation.queries import narrowing
from thongsuot.transition.reorganisation.queries.holdings import Holdings, holdings
from thongsuot.transition.reorganisation.queries.moving import move_of
from thongsuot.transition.reorganisation.queries.placing import placements, point_ways
from thongsuot.transition.reorganisation.queries.plans import PlanRecord
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Move, successor
from thongsuot.work.steps import queries as steps


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why the plan cannot be carried out yet. `owner_id`: the agency that has to solve it."""

    problem: Problem
    agency_id: int
    owner_id: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class AgencyView:
    """One agency that the plan touches: what it has and where it goes. Both notations of its code stay for ever."""

    agency_id: int
    code: str
    legacy_code: str
    name: str
    ends: bool
    successors: tuple[int, ...]
    states: dict[str, int]
    open: int
    late: int
    stranded: int
    held: int
    officers: int
    grants: int
    points: int
    is_ready: bool
    by_part: int = 0  # open dossiers that a part of a split unit leads on; `stranded` wait for a person
    seals: int = 0  # out now, recalled with the agency
    tasks: int = 0  # steps and questions that are open there
    deadlines: int = 0
    earliest_due: datetime | None = None
    by_line: int = 0  # open dossiers and tasks that a line of one function or one counter leads on


@dataclass(frozen=True, slots=True)
class Preview:
    """`sections`: digests of what a person approves; `dossiers`: how many would go now, and the digest over them."""

    plan_id: int
    sections: dict[str, str]
    dossier_count: int
    dossier_digest: str
    agencies: tuple[AgencyView, ...]
    blockers: tuple[Blocker, ...]
    waiting_jobs: int
    holdings: Holdings

    def as_json(self) -> dict[str, Any]:
        """Stable keys; problems as code and params."""
        said = [
            {"code": b.problem.code, "agency": b.agency_id, "owner": b.owner_id, "count": b.count, "said": str(b.problem),
             "message": b.problem.message, "params": dict(b.problem.params)}
            for b in self.blockers
        ]  # fmt: skip
        return {
            "plan": self.plan_id, "sections": self.sections, "dossiers": self.dossier_count,
            "dossier_digest": self.dossier_digest, "agencies": _plain([asdict(a) for a in self.agencies]), "blockers": said,
            "waiting_jobs": self.waiting_jobs, "holdings": _plain(asdict(self.holdings)),
        }  # fmt: skip


def _plain(found: object) -> Any:
    """The same of JSON's own kinds: days and instants as text."""
    return json.loads(json.dumps(found, default=str))


def gather(*, viewer: Actor, found: PlanRecord, now: datetime) -> Preview:
    """The preview of a plan at `now`. Writes nothing."""
    placed = placements(viewer=viewer, found=found)
    move = move_of(found, found.run + 1, placed)
    lots, listing = dossiers.moving_overview(viewer=viewer, move=move, now=now)
    seats = identity.seats_at(viewer=viewer, agency_ids=found.old_ids, day=found.day)
    at = points.points_at(agency_ids=found.old_ids, day=found.day)
    tasks = steps.tasks_going(viewer=viewer, move=move)
    blockers = tuple(_blockers(found, lots, seats, _without_way(viewer, found, at), tasks))
    blocked = {b.agency_id for b in blockers}
    have = holdings(viewer=viewer, found=found, now=now)
    parts = Counter(p.old_agency_id for p in placed if p.new_agency_id is not None)
    open_ = Counter(task.from_id for task in tasks)
    lines = Counter(agency for _, agency in narrowing.led(viewer=viewer, found=found))
    views = tuple(
        replace(view, by_line=lines[view.agency_id])
        for view in _views(found, lots, seats, at, blocked, parts, have, open_)
    )
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status in ('todo', 'doing')")
        jobs = int(cursor.fetchone()[0])
    sections = sections_of(viewer=viewer, found=found)
    return Preview(found.id, sections, listing.count, listing.digest, views, blockers, jobs, have)


def blockers_of(
    *, viewer: Actor, found: PlanRecord, move: Move, now: datetime, but_dossiers: bool = False
) -> tuple[Blocker, ...]:
    """What stands in the plan's way at `now`: the blockers of its preview, without all that a person reads there.

    move: the plan's, with its placements. but_dossiers: leave out the dossiers without a way; a switch that holds
    them all knows them at a tenth of the cost (`dossiers.holds_stranded`).
    """
    lots = () if but_dossiers else dossiers.moving_lots(viewer=viewer, move=move, now=now)
    seats = identity.seats_at(viewer=viewer, agency_ids=found.old_ids, day=found.day)
    at = points.points_at(agency_ids=found.old_ids, day=found.day)
    tasks = steps.tasks_going(viewer=viewer, move=move)
    return tuple(_blockers(found, lots, seats, _without_way(viewer, found, at), tasks))


def _without_way(viewer: Actor, found: PlanRecord, at: Iterable[points.OfAgency]) -> list[points.OfAgency]:
    """The points that no part of a split unit leads on."""
    led = {s.point_id for s in point_ways(viewer=viewer, found=found) if s.new_agency_id is not None}
    return [point for point in at if point.point_id not in led]


def sections_of(*, viewer: Actor, found: PlanRecord) -> dict[str, str]:
    """Digests of what a person approves: lines, words, agencies, grants, points. Daily work changes none of them."""
    seats = identity.seats_at(viewer=viewer, agency_ids=found.old_ids, day=found.day)
    known = units.agencies_by_id(agency_ids=found.old_ids | found.new_ids)
    at = points.points_at(agency_ids=found.old_ids, day=found.day)
    return {
        "lines": conservation.digest([*map(flat, found.lines)]),
        "words": conservation.digest(
            [sorted((str(d), o, n) for (d, o), n in found.dossier_words.items()), sorted(found.account_words.items())]
        ),
        "agencies": conservation.digest([[a.id, a.code, a.valid_from, a.valid_to] for _, a in sorted(known.items())]),
        "grants": conservation.digest([*map(flat, seats)]),
        "points": conservation.digest([*map(flat, at)]),
    }  # fmt: skip


@reading
def goers(
    *, viewer: Actor, found: PlanRecord, agency_id: int, only_stranded: bool = False, after: UUID | None = None,
    limit: int = 200,
) -> tuple[dossiers.Goer, ...]:  # fmt: skip
    """The dossiers of one agency of the plan, one by one."""
    move = move_of(found, found.run + 1)
    return dossiers.moving_rows(
        viewer=viewer, move=move, agency_id=agency_id, only_stranded=only_stranded, after=after, limit=limit
    )


def _views(
    found: PlanRecord, lots: Iterable[dossiers.Lot], seats: Iterable[identity.Seat],
    at: Iterable[points.OfAgency], blocked: set[int], parts: Mapping[int, int],
    have: Holdings, tasks: Mapping[int, int],
) -> Iterator[AgencyView]:  # fmt: skip
    known = units.agencies_by_id(agency_ids=found.old_ids)
    for agency_id in sorted(found.old_ids, key=lambda i: known[i].code):
        own = [lot for lot in lots if lot.agency_id == agency_id]
        sitting = [s for s in seats if s.agency_id == agency_id]
        lines = [line for line in found.lines if line.old_agency_id == agency_id]
        clock = have.clocks.get(agency_id)
        yield AgencyView(
            agency_id, known[agency_id].code, known[agency_id].legacy_code, known[agency_id].name, lines[0].ends,
            tuple(dict.fromkeys(line.new_agency_id for line in lines)), {lot.state.value: lot.count for lot in own},
            sum(lot.count for lot in own), sum(lot.late for lot in own), sum(lot.stranded for lot in own),
            sum(lot.held for lot in own), len({s.account_id for s in sitting}), len(sitting),
            sum(p.agency_id == agency_id for p in at), agency_id not in blocked,
            parts.get(agency_id, 0), sum(s.agency_id == agency_id for s in have.seals),
            tasks.get(agency_id, 0), clock.count if clock else 0, clock.earliest if clock else None,
        )  # fmt: skip


def _blockers(
    found: PlanRecord,
    lots: Iterable[dossiers.Lot],
    seats: Iterable[identity.Seat],
    at: Iterable[points.OfAgency],
    tasks: Iterable[steps.Task],
) -> Iterator[Blocker]:
    yield from _about_agencies(found)
    yield from _about_lines(found)
    message = (
        "{count} việc đang mở (bước, xin ý kiến) chưa rõ cơ quan nào làm tiếp: "
        "hãy phân công hồ sơ, trả lời, hoặc đề nghị nơi hỏi rút câu hỏi."
    )
    for agency_id, count in sorted(Counter(task.from_id for task in tasks if task.to_id is None).items()):
        yield Blocker(
            Problem("tasks_unassigned", message, "words", {"count": count}), agency_id, agency_id, count
        )
    stranded: Counter[int] = Counter()
    for lot in lots:
        stranded[lot.agency_id] += lot.stranded
    message = "{count} hồ sơ chưa rõ về cơ quan nào: hãy phân công, hoặc chọn cơ quan nhận phần còn lại."
    for agency_id, count in sorted((+stranded).items()):
        problem = Problem("dossiers_unassigned", message, "words", {"count": count})
        yield Blocker(problem, agency_id, agency_id, count)
    going = rules.postings(found.lines, [(s.account_id, s.agency_id) for s in seats], found.account_words)
    lost = {(s.account_id, s.agency_id) for s in seats if s.agency_id in found.ends} - set(going)
    message = "{count} cán bộ chưa có nơi công tác mới: hãy bố trí từng người."
    for agency_id, count in sorted(Counter(agency for _, agency in lost).items()):
        problem = Problem("officers_without_post", message, "words", {"count": count})
        yield Blocker(problem, agency_id, agency_id, count)
    yield from _about_points(found, at)


def _about_points(found: PlanRecord, at: Iterable[points.OfAgency]) -> Iterator[Blocker]:
    ways = {
        (line.old_agency_id, line.territory_id): line.new_agency_id
        for line in found.lines
        if line.takes in rules.WIDE
    }
    message = "Điểm phục vụ {code} chưa rõ về cơ quan nào."
    for point in at:
        to = successor(agency_id=point.agency_id, territory_id=point.unit_id, ways=ways)
        if point.agency_id in found.ends and to is None:
            problem = Problem("point_unassigned", message, "lines", {"code": point.code})
            yield Blocker(problem, point.agency_id, point.agency_id)


def _about_lines(found: PlanRecord) -> Iterator[Blocker]:
    """What a line names and is not there (any more): a procedure, a field, a counter."""
    for line in found.lines:
        for problem in narrowing.missing(lines=[line], day=found.day):
            yield Blocker(problem, line.old_agency_id, _top(found))


def _top(found: PlanRecord) -> int:
    """The province's committee, whose plan it is."""
    top = units.agencies_of(
        authority_id=found.authority_id, day=found.day, kind=AgencyKind.PROVINCE_COMMITTEE
    )
    return top[0].id if top else min(found.old_ids)


def _about_agencies(found: PlanRecord) -> Iterator[Blocker]:
    known = units.agencies_by_id(agency_ids=found.old_ids | found.new_ids)
    owner = _top(found)
    for new in sorted(found.new_ids):
        begins, ends = known[new].valid_from, known[new].valid_to
        if (ends is not None and ends <= found.day) or (begins is not None and begins > found.day):
            message = "{name} không hoạt động vào ngày phương án có hiệu lực."
            yield Blocker(
                Problem("successor_not_living", message, "lines", {"name": known[new].name}), new, owner
            )
        is_commune = known[new].kind is AgencyKind.COMMUNE_COMMITTEE
        if is_commune and units.centre_of(unit_id=known[new].unit_id or 0, day=found.day) is None:
            message = "{name} chưa có trung tâm phục vụ hành chính công."
            yield Blocker(
                Problem("agency_without_centre", message, "lines", {"name": known[new].name}), new, new
            )
    for old in sorted(found.ends):
        for child in sorted(
            units.agency_tree(agency_id=old, day=found.day - timedelta(days=1)) - found.old_ids
        ):
            agency = units.agency(agency_id=child)
            message = "{name} thuộc cơ quan kết thúc hoạt động nhưng chưa có cơ quan tiếp nhận."
            params = {"name": agency.name if agency else str(child)}
            yield Blocker(Problem("agency_without_successor", message, "lines", params), child, owner)
