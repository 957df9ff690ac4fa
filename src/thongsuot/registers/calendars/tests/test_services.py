from datetime import date, timedelta

import pytest

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.calendars import queries, services
from thongsuot.registers.units import queries as units

pytestmark = pytest.mark.django_db


def calendar(province, unit_id=None, day=None):
    return queries.calendar_for(authority_id=province.authority_id, unit_id=unit_id, day=day or province.day)


def row(day, kind="holiday"):
    values = {
        "date": day,
        "kind": kind,
        "name_vi": "Lễ hội",
        "source": "thử",
        "confidence": "seen",
        "note": "",
    }
    return Row("calendar.csv", 2, values)


def test_the_same_contents_are_the_same_object(province):
    communes = units.children(unit_id=province.authority_id, day=province.day).units
    first = calendar(province, communes[0].id)
    assert all(calendar(province, unit.id) is first for unit in communes)
    assert calendar(province, day=province.day + timedelta(days=40)) is first


def test_the_country_s_days_and_the_province_s_hours(province):
    found = calendar(province)
    assert not found.is_working_day(date(2026, 11, 24))
    assert found.is_working_day(date(2026, 8, 22))
    assert found.sessions_on(province.day)[-1].closes.hour == 17
    assert 2027 in found.provisional
    assert 2026 not in found.provisional


def test_a_closure_moves_a_deadline_of_that_unit_only_and_can_be_taken_back(province):
    one, other = units.children(unit_id=province.authority_id, day=province.day).units[:2]
    agency = units.committee_of(unit_id=one.id, day=province.day)
    day = date(2026, 11, 26)
    given = {"actor": SYSTEM, "now": province.now, "agency_id": agency.id, "unit_id": one.id, "day": day}
    services.close(**given, reason="bão số 9", decision="12/QĐ-UBND")
    assert calendar(province, one.id).rest_on(day).name == "bão số 9"
    assert calendar(province, other.id).is_working_day(day)
    with pytest.raises(Refused):
        services.close(**given, reason="bão số 9", decision="12/QĐ-UBND")
    loaded = services.load_days(actor=SYSTEM, now=province.now, authority_id=province.authority_id, rows=[])
    assert loaded.ended == 0
    services.reopen(**given)
    assert calendar(province, one.id).is_working_day(day)
    with pytest.raises(NotFound):
        services.reopen(**given)


def test_a_commune_closes_neither_the_province_nor_its_neighbour(province):
    one, other = units.children(unit_id=province.authority_id, day=province.day).units[:2]
    agency = units.committee_of(unit_id=one.id, day=province.day)
    grant = Grant(frozenset({"calendars.close"}), frozenset({agency.id}), date(2025, 7, 1))
    officer = Actor(Kind.OFFICER, 1, grants=(grant,), day=province.day)
    for unit_id in (None, other.id):
        with pytest.raises(Forbidden):
            services.close(
                actor=officer, now=province.now, agency_id=agency.id, unit_id=unit_id, day=date(2026, 11, 26),
                reason="bão", decision="1",
            )  # fmt: skip


def test_what_is_no_unit_of_the_province_is_not_closed(province):
    agency = units.agencies_of(
        authority_id=province.authority_id, day=province.day, kind="province_committee"
    )[0]
    abroad = units.communes_of(province_code="79", day=province.day)[0].id
    given = {"actor": SYSTEM, "now": province.now, "agency_id": agency.id, "decision": "1"}
    for unit_id in (abroad, 20251123):
        with pytest.raises(Refused) as refused:
            services.close(**given, unit_id=unit_id, day=date(2026, 11, 26), reason="")
        assert [p.code for p in refused.value.problems] == ["no_such_unit", "closure_reason"]


def test_loading_again_changes_nothing_and_a_changed_row_is_kept_as_history(province):
    given = {"actor": SYSTEM, "now": province.now, "authority_id": province.authority_id}
    assert services.load_days(**given, rows=[row("2026-11-25")]).added == 1
    assert services.load_days(**given, rows=[row("2026-11-25")]).changes == 0
    assert not calendar(province).is_working_day(date(2026, 11, 25))
    assert services.load_days(**given, rows=[]).ended == 1
    assert calendar(province).is_working_day(date(2026, 11, 25))


def test_a_province_cannot_rest_on_a_day_that_the_country_works(province):
    given = {"actor": SYSTEM, "now": province.now, "authority_id": province.authority_id}
    with pytest.raises(Refused):
        services.load_days(**given, rows=[row("2026-08-22")])
    assert services.load_days(**given, rows=[]).changes == 0


def test_a_stranger_neither_loads_nor_closes(province):
    agency = units.committee_of(unit_id=province.authority_id, day=province.day)
    given = {"actor": ANONYMOUS, "now": province.now}
    with pytest.raises(Forbidden):
        services.load_days(**given, authority_id=None, rows=[])
    with pytest.raises(Forbidden):
        services.load_hours(**given, authority_id=None, rows=[])
    with pytest.raises(Forbidden):
        services.close(
            **given, agency_id=agency.id, unit_id=None, day=province.day, reason="bão", decision="1"
        )
    with pytest.raises(Forbidden):
        services.reopen(**given, agency_id=agency.id, unit_id=None, day=province.day)
