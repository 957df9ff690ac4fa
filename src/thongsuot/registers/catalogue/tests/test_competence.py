"""Who settles a procedure: the commune's committee, the department named, or the province's committee."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.catalogue import queries, services
from thongsuot.registers.catalogue.tests.records import record

pytestmark = pytest.mark.django_db

NOW, DAY = datetime(2031, 1, 5, tzinfo=UTC), date(2030, 6, 1)


def unit(level, code):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into unit (level, first_code) values (%s, %s) returning id", [level, f"test-{code}"]
        )
        return cursor.fetchone()[0]


def agency(code, legacy, name, kind, unit_id, authority_id):
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into agency (code, legacy_code, name, short_name, kind, unit_id, authority_id, valid,
            source, is_simulated, recorded_at) values (%s, %s, %s, '', %s, %s, %s, '[2025-07-01,)', '', true, %s)
            returning id""",
            [code, legacy, name, kind, unit_id, authority_id, NOW],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def province():
    authority, commune = unit("province", "p"), unit("commune", "c")
    return {
        "authority": authority,
        "commune": commune,
        "committee": agency(
            "H98", "000.00.00.H98", "UBND tỉnh Mẫu", "province_committee", authority, authority
        ),
        "justice": agency("H98.03", "000.00.03.H98", "Sở Tư pháp", "department", authority, authority),
        "farming": agency("H98.07", "000.00.07.H98", "Sở Nông nghiệp", "department", authority, authority),
        "ward": agency("H98.101", "000.00.101.H98", "UBND xã Mẫu", "commune_committee", commune, authority),
    }


def competent(province, **changes):
    code = changes.pop("code", "9.000001")
    services.load_procedures(
        actor=SYSTEM, now=NOW, records=[record(code, **changes)], source="test", valid_from=DAY
    )
    return queries.competent_agency(
        version_id=queries.version_on(code=code, day=DAY).id,
        unit_id=province["commune"],
        authority_id=province["authority"],
        day=DAY,
    )


def name_bodies(*rows, authority="H98"):
    rows = [
        Row(
            "competences.csv",
            n,
            {"executing": e, "agency_code": a, "procedure_code": p, "valid_from": "2025-07-01"},
        )
        for n, (e, a, p) in enumerate(rows, 2)
    ]
    return services.load_competences(actor=SYSTEM, now=NOW, authority_code=authority, rows=rows)


def test_a_ward_procedure_belongs_to_the_commune(province):
    assert competent(province) == province["ward"]


@pytest.mark.parametrize(
    ("body", "who"),
    [
        ("Sở Tư pháp", "justice"),
        ("Sở tư pháp tỉnh Tuyên Quang", "justice"),
        ("Sở Nông nghiệp", "farming"),
        ("Chi cục không ai biết", "committee"),
    ],
)
def test_a_provincial_procedure_belongs_to_the_department_of_that_name(province, body, who):
    assert competent(province, isWard=False, isProvince=True, executing=[body]) == province[who]


def test_the_province_names_who_is_meant_and_a_procedure_goes_before_all(province):
    name_bodies(("Chi cục Thủy lợi", "H98.07", ""), ("Chi cục Thủy lợi", "000.00.03.H98", "9.000002"))
    provincial = {"isWard": False, "isProvince": True, "executing": ["Chi cục Thuỷ lợi", "Sở Tư pháp"]}
    assert competent(province, **provincial) == province["farming"]
    assert competent(province, code="9.000002", **provincial) == province["justice"]


def test_a_ministrys_procedure_belongs_to_nobody_here(province):
    assert competent(province, isWard=False, isMinistry=True) is None


def test_unknown_agencies_are_refused_by_line(province):
    with pytest.raises(Refused) as refusal:
        name_bodies(("Sở Y tế", "H98.99", ""))
    assert "competences.csv:2" in str(refusal.value)
    with pytest.raises(NotFound):
        name_bodies(("Sở Y tế", "H98.07", ""), authority="H99")
