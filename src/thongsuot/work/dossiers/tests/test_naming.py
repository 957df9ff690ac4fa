"""A slip of before a retyping, printed again after it: the names of its day, and what they are now."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from tests.people import filing

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import papers, queries, services
from thongsuot.work.dossiers.papers import assembling, naming
from thongsuot.work.dossiers.papers.forms import Naming
from thongsuot.work.dossiers.papers.tests.reading import pages

RETYPED = "25270"  # a commune that became a ward on 2026-04-30
BEFORE, AFTER = date(2026, 3, 1), date(2026, 11, 22)
AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def agency(code, name, kind, unit_id, authority_id, parent_id=None):
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id, authority_id, valid,
            source, is_simulated, recorded_at) values (%s, %s, %s, '', %s, %s, %s, %s, '[2025-07-01,)', '', true, now())
            returning id""",
            [code, f"000.{code}", name, kind, unit_id, parent_id, authority_id],
        )
        return cursor.fetchone()[0]


@pytest.fixture(params=["xã", "phường"])
def office(request, province):
    """The committee and the centre of the commune, registered under its old name or under its new one."""
    unit = units.unit_on(code=RETYPED, day=BEFORE).units[0]
    name = f"{request.param} {unit.name}"
    committee = agency("H97.1", f"Ủy ban nhân dân {name}", "commune_committee", unit.id, unit.province_id)
    centre_name = f"Trung tâm Phục vụ hành chính công {name}"
    return agency("H97.1.4", centre_name, "commune_centre", unit.id, unit.province_id, committee), unit


def told(office, printed_on):
    centre, unit = office
    given = filing(territory=unit.code)
    receipt = services.receive(actor=SYSTEM, now=AT, agency_id=centre, filing=given)
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    return assembling.Told(record, (), steps, "https://mau.vn/1", printed_on=printed_on)


def words(pdf):
    return " ".join(" ".join(pages(pdf)).split())


def test_a_slip_shows_the_names_of_its_day_and_what_they_are_now(office):
    name = office[1].name
    found = told(office, AFTER)
    again = words(assembling.printed(found, "slip"))
    assert f"ỦY BAN NHÂN DÂN XÃ {name.upper()}" in again
    assert f"Ủy ban nhân dân xã {name} nay là Ủy ban nhân dân phường {name}." in again
    assert f"Trung tâm Phục vụ hành chính công xã {name} tiếp nhận hồ sơ" in again
    first = words(assembling.printed(replace(found, printed_on=BEFORE), "slip"))
    assert "nay là" not in first
    assert f"ỦY BAN NHÂN DÂN XÃ {name.upper()}" in first


def test_each_way_of_naming(office):
    centre, unit = office
    then, now = (f"Trung tâm Phục vụ hành chính công {kind} {unit.name}" for kind in ("xã", "phường"))
    ways = {way: naming.Names(way, BEFORE, AFTER) for way in Naming}
    assert [ways[way].of(centre) for way in (Naming.ANCHOR, Naming.PRESENT, Naming.BOTH)] == [then, now, then]
    assert [bool(ways[way].changed) for way in (Naming.ANCHOR, Naming.PRESENT, Naming.BOTH)] == [
        False,
        False,
        True,
    ]
    assert ways[Naming.BOTH].notes(papers.SlipData)[-1] == f"{then} nay là {now}."
    assert ways[Naming.ANCHOR].of(None) == ""


def test_every_form_says_whose_names_it_shows():
    assert set(papers.NAMES) == {*assembling.FORMS, "register"}
