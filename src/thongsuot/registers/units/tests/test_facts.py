"""Facts of the country that the loaded register must show."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.registers.units import queries as units
from thongsuot.registers.units import rules
from thongsuot.registers.units.rules import Outcome, UnitType
from thongsuot.registers.units.tests import fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
EVE, DAY, NOW = date(2025, 6, 30), date(2025, 7, 1), date(2026, 9, 20)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def types(day: date) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select type from unit_version where withdrawn_at is null and valid @> %s::date", [day]
        )
        return Counter(row[0] for row in cursor.fetchall())


def test_national_totals() -> None:
    eve = types(EVE)
    assert eve["province"] + eve["city"] == 63
    assert sum(eve[t] for t in ("urban_district", "rural_district", "town", "provincial_city")) == 696
    assert sum(eve[t] for t in ("ward", "commune", "township")) == 10_035
    assert types(DAY) == {"province": 28, "city": 6, "ward": 687, "commune": 2_621, "special_zone": 13}
    assert types(NOW) == {"province": 25, "city": 9, "ward": 709, "commune": 2_599, "special_zone": 13}


def communes(day: date) -> dict[str, units.UnitRecord]:
    return {
        u.code: u
        for province in units.provinces(day=day)
        for u in units.communes_of(province_code=province.code, day=day)
    }


def test_3178_codes_are_reused_for_another_territory() -> None:
    roster = {row["code"] for row in fixtures.rows("national/wards-2025-01-04.csv")}
    before, after = communes(EVE), communes(DAY)
    assert (len(before), len(after)) == (10_035, 3_321)
    reused = roster & after.keys()
    same = {code for code in reused if code in before and before[code].id == after[code].id}
    assert (len(reused), len(same), len(reused - same)) == (3_310, 132, 3_178)


def test_9595_wards_went_whole_and_440_were_split_of_which_59_kept_their_people_together() -> None:
    kinds: dict[int, list[rules.EdgeKind]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("""select s.old_id, s.kind from unit_share s join unit u on u.id = s.old_id
                           where u.level = 'commune' and s.withdrawn_at is null""")
        for old, kind in cursor.fetchall():
            kinds[old].append(rules.EdgeKind(kind))
    split = [k for k in kinds.values() if len(k) > 1]
    assert (len(kinds), len(kinds) - len(split), len(split)) == (10_035, 9_595, 440)
    assert sum(rules.people_follow_one(k) for k in split) == 59


def test_hue_133_became_40() -> None:
    before = units.communes_of(province_code="46", day=EVE)
    after = units.communes_of(province_code="46", day=DAY)
    assert (len(before), len(after)) == (133, 40)
    assert Counter(u.type for u in after) == {UnitType.WARD: 21, UnitType.COMMUNE: 19}
    new = [u for u in after if u.id not in {b.id for b in before}]
    assert Counter(u.type for u in new) == {UnitType.WARD: 20, UnitType.COMMUNE: 19}
    assert [u.full_name for u in after if u not in new] == ["Phường Dương Nỗ"]
    assert {s for u in before for s in units.successors(code=u.code, day=EVE).units} == set(after)


def test_duong_no_keeps_its_identity_and_changes_its_parent() -> None:
    before, after = (units.unit_on(code="19909", day=day).exact for day in (EVE, DAY))
    assert before is not None
    assert after is not None
    assert before.id == after.id
    assert before.version_id != after.version_id
    district, province = (units.unit(unit_id=u.parent_id or 0, day=u.valid_from) for u in (before, after))
    assert district is not None
    assert province is not None
    assert (district.full_name, province.full_name) == ("Quận Thuận Hóa", "Thành phố Huế")


def test_homonyms_of_hue_are_told_apart_by_code() -> None:
    old = units.communes_of(province_code="46", day=EVE)
    new = {u.name: u for u in units.communes_of(province_code="46", day=DAY)}
    twice = {name for name, count in Counter(u.name for u in old).items() if count > 1}
    assert twice == {"Hương Xuân", "Hương Phong"}
    elsewhere = {
        u.name
        for u in old
        if u.name in new and new[u.name] not in units.successors(code=u.code, day=EVE).units
    }
    assert elsewhere == {"Phú Xuân", "Phú Vinh"}  # the new unit of that name lies where another old one was
    for u in old:
        assert units.unit_on(code=u.code, day=EVE).exact == u


def test_ho_chi_minh_city_168() -> None:
    after = units.communes_of(province_code="79", day=DAY)
    former = Counter(
        frozenset(p.province_code for p in units.predecessors(code=u.code, day=DAY).units) for u in after
    )
    assert len(after) == 168
    assert former == {frozenset({"79"}): 102, frozenset({"74"}): 36, frozenset({"77"}): 30}


def test_lao_cai_99_and_its_code_was_yen_bai_s() -> None:
    assert len(units.communes_of(province_code="15", day=DAY)) == 99
    before, after = (units.unit_on(code="15", day=day, level="province").exact for day in (EVE, DAY))
    assert before is not None
    assert after is not None
    assert (before.full_name, after.full_name) == ("Tỉnh Yên Bái", "Tỉnh Lào Cai")
    assert before.id != after.id
    made_of = units.predecessors(code="15", day=DAY, level="province")
    assert {u.full_name for u in made_of.units} == {"Tỉnh Lào Cai", "Tỉnh Yên Bái"}


def test_eleven_provinces_went_on_and_three_became_cities_in_2026() -> None:
    before, after = ({u.id for u in units.provinces(day=day)} for day in (EVE, DAY))
    assert (len(before), len(after), len(before & after)) == (63, 34, 11)
    for code, name, day in (("75", "Đồng Nai", 30), ("22", "Quảng Ninh", 1), ("24", "Bắc Ninh", 20)):
        then = date(2026, 4 if code == "75" else 9, day)
        found = units.unit_on(code=code, day=then, level="province").exact
        assert found is not None
        assert (found.full_name, found.valid_from) == (f"Thành phố {name}", then)
        assert found.id in after


def test_ba_che_is_found_under_the_code_that_others_cite() -> None:
    found = units.unit_on(code="06978", day=NOW)
    assert found == units.Found(Outcome.EXACT, found.units, found.reasons)
    assert found.units == units.unit_on(code="06970", day=NOW).units
    assert found.reasons[0].code == "unit_other_code"


COMMUNES = st.sampled_from([row["code"] for row in fixtures.sources().communes])
OLD = st.sampled_from(sorted({row["old_code"] for row in fixtures.sources().crosswalk if row["old_code"]}))
DAYS = st.dates(date(2025, 1, 5), date(2027, 12, 31))


@FEW
@given(OLD | COMMUNES, DAYS)
def test_a_living_unit_has_exactly_one_version_on_every_day(code: str, day: date) -> None:
    for life in units.history(code=code):
        versions = [
            v for v in life.versions if v.valid_from <= day and (v.valid_to is None or day < v.valid_to)
        ]
        lives = (life.founded is None or life.founded <= day) and (
            life.abolished is None or day < life.abolished
        )
        assert len(versions) == lives
        assert units.unit(unit_id=life.unit_id, day=day) == (versions[0] if lives else None)


@FEW
@given(COMMUNES)
def test_the_successors_of_the_predecessors_contain_the_unit(code: str) -> None:
    new = units.unit_on(code=code, day=DAY).exact
    came_from = units.predecessors(code=code, day=DAY)
    assert new is not None
    assert came_from.units
    for old in came_from.units:
        if old.level is rules.Level.COMMUNE:
            assert new.id in {u.id for u in units.successors(code=old.code, day=EVE).units}


@FEW
@given(OLD)
def test_every_old_ward_has_a_successor(code: str) -> None:
    found = units.successors(code=code, day=EVE)
    assert found.units
    assert (found.outcome is Outcome.EXACT) == (len(found.units) == 1)
    assert bool(found.reasons) == (found.outcome is not Outcome.EXACT)


def test_no_code_names_two_units_of_a_level_on_any_day() -> None:
    with connection.cursor() as cursor:
        cursor.execute("""select count(*) from unit_version a join unit_version b
            on a.code = b.code and a.level = b.level and a.id < b.id and a.valid && b.valid
           and a.withdrawn_at is null and b.withdrawn_at is null""")
        assert cursor.fetchone() == (0,)


GAPS = """select u.id from unit u join unit_version v on v.unit_id = u.id and v.withdrawn_at is null
 group by u.id, u.founded, u.abolished
having range_agg(v.valid)
    <> datemultirange(daterange(coalesce(u.founded, min(lower(v.valid))), u.abolished))"""


def test_no_unit_lives_a_day_without_a_version() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GAPS)
        assert cursor.fetchall() == []
