"""Units over HTTP: public facts, every answer for a day and with how sure it is."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.days import Day
from thongsuot.plumbing.http.guards import anyone
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries, rules
from thongsuot.registers.units.queries import Found

router = Router(tags=["units"])


class UnitOut(Schema):
    """One version of a unit, valid during [valid_from, valid_to)."""

    id: int
    version_id: int
    code: str
    other_code: str
    name: str
    full_name: str
    type: str
    level: str
    parent_id: int | None
    province_code: str
    valid_from: date
    valid_to: date | None
    origin: str


class ShareOut(Schema):
    """What of the old unit went to the new one; `note` is the official table's own wording."""

    old_id: int
    new_id: int
    day: date
    kind: str
    part_name: str
    note: str
    correction: str
    resolution: str
    clause: str
    area_share: float | None
    people_share: float | None


class ReasonOut(Schema):
    code: str
    detail: str


class FoundOut(Schema):
    """outcome: exact, candidates or unknown; `reasons` say why."""

    day: date
    outcome: str
    units: list[UnitOut]
    reasons: list[ReasonOut]
    shares: list[ShareOut]


class ChangeOut(Schema):
    share: ShareOut
    unit: UnitOut


class LegalChangeOut(Schema):
    """A legal change: `happens_at` is its instant; `counter_of` the change that it undoes."""

    id: int
    kind: str
    act: str
    clause: str
    effective: date
    happens_at: datetime
    counter_of: int | None
    old: list[int]
    new: list[int]


class HeirOut(Schema):
    """A unit that stands for an older one, with how much of it: 0..1, null when unknown."""

    unit: UnitOut
    area_share: float | None
    people_share: float | None
    path: list[ShareOut]


class HeirsOut(Schema):
    day: date
    on: date
    heirs: list[HeirOut]


class LifeOut(Schema):
    """A unit that bore the code; `founded` null: older than the register."""

    unit_id: int
    founded: date | None
    abolished: date | None
    versions: list[UnitOut]
    came_from: list[ChangeOut]
    went_to: list[ChangeOut]
    changes: list[LegalChangeOut]


class ListOut(Schema):
    day: date
    units: list[UnitOut]


class HistoryOut(Schema):
    code: str
    lives: list[LifeOut]


class UnitQuery(Schema):
    day: Day | None = Field(None, description="Default: today in Viet Nam")
    level: rules.Level = rules.Level.COMMUNE


class HeirsQuery(UnitQuery):
    on: Day | None = Field(None, description="The day on which the heirs live. Default: today in Viet Nam")


class ListQuery(Schema):
    day: Day | None = Field(None, description="Default: today in Viet Nam")
    province: str | None = Field(
        None, max_length=2, description="Code of a province; without it the provinces"
    )


@router.get("", response=ListOut, summary="Provinces, or the communes of one, on a day")
@anyone
def listed(request: HttpRequest, asked: Query[ListQuery]) -> dict[str, Any]:
    """All provinces of the day; with `province` all communes of that province, in the order of the alphabet."""
    day = _day(request, asked.day)
    if asked.province is None:
        return {"day": day, "units": queries.provinces(day=day)}
    found = queries.unit_on(code=asked.province, day=day, level="province")
    if found.exact is None:
        raise NotFound(*(found.reasons or (Problem("unit_code_unknown", "Không có tỉnh này.", "province"),)))
    return {"day": day, "units": queries.communes_of(province_code=found.exact.code, day=day)}


@router.get("/{code}", response=FoundOut, summary="The unit that bears a code on a day")
@anyone
def one(request: HttpRequest, code: str, asked: Query[UnitQuery]) -> dict[str, Any]:
    """Codes are reused for other territories, so the day is part of the question."""
    day = _day(request, asked.day)
    return _found(day, queries.unit_on(code=code, day=day, level=asked.level))


@router.get("/{code}/successors", response=FoundOut, summary="What a unit became")
@anyone
def successors(request: HttpRequest, code: str, asked: Query[UnitQuery]) -> dict[str, Any]:
    """The units that took over at the next change after the day; candidates when it was split."""
    day = _day(request, asked.day)
    return _found(day, queries.successors(code=code, day=day, level=asked.level))


@router.get("/{code}/residents", response=FoundOut, summary="Where a unit's people went")
@anyone
def residents(request: HttpRequest, code: str, asked: Query[UnitQuery]) -> dict[str, Any]:
    """As successors, asked for people: exact when all of them went to one unit although land was split."""
    day = _day(request, asked.day)
    return _found(day, queries.residents_go_to(code=code, day=day, level=asked.level))


@router.get("/{code}/predecessors", response=FoundOut, summary="What a unit was made from")
@anyone
def predecessors(request: HttpRequest, code: str, asked: Query[UnitQuery]) -> dict[str, Any]:
    """The units from which it was made at its last change up to the day."""
    day = _day(request, asked.day)
    return _found(day, queries.predecessors(code=code, day=day, level=asked.level))


@router.get("/{code}/heirs", response=HeirsOut, summary="Who stands for a unit over several changes")
@anyone
def heirs(request: HttpRequest, code: str, asked: Query[HeirsQuery]) -> dict[str, Any]:
    """Who stands on the day `on` for the unit that bore the code on `day`, with composed shares."""
    day, on = _day(request, asked.day), _day(request, asked.on)
    return {"day": day, "on": on, "heirs": queries.heirs(code=code, day=day, on=on, level=asked.level)}


@router.get("/{code}/history", response=HistoryOut, summary="The line of time of a code")
@anyone
def history(request: HttpRequest, code: str, level: rules.Level = rules.Level.COMMUNE) -> dict[str, Any]:
    """Every unit that ever bore the code, with its versions, where it came from and where it went."""
    lives = queries.history(code=code, level=level)
    if not lives:
        raise NotFound(Problem("unit_code_unknown", queries.NO_SUCH_CODE, "code", {"code": code}))
    return {"code": code, "lives": lives}


def _found(day: date, found: Found) -> dict[str, Any]:
    reasons = [{"code": reason.code, "detail": text_of(reason)} for reason in found.reasons]
    told = {"day": day, "outcome": found.outcome, "units": found.units, "shares": found.shares}
    return told | {"reasons": reasons}


def _day(request: HttpRequest, asked: date | None) -> date:
    if asked is not None:
        return asked
    ours: Request = request  # type: ignore[assignment]
    return ours.day
