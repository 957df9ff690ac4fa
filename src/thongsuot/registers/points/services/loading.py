"""Verbs that load a pack's points: kinds, points, opening hours, the map. Idempotent, whole or nothing."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any, TypeVar

from psycopg.types.range import Range

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.differences import Difference, difference
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.rows import Fault, LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.points import rules
from thongsuot.registers.points.models import Drawing, Opening, Outline, Point, PointKind, PointVersion
from thongsuot.registers.units import queries as units

K = TypeVar("K", bound=Hashable)


@command("points.load_kinds", by=frozenset())
def load_kinds(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Make the kinds of points those of a pack. Rows as `rules.KINDS`; kinds of other packs stay."""
    _refuse_faults(rules.kind_faults(rows))
    wanted = {r["code"]: (r["name"], r["name_en"], tuple(r["capabilities"].split())) for r in rows}
    present = {
        k.code: (k.name, k.name_en, tuple(k.capabilities)) for k in PointKind.objects.filter(pk__in=wanted)
    }
    found = difference(wanted, present)
    PointKind.objects.bulk_create(
        [
            PointKind(code=code, name=name, name_en=name_en, capabilities=list(capabilities))
            for code in found.added + found.changed
            for name, name_en, capabilities in [wanted[code]]
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "capabilities"],
    )
    _finish("kinds", found.report)
    return found.report


@command("points.load_points", by=frozenset())
def load_points(*, actor: Actor, now: datetime, authority_id: int, rows: Sequence[Row]) -> LoadReport:
    """Make the points of a province those of a pack. Rows as `rules.POINTS`.

    A point that the pack no longer has is no longer believed; its identity stays for what refers to it.
    """
    _refuse_faults(rules.point_faults(rows, set(PointKind.objects.values_list("code", flat=True))))
    ids = _identities(authority_id, {r["code"] for r in rows})
    wanted = {(ids[r["code"]], date.fromisoformat(r["valid_from"])): _facts(r) for r in rows}
    present = {
        (v.point_id, v.valid.lower): v
        for v in PointVersion.objects.filter(point__authority_id=authority_id, withdrawn_at=None)
    }
    found = difference(wanted, {key: _facts_of(v) for key, v in present.items()})
    _withdraw(PointVersion, found, {key: v.pk for key, v in present.items()}, now)
    PointVersion.objects.bulk_create(
        PointVersion(point_id=key[0], valid=Range(key[1], facts.pop("valid_to")), recorded_at=now, **facts)
        for key in found.added + found.changed
        for facts in [dict(wanted[key])]
    )
    _finish(f"authority:{authority_id}", found.report)
    return found.report


def _identities(authority_id: int, codes: set[str]) -> dict[str, int]:
    Point.objects.bulk_create(
        [Point(authority_id=authority_id, code=code) for code in sorted(codes)], ignore_conflicts=True
    )
    return dict(Point.objects.filter(authority_id=authority_id, code__in=codes).values_list("code", "pk"))


def _facts(row: Row) -> dict[str, Any]:
    day = date.fromisoformat(row["valid_from"])
    return {
        "name": row["name"],
        "kind_id": row["kind"],
        "agency_id": _agency_id(row),
        "unit_id": _unit_id(row, day),
        "address": row["address"],
        "phone": row["phone"],
        "longitude": float(row["longitude"]),
        "latitude": float(row["latitude"]),
        "place_source": row["place_source"],
        "is_simulated": row["is_simulated"] == "yes",
        "source": row["source"],
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    }


def _facts_of(version: PointVersion) -> dict[str, Any]:
    names = (
        "name", "kind_id", "agency_id", "unit_id", "address", "phone", "longitude", "latitude",
        "place_source", "is_simulated", "source",
    )  # fmt: skip
    return {name: getattr(version, name) for name in names} | {"valid_to": version.valid.upper}


def _agency_id(row: Row) -> int:
    found = units.agency_by_code(code=row["agency_code"])
    if found is None:
        raise Refused(
            Problem("agency_unknown", "Không có cơ quan {code}.", "agency_code", {"code": row["agency_code"]})
        )
    return found.id


def _unit_id(row: Row, day: date) -> int:
    code = row["unit_code"]
    found = units.unit_on(code=code, day=day, level="province" if len(code) == 2 else "commune")
    if len(found.units) != 1:
        raise Refused(
            Problem(
                "unit_unknown", "Ngày {day} không có đơn vị {code}.", "unit_code", {"code": code, "day": day}
            )
        )
    return found.units[0].id


@command("points.load_openings", by=frozenset())
def load_openings(*, actor: Actor, now: datetime, authority_id: int, rows: Sequence[Row]) -> LoadReport:
    """Make the points' own hours those of a pack. Rows as `rules.OPENINGS`."""
    ids = dict(Point.objects.filter(authority_id=authority_id).values_list("code", "pk"))
    _refuse_faults(rules.opening_faults(rows, ids))
    wanted = {
        (
            ids[r["point_code"]],
            int(r["weekday"]),
            time.fromisoformat(r["opens"]),
            date.fromisoformat(r["valid_from"]),
        ): (
            time.fromisoformat(r["closes"]),
            date.fromisoformat(r["valid_to"]) if r["valid_to"] else None,
            r["is_simulated"] == "yes",
            r["source"],
        )
        for r in rows
    }
    present = {
        (o.point_id, o.weekday, o.opens, o.valid.lower): o
        for o in Opening.objects.filter(point__authority_id=authority_id, withdrawn_at=None)
    }
    found = difference(
        wanted, {key: (o.closes, o.valid.upper, o.is_simulated, o.source) for key, o in present.items()}
    )
    _withdraw(Opening, found, {key: o.pk for key, o in present.items()}, now)
    Opening.objects.bulk_create(
        Opening(
            point_id=key[0], weekday=key[1], opens=key[2], closes=closes, valid=Range(key[3], end),
            is_simulated=is_simulated, source=source, recorded_at=now,
        )
        for key in found.added + found.changed
        for closes, end, is_simulated, source in [wanted[key]]
    )  # fmt: skip
    _finish(f"authority:{authority_id}", found.report)
    return found.report


@command("points.load_map", by=frozenset())
def load_map(
    *,
    actor: Actor,
    now: datetime,
    authority_id: int,
    collection: Mapping[str, Any],
    attribution: str,
    inset: Sequence[float] | None,
    day: date,
) -> LoadReport:
    """Draw the province's map from a GeoJSON FeatureCollection of its units as they are on `day`.

    `inset`: west, south, east, north (degrees) of the part to show larger. `attribution` is shown.
    """
    province = units.unit(unit_id=authority_id, day=day)
    below = units.children(unit_id=authority_id, day=day)
    if below.outcome != "exact":  # the faults of every feature would not say that the day is wrong
        raise Refused(*below.reasons)
    communes = {u.code: u.id for u in below.units}
    _refuse_faults(rules.boundary_faults("boundaries", collection, communes))
    content = json.dumps([collection, attribution, inset, sorted(communes.items())], sort_keys=True)
    fingerprint = hashlib.sha256(content.encode()).hexdigest()
    before = Drawing.objects.filter(authority_id=authority_id).first()
    if before is not None and before.fingerprint == fingerprint:
        report = LoadReport(unchanged=len(communes))
    else:
        if before is not None:
            before.delete()
        _draw(authority_id, collection["features"], communes, attribution, inset, fingerprint, now)
        report = LoadReport(changed=len(communes)) if before else LoadReport(added=len(communes))
    _finish(f"province:{province.code if province else authority_id}", report)
    return report


def _draw(
    authority_id: int,
    features: Sequence[Mapping[str, Any]],
    communes: Mapping[str, int],
    attribution: str,
    inset: Sequence[float] | None,
    fingerprint: str,
    now: datetime,
) -> None:
    frame = rules.frame_of(position for f in features for ring in _rings(f) for position in ring)
    window = None
    if inset is not None:
        left, top = frame.at(inset[0], inset[3])
        right, bottom = frame.at(inset[2], inset[1])
        window = [round(left), round(top), round(right - left), round(bottom - top)]
    drawing = Drawing.objects.create(
        authority_id=authority_id, frame=asdict(frame), inset=window, fingerprint=fingerprint,
        attribution=attribution, recorded_at=now,
    )  # fmt: skip
    outlines = []
    for feature in features:
        longitude, latitude = feature["properties"]["label"]
        x, y = frame.at(longitude, latitude)
        outlines.append(
            Outline(
                drawing=drawing, unit_id=communes[feature["properties"]["code"]],
                path=rules.path_of(_rings(feature), frame), label_x=round(x, 1), label_y=round(y, 1),
                label_longitude=longitude, label_latitude=latitude,
            )
        )  # fmt: skip
    Outline.objects.bulk_create(outlines)


def _rings(feature: Mapping[str, Any]) -> list[Sequence[Sequence[float]]]:
    geometry = feature["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _refuse_faults(faults: Iterable[Fault]) -> None:
    refuse_if(f.problem for f in faults)


def _withdraw(
    model: type[PointVersion] | type[Opening], found: Difference[K], pks: Mapping[K, int], now: datetime
) -> None:
    model.objects.filter(pk__in=[pks[key] for key in found.gone + found.changed]).update(withdrawn_at=now)


def _finish(subject: str, report: LoadReport) -> None:
    note(subject=subject, count=report.changes)
    if report.changes:
        reference.bump()
