"""Loading: whole or nothing, idempotent, bitemporal, and what the database itself refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.province import LOADED_AT

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import rules, services
from thongsuot.registers.units.models import Agency, Share, Unit, UnitVersion
from thongsuot.registers.units.tests import fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
LATER = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def test_everything_is_written_the_first_time() -> None:
    assert set(UnitVersion.objects.values_list("recorded_at", flat=True)) == {LOADED_AT}
    assert Unit.objects.count() == (63 + 34 - 11) + 696 + (10_035 + 3_321 - 132)
    assert Share.objects.filter(new__level="commune").count() == 10_571
    assert Share.objects.filter(new__level="province").count() == 63


def test_a_second_load_changes_nothing() -> None:
    assert fixtures.load(SYSTEM, LATER).changes == 0
    assert not UnitVersion.objects.filter(recorded_at=LATER).exists()


def test_the_uncorrected_table_is_refused_whole() -> None:
    before = UnitVersion.objects.count()
    with pytest.raises(Refused) as refused:
        fixtures.load_sources(rules.uncorrected(fixtures.sources()), SYSTEM, LATER)
    assert {p.code for p in refused.value.problems} == {"unit_wrong_code"}
    assert [p.field.rpartition(":")[2] for p in refused.value.problems] == ["317", "1107", "1359"]
    assert UnitVersion.objects.count() == before


def amended(*more: dict[str, str]) -> rules.Sources:
    sources = fixtures.sources()
    rows = (Row("amendments.csv", 100 + n, values) for n, values in enumerate(more))
    return replace(sources, amendments=(*sources.amendments, *rows))


RETYPED = {
    "level": "commune", "code": "00376", "name": "Sóc Sơn", "province_code": "01",
    "effective_date": "2027-01-01", "resolution": "1/NQ-UBTVQH16", "from_type": "xã", "to_type": "phường",
}  # fmt: skip


def test_a_new_amendment_withdraws_what_was_believed_and_keeps_it() -> None:
    old = units.unit_on(code="00376", day=date(2027, 6, 1)).exact
    report = fixtures.load_sources(amended(RETYPED), SYSTEM, LATER)
    assert report == LoadReport(added=3, ended=1, unchanged=report.unchanged)
    new = units.unit_on(code="00376", day=date(2027, 6, 1)).exact
    assert old is not None
    assert new is not None
    assert (old.id, old.full_name) == (new.id, "Xã Sóc Sơn")
    assert (new.full_name, new.origin) == ("Phường Sóc Sơn", "1/NQ-UBTVQH16")
    as_known = units.unit_on(code="00376", day=date(2027, 6, 1), known_at=LATER - timedelta(hours=1))
    assert as_known.exact == old
    assert units.unit_version(version_id=old.version_id) == old
    assert fixtures.load_sources(fixtures.sources(), SYSTEM, LATER).changes == 4  # and back again


def test_clauses_survive_a_reload_and_refuse_what_is_not_there() -> None:
    clauses = Share.objects.exclude(clause="")
    assert clauses.count() == 133
    assert set(clauses.values_list("resolution", flat=True)) == {"1675/NQ-UBTVQH15"}
    wrong = Row("c.csv", 9, {"effective_date": "2025-07-01", "old_code": "19780", "new_code": "19909"})
    with pytest.raises(Refused, match="unit_share_unknown") as refused:
        services.load_clauses(actor=SYSTEM, now=LATER, rows=[wrong])
    assert refused.value.problems[0].field == "c.csv:9"


def test_only_the_system_loads() -> None:
    for actor in (ANONYMOUS, Actor(Kind.OFFICER, 1, "officer"), Actor(Kind.CITIZEN, 2, "citizen")):
        with pytest.raises(Forbidden):
            fixtures.load(actor, LATER)
        with pytest.raises(Forbidden):
            services.load_agencies(actor=actor, now=LATER, authority_code="H57", rows=())
        with pytest.raises(Forbidden):
            services.load_level_one(actor=actor, now=LATER, rows=())
        with pytest.raises(Forbidden):
            services.load_clauses(actor=actor, now=LATER, rows=())


COPY = """insert into unit_version (unit_id, level, code, other_code, name, type, parent_id, province_id,
  valid, origin, recorded_at)
 select {unit}, level, {code}, other_code, name, type, parent_id, province_id, {valid}, origin, recorded_at
   from unit_version where code = '19789' and valid @> '2026-01-01'::date"""


@pytest.mark.parametrize(
    ("unit", "code", "valid"),
    [
        ("unit_id", "'00001'", "valid"),  # a second version of the unit on the same days
        ("province_id", "code", "valid"),  # another unit under the same code on the same days
        ("province_id", "'123'", "daterange('1990-01-01', '1990-01-02')"),  # a code that no commune can have
        ("province_id", "'00000'", "daterange('1990-01-01', '1990-01-01')"),  # a period without a day
    ],
)
def test_the_database_refuses_two_at_a_time(unit: str, code: str, valid: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COPY.format(unit=unit, code=code, valid=valid))


def test_a_past_version_may_be_added() -> None:
    """The negative control of the test above: on other days the same row is welcome."""
    with connection.cursor() as cursor:
        cursor.execute(
            COPY.format(unit="unit_id", code="code", valid="daterange('1990-01-01', '1990-02-01')")
        )
        assert cursor.rowcount == 1


def agency_row(**values: str) -> Row:
    usual = {"code": "H57.199", "name": "Sở", "kind": "department", "unit_code": "46", "parent_code": "H57",
             "is_simulated": "yes"}  # fmt: skip
    return Row("agencies.csv", 7, {**usual, **values})


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "H56.10"}, "agency_elsewhere"),
        ({"code": "57.10"}, "agency_code"),
        ({"code": "H57.000"}, "agency_code"),
        ({"unit_code": "99999"}, "agency_unit_unknown"),
        ({"parent_code": "H57.198"}, "agency_parent_unknown"),
        ({"parent_code": "H57.199"}, "agency_parent_unknown"),
        ({"parent_code": ""}, "agency_parent_unknown"),
        ({"kind": "office"}, "cell_choice"),
        ({"is_simulated": "có"}, "cell_choice"),
        ({"valid_from": "2025-07-01", "valid_to": "2025-07-01"}, "agency_period"),
        ({"code": "H57.101"}, "unit_code_twice"),
    ],
)
def test_a_faulty_agency_stops_the_whole_file(values: dict[str, str], code: str) -> None:
    rows = [*fixtures.rows("hue/agencies.csv"), agency_row(**values)]
    with pytest.raises(Refused) as refused:
        services.load_agencies(actor=SYSTEM, now=LATER, authority_code="H57", rows=rows)
    assert {p.code for p in refused.value.problems} == {code}


def test_agencies_are_renamed_and_moved_by_their_rows_only() -> None:
    rows = [*fixtures.rows("hue/agencies.csv"), agency_row(parent_code="H57.01")]
    report = services.load_agencies(actor=SYSTEM, now=LATER, authority_code="000.00.00.H57", rows=rows)
    assert (report.added, report.changed) == (1, 0)
    rows[-1] = agency_row(parent_code="H57.02", name="Sở mới")
    report = services.load_agencies(actor=SYSTEM, now=LATER, authority_code="H57", rows=rows)
    assert (report.added, report.changed) == (0, 1)
    found = units.agency_by_code(code="H57.199")
    parent = units.agency_by_code(code="H57.02")
    assert found is not None
    assert parent is not None
    assert (found.name, found.parent_id) == ("Sở mới", parent.id)


def test_a_code_of_level_one_is_closed_and_never_given_again() -> None:
    known = {"code": "H57", "name_vi": "UBND Thành phố Huế", "kind": "province", "in_use_2026": "yes"}
    other = {"code": "H14", "name_vi": "x", "kind": "ministry", "in_use_2026": "closed 2026-12-01"}
    closing = [Row("l.csv", 2, known), Row("l.csv", 3, other)]
    assert services.load_level_one(actor=SYSTEM, now=LATER, rows=closing).ended == 1
    closed, kept = units.agency_by_code(code="H14"), units.agency_by_code(code="H57")
    assert closed is not None
    assert kept is not None
    assert closed.valid_to == date(2026, 12, 1)
    assert kept.name == "Ủy ban nhân dân thành phố Huế"  # the name that its own province gave it
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.create(
            code="H62", legacy_code="x", name="x", kind="ministry", valid="[,)", recorded_at=LATER
        )
