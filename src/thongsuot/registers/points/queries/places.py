"""Where people can go: points on a day, what each can do, whether it is open, the nearest, the map."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection
from django.db.models import F, Func, TextField
from django.db.models.functions import Collate

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.workdays import WeekHours
from thongsuot.plumbing import reference
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.points import rules
from thongsuot.registers.points.models import Drawing, Opening, Outline, PointVersion
from thongsuot.registers.points.queries.duties import duties_of
from thongsuot.registers.points.rules import Capability, OpenState
from thongsuot.registers.units import queries as units

LETTER = 10.0  # width of a letter of a name in the whole drawing
INSET_LETTERS = 42  # that many letters side by side are as wide as the part that is drawn larger
OVERHANG = 0.1  # of a name's width, on either side: names may lean over a border a little


@dataclass(frozen=True, slots=True)
class PointRecord:
    """A service point as it is on a day. `capabilities` are `rules.Capability`; degrees of WGS 84."""

    id: int
    code: str
    name: str
    kind: str
    kind_name: str
    kind_name_en: str
    capabilities: frozenset[str]
    authority_id: int
    agency_id: int
    unit_id: int
    address: str
    phone: str
    longitude: float
    latitude: float
    place_source: str
    is_simulated: bool
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Near:
    """A point and how far it is as the crow flies."""

    point: PointRecord
    km: float


@dataclass(frozen=True, slots=True)
class ShapeRecord:
    """A unit on the map: `path` and the place of its name in the drawing's units.

    `is_inset`: it is shown (and can be chosen) in the part that is drawn larger. `fits`: the name fits into it.
    """

    unit_id: int
    code: str
    name: str
    full_name: str
    path: str
    x: float
    y: float
    is_inset: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class MarkerRecord:
    """A point on the map; `rank`: 0 certifies on the spot, 1 receives, 2 guides; `is_inset`: it lies in the larger part."""

    point: PointRecord
    x: float
    y: float
    is_inset: bool = False

    @property
    def rank(self) -> int:
        if Capability.CERTIFY in self.point.capabilities:
            return 0
        return 1 if Capability.RECEIVE in self.point.capabilities else 2


@dataclass(frozen=True, slots=True)
class MapRecord:
    """The map of a province; `inset` is x, y, width, height of the part that is shown larger."""

    width: int
    height: int
    inset: tuple[int, int, int, int] | None
    attribution: str
    shapes: tuple[ShapeRecord, ...]
    markers: tuple[MarkerRecord, ...]

    @property
    def view_box(self) -> str:
        """The whole drawing as SVG wants it."""
        return f"0 0 {self.width} {self.height}"

    @property
    def inset_box(self) -> str:
        """The part that is drawn larger, "" when there is none."""
        return " ".join(map(str, self.inset)) if self.inset else ""


def _record(row: PointVersion, day: date | None) -> PointRecord:
    able = rules.abilities(row.kind.capabilities, duties_of(kind=row.kind_id, day=day) if day else ())
    return PointRecord(
        id=row.point_id,
        code=row.point.code,
        name=row.name,
        kind=row.kind_id,
        kind_name=row.kind.name,
        kind_name_en=row.kind.name_en,
        capabilities=able,
        authority_id=row.point.authority_id,
        agency_id=row.agency_id,
        unit_id=row.unit_id,
        address=row.address,
        phone=row.phone,
        longitude=row.longitude,
        latitude=row.latitude,
        place_source=row.place_source,
        is_simulated=row.is_simulated,
        valid_from=row.valid.lower,
        valid_to=row.valid.upper,
    )


@reference.remembered
def points_of(*, authority_id: int, day: date) -> tuple[PointRecord, ...]:
    """All points of a province on a day: those for all of it first, then those that do most, by the Vietnamese alphabet."""
    alphabet = Collate(Func(F("name"), function="vi_sort_key", output_field=TextField()), "C")
    rows = (
        PointVersion.objects.filter(point__authority_id=authority_id, valid__contains=day, withdrawn_at=None)
        .select_related("point", "kind")
        .order_by(alphabet, "point_id")
    )
    found = [_record(row, day) for row in rows]
    return tuple(sorted(found, key=lambda p: (p.unit_id != authority_id, -len(p.capabilities))))


@reference.remembered
def point(*, point_id: int, day: date | None = None) -> PointRecord | None:
    """The point on a day; without a day its latest facts. None when there is none (any more)."""
    rows = PointVersion.objects.filter(point_id=point_id, withdrawn_at=None).select_related("point", "kind")
    if day is not None:
        rows = rows.filter(valid__contains=day)
    found = rows.order_by("-valid").first()
    return _record(found, day) if found else None


@reference.remembered
def point_by_code(*, authority_id: int, code: str, day: date) -> PointRecord | None:
    """The province's point of that code on a day."""
    return next((p for p in points_of(authority_id=authority_id, day=day) if p.code == code), None)


@reference.remembered
def points_for(*, agency_id: int, authority_id: int, day: date) -> tuple[PointRecord, ...]:
    """The points for which one agency answers on a day."""
    return tuple(p for p in points_of(authority_id=authority_id, day=day) if p.agency_id == agency_id)


def points_in(*, authority_id: int, unit_id: int, day: date) -> tuple[PointRecord, ...]:
    """The points that stand in a unit."""
    return tuple(p for p in points_of(authority_id=authority_id, day=day) if p.unit_id == unit_id)


def can(*, point_id: int, capability: str, day: date) -> bool:
    """Whether that can be done at the point on that day. False for a point that is not there."""
    found = point(point_id=point_id, day=day)
    return found is not None and capability in found.capabilities


@reference.remembered
def hours_of(*, point_id: int, day: date) -> WeekHours:
    """The point's week on a day: its own hours over the office hours of its province."""
    authority_id = _known(point_id, day).authority_id
    base = calendars.week_on(authority_id=authority_id, day=day)
    return rules.week_with(base, _own_hours(authority_id=authority_id, day=day).get(point_id, ()))


@reference.remembered
def _own_hours(*, authority_id: int, day: date) -> dict[int, list[tuple[int, time, time]]]:
    """Weekday, opening and closing of every point that has hours of its own: one question for a whole list."""
    rows = Opening.objects.filter(point__authority_id=authority_id, valid__contains=day, withdrawn_at=None)
    found: dict[int, list[tuple[int, time, time]]] = {}
    for row in rows.order_by("point_id", "weekday", "opens"):
        found.setdefault(row.point_id, []).append((row.weekday, row.opens, row.closes))
    return found


def open_state(*, point_id: int, now: datetime) -> OpenState:
    """Open at `now` and until when, or closed, why, and when next (moments by Vietnam's clock).

    Raises NotFound for a point that is not there on that day.
    """
    day = local_day(now)
    found = _known(point_id, day)
    unit_id = None if found.unit_id == found.authority_id else found.unit_id
    calendar = calendars.calendar_for(authority_id=found.authority_id, unit_id=unit_id, day=day)
    return rules.open_state(calendar.with_hours(hours_of(point_id=point_id, day=day)), now)


def _known(point_id: int, day: date) -> PointRecord:
    found = point(point_id=point_id, day=day)
    if found is None:
        raise NotFound(Problem("no_point", "Không có điểm phục vụ này.", "point_id"))
    return found


def nearest(
    *,
    authority_id: int,
    day: date,
    unit_id: int | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    capability: str = Capability.RECEIVE,
    limit: int = 3,
) -> tuple[Near, ...]:
    """The nearest points that can do it ("": all), from a place (degrees) or from the middle of a unit.

    Points in the unit itself come first whatever the distance, among them the one that does most. Empty when the place
    is not known.
    """
    fitting = [
        p
        for p in points_of(authority_id=authority_id, day=day)
        if not capability or capability in p.capabilities
    ]
    here = (longitude, latitude)
    if unit_id is not None:
        here = _middle_of(authority_id=authority_id, unit_id=unit_id) or next(
            ((p.longitude, p.latitude) for p in fitting if p.unit_id == unit_id), (None, None)
        )
    if here[0] is None or here[1] is None:
        return ()
    at = (here[0], here[1])
    ways = [Near(p, rules.distance_km(at, (p.longitude, p.latitude))) for p in fitting]
    ways.sort(key=lambda w: _order(w, unit_id))
    return tuple(ways[:limit])


def _order(way: Near, unit_id: int | None) -> tuple[bool, int, float, str]:
    is_own = unit_id is not None and way.point.unit_id == unit_id
    return (not is_own, -len(way.point.capabilities) if is_own else 0, way.km, way.point.code)


@reference.remembered
def _middle_of(*, authority_id: int, unit_id: int) -> tuple[float, float] | None:
    return (
        Outline.objects.filter(drawing_id=authority_id, unit_id=unit_id)
        .values_list("label_longitude", "label_latitude")
        .first()
    )


@reference.remembered
def map_of(*, authority_id: int, day: date) -> MapRecord | None:
    """The province's map with its points on a day; None when its pack drew none."""
    drawing = Drawing.objects.filter(authority_id=authority_id).first()
    if drawing is None:
        return None
    frame = rules.Frame(**drawing.frame)
    inset = tuple(drawing.inset) if drawing.inset else None
    outlines = Outline.objects.filter(drawing=drawing).order_by("label_y", "id")
    found = ((outline, units.unit(unit_id=outline.unit_id, day=day)) for outline in outlines)
    shapes = tuple(_shape(outline, unit, inset) for outline, unit in found if unit is not None)
    markers = [_marker(p, frame, inset) for p in points_of(authority_id=authority_id, day=day)]
    markers.sort(key=lambda m: -m.rank)  # what does most is drawn last, over the others
    return MapRecord(frame.width, frame.height, inset, drawing.attribution, shapes, tuple(markers))


def _marker(point: PointRecord, frame: rules.Frame, inset: tuple[int, int, int, int] | None) -> MarkerRecord:
    x, y = frame.at(point.longitude, point.latitude)
    return MarkerRecord(point, round(x, 1), round(y, 1), _lies_in(inset, x, y))


def _lies_in(inset: tuple[int, int, int, int] | None, x: float, y: float) -> bool:
    return inset is not None and inset[0] < x < inset[0] + inset[2] and inset[1] < y < inset[1] + inset[3]


def _shape(outline: Outline, unit: units.UnitRecord, inset: tuple[int, int, int, int] | None) -> ShapeRecord:
    x, y = outline.label_x, outline.label_y
    is_inset = _lies_in(inset, x, y)
    left, _top, right, _bottom = rules.extent(outline.path)
    letter = inset[2] / INSET_LETTERS if is_inset and inset else LETTER
    half = len(unit.name) * letter * (0.5 - OVERHANG)
    fits = left <= x - half and x + half <= right
    return ShapeRecord(unit.id, unit.code, unit.name, unit.full_name, outline.path, x, y, is_inset, fits)


POINTS_AT = """select v.point_id, p.code, v.name, v.agency_id, v.unit_id, v.address, v.longitude, v.latitude
from point_version v join point p on p.id = v.point_id
where v.withdrawn_at is null and v.agency_id = any(%s::bigint[]) and (upper(v.valid) is null or upper(v.valid) > %s::date)
order by v.agency_id, p.code"""


@dataclass(frozen=True, slots=True)
class OfAgency:
    """A point, the agency that answers for it, and where it is (degrees; None: not known)."""

    point_id: int
    code: str
    name: str
    agency_id: int
    unit_id: int
    address: str
    longitude: float | None
    latitude: float | None


def points_at(*, agency_ids: frozenset[int], day: date) -> tuple[OfAgency, ...]:
    """The points for which these agencies answer on `day` or later, by agency and code."""
    with connection.cursor() as cursor:
        cursor.execute(POINTS_AT, [sorted(agency_ids), day])
        return tuple(OfAgency(*row) for row in cursor.fetchall())
