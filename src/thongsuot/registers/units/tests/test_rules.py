"""The law of the register: names against codes, what the files mean, faults."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.rows import Row
from thongsuot.registers.units import rules
from thongsuot.registers.units.rules import DifferenceKind, EdgeKind, Level, UnitType
from thongsuot.registers.units.tests import fixtures

SYLLABLES = st.sampled_from(
    ["Hòa", "Thuỵ", "Quý", "An", "Lỗ", "Nỗ", "Đức", "Mỹ", "Kỳ", "Xuân", "2", "Ea H'leo"]
)
NAMES = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)
OTHER_SPELLINGS = [("Hòa", "Hoà"), ("Thuỵ", "Thụy"), ("Quý", "Quí"), ("Mỹ", "Mĩ"), ("Kỳ", "Kì")]


@given(NAMES)
def test_a_name_is_the_same_in_another_spelling(name: str) -> None:
    other = name
    for one, another in OTHER_SPELLINGS:
        other = other.replace(one, another)
    assert rules.same_name(name, other.replace(" ", "-"))
    assert rules.same_name(other.upper(), name)


@given(NAMES, NAMES, NAMES)
def test_sameness_of_names_is_an_equivalence(a: str, b: str, c: str) -> None:
    assert rules.same_name(a, a)
    assert rules.same_name(a, b) == rules.same_name(b, a)
    if rules.same_name(a, b) and rules.same_name(b, c):
        assert rules.same_name(a, c)


@given(st.sampled_from([t for t in UnitType if t not in ("province", "city")]), NAMES)
def test_a_full_name_comes_apart_as_it_was_put_together(unit_type: UnitType, name: str) -> None:
    level = Level.COMMUNE if unit_type in ("ward", "commune", "township", "special_zone") else Level.DISTRICT
    assert rules.split_name(level, rules.full_name(unit_type, name)) == (unit_type, name)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Phường Phường Đúc", (UnitType.WARD, "Phường Đúc")),
        ("Phường 14", (UnitType.WARD, "14")),
        ("Đặc khu Côn Đảo", (UnitType.SPECIAL_ZONE, "Côn Đảo")),
        ("Thị trấn NT Mộc Châu", (UnitType.TOWNSHIP, "NT Mộc Châu")),
        ("Xã", (None, "Xã")),
        ("", (None, "")),
    ],
)
def test_type_and_name_are_told_apart(written: str, found: tuple[UnitType | None, str]) -> None:
    assert rules.split_name(Level.COMMUNE, written) == found


def test_different_places_stay_different() -> None:
    assert not rules.same_name("Hương Xuân", "Hương Phong")
    assert not rules.same_name("Phường 1", "Phường 11")
    assert rules.same_name("NT Mộc Châu", "Nông trường Mộc Châu")
    assert rules.same_name("N.T Phong Hải", "Nông trường Phong Hải")


@given(st.lists(st.sampled_from(list(EdgeKind)), min_size=2, max_size=5))
def test_people_follow_one_when_every_other_edge_moves_land(kinds: list[EdgeKind]) -> None:
    assert rules.people_follow_one(kinds) == (len([k for k in kinds if k != EdgeKind.AREA_ONLY]) == 1)


def wrong_codes(sources: rules.Sources) -> set[tuple[str, str]]:
    found = rules.compare(sources.crosswalk, sources.wards)
    return {(d.code, d.right) for d in found if d.kind is DifferenceKind.WRONG_CODE}


def test_the_corrected_table_has_no_wrong_code() -> None:
    assert wrong_codes(fixtures.sources()) == set()
    assert not [f for f in rules.unit_faults(fixtures.sources()) if f.fatal]


def test_the_official_table_has_exactly_three_wrong_codes_and_each_is_put_right() -> None:
    official = rules.uncorrected(fixtures.sources())
    assert wrong_codes(official) == {("00553", "00556"), ("01615", "01651"), ("02485", "02482")}
    fatal = [f for f in rules.unit_faults(official) if f.fatal]
    assert {(f.line, f.fix) for f in fatal} == {
        (317, "ghi mã 00556"),
        (1107, "ghi mã 01651"),
        (1359, "ghi mã 02482"),
    }


def test_two_swapped_codes_are_both_found() -> None:
    """Each code then names a unit that is in the table under the other code."""
    sources = fixtures.sources()
    swap = {"19780": "19783", "19783": "19780"}
    crosswalk = tuple(
        Row(r.file, r.line, {**r.values, "old_code": swap.get(r["old_code"], r["old_code"])})
        for r in sources.crosswalk
    )
    assert wrong_codes(replace(sources, crosswalk=crosswalk)) == {("19780", "19783"), ("19783", "19780")}


def test_every_difference_is_told() -> None:
    found = Counter(d.kind for d in rules.compare(fixtures.sources().crosswalk, fixtures.sources().wards))
    assert found == {
        DifferenceKind.SPELLING: 272,
        DifferenceKind.RENAMED: 9,
        DifferenceKind.RETYPED: 6,
        DifferenceKind.BEGAN: 10,
        DifferenceKind.ENDED: 26,
        DifferenceKind.MOVED: 1,
    }


def changed(sources: rules.Sources, table: str, index: int, **values: str) -> rules.Sources:
    rows = list(getattr(sources, table))
    rows[index] = Row(rows[index].file, rows[index].line, {**rows[index].values, **values})
    return replace(sources, **{table: tuple(rows)})


@pytest.mark.parametrize(
    ("table", "values", "codes"),
    [
        (
            "communes",
            {"code": "4"},
            {"cell_leading_zero", "unit_predecessor_missing", "unit_successor_unknown"},
        ),
        ("communes", {"type_2025_07_01": "quận"}, {"unit_type_unknown"}),
        (
            "communes",
            {"province_code": "02"},
            {"unit_province_unknown", "unit_count", "unit_successor_unknown"},
        ),
        ("provinces", {"communes": "125"}, {"unit_count"}),
        ("crosswalk", {"new_code": "99999"}, {"unit_successor_unknown"}),
        ("crosswalk", {"edge": "some"}, {"unit_type_unknown"}),
        ("crosswalk", {"old_name": "Phúc Xá"}, {"unit_type_unknown"}),
        ("crosswalk", {"old_code": "19780"}, {"unit_wrong_code"}),
        ("amendments", {"from_type": "xã"}, {"unit_change_from"}),
        ("amendments", {"to_type": "xứ"}, {"unit_type_unknown"}),
        ("amendments", {"code": "99"}, {"unit_change_of_unknown", "unit_change_missing"}),
        ("amendments", {"effective_date": "30/4/2026"}, {"day_order", "unit_change_missing"}),
        ("amendments", {"effective_date": "2025-07-01"}, {"unit_change_too_early", "unit_change_missing"}),
    ],
)
def test_faults_are_found_with_their_line(table: str, values: dict[str, str], codes: set[str]) -> None:
    found = [f for f in rules.unit_faults(changed(fixtures.sources(), table, 0, **values)) if f.fatal]
    assert {f.problem.code for f in found} == codes
    assert all(f.line >= 2 and f.fix and str(f) for f in found)


def test_every_file_has_the_shape_that_it_claims() -> None:
    from thongsuot.kernel.tables import heading_faults, row_faults

    sources = fixtures.sources()
    for table, shape in (
        (sources.provinces, rules.PROVINCES),
        (sources.communes, rules.COMMUNES),
        (sources.amendments, rules.AMENDMENTS),
        (fixtures.rows("hue/crosswalk-clauses.csv"), rules.CLAUSES),
        (fixtures.rows("national/agency-codes-level1.csv"), rules.LEVEL_ONE),
        (fixtures.rows("hue/agencies.csv"), rules.AGENCIES),
        (sources.crosswalk[:500], rules.CROSSWALK),
        (sources.wards[:500], rules.WARDS),
    ):
        assert [str(f) for f in heading_faults(table[0].file, list(table[0].values), shape)] == []
        assert [str(f) for f in row_faults(table, shape)] == []


def test_an_unchanged_unit_goes_on_living_and_a_reused_code_does_not() -> None:
    planned = rules.plan(fixtures.sources())
    lasting = [
        k for k, end in planned.units.items() if k.level is Level.COMMUNE and not k.founded and not end
    ]
    assert len(lasting) == 132
    assert rules.UnitKey(Level.COMMUNE, "19909", None) in lasting  # Dương Nỗ
    day = date(2025, 7, 1)
    assert planned.units[rules.UnitKey(Level.COMMUNE, "19789", None)] == day  # Phú Nhuận ended
    assert planned.units[rules.UnitKey(Level.COMMUNE, "19789", day)] is None  # Thuận Hóa began under its code
