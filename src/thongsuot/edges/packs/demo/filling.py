"""Fill the demo province with lifelike dossiers through the real verbs, in bulk, the same for the same seed."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from thongsuot.edges.packs.demo import guard
from thongsuot.edges.packs.demo.people import Choice, People
from thongsuot.edges.packs.demo.planning import Course, Hands, Planned, Way
from thongsuot.edges.packs.gathered import Gathered
from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import instant, local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.plumbing import access
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.rules import Filing, PaperGiven
from thongsuot.work.dossiers.services import Deed, Receipt

Step = Callable[[str, int], None]
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Filled:
    """How much work was made up; nothing when the province had some already."""

    received: int = 0
    acts: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """One procedure of the demonstration, as the catalogue has it."""

    version: catalogue.VersionRecord
    weight: float
    late: float


@dataclass(frozen=True, slots=True)
class Desk:
    """A centre of a commune, or that of the province (`unit` None)."""

    unit: units.UnitRecord | None
    agency_id: int
    point_id: int | None


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is read before the first die falls."""

    authority_id: int
    settings: Mapping[str, Any]
    calendar: WorkCalendar
    wanted: tuple[Wanted, ...]
    desks: tuple[Desk, ...]
    sizes: tuple[float, ...]
    centre: Desk
    officers: Mapping[tuple[int, str], Actor]
    citizens: tuple[int, ...]


def fill(
    gathered: Gathered,
    *,
    authority_id: int,
    now: datetime,
    count: int | None = None,
    step: Step = lambda _s, _n: None,
) -> Filled:
    """Make up the dossiers of the last months before `now`; a province that has simulated work keeps it.

    All or nothing. `count` instead of the pack's number. `step` hears of how many more dossiers or acts are written.
    Raises Trouble in a real installation.
    """
    require_demo()
    if _is_filled(authority_id):
        return Filled()
    with transaction.atomic():
        return _fill(gathered, authority_id, now, count, step)


def _fill(gathered: Gathered, authority_id: int, now: datetime, count: int | None, step: Step) -> Filled:
    scene = read_scene(gathered, authority_id=authority_id, day=local_day(now))
    settings = scene.settings["dossiers"]
    dice = random.Random(settings["seed"])  # noqa: S311 - a demonstration has to come out the same again
    people = People(gathered.rows["demo_names"], scene.settings["people"], dice)
    filings = _filings(scene, people, dice, now, count or settings["count"])
    receipts: list[Receipt] = []
    for start in range(0, len(filings), BATCH):
        part = filings[start : start + BATCH]
        receipts += dossiers.receive_many(actor=SYSTEM, now=now, filings=part, is_simulated=True)
        step("received", len(part))
    plans = _plans(scene, dice, filings, receipts)
    done, refused = _act(plans, now, step)
    return Filled(len(receipts), done, refused)


def require_demo() -> None:
    """Raise Trouble where simulated accounts and dossiers would lie beside real ones."""
    guard.refuse_where_off()
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        guard.refuse_beside_real(cursor)


def _is_filled(authority_id: int) -> bool:
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from dossier where authority_id = %s and is_simulated)", [authority_id]
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def read_scene(gathered: Gathered, *, authority_id: int, day: date) -> Scene:
    """Read the province: desks by size, procedures with their weights, officers by agency and role."""
    settings = gathered.documents["demo"][1]
    desks, sizes = [], []
    below = units.children(unit_id=authority_id, day=day)
    if below.outcome != "exact":
        raise NotFound(*below.reasons)
    for unit in below.units:
        desk = _desk(unit, authority_id, day)
        if desk is not None:
            older = len(units.predecessors(code=unit.code, day=day).units) or 1
            desks.append(desk)
            sizes.append(older * float(settings["units"].get(unit.type.value, 1)))
    centre = units.centre_of(unit_id=authority_id, day=day)
    if centre is None or not desks:
        raise NotFound(
            Problem("no_centre", "Tỉnh này chưa có trung tâm phục vụ hành chính công.", "agencies")
        )
    rows = gathered.rows.get("accounts", [])
    return Scene(
        authority_id,
        settings,
        calendars.calendar_for(authority_id=authority_id, unit_id=None, day=day),
        _wanted(settings, day),
        tuple(desks),
        tuple(sizes),
        Desk(None, centre.id, _point_of(authority_id, authority_id, centre.id, day)),
        _officers(rows),
        tuple(
            a.id
            for row in rows
            if row["kind"] == "citizen" and (a := identity.account_called(username=row["username"]))
        ),
    )


def _desk(unit: units.UnitRecord, authority_id: int, day: date) -> Desk | None:
    found = units.centre_of(unit_id=unit.id, day=day)
    return Desk(unit, found.id, _point_of(authority_id, unit.id, found.id, day)) if found else None


def _point_of(authority_id: int, unit_id: int, agency_id: int, day: date) -> int | None:
    found = points.points_in(authority_id=authority_id, unit_id=unit_id, day=day)
    return next((point.id for point in found if point.agency_id == agency_id), None)


def _wanted(settings: Mapping[str, Any], day: date) -> tuple[Wanted, ...]:
    found = []
    for entry in settings["procedure"]:
        version = catalogue.version_on(code=entry["code"], day=day)
        if version is not None:
            late = float(entry.get("late", settings["way"]["late"]))
            found.append(Wanted(version, float(entry["weight"]), late))
    return tuple(found)


def _officers(rows: Sequence[Any]) -> dict[tuple[int, str], Actor]:
    """(agency, role) → the demo officer there."""
    found: dict[tuple[int, str], Actor] = {}
    for row in rows:
        agency = units.agency_by_code(code=row["agency"]) if row["agency"] else None
        account = identity.account_called(username=row["username"]) if agency else None
        if agency is not None and account is not None:
            found[agency.id, row["role"]] = Actor(Kind.OFFICER, account.id, account.full_name)
    return found


def _filings(
    scene: Scene, people: People, dice: random.Random, now: datetime, count: int
) -> list[tuple[int, datetime, Filing]]:
    """The filings in the order of their reception."""
    days = _days(scene, now)
    hours = Choice(tuple(scene.settings["hours"]), tuple(map(float, scene.settings["hours"].values())))
    weights = [wanted.weight for wanted in scene.wanted]
    found: list[tuple[int, datetime, Filing]] = []
    while len(found) < count:
        day = dice.choices(*days)[0]
        at = instant(day, time(int(hours.draw(dice)), dice.randrange(60), dice.randrange(60)))
        if at >= now or not _is_open(scene.calendar, at):
            continue
        wanted = dice.choices(scene.wanted, weights)[0]
        found.append(_filing(scene, people, dice, wanted, at))
    return sorted(found, key=lambda one: one[1])


def _days(scene: Scene, now: datetime) -> tuple[list[date], list[float]]:
    """The working days of the demonstration, each as busy as its weekday."""
    last = local_day(now)
    span = int(scene.settings["dossiers"]["days"])
    every = [last - timedelta(days=back) for back in range(span)]
    working = [day for day in every if scene.calendar.is_working_day(day)]
    busy = scene.settings["weekdays"]
    return working, [float(busy.get(str(day.isoweekday()), 5)) for day in working]


def _is_open(calendar: WorkCalendar, at: datetime) -> bool:
    local_at = at.astimezone(calendar.closing(local_day(at)).tzinfo)
    return any(s.opens <= local_at.time() < s.closes for s in calendar.sessions_on(local_at.date()))


def _filing(
    scene: Scene, people: People, dice: random.Random, wanted: Wanted, at: datetime
) -> tuple[int, datetime, Filing]:
    settings = scene.settings["dossiers"]
    home = dice.choices(scene.desks, scene.sizes)[0]
    assert home.unit is not None
    desk = home
    if "ward" not in wanted.version.levels and dice.random() < settings["at_province"]:
        desk = scene.centre
    elif dice.random() < settings["elsewhere"]:
        desk = dice.choices(scene.desks, scene.sizes)[0]
    version = wanted.version
    case = dice.choice(version.choices or ("",))
    channel = _channel(version, settings, dice)
    applicant = people.applicant(home.unit.full_name, local_day(at).year)
    has_account = scene.citizens and dice.random() < settings["citizens_with_account"]
    return (
        desk.agency_id,
        at,
        Filing(
            procedure_code=version.code,
            territory_code=home.unit.code,
            applicant=applicant,
            case=case,
            channel=channel,
            papers=_papers(version, case, channel, dice),
            result_way=_result_way(channel, dice),
            point_id=desk.point_id,
            citizen_account_id=dice.choice(scene.citizens) if has_account else None,
        ),
    )


def _channel(version: catalogue.VersionRecord, settings: Mapping[str, Any], dice: random.Random) -> str:
    die = dice.random()
    offered = {str(channel) for channel in version.channels}
    if die < settings["online"] and "ONLINE" in offered:
        return "ONLINE"
    return "POSTAL" if die > 1 - settings["postal"] and "POSTAL" in offered else "DIRECT"


def _result_way(channel: str, dice: random.Random) -> str:
    if channel == "ONLINE":
        return dice.choice(("ONLINE", "ONLINE", "AT_SUBMISSION_PLACE"))
    return "POSTAL" if channel == "POSTAL" or dice.random() < 0.06 else "AT_SUBMISSION_PLACE"


def _papers(
    version: catalogue.VersionRecord, case: str, channel: str, dice: random.Random
) -> tuple[PaperGiven, ...]:
    """What the procedure requires, and of the rest about half."""
    wanted = version.papers_of(case)
    given = [p for p in wanted if p.required or dice.random() < 0.5][:12]
    must = [p for p in wanted if p.required and p not in given]
    return tuple(
        PaperGiven(p.name[:300], p.id, max(1, p.originals or 0), p.copies or 0, channel == "ONLINE")
        for p in (*given, *must)
    )


def _plans(
    scene: Scene,
    dice: random.Random,
    filings: Sequence[tuple[int, datetime, Filing]],
    receipts: Sequence[Receipt],
) -> dict[UUID, list[Planned]]:
    way = Way(scene.settings["way"], scene.calendar, dice)
    late = {wanted.version.code: wanted.late for wanted in scene.wanted}
    found: dict[UUID, list[Planned]] = {}
    for (desk_id, at, filing), receipt in zip(filings, receipts, strict=True):
        wanted = tuple(paper.name for paper in filing.papers)
        course = Course(at, receipt.due_at, wanted, filing.applicant.name, late[filing.procedure_code])
        found[receipt.id] = way.plan(course, _hands(scene, desk_id, receipt.competent_agency_id))
    return found


def _hands(scene: Scene, desk_id: int, competent_id: int) -> Hands:
    """The officers at the desk and at the competent agency, the system where a pack names nobody."""

    def officer(agency_id: int, role: str) -> Actor:
        found = units.agency(agency_id=agency_id)
        above = found.parent_id if found else None
        return scene.officers.get((agency_id, role)) or scene.officers.get((above or 0, role)) or SYSTEM

    head = officer(competent_id, "head")
    processor = scene.officers.get((competent_id, "processor"), head)
    return Hands(officer(desk_id, "counter"), desk_id, processor, head, competent_id)


def _act(plans: dict[UUID, list[Planned]], now: datetime, step: Step) -> tuple[int, int]:
    """Carry out what lies before `now`: the first act of every dossier, then the second, and so on."""
    done = refused = number = 0
    ways = {id_: [p for p in planned if p.at < now] for id_, planned in plans.items()}
    while ways := {id_: planned for id_, planned in ways.items() if len(planned) > number}:
        deeds = [_deed(id_, planned[number]) for id_, planned in ways.items()]
        deeds.sort(key=lambda deed: deed.at)
        for start in range(0, len(deeds), BATCH):
            part = deeds[start : start + BATCH]
            outcome = dossiers.act_many(actor=SYSTEM, now=now, deeds=part)
            done, refused = done + len(outcome.moved), refused + len(outcome.refused)
            for id_ in outcome.refused:
                del ways[id_]  # the rest of its way would stand on an act that did not happen
            step("acts", len(part))
        number += 1
    return done, refused


def _deed(dossier_id: UUID, planned: Planned) -> Deed:
    return Deed(dossier_id, planned.act, planned.at, planned.by, planned.agency_id, planned.given)
