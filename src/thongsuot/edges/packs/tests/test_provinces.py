"""Other provinces than the first: their packs are drafted by a command and loaded without a line of code."""

from collections import Counter
from datetime import date

import pytest
from django.conf import settings

from thongsuot.edges.packs import checking, drafting, loading
from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import Outcome, PartBy, Place, SuccessionKind

pytestmark = pytest.mark.django_db
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)


def gathered(name):
    return checking.gather(settings.PACKS_DIR / name)[0]


def province_of(code):
    found = units.unit_on(code=code, day=DAY, level="province").exact
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "code", "root", "communes"), [("tphcm", "79", "H29", 168), ("laocai", "15", "H38", 99)]
)
def test_a_province_is_loaded_with_no_code_touched(province, name, code, root, communes):
    pack = gathered(name)
    assert loading.load([pack], now=province.now, with_demo=True)[0].changes > 1000
    assert loading.load([pack], now=province.now, with_demo=True, again=True)[0].changes == 0
    unit = province_of(code)
    own = units.agencies_of(authority_id=unit.id, day=province.day)
    kinds = Counter(agency.kind for agency in own)
    assert (kinds["commune_committee"], kinds["commune_centre"]) == (communes, communes)
    assert [a.code for a in own if not a.is_simulated] == [root]
    every = Counter(p.kind for p in points.points_of(authority_id=unit.id, day=province.day))
    assert (every["commune_centre"], every["province_centre"]) == (communes, 1)
    assert every["post_office"] + every["commune_post"] == communes == kinds["post_office"] - 1
    assert points.map_of(authority_id=unit.id, day=province.day) is None
    assert units.setting(authority_id=unit.id, key="accent") == pack.pack.settings["accent"]
    committee = next(a for a in own if a.kind == "commune_committee")
    assert len(units.seals_of(agency_ids=frozenset({committee.id}), day=province.day)) == 1


def test_where_the_new_communes_came_from(province):
    came = Counter()
    for unit in units.communes_of(province_code="79", day=DAY):
        came.update({old.province_code for old in units.predecessors(code=unit.code, day=DAY).units})
    assert came == {"79": 102, "74": 36, "77": 30}
    assert len(units.communes_of(province_code="15", day=DAY)) == 99


def test_district_one_is_worked_out_to_the_street(province):
    loading.load([gathered("tphcm")], now=province.now)

    def where(code, street, house=""):
        found = units.assign(code=code, day=DAY, place=Place(street=street, house=house))
        return found.outcome, {u.name for u in found.units}, found.by

    assert where("26737", "Trần Quang Khải", "12") == (Outcome.EXACT, {"Tân Định"}, PartBy.STREET)
    assert where("26737", "dinh tien hoang", "2/5") == (Outcome.EXACT, {"Sài Gòn"}, PartBy.STREET)
    assert where("26737", "Đinh Tiên Hoàng") == (Outcome.CANDIDATES, {"Sài Gòn", "Tân Định"}, PartBy.STREET)
    assert where("26737", "Đường Nào Đó") == (Outcome.CANDIDATES, {"Sài Gòn", "Tân Định"}, None)
    assert where("26746", "Võ Văn Kiệt", "120")[1] == {"Bến Thành"}
    assert where("26752", "Trần Hưng Đạo", "7")[1] == {"Bến Thành"}
    waiting = {u.code for u in units.unassigned(day=DAY, province_id=province_of("79").id)}
    assert waiting.isdisjoint({"26737", "26746", "26752"})
    assert waiting


def test_agencies_of_the_city_of_the_first_pack_became_fewer(province):
    root = units.agency_by_code(code="H57")
    before, after = (
        Counter(a.kind for a in units.agencies_of(authority_id=root.unit_id, day=day))
        for day in (date(2025, 2, 28), province.day)
    )
    assert (before["department"], after["department"]) == (20, 14)
    assert (before["inspectorate"], after["inspectorate"]) == (20, 0)
    told = units.agency_successions(day=DAY, authority_id=root.unit_id)
    inspectors = units.agency_by_code(code="H57.13")
    assert (len(told), {s.new_id for s in told}) == (9 + 11, {inspectors.id})
    assert {s.kind for s in told} == {SuccessionKind.MERGE}
    dead = frozenset(s.old_id for s in told)
    assert len(units.seals_of(agency_ids=dead, day=EVE)) == 20
    assert units.seals_of(agency_ids=dead, day=DAY) == ()


def test_a_draft_is_right_from_the_first_day(tmp_path):
    (tmp_path / "national").symlink_to(settings.PACKS_DIR / "national")
    like = gathered("hue")
    draft = drafting.plan(like, code="caobang", unit_code="04", accent="#005a9c", at=(106.25, 22.66))
    assert (draft.root, draft.place, len(draft.communes)) == ("H14", "tỉnh Cao Bằng", 56)
    drafting.write(draft, tmp_path / "caobang")
    checked = checking.check(tmp_path / "caobang")
    assert [str(f) for f in checked.faults] == []
    assert not any("Huế" in row["name"] for row in checked.gathered.rows["agencies"])
    assert {row["is_simulated"] for row in checked.gathered.rows["points"]} == {"yes"}
    with pytest.raises(Refused, match="pack_exists"):
        drafting.write(draft, tmp_path / "caobang")
    with pytest.raises(NotFound):
        drafting.plan(like, code="x", unit_code="99", accent="#005a9c", at=(1, 1))
