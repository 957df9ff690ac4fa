"""Service points over HTTP: public facts of the installation's province."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import anyone
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.points import queries
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units

router = Router(tags=["points"])


class PointOut(Schema):
    """A point as it is on the day. `is_simulated`: made up for a demonstration. Degrees of WGS 84."""

    code: str
    name: str
    kind: str
    kind_name: str
    capabilities: list[str]
    unit_code: str
    unit_name: str
    agency_code: str
    address: str
    phone: str
    longitude: float
    latitude: float
    place_source: str
    is_simulated: bool
    km: float | None = Field(None, description="As the crow flies, when a place was asked for")


class PointsOut(Schema):
    day: date
    points: list[PointOut]


class SessionOut(Schema):
    opens: str
    closes: str


class OpenPointOut(PointOut):
    """Open now? `closes` while it is, `opens` (null: not known) and `why` while it is not; moments in UTC+7."""

    is_open: bool | None = Field(..., description="null: no calendar of that day is loaded")
    closes: datetime | None
    opens: datetime | None
    why: str
    week: list[list[SessionOut]] = Field(..., description="Monday first")


class PointsQuery(Schema):
    unit: str | None = Field(
        None, max_length=5, description="Code of a commune: its own point first, then the nearest"
    )
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    can: Capability | None = Field(None, description="Only points that can do this")
    limit: int = Field(500, ge=1, le=1000)


@router.get("", response=PointsOut, summary="Points of the province, or the nearest")
@anyone
def listed(request: HttpRequest, asked: Query[PointsQuery]) -> dict[str, Any]:
    """All points today; with a commune or a place the nearest first."""
    ours: Request = request  # type: ignore[assignment]
    day, authority_id = ours.day, _home()
    if (asked.longitude is None) != (asked.latitude is None):
        message = "Hãy gửi cả kinh độ và vĩ độ."
        raise Refused(Problem("place_half", message, "latitude" if asked.latitude is None else "longitude"))
    if asked.unit is None and asked.longitude is None:
        every = queries.points_of(authority_id=authority_id, day=day)
        fitting = [p for p in every if asked.can is None or asked.can in p.capabilities]
        return {"day": day, "points": [_shown(p, day) for p in fitting[: asked.limit]]}
    near = queries.nearest(
        authority_id=authority_id,
        day=day,
        unit_id=_unit(asked.unit, day) if asked.unit else None,
        longitude=asked.longitude,
        latitude=asked.latitude,
        capability=asked.can or Capability.GUIDE,
        limit=asked.limit,
    )
    return {"day": day, "points": [_shown(n.point, day) | {"km": round(n.km, 3)} for n in near]}


@router.get("/{code}", response=OpenPointOut, summary="One point, whether it is open now, its week")
@anyone
def one(request: HttpRequest, code: str) -> dict[str, Any]:
    """The point of that code today."""
    ours: Request = request  # type: ignore[assignment]
    found = queries.point_by_code(authority_id=_home(), code=_plain(code), day=ours.day)
    if found is None:
        raise NotFound(Problem("no_point", "Không có điểm phục vụ này.", "code"))
    week = queries.hours_of(point_id=found.id, day=ours.day)
    sessions = [
        [{"opens": f"{s.opens:%H:%M}", "closes": f"{s.closes:%H:%M}"} for s in sittings]
        for sittings in week.sessions
    ]
    return _shown(found, ours.day) | _state(found.id, ours.now) | {"week": sessions}


def _state(point_id: int, now: datetime) -> dict[str, Any]:
    try:
        state = queries.open_state(point_id=point_id, now=now)
    except Refused:  # no calendar of this year: say that it is not known
        return {"is_open": None, "closes": None, "opens": None, "why": ""}
    why = state.why.name if state.why else ""
    return {"is_open": state.is_open, "closes": state.closes, "opens": state.opens, "why": why}


def _shown(point: queries.PointRecord, day: date) -> dict[str, Any]:
    unit = units.unit(unit_id=point.unit_id, day=day)
    agency = units.agency(agency_id=point.agency_id)
    return {
        "code": point.code,
        "name": point.name,
        "kind": point.kind,
        "kind_name": point.kind_name,
        "capabilities": sorted(point.capabilities),
        "unit_code": unit.code if unit else "",
        "unit_name": unit.full_name if unit else "",
        "agency_code": agency.code if agency else "",
        "address": point.address,
        "phone": point.phone,
        "longitude": point.longitude,
        "latitude": point.latitude,
        "place_source": point.place_source,
        "is_simulated": point.is_simulated,
    }


def _home() -> int:
    found = units.home_authority()
    if found is None:
        raise NotFound(Problem("no_province", "Hệ thống này chưa nạp dữ liệu của tỉnh nào."))
    return found


def _unit(code: str, day: date) -> int:
    found = units.unit_on(code=_plain(code), day=day)
    if found.exact is None:
        raise NotFound(*(found.reasons or (Problem("no_such_unit", "Không có xã, phường này.", "unit"),)))
    return found.exact.id


def _plain(code: str) -> str:
    """The code without what PostgreSQL takes no text with."""
    return code.replace("\0", "")
