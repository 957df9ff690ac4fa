"""Who stands for an agency that ended reads what it had closed; of one that was split, only what came to him."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM, Actor, Grant, Kind
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.transition.reorganisation import rules, services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work

pytestmark = pytest.mark.usefixtures("province")
AFTER = LATER + timedelta(hours=1)


def closed(territory=HERE):
    """A dossier that was withdrawn at the old centre before anything changed."""
    user = who("motcua.thuanhoa")
    receipt = work.receive(actor=user, now=NOW, agency_id=centre(), filing=filing(territory))
    work.withdraw(
        actor=user, now=NOW, agency_id=centre(), dossier_ids=[receipt.id], reason="Người nộp xin rút"
    )
    return receipt


def officer_of(code):
    """Somebody who may read the records of a commune's agencies, and of nothing else."""
    tree = units.agency_tree(agency_id=committee(code), day=TODAY)
    grant = Grant(frozenset({access.READ}), tree, TODAY.replace(day=1))
    return Actor(Kind.OFFICER, 10**9, "thử", (grant,), TODAY)


def sees(actor, receipt):
    found = dossiers.dossier(viewer=actor, dossier_id=receipt.id)
    named = dossiers.find(viewer=actor, agency_ids=sorted(actor.grants[0].agency_ids), words="Nguyen Thi Hoa")
    assert (found is not None) == (receipt.code in {row.code for row in named})
    return found is not None


def test_the_heir_reads_closed_dossiers_and_nobody_else_does(province):
    receipt, heir, stranger = closed(), officer_of(ELSEWHERE), officer_of(THERE)
    assert not sees(heir, receipt)
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (sees(heir, receipt), sees(stranger, receipt)) == (True, False)
    assert dossiers.steps_of(viewer=heir, dossier_id=receipt.id)
    heirs = units.agency_successors(agency_id=centre(day=TODAY - timedelta(1)), day=TODAY)
    assert {a.id for a in heirs} == {centre(ELSEWHERE)}
    services.undo(actor=SYSTEM, now=AFTER, agency_id=by, plan_id=plan)
    assert not sees(heir, receipt)


def test_reading_is_not_writing(province):
    receipt = closed()
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    heir = officer_of(ELSEWHERE)
    with access.seeing(heir), connection.cursor() as cursor:
        cursor.execute("update dossier set summary = 'x' where id = %s", [receipt.id])
        assert cursor.rowcount == 0


def test_of_a_split_agency_only_the_own_territory_is_read(province):
    own, foreign = closed(THERE), closed(ELSEWHERE)
    land = {code: units.unit_on(code=code, day=TODAY).units[0].id for code in (THERE, ELSEWHERE)}
    lines = [
        PlanLine(old, (centre if old == centre() else committee)(code), Takes.TERRITORY, land[code])
        for old in sorted(units.agency_tree(agency_id=committee(), day=TODAY))
        for code in (THERE, ELSEWHERE)
    ]
    recorded = rules.heirs_of(lines)
    assert {kind for _, _, kind, *_ in recorded} == {"split"}
    following = [register.Following(*heir) for heir in recorded]
    register.follow_agencies(actor=SYSTEM, now=LATER, day=TODAY, note_="thử", following=following)
    assert (sees(officer_of(THERE), own), sees(officer_of(THERE), foreign)) == (True, False)


def test_lists_never_ask_who_came_before(province):
    """What an officer sees anyway is let through before forebears are looked for: no row costs a question more."""
    work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    with access.seeing(officer_of(HERE)), connection.cursor() as cursor:
        cursor.execute(
            "explain (analyze, format text) select id from dossier where holder_agency_id = %s", [centre()]
        )
        told = "\n".join(row[0] for row in cursor.fetchall())
    asked = [line for line in told.splitlines() if "InitPlan" in line]
    assert asked
    assert told.count("never executed") >= 3
