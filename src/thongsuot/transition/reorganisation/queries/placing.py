"""Where the open dossiers of a split unit go, by the parts that were worked out; what is left is a person's work.

A dossier, and what an agency is asked about it, follows its territory; which part of the territory it concerns is read
from the applicant's address (house, street, hamlet) or from a list that names its code. A person's word outweighs it.
Nothing is picked in silence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.registers.addresses import queries as addresses
from thongsuot.registers.addresses import rules as writing
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import Outcome, Part, PartBy, Place, assign_part
from thongsuot.transition.reorganisation import rules
from thongsuot.transition.reorganisation.queries import narrowing
from thongsuot.transition.reorganisation.queries.plans import PlanRecord
from thongsuot.transition.reorganisation.rules import Takes
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.steps import queries as steps


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one dossier of an agency that is split goes: `new_agency_id`, or None: a person has to say.

    `by`: what kind of part decided; `confidence` 0..1; `reasons`: why a person has to look; `likely`: agencies to
    choose from.
    """

    dossier_id: UUID
    code: str
    due_at: datetime | None
    address: str
    old_agency_id: int
    new_agency_id: int | None
    by: PartBy | None
    confidence: float
    reasons: tuple[Problem, ...]
    likely: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PointWay:
    """Where one point of an agency that is split goes, as `Placement`."""

    point_id: int
    old_agency_id: int
    new_agency_id: int | None
    by: PartBy | None
    confidence: float
    reasons: tuple[Problem, ...]


@reading
def placements(*, viewer: Actor, found: PlanRecord, known: Collection[UUID] = ()) -> tuple[Placement, ...]:
    """Every open dossier of the agencies that a person or a part has to divide, in the order of their ids.

    Those too that lie elsewhere while such an agency is asked about them: the question goes where the dossier's place
    belongs, if that lay in the agency's own unit; else a person says who answers.
    known: dossiers that are placed already and left out, as are those of which a person has said where they go.
    """
    news = _news(found)
    if not news:
        return ()
    seen = frozenset(known)
    own = {(line.old_agency_id, line.territory_id) for line in found.lines if line.territory_id is not None}
    asked_of: dict[UUID, list[int]] = {}
    for dossier_id, agency_id in steps.open_at(viewer=viewer, agency_ids=news):
        asked_of.setdefault(dossier_id, []).append(agency_id)
    lying = dossiers.lying_at(
        viewer=viewer, authority_id=found.authority_id, agency_ids=news, dossier_ids=asked_of
    )
    by_line = narrowing.led(viewer=viewer, found=found)
    made, asked = [], _Asked(found.day)
    for dossier in lying:
        if dossier.id in seen:
            continue
        named = (dossier.competent_agency_id, dossier.holder_agency_id, *asked_of.get(dossier.id, ()))
        for old in dict.fromkeys(named):
            if (
                old in news
                and (dossier.id, old) not in found.dossier_words
                and (old, dossier.territory_id) not in own
                and (dossier.id, old) not in by_line
            ):
                is_there = old in (dossier.competent_agency_id, dossier.holder_agency_id)
                of_others = not is_there and _unit_of(old) != dossier.territory_id
                place = _unclear if of_others else _placed
                made.append(place(asked, dossier, old, news[old]))
    return tuple(made)


@reading
def unplaced(*, viewer: Actor, found: PlanRecord, agency_id: int | None = None) -> tuple[Placement, ...]:
    """The worklist of a person: dossiers (of one agency) whose part nobody knows and that no line takes otherwise."""
    rest = {line.old_agency_id for line in found.lines if line.takes is Takes.ALL}
    return tuple(
        placement
        for placement in placements(viewer=viewer, found=found)
        if placement.new_agency_id is None
        and placement.old_agency_id in found.ends - rest
        and agency_id in (None, placement.old_agency_id)
    )


@reading
def point_ways(*, viewer: Actor, found: PlanRecord) -> tuple[PointWay, ...]:
    """The points that do not go with the rest: those that a line names, and those of agencies that are divided.

    The latter by code; each follows the part in which it stands.
    """
    news = _news(found)
    at = points.points_at(agency_ids=frozenset(news), day=found.day) if news else ()
    made = [
        PointWay(line.point_id, line.old_agency_id, line.new_agency_id, None, 1.0, ())
        for line in found.lines
        if line.point_id is not None
    ]
    named, asked = {way.point_id for way in made}, _Asked(found.day)
    for point in at:
        if point.point_id in named:
            continue
        place = Place(longitude=point.longitude, latitude=point.latitude, key=point.code)
        met = asked.where(point.unit_id, point.address, place)
        to = None
        if met.outcome is Outcome.EXACT:
            to = rules.heir(news[point.agency_id], met.unit_ids, met.confidence)
        made.append(PointWay(point.point_id, point.agency_id, to, met.by, met.confidence, met.reasons))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Where:
    """What was found out of one address in one territory."""

    outcome: Outcome
    unit_ids: tuple[int, ...]
    confidence: float
    by: PartBy | None
    reasons: tuple[Problem, ...]


def _news(found: PlanRecord) -> dict[int, dict[int, int]]:
    """Of each agency that is divided: the agencies to which its lines lead, each with its unit."""
    divided = {line.old_agency_id for line in found.lines if line.takes is Takes.CANDIDATE}
    known = units.agencies_by_id(agency_ids=found.new_ids) if divided else {}
    news: dict[int, dict[int, int]] = {}
    for line in found.lines:
        unit_id = known[line.new_agency_id].unit_id if line.old_agency_id in divided else None
        if unit_id is not None and line.takes in (Takes.ALL, Takes.CANDIDATE):
            news.setdefault(line.old_agency_id, {})[line.new_agency_id] = unit_id
    return news


def _placed(asked: "_Asked", dossier: dossiers.Lying, old: int, news: Mapping[int, int]) -> Placement:
    met = asked.where(dossier.territory_id, dossier.address, Place(key=dossier.code))
    to = rules.heir(news, met.unit_ids, met.confidence) if met.outcome is Outcome.EXACT else None
    likely = tuple(a for a in sorted(news) if news[a] in met.unit_ids) or tuple(sorted(news))
    return Placement(
        dossier.id, dossier.code, dossier.due_at, dossier.address, old, to, met.by, met.confidence, met.reasons, likely
    )  # fmt: skip


def _unit_of(agency_id: int) -> int | None:
    found = units.agency(agency_id=agency_id)
    return found.unit_id if found else None


def _unclear(asked: "_Asked", dossier: dossiers.Lying, old: int, news: Mapping[int, int]) -> Placement:
    """A question about a dossier of another unit: no part of this one says who knows the answer."""
    why = Problem(
        "question_of_others", "Câu hỏi về hồ sơ của địa bàn khác: cần người chọn cơ quan trả lời.", "place"
    )
    return Placement(
        dossier.id, dossier.code, dossier.due_at, dossier.address, old, None, None, 0.0, (why,), tuple(sorted(news))
    )  # fmt: skip


class _Asked:
    """What was asked of the registers for one plan: each territory once, each name of a unit once."""

    def __init__(self, day: date) -> None:
        self.day, self.eve = day, day - timedelta(days=1)
        self.lands: dict[int, units.UnitRecord | None] = {}
        self.parts: dict[int, tuple[Part, ...]] = {}
        self.elsewhere: dict[tuple[str, int], bool] = {}

    def where(self, territory_id: int, address: str, place: Place) -> _Where:
        """What the parts say of an address in a territory; an address that names another unit says nothing."""
        land = self._land(territory_id)
        if land is None:
            message = "Địa bàn không có trong danh mục trước ngày sắp xếp."
            return _Where(Outcome.UNKNOWN, (), 0.0, None, (Problem("territory_unknown", message, "place"),))
        front, doubts = writing.front(address), list[Problem]()
        if front.rest and self._names_another(front.rest, land):
            message = "Địa chỉ không nằm trong {name}: cần người xem lại."
            doubts.append(Problem("address_elsewhere", message, "place", {"name": land.full_name}))
            front = writing.Front()
        asked = replace(place, hamlet=front.hamlet, street=front.street, house=front.house)
        sure = assign_part(self.parts[land.id], asked)
        if sure.outcome is Outcome.EXACT:  # most are: the register need not be asked for each of them
            return _Where(sure.outcome, sure.units, sure.confidence, sure.by, tuple(doubts))
        told = units.assign(code=land.code, day=self.day, place=asked)
        ids = tuple(u.id for u in told.units)
        return _Where(told.outcome, ids, told.confidence, told.by, (*doubts, *told.reasons))

    def _land(self, id_: int) -> units.UnitRecord | None:
        if id_ not in self.lands:
            self.lands[id_] = units.units_by_id(unit_ids=frozenset({id_}), day=self.eve).get(id_)
            self.parts[id_] = units.parts_of(unit_id=id_, day=self.day)
        return self.lands[id_]

    def _names_another(self, rest: str, land: units.UnitRecord) -> bool:
        key = (rest, land.id)
        if key not in self.elsewhere:
            named = addresses.convert(text=rest, day=self.eve)
            ids = {target.id for target in named.units}
            self.elsewhere[key] = named.outcome is not Outcome.UNKNOWN and land.id not in ids
        return self.elsewhere[key]
