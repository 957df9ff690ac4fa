"""Answers that say how sure they are, and agencies."""

from datetime import date

import pytest

from thongsuot.plumbing import reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.queries import Found
from thongsuot.registers.units.rules import AgencyKind, EdgeKind, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("code", "day", "outcome", "names", "reason"),
    [
        ("19789", EVE, "exact", ["Phường Phú Nhuận"], None),
        ("19789", DAY, "exact", ["Phường Thuận Hóa"], None),
        ("19789", date(2010, 1, 1), "candidates", ["Phường Phú Nhuận"], "unit_before_register"),
        ("19780", DAY, "unknown", [], "unit_ended"),
        ("11948", EVE, "unknown", [], "unit_not_yet"),
        ("06978", EVE, "unknown", [], "unit_not_yet"),
        ("99999", DAY, "unknown", [], "unit_code_unknown"),
        ("", DAY, "unknown", [], "unit_code_unknown"),
        ("19\x0089", DAY, "unknown", [], "unit_code_unknown"),
        ("١٩٧٨٩", DAY, "unknown", [], "unit_code_unknown"),
    ],
)
def test_a_code_on_a_day(code: str, day: date, outcome: str, names: list[str], reason: str | None) -> None:
    found = units.unit_on(code=code, day=day)
    assert (found.outcome, [u.full_name for u in found.units]) == (outcome, names)
    assert [r.code for r in found.reasons] == ([reason] if reason else [])
    assert all("{" not in str(r) for r in found.reasons)
    assert (found.exact is not None) == (outcome == "exact")


def test_a_ward_that_went_whole_has_one_successor_with_its_clause() -> None:
    found = units.successors(code="19780", day=date(2025, 2, 1))
    assert [u.full_name for u in found.units] == ["Phường Thuận Hóa"]
    assert [(s.kind, s.resolution, s.clause) for s in found.shares] == [
        (EdgeKind.WHOLE, "1675/NQ-UBTVQH15", "khoản 15")
    ]
    assert found.outcome is Outcome.EXACT


def test_a_split_ward_has_candidates_and_its_people_may_be_exact() -> None:
    land, people = (f(code="00556", day=EVE) for f in (units.successors, units.residents_go_to))
    assert (land.outcome, {u.name for u in land.units}) == (Outcome.CANDIDATES, {"Phù Đổng", "Thuận An"})
    assert [r.code for r in land.reasons] == ["unit_split_area"]
    assert "toàn bộ dân cư về Xã Thuận An" in str(land.reasons[0])
    assert (people.outcome, [u.name for u in people.units]) == (Outcome.EXACT, ["Thuận An"])
    streets = units.residents_go_to(code="00007", day=EVE)
    assert (streets.outcome, [r.code for r in streets.reasons]) == (Outcome.CANDIDATES, ["unit_split"])


def test_before_the_register_the_answer_is_never_exact() -> None:
    assert units.successors(code="19780", day=date(2010, 1, 1)).outcome is Outcome.CANDIDATES
    assert units.residents_go_to(code="19780", day=date(2010, 1, 1)).outcome is Outcome.CANDIDATES


def test_a_unit_that_has_not_changed_succeeds_itself() -> None:
    found = units.successors(code="19789", day=DAY)
    assert (found.outcome, [u.code for u in found.units], found.shares) == (Outcome.EXACT, ["19789"], ())
    kept = units.predecessors(code="19909", day=date(2026, 1, 1))
    assert (kept.outcome, [u.name for u in kept.units]) == (Outcome.EXACT, ["Dương Nỗ"])


def test_a_district_has_no_successor_of_its_level_unless_it_became_a_special_zone() -> None:
    gone = units.successors(code="474", day=EVE, level="district")
    assert (gone.outcome, [r.code for r in gone.reasons]) == (Outcome.UNKNOWN, ["unit_without_successor"])
    zone = units.successors(code="755", day=EVE, level="district")
    assert [u.full_name for u in zone.units] == ["Đặc khu Côn Đảo"]
    coast = units.successors(code="376", day=EVE, level="district")  # only an alluvial strip of it is named
    assert coast.outcome is Outcome.UNKNOWN


def test_a_unit_joined_from_several_has_candidates_as_predecessors() -> None:
    found = units.predecessors(code="19789", day=date(2026, 5, 5))
    assert (found.outcome, len(found.units)) == (Outcome.CANDIDATES, 6)
    assert [r.code for r in found.reasons] == ["unit_joined"]


def test_the_tree_had_three_levels_and_has_two() -> None:
    hue = units.unit_on(code="46", day=EVE, level="province").exact
    assert hue is not None
    districts = units.children(unit_id=hue.id, day=EVE).units
    assert len(districts) == 9
    assert sum(len(units.children(unit_id=d.id, day=EVE).units) for d in districts) == 133
    assert units.children(unit_id=hue.id, day=DAY).units == units.communes_of(province_code="46", day=DAY)
    assert units.communes_of(province_code="99", day=DAY) == ()


def test_no_children_is_an_answer_and_not_to_know_is_another() -> None:
    ward = units.unit_on(code="19789", day=DAY).exact
    hue = units.unit_on(code="46", day=EVE, level="province").exact
    district = units.unit_on(code="474", day=EVE, level="district").exact
    assert ward is not None
    assert hue is not None
    assert district is not None
    assert units.children(unit_id=ward.id, day=DAY) == Found(Outcome.EXACT)
    assert units.children(unit_id=ward.id, day=DAY).exact is None
    nobody, over = units.children(unit_id=0, day=DAY), units.children(unit_id=district.id, day=DAY)
    assert (nobody.outcome, [r.code for r in nobody.reasons]) == (Outcome.UNKNOWN, ["unit_unknown"])
    assert (over.outcome, over.units, [r.code for r in over.reasons]) == (Outcome.UNKNOWN, (), ["unit_ended"])
    early = units.children(unit_id=hue.id, day=date(1990, 1, 1))
    assert (early.outcome, [r.code for r in early.reasons]) == (Outcome.CANDIDATES, ["unit_before_register"])
    assert early.units == units.children(unit_id=hue.id, day=hue.valid_from).units


def test_names_are_ordered_as_vietnamese_dictionaries_do() -> None:
    names = [u.name for u in units.communes_of(province_code="46", day=DAY)]
    assert names[:6] == ["A Lưới 1", "A Lưới 2", "A Lưới 3", "A Lưới 4", "A Lưới 5", "An Cựu"]
    assert names.index("Dương Nỗ") < names.index("Đan Điền")


def test_the_history_of_a_code_tells_both_its_lives() -> None:
    first, second = units.history(code="07294")
    assert ([v.full_name for v in first.versions], first.abolished) == (["Thị trấn Bố Hạ"], DAY)
    assert [(v.full_name, v.valid_from, v.origin) for v in second.versions] == [
        ("Xã Bố Hạ", DAY, ""),
        ("Phường Bố Hạ", date(2026, 9, 20), "388/NQ-UBTVQH16"),
    ]
    assert {c.unit.name for c in second.came_from} == {"Bố Hạ", "Đông Sơn", "Hương Vĩ"}
    assert [c.unit.name for c in first.went_to] == ["Bố Hạ"]
    assert units.history(code="00002") == ()
    assert units.history(code="") == ()


def test_answers_are_remembered_until_a_register_changes(django_assert_num_queries: object) -> None:
    reference.refresh()
    with django_assert_num_queries(1):  # type: ignore[operator]
        for _ in range(3):
            units.unit_on(code="19789", day=DAY)
    reference.bump()
    with django_assert_num_queries(1):  # type: ignore[operator]
        units.unit_on(code="19789", day=DAY)


def test_several_units_are_named_in_one_statement(django_assert_num_queries: object) -> None:
    ids = frozenset(u.id for u in units.communes_of(province_code="46", day=DAY))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert units.units_by_id(unit_ids=ids, day=DAY).keys() == ids
    assert units.units_by_id(unit_ids=ids, day=date(2025, 5, 1)).keys() < ids


def test_agencies_of_the_province() -> None:
    root = units.agency_by_code(code="H57")
    assert root is not None
    assert root == units.agency_by_code(code="000.00.00.H57")
    assert root.authority_id == root.unit_id
    assert root.authority_id is not None
    found = units.agencies_of(authority_id=root.authority_id, day=DAY)
    of_others = 5 + 5 + 5 + 41  # land, tax, insurance with four branches each; the police of every commune
    # The post, and an office of it in every commune.
    assert len(found) == 1 + 14 + 1 + 40 * 5 + 666 + 41 + of_others
    offices = units.offices_of(authority_id=root.authority_id, day=DAY)
    assert len(offices) == len(found) - 666
    assert (
        len(units.agencies_of(authority_id=root.authority_id, day=EVE)) == 36 + 124
    )  # inspectorates, hospitals
    centres = units.agencies_of(authority_id=root.authority_id, day=DAY, kind=AgencyKind.COMMUNE_CENTRE)
    assert len(centres) == 40
    assert all(c.is_simulated for c in centres)
    assert not root.is_simulated
    assert units.agency_tree(agency_id=root.id, day=DAY) == {a.id for a in found}
    assert units.agencies_by_id(agency_ids=frozenset({root.id, 0})) == {root.id: root}


def test_the_bodies_of_a_commune() -> None:
    ward = units.unit_on(code="19789", day=DAY).exact
    assert ward is not None
    committee, centre = (f(unit_id=ward.id, day=DAY) for f in (units.committee_of, units.centre_of))
    assert committee is not None
    assert centre is not None
    assert committee.name == "Ủy ban nhân dân phường Thuận Hóa"
    assert centre.parent_id == committee.id
    assert centre.legacy_code == ".".join(["000", *reversed(centre.code.split("."))])
    tree = units.agency_tree(agency_id=committee.id, day=DAY)
    below = units.agencies_by_id(agency_ids=tree).values()
    names = {a.name for a in below if a.kind is not AgencyKind.SERVICE_UNIT}
    assert len(names) == 5
    assert "Phòng Kinh tế, Hạ tầng và Đô thị phường Thuận Hóa" in names
    assert units.agency_tree(agency_id=committee.id, day=EVE) == frozenset()
    assert units.committee_of(unit_id=ward.id, day=EVE) is None
    assert units.agency(agency_id=centre.id) == centre
    assert units.agency(agency_id=0) is None
    assert units.agency_by_code(code="nothing") is None


def test_closed_codes_of_level_one_are_kept_with_the_province_that_ended() -> None:
    closed, living = units.agency_by_code(code="H62"), units.agency_by_code(code="H44")
    assert closed is not None
    assert living is not None
    assert (closed.valid_to, living.valid_to) == (DAY, None)
    assert closed.unit_id is not None
    assert units.unit(unit_id=closed.unit_id, day=EVE) is not None
    assert units.unit(unit_id=closed.unit_id, day=DAY) is None
    assert not closed.is_valid_on(DAY)
    assert closed.is_valid_on(EVE)
