from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.points import queries, services
from thongsuot.registers.points.rules import Capability

pytestmark = pytest.mark.django_db


def at(hour, day=20):
    return datetime(2026, 11, day, hour - 7, 30, tzinfo=UTC)


def test_the_province_has_a_centre_in_each_commune_and_one_for_all(province):
    found = queries.points_of(authority_id=province.authority_id, day=province.day)
    kinds = Counter(p.kind for p in found)
    assert (kinds["province_centre"], kinds["commune_centre"], kinds["agent_point"]) == (1, 40, 166)
    assert kinds["post_office"] + kinds["commune_post"] == 40
    assert found[0].unit_id == province.authority_id
    assert all(p.is_simulated and "mô phỏng" in p.address for p in found)
    names = [p.name for p in found[1:]]
    assert names.index("Trung tâm Phục vụ hành chính công phường An Cựu") < names.index(
        "Trung tâm Phục vụ hành chính công phường Dương Nỗ"
    )


def test_what_can_be_done_is_asked_for_by_capability(province):
    centre = queries.point_by_code(authority_id=province.authority_id, code="H57.104.04", day=province.day)
    assert queries.can(point_id=centre.id, capability=Capability.RECEIVE, day=province.day)
    assert not queries.can(point_id=centre.id, capability="fly", day=province.day)
    assert not queries.can(point_id=centre.id, capability=Capability.RECEIVE, day=date(2025, 6, 30))
    assert not queries.can(point_id=-1, capability=Capability.RECEIVE, day=province.day)


def test_open_on_friday_closed_at_noon_and_on_the_holiday(province):
    centre = queries.point_by_code(authority_id=province.authority_id, code="H57.104.04", day=province.day)
    main = queries.point_by_code(authority_id=province.authority_id, code="H57.20", day=province.day)
    assert queries.open_state(point_id=centre.id, now=at(9)).is_open
    noon = queries.open_state(point_id=centre.id, now=at(12))
    assert (noon.is_open, noon.opens.hour, noon.opens.minute) == (False, 13, 30)
    assert not queries.open_state(point_id=centre.id, now=at(9, 21)).is_open  # Saturday
    assert queries.open_state(point_id=main.id, now=at(9, 21)).is_open
    holiday = queries.open_state(point_id=centre.id, now=at(9, 24))
    assert holiday.why.kind == "holiday"
    assert holiday.opens.date() == date(2026, 11, 25)
    with pytest.raises(NotFound):
        queries.open_state(point_id=-1, now=at(9))


def test_the_nearest_point_of_a_unit_is_its_own_then_by_distance(province):
    found = queries.points_of(authority_id=province.authority_id, day=province.day)
    one = found[5]
    near = queries.nearest(authority_id=province.authority_id, day=province.day, unit_id=one.unit_id)
    assert near[0].point == one
    assert near[1].km <= near[2].km
    here = queries.nearest(
        authority_id=province.authority_id,
        day=province.day,
        longitude=one.longitude,
        latitude=one.latitude,
        capability=Capability.GUIDE,
        limit=1,
    )
    assert [(n.point, round(n.km, 3)) for n in here] == [(one, 0)]
    assert queries.nearest(authority_id=province.authority_id, day=province.day) == ()


def test_the_map_shows_every_unit_and_point_inside_its_frame(province):
    found = queries.map_of(authority_id=province.authority_id, day=province.day)
    assert (len(found.shapes), len(found.markers)) == (40, 247)
    assert all(0 <= s.x <= found.width and 0 <= s.y <= found.height and s.path for s in found.shapes)
    assert "chỉ để tham khảo" in found.attribution
    assert queries.map_of(authority_id=-1, day=province.day) is None


def point_row(**other):
    return Row(
        "points.csv",
        2,
        {
            "code": "H57.104.04", "name": "Trung tâm mới", "kind": "commune_centre", "agency_code": "H57.104.04",
            "unit_code": "19789", "address": "2 Lê Lợi", "phone": "", "longitude": "107.58", "latitude": "16.45",
            "place_source": "đo", "is_simulated": "no", "valid_from": "2025-07-01", "valid_to": "", "source": "thử",
        }
        | other,
    )  # fmt: skip


def test_a_moved_point_keeps_its_identity_and_its_past(province):
    before = queries.point_by_code(authority_id=province.authority_id, code="H57.104.04", day=province.day)
    rows = [point_row(valid_to="2026-11-01"), point_row(valid_from="2026-11-01", address="9 Hùng Vương")]
    report = services.load_points(
        actor=SYSTEM, now=province.now, authority_id=province.authority_id, rows=rows
    )
    assert (report.added, report.changed, report.ended) == (1, 1, 246)
    now = queries.point(point_id=before.id, day=province.day)
    then = queries.point(point_id=before.id, day=date(2026, 10, 1))
    assert (now.address, then.address) == ("9 Hùng Vương", "2 Lê Lợi")
    again = services.load_points(
        actor=SYSTEM, now=province.now + timedelta(hours=1), authority_id=province.authority_id, rows=rows
    )
    assert again.changes == 0


@pytest.mark.parametrize(
    "other", [{"agency_code": "H57.999"}, {"unit_code": "99999"}, {"kind": "castle"}, {"longitude": "1"}]
)
def test_a_point_that_refers_to_nothing_is_refused(province, other):
    with pytest.raises(Refused):
        services.load_points(
            actor=SYSTEM, now=province.now, authority_id=province.authority_id, rows=[point_row(**other)]
        )


def test_a_stranger_loads_nothing(province):
    calls = [
        (services.load_kinds, {"rows": []}),
        (services.load_points, {"authority_id": province.authority_id, "rows": []}),
        (services.load_openings, {"authority_id": province.authority_id, "rows": []}),
        (
            services.load_map,
            {"authority_id": province.authority_id, "collection": {}, "attribution": "", "inset": None,
             "day": province.day},
        ),
    ]  # fmt: skip
    for verb, given in calls:
        with pytest.raises(Forbidden):
            verb(actor=replace(ANONYMOUS), now=province.now, **given)
