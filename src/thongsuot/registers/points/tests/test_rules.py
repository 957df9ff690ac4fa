import gzip
import json
import math
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.rows import Row
from thongsuot.kernel.workdays import FORTY_HOURS, CalendarDay, DayKind, WorkCalendar
from thongsuot.registers.points import rules

CALENDAR = WorkCalendar(
    2026,
    2026,
    (
        CalendarDay(date(2026, 9, 2), DayKind.HOLIDAY, "Quốc khánh"),
        CalendarDay(date(2026, 8, 22), DayKind.SWAP_WORK, "Làm bù"),
        CalendarDay(date(2026, 10, 5), DayKind.CLOSURE, "bão số 9"),
    ),
)


def at(month, day, hour, minute=0):
    """An instant by Vietnam's clock."""
    return datetime(2026, month, day, hour - 7 if hour >= 7 else hour, minute, tzinfo=UTC)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 20), timezones=st.just(UTC)))
def test_open_means_the_calendar_receives_now_and_next_opening_is_the_first(moment):
    state = rules.open_state(CALENDAR, moment)
    if state.is_open:
        assert state.closes > moment
        assert CALENDAR.reception_from(moment.astimezone(state.closes.tzinfo)) <= state.closes
    else:
        assert state.opens > moment
        assert rules.open_state(CALENDAR, state.opens).is_open
        assert not rules.open_state(CALENDAR, state.opens - (state.opens - moment) / 2).is_open


@pytest.mark.parametrize(
    ("moment", "is_open", "why"),
    [
        (at(9, 3, 8), True, None),
        (at(9, 3, 12), False, None),
        (at(9, 2, 9), False, "Quốc khánh"),
        (at(10, 5, 9), False, "bão số 9"),
        (at(9, 5, 9), False, "nghỉ hằng tuần"),
        (at(8, 22, 9), True, None),
    ],
)
def test_examples_of_openings(moment, is_open, why):
    state = rules.open_state(CALENDAR, moment)
    assert (state.is_open, state.why and state.why.name) == (is_open, why)


def test_after_the_calendar_no_opening_is_promised():
    assert rules.open_state(CALENDAR, datetime(2027, 1, 4, 3, tzinfo=UTC)) == rules.OpenState(False)


def test_a_saturday_of_its_own_adds_hours_but_no_working_day():
    week = rules.week_with(FORTY_HOURS, [(6, time(7, 30), time(11, 30))])
    saturday = date(2026, 10, 10)
    calendar = CALENDAR.with_hours(week)
    assert rules.open_state(calendar, at(10, 10, 9)).is_open
    assert not calendar.is_working_day(saturday)
    assert calendar.sessions_on(date(2026, 10, 12)) == CALENDAR.sessions_on(date(2026, 10, 12))


PLACES = st.tuples(st.floats(102, 110), st.floats(8, 23.5))


@given(PLACES, PLACES)
def test_distance_is_symmetric_and_zero_only_at_home(one, other):
    there, back = rules.distance_km(one, other), rules.distance_km(other, one)
    assert math.isclose(there, back, abs_tol=1e-9)
    assert rules.distance_km(one, one) == 0


def test_a_degree_of_latitude_is_111_km():
    assert rules.distance_km((107.5, 16), (107.5, 17)) == pytest.approx(111.2, abs=0.1)


@given(st.lists(PLACES, min_size=2, max_size=20))
def test_the_frame_holds_every_place_true_to_scale(places):
    if max(p[0] for p in places) - min(p[0] for p in places) < 0.01 or len({p[1] for p in places}) < 2:
        return
    frame = rules.frame_of(places, 1000)
    for place in places:
        x, y = frame.at(*place)
        assert -1e-6 <= x <= frame.width + 1e-6
        assert -1e-6 <= y <= frame.height + 1e-6


def decode(path):
    """The corners that a browser would draw, read by a reader that knows nothing of the writer."""
    import re

    rings = []
    for part in path.split("z"):
        if not part:
            continue
        start, steps = part[1:].split("l")
        x, y = map(int, start.split())
        corners = [(x, y)]
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            corners.append((x, y))
        rings.append(corners)
    return rings


@given(st.lists(PLACES, min_size=3, max_size=30, unique=True))
def test_a_path_draws_the_corners_it_was_given(places):
    if max(p[0] for p in places) - min(p[0] for p in places) < 0.01 or len({p[1] for p in places}) < 2:
        return
    frame = rules.frame_of(places, 1000)
    wanted = []
    for place in places:
        corner = tuple(round(v) for v in frame.at(*place))
        if not wanted or wanted[-1] != corner:
            wanted.append(corner)
    if len(wanted) > 1 and wanted[0] == wanted[-1]:
        wanted.pop()
    assert decode(rules.path_of([[*places, places[0]]], frame)) == ([wanted] if len(wanted) >= 3 else [])


@given(st.lists(PLACES, min_size=3, max_size=30, unique=True))
def test_the_extent_is_that_of_the_corners(places):
    if max(p[0] for p in places) - min(p[0] for p in places) < 0.01 or len({p[1] for p in places}) < 2:
        return
    frame = rules.frame_of(places, 1000)
    path = rules.path_of([[*places, places[0]]], frame)
    corners = [corner for ring in decode(path) for corner in ring]
    if not corners:
        assert rules.extent(path) == (0, 0, 0, 0)
        return
    xs, ys = zip(*corners, strict=True)
    assert rules.extent(path) == (min(xs), min(ys), max(xs), max(ys))


def feature(code="1", ring=((0, 0), (1, 0), (1, 1), (0, 0)), label=(0.5, 0.5)):
    return {
        "properties": {"code": code, "label": list(label)},
        "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in ring]]},
    }


@pytest.mark.parametrize(
    ("features", "codes"),
    [
        ([feature("1"), feature("2")], []),
        ([feature("1")], ["boundary_missing"]),
        ([feature("1"), feature("1"), feature("2")], ["boundary_twice"]),
        ([feature("1"), feature("2"), feature("3")], ["boundary_unknown"]),
        (
            [feature("1"), feature("2", ring=((0, 0), (1, 0), (1, 1), (0, 1)))],
            ["boundary_form"],
        ),
    ],
)
def test_boundaries_cover_every_unit_once(features, codes):
    found = rules.boundary_faults("b", {"type": "FeatureCollection", "features": features}, {"1", "2"})
    assert [f.problem.code for f in found] == codes


def test_a_capability_that_the_code_does_not_know_is_a_fault():
    row = Row(
        "k.csv", 2, {"code": "kiosk", "name": "Ki-ốt", "name_en": "Kiosk", "capabilities": "receive fly"}
    )
    assert [(f.line, f.problem.code) for f in rules.kind_faults([row])] == [(2, "capability_unknown")]


def test_points_of_one_code_follow_each_other_in_time():
    good = {
        "code": "H99.1-T",
        "name": "Trung tâm",
        "kind": "centre",
        "agency_code": "H99.1",
        "unit_code": "00001",
        "address": "1 Lê Lợi",
        "longitude": "107.5",
        "latitude": "16.4",
        "place_source": "nhãn",
        "is_simulated": "yes",
        "source": "mô phỏng",
        "valid_from": "2025-07-01",
        "valid_to": "",
    }
    later = good | {"valid_from": "2026-01-01"}
    found = rules.point_faults([Row("p.csv", 2, good), Row("p.csv", 3, later)], {"centre"})
    assert [(f.line, f.problem.code) for f in found] == [(3, "period_overlap")]
    ended = good | {"valid_to": "2026-01-01"}
    assert rules.point_faults([Row("p.csv", 2, ended), Row("p.csv", 3, later)], {"centre"}) == []


def test_the_map_of_a_whole_province_is_light(pack_boundaries):
    features = pack_boundaries["features"]
    rings = [ring for f in features for ring in _rings(f)]
    frame = rules.frame_of(position for ring in rings for position in ring)
    paths = "\n".join(rules.path_of(_rings(f), frame) for f in features)
    assert len(gzip.compress(paths.encode())) < 20_000


def _rings(item):
    geometry = item["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


@pytest.fixture
def pack_boundaries(settings):
    return json.loads((settings.PACKS_DIR / "hue" / "boundaries.geojson").read_text())
