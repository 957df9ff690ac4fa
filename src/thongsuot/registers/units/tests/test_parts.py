"""Parts of split units: exact, candidates or unknown, never a silent pick."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import rules, services
from thongsuot.registers.units.rules import Outcome, Part, PartBy, Place

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]
HOLE = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0]]
STREET = [
    Part(1, PartBy.STREET, {"street": "Hai Bà Trưng", "parity": "odd", "from": 1, "to": None}),
    Part(2, PartBy.STREET, {"street": "Hai Bà Trưng", "parity": "even", "from": 1, "to": 100}),
    Part(3, PartBy.STREET, {"street": "Hai Bà Trưng", "parity": "even", "from": 102, "to": None}),
]


@given(st.integers(1, 5000), st.sampled_from(["", "/3", "A", "/12/4B"]))
def test_a_house_number_lies_on_one_side_only(number: int, rest: str) -> None:
    found = rules.assign_part(
        STREET, Place(street="đường HAI BA TRUNG".removeprefix("đường "), house=f"{number}{rest}")
    )
    wanted = 1 if number % 2 else 2 if number <= 100 else 3
    assert (found.outcome, found.units, found.by) == (Outcome.EXACT, (wanted,), PartBy.STREET)


def test_a_divided_street_without_a_number_has_candidates_and_another_street_is_unknown() -> None:
    found = rules.assign_part(STREET, Place(street="Hai Bà Trưng"))
    assert (found.outcome, found.units) == (Outcome.CANDIDATES, (1, 2, 3))
    assert rules.assign_part(STREET, Place(street="Lê Lợi", house="1")).outcome is Outcome.UNKNOWN
    assert rules.assign_part([], Place()).outcome is Outcome.UNKNOWN


@given(st.floats(-1, 5), st.floats(-1, 5))
def test_a_point_lies_in_a_square_with_a_hole(x: float, y: float) -> None:
    inside = 0 < x < 4 and 0 < y < 4 and not (1 <= x <= 2 and 1 <= y <= 2)
    on_edge = any(abs(v - e) < 1e-9 for v in (x, y) for e in (0, 1, 2, 4))
    if not on_edge:
        assert rules.is_inside(x, y, [SQUARE, HOLE]) == inside


def test_the_surest_kind_of_part_decides() -> None:
    parts = [
        Part(1, PartBy.DEFAULT, {}, 0.5),
        Part(2, PartBy.HAMLET, {"names": ["Tổ dân phố 3", "TDP 4"]}, 0.9),
        Part(3, PartBy.POLYGON, {"rings": [SQUARE]}, 0.8),
        Part(4, PartBy.LIST, {"keys": ["H29-1"]}),
    ]
    asked = {
        Place(key="H29-1", longitude=1.0, latitude=1.0): (4, 1.0, PartBy.LIST),
        Place(longitude=1.0, latitude=1.0, hamlet="TDP 4"): (3, 0.8, PartBy.POLYGON),
        Place(longitude=9.0, latitude=1.0, hamlet="tổ dân phố 3"): (2, 0.9, PartBy.HAMLET),
        Place(hamlet="Tổ dân phố 9"): (1, 0.5, PartBy.DEFAULT),
    }
    for place, wanted in asked.items():
        found = rules.assign_part(parts, place)
        assert (found.units[0], found.confidence, found.by) == wanted


def part(**values: str) -> Row:
    usual = {"day": "2025-07-01", "old_code": "00007", "new_code": "00008", "by": "street", "street": "Đội Cấn",
             "confidence": "0.9", "source": "thử", "is_simulated": "yes"}  # fmt: skip
    return Row("parts.csv", 5, {**usual, **values})


@pytest.mark.django_db
@pytest.mark.usefixtures("province")
def test_parts_are_loaded_asked_and_what_is_left_goes_to_a_person() -> None:
    hanoi = units.unit_on(code="01", day=DAY, level="province").exact
    assert hanoi is not None
    waiting = {u.code for u in units.unassigned(day=DAY, province_id=hanoi.id)}
    assert "00007" in waiting
    before = units.assign(code="00007", day=DAY, place=Place(street="Đội Cấn"))
    assert (before.outcome, before.by, before.confidence) == (Outcome.CANDIDATES, None, 0.0)
    successors = {u.code for u in before.units}
    rows = [
        part(),
        *(part(new_code=c, by="hamlet", street="", names="TDP 1; TDP 2") for c in successors - {"00008"}),
    ]
    assert services.load_parts(actor=SYSTEM, now=NOW, rows=rows).added == len(rows)
    assert services.load_parts(actor=SYSTEM, now=NOW, rows=rows).changes == 0
    after = units.assign(code="00007", day=DAY, place=Place(street="đội cấn", house="12"))
    assert (after.outcome, [u.code for u in after.units], after.confidence) == (Outcome.EXACT, ["00008"], 0.9)
    assert "00007" not in {u.code for u in units.unassigned(day=DAY, province_id=hanoi.id)}
    whole = units.assign(code="00001", day=DAY, place=Place())
    assert (whole.outcome, whole.confidence) == (Outcome.EXACT, 1.0)
    assert units.assign(code="99999", day=DAY, place=Place()).outcome is Outcome.UNKNOWN


@pytest.mark.django_db
@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"new_code": "19789"}, "unit_share_unknown"),
        ({"street": ""}, "cell_empty"),
        ({"by": "polygon"}, "part_polygon"),
        ({"by": "polygon", "border": "106.6 10.7, 106.7 10.7"}, "part_polygon"),
        ({"by": "polygon", "border": "10.7 106.6, 10.7 106.7, 10.8 106.7"}, "part_polygon"),
        ({"from_house": "9", "to_house": "3"}, "part_houses"),
    ],
)
def test_faulty_parts_are_refused(values: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        services.load_parts(actor=SYSTEM, now=NOW, rows=[part(**values)])
    assert {p.code for p in refused.value.problems} == {code}


@given(st.lists(st.tuples(st.floats(102, 110), st.floats(8, 23)), min_size=3, max_size=8))
def test_a_border_that_was_written_is_read_again(points: list[tuple[float, float]]) -> None:
    written = ", ".join(f"{x:.6f} {y:.6f}" for x, y in points)
    row = part(by="polygon", street="", border=f"{written}; {written}")
    assert not rules.part_faults([row])
    rings = json.loads(rules.part_values(row))["rings"]
    assert [len(ring) for ring in rings] == [len(points)] * 2
    found = rules.assign_part(
        [Part(7, PartBy.POLYGON, {"rings": rings[:1]})], Place(longitude=101.0, latitude=7.0)
    )
    assert found.outcome is Outcome.UNKNOWN
