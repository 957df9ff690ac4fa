"""Departments, inspectorates and public service units reorganise by the same engine as the agencies of communes."""

import random
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from tests.people import NOW, TODAY

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access, reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.transition.reorganisation import conservation, queries, services
from thongsuot.transition.reorganisation.rules import PlanLine
from thongsuot.transition.reorganisation.tests.people import LATER, lies_at, planned
from thongsuot.work.dossiers import queries as dossiers

pytestmark = pytest.mark.usefixtures("province")
SERVICE_UNITS = 666
# As it was before: the recorded successions are taken back, the old agencies live, with seals and an officer each.
REVIVE = """update agency set valid = daterange(lower(valid), null) where id = any(%s)"""
SEALS_OUT = "update seal set recalled_on = null, minutes = '' where agency_id = any(%s)"
OFFICERS = """with a as (
  insert into account (username, kind, full_name, authority_id, phone, password, is_active, is_demo, created_at)
  select 'cu' || i, 'officer', 'Cán bộ ' || i, %s, '', '!', true, true, now() from unnest(%s::bigint[]) i
  returning id, username)
insert into role_grant (account_id, role_id, agency_id, reach, valid, reason, granted_at, revoked_because)
select a.id, r.id, substr(a.username, 3)::bigint, 'own', daterange('2021-01-01', null), 'thử', now(), ''
  from a, role r where r.code = 'processor'"""


def execute(sql, *params):
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, params)
    reference.bump()


def before(province):
    """The lines of the recorded successions, and the old agencies as they stood before them."""
    told = [s for day in (date(2025, 3, 1), date(2025, 7, 1))
            for s in units.agency_successions(day=day, authority_id=province.authority_id)]  # fmt: skip
    register.withdraw_agency_changes(actor=SYSTEM, now=NOW, succession_ids=[s.id for s in told])
    olds = [s.old_id for s in told]
    execute(REVIVE, olds)
    execute(SEALS_OUT, olds)
    execute(OFFICERS, province.authority_id, olds)
    return [PlanLine(s.old_id, s.new_id, act=s.act, clause=s.clause) for s in told]


def kinds(province):
    return Counter(
        a.kind.value for a in units.agencies_of(authority_id=province.authority_id, day=LATER.date())
    )


def test_twenty_departments_become_fourteen_and_twenty_inspectorates_one(province):
    now_kinds = kinds(province)
    lines = before(province)
    was = kinds(province)
    assert (was["department"], was["inspectorate"]) == (20, 20)
    held = {lies_at(line.old_agency_id): line for line in lines[::5]}
    plan, by, shown = planned(province.authority_id, lines)
    assert shown.blockers == ()
    assert (len(shown.holdings.codes), len(shown.holdings.seals)) == (26, 26)
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    stood = conservation.standing(found.old_ids)
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.balance["holds"]) == (len(held), True)
    counted = Counter(e["item"] for e in done.balance["entries"] for _ in range(e["before"]))
    assert (counted["seals"], counted["grants"]) == (26, 26)
    after = kinds(province)
    assert (after["department"], after["inspectorate"]) == (14, 0)
    assert after == now_kinds
    for id_, line in held.items():
        assert dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id == line.new_agency_id
    first = lines[-1]
    assert [a.id for a in units.agency_successors(agency_id=first.old_agency_id, day=TODAY)] == [
        first.new_agency_id
    ]
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert kinds(province) == was
    assert conservation.standing(found.old_ids) == stood


def test_the_pack_names_as_many_public_service_units_as_the_city_has(province):
    every = units.agencies_of(authority_id=province.authority_id, day=TODAY)
    found = [a for a in every if a.kind is AgencyKind.SERVICE_UNIT]
    above = {a.id: a for a in every}
    counted = Counter(above[a.parent_id].kind.value for a in found)
    assert (len(found), all(a.is_simulated and "mô phỏng" in a.name for a in found)) == (SERVICE_UNITS, True)
    assert counted == {"province_committee": 13, "department": 109 + 1 + 1, "commune_committee": 542}
    assert not {a.id for a in found} & {
        a.id for a in units.offices_of(authority_id=province.authority_id, day=TODAY)
    }


def test_public_service_units_merge_by_the_hundred(province):
    every = units.agencies_of(authority_id=province.authority_id, day=TODAY, kind=AgencyKind.SERVICE_UNIT)
    ids = [a.id for a in every]
    chance = random.Random(666)
    lines, at = [], 0
    while at < len(ids):
        group = ids[at : at + chance.randint(1, 6)]
        lines += [PlanLine(old, group[0], act="Đề án sắp xếp (mô phỏng)") for old in group[1:]]
        at += len(group)
    held = [lies_at(line.old_agency_id) for line in lines[::100]]
    plan, by, shown = planned(province.authority_id, lines)
    assert shown.blockers == ()
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    stood = conservation.standing(found.old_ids)
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.balance["findings"]) == (len(held), [])
    assert kinds(province)["service_unit"] == SERVICE_UNITS - len(lines)
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert kinds(province)["service_unit"] == SERVICE_UNITS
    assert conservation.standing(found.old_ids) == stood
