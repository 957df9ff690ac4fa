"""District 1 as it was: its wards are split to the street, the district itself ends and nobody of its level follows."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from tests.people import NOW

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.rows import Row
from thongsuot.plumbing import access, reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries.drafting import Districts
from thongsuot.transition.reorganisation.rules import PlanState, Takes
from thongsuot.transition.reorganisation.tests.people import lies_at
from thongsuot.work.dossiers import queries as dossiers

pytestmark = pytest.mark.usefixtures("province")
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
OLD = {"26737": "Đa Kao", "26746": "Nguyễn Thái Bình", "26752": "Cầu Ông Lãnh"}
NEW = {"26737": "Tân Định", "26740": "Sài Gòn", "26743": "Bến Thành", "26758": "Cầu Ông Lãnh"}
# what was written on the form → where it lies now, None: a person has to look
SAID = {
    ("26737", "12 Trần Quang Khải, Phường Đa Kao, Quận 1, TP.HCM"): "26737",
    ("26737", "2/5 Đinh Tiên Hoàng, P. Đa Kao, Q.1"): "26740",
    ("26737", "45 Điện Biên Phủ"): "26740",
    ("26746", "Số 120 đường Võ Văn Kiệt, phường Nguyễn Thái Bình"): "26743",
    ("26737", "đường Đinh Tiên Hoàng, phường Đa Kao"): None,
    ("26737", "12 Trần Quang Khải, Phường Hàng Bạc, Quận Hoàn Kiếm, Hà Nội"): None,
    ("26737", ""): None,
}
AGENCY = """insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id, authority_id, valid, source,
  is_simulated, recorded_at) values (%s, %s, %s, '', %s, %s, null, %s, daterange(%s, null), 'thử', true, now())
returning id"""


def unit_of(code, day, level="commune"):
    return units.unit_on(code=code, day=day, level=level).exact


@pytest.fixture
def district():
    """Agencies by name: the city's, District 1's, three old wards' and four new ones'; the parts of the pack."""
    path = settings.PACKS_DIR / "tphcm" / "parts.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [Row("parts.csv", n, row) for n, row in enumerate(csv.DictReader(lines), 2)]
    register.load_parts(actor=SYSTEM, now=NOW, rows=rows)
    city, quarter = unit_of("79", DAY, "province"), unit_of("760", EVE, "district")
    made = {}

    def agency(key, code, kind, unit, since=None):
        with access.seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(AGENCY, [code, code[::-1], f"UBND {key}", kind, unit.id, city.id, since])
            made[key] = cursor.fetchone()[0]

    agency("city", "H29.T0", "department", city)
    agency("quarter", "H29.T1", "district_committee", quarter)
    for n, code in enumerate(OLD):
        agency(f"old {code}", f"H29.U{n}", "commune_committee", unit_of(code, EVE))
    for n, code in enumerate(NEW):
        agency(f"new {code}", f"H29.V{n}", "commune_committee", unit_of(code, DAY), DAY)
        agency(f"centre {code}", f"H29.V{n}.1", "commune_centre", unit_of(code, DAY), DAY)
    reference.bump()
    return made | {"authority": city.id, "top": units.committee_of(unit_id=city.id, day=DAY).id}


def lies_in(agency, code, address, authority):
    """A dossier of an old ward at an agency."""
    land = unit_of(code, EVE).id
    return lies_at(agency, territory_id=land, authority_id=authority, address=address)


def planned(made, lines):
    given = {"actor": SYSTEM, "now": NOW, "agency_id": made["top"]}
    plan = services.make_plan(**given, name="Quận 1", day=DAY, lines=lines)
    return plan, given, services.preview(**given, plan_id=plan)


def test_wards_are_worked_out_to_the_street(district):
    ids = {said: lies_in(district[f"old {said[0]}"], *said, district["authority"]) for said in SAID}
    drafted = queries.draft_lines(authority_id=district["authority"], day=DAY)
    old = {district[f"old {code}"] for code in OLD}
    lines = [line for line in drafted if line.old_agency_id in old]
    assert {line.takes for line in lines} == {Takes.CANDIDATE}
    plan, given, shown = planned(district, lines)
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    placed = {p.dossier_id: p for p in queries.placements(viewer=SYSTEM, found=found)}
    news = {district[f"new {code}"]: code for code in NEW}
    assert {said: news.get(placed[id_].new_agency_id) for said, id_ in ids.items()} == SAID
    left = sum(to is None for to in SAID.values())
    assert [(b.problem.code, b.count) for b in shown.blockers] == [("dossiers_unassigned", left)]
    words = [
        services.Say(p.old_agency_id, p.likely[0], dossier_id=p.dossier_id, reason="đã hỏi")
        for p in queries.unplaced(viewer=SYSTEM, found=found)
    ]
    services.assign(**given, plan_id=plan, words=words)
    assert services.preview(**given, plan_id=plan).blockers == ()
    assert services.rehearse(**given, plan_id=plan).balance["holds"]
    done = services.activate(**given, plan_id=plan)
    assert (done.moved, done.balance["findings"]) == (len(SAID), [])
    for said, id_ in ids.items():
        if SAID[said] is not None:
            holder = dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id
            assert holder == district[f"new {SAID[said]}"]


def test_a_district_s_work_goes_to_the_communes_or_to_the_province(district):
    quarter = district["quarter"]
    lines = [
        x
        for x in queries.draft_lines(authority_id=district["authority"], day=DAY)
        if x.old_agency_id == quarter
    ]
    lands = {x.territory_id: x.new_agency_id for x in lines if x.takes is Takes.TERRITORY}
    assert lands[unit_of("760", EVE, "district").id] == district["top"]
    assert lands[unit_of("26740", EVE).id] == district["new 26740"]  # Bến Nghé went whole to Sài Gòn
    candidates = {x.new_agency_id for x in lines if x.takes is Takes.CANDIDATE}
    assert candidates == {district[f"new {code}"] for code in ("26737", "26740", "26743", "26758")}
    whole = lies_in(quarter, "26740", "1 Lê Lợi", district["authority"])
    street = lies_in(quarter, "26737", "12 Trần Quang Khải", district["authority"])
    plan, given, shown = planned(district, lines)
    assert shown.blockers == ()
    services.activate(**given, plan_id=plan)
    holders = [dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id for id_ in (whole, street)]
    assert holders == [district["new 26740"], district["new 26737"]]
    assert queries.plan(viewer=SYSTEM, plan_id=plan).state is PlanState.ACTIVATED
    up = queries.draft_lines(authority_id=district["authority"], day=DAY, districts=Districts.PROVINCE)
    assert [(x.new_agency_id, x.takes) for x in up if x.old_agency_id == quarter] == [
        (district["top"], Takes.ALL)
    ]
