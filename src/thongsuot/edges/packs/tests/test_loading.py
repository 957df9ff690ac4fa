from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from thongsuot.edges.packs import checking, demo, loading
from thongsuot.edges.packs.demo import filling
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def gathered():
    return checking.gather(settings.PACKS_DIR / "hue")[0]


def fetch(statement):
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_a_second_load_changes_nothing_read_again_or_not(province, gathered):
    later = province.now + timedelta(days=1)
    quick = loading.load([gathered], now=later, with_demo=True)
    assert (quick[0].changes, "points" in quick[0].passed_over) == (0, True)
    full = loading.load([gathered], now=later, with_demo=True, again=True)
    assert {name: report.changes for name, report in full[0].reports.items()} == dict.fromkeys(
        full[0].reports, 0
    )
    assert len(full[0].reports) >= 8


def test_the_settings_of_the_manifest_are_those_of_the_province(province, gathered):
    assert units.setting(authority_id=province.authority_id, key="accent") == "#6b2c91"
    style = units.setting(authority_id=province.authority_id, key="dossier_code")
    assert style == {"notation": "new", "date_digits": 8, "serial_digits": 4}
    changed = replace(
        gathered, pack=replace(gathered.pack, settings={**gathered.pack.settings, "accent": "#123456"})
    )
    loading.load([changed], now=province.now)
    assert units.setting(authority_id=province.authority_id, key="accent") == "#123456"
    yesterday = province.day - timedelta(days=1)
    assert units.setting(authority_id=province.authority_id, key="accent", day=yesterday) == "#6b2c91"


def test_a_verb_that_refuses_leaves_nothing_loaded(province, gathered):
    before = fetch("select count(*), max(recorded_at) from point_version")
    rows = [replace(row, values={**row.values, "name": "Tên mới"}) for row in gathered.rows["points"]]
    stray = Row("points.csv", 99, {**rows[0].values, "code": "H57.998", "agency_code": "H57.998"})
    broken = replace(gathered, rows={**gathered.rows, "points": [*rows, stray]})
    with pytest.raises(Refused):
        loading.load([broken], now=province.now, again=True)
    assert fetch("select count(*), max(recorded_at) from point_version") == before


def test_demo_dossiers_are_lifelike_and_come_once(province, gathered):
    given = {"authority_id": province.authority_id, "now": province.now}
    filled = filling.fill(gathered, count=150, **given)
    assert (filled.received, filled.refused) == (150, 0)
    assert filled.acts > 400
    assert filling.fill(gathered, count=150, **given) == filling.Filled()
    states = dict(fetch("select state, count(*) from dossier group by 1"))
    assert sum(states.values()) == 150
    assert states["returned"] > 90
    late = fetch(f"select count(*) from dossier_step where at >= '{province.now.isoformat()}'")
    assert late == [(0,)]
    unordered = fetch(
        "select 1 from dossier_step a join dossier_step b on a.dossier_id = b.dossier_id"
        " and b.number = a.number + 1 where b.at < a.at"
    )
    assert unordered == []


def test_demo_people_are_nobody(province, gathered):
    filling.fill(gathered, count=60, authority_id=province.authority_id, now=province.now)
    people = fetch("select applicant_name, citizen_id, phone, is_simulated from dossier")
    assert all(citizen_id.startswith("047") and is_simulated for _, citizen_id, _, is_simulated in people)
    assert all(phone == "" or phone.startswith("030") for _, _, phone, _ in people)
    assert len({name for name, *_ in people}) > 50


def test_the_same_seed_makes_the_same_province(province, gathered):
    def made():
        with transaction.atomic():
            filling.fill(gathered, count=40, authority_id=province.authority_id, now=province.now)
            found = fetch(
                "select applicant_name, received_at, state, due_at from dossier order by received_at, code"
            )
            transaction.set_rollback(True)
        return found

    assert made() == made()


def test_the_accounts_worth_showing_are_those_of_the_pack():
    shown = demo.accounts("hue")
    assert [account.role_en for account in shown][:2] == ["Citizen", "Counter officer"]
    assert len({account.role for account in shown}) == 6
    assert len({account.password for account in shown}) == 1
    assert len(demo.accounts("hue", every=True)) > 100
    assert demo.accounts("atlantis") == []
