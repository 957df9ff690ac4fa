"""The balance of a switch, counted anew and on paper; seals of the ended agencies come in."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import HERE, NOW, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import NotFound
from thongsuot.plumbing import access, reference
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import SealKind, SuccessionKind
from thongsuot.registers.units.services import AgencyChange, NewSeal
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import services as work

pytestmark = pytest.mark.usefixtures("province")


def activated(province):
    for _ in range(2):
        work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    plan, by, _ = planned(province.authority_id, takes_over())
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    return plan, by, done


def test_anybody_can_count_it_anew_and_hold_it_in_hand(province):
    plan, by, done = activated(province)
    kept, counted = services.balance(plan_id=plan)
    assert (kept.digest, counted.moved, counted.findings) == (done.digest, 2, ())
    pdf = services.balance_paper(plan_id=plan)
    assert pdf.startswith(b"%PDF")
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert services.balance(plan_id=plan)[1].holds


def test_what_is_lost_afterwards_shows(province):
    plan, _, _ = activated(province)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select set_config('ts.rehousing', 'on', true)")
        cursor.execute(
            "update dossier set holder_agency_id = %s where received_agency_id = %s",
            [committee(day=TODAY.replace(day=1)), centre(day=TODAY.replace(day=1))],
        )
        cursor.execute("select set_config('ts.rehousing', '', true)")
    assert services.balance(plan_id=plan)[1].findings == ("2 open dossiers lie at agencies that ended",)


def test_a_plan_that_was_never_carried_out_has_no_balance(province):
    plan, _, _ = planned(province.authority_id, takes_over())
    with pytest.raises(NotFound):
        services.balance(plan_id=plan)


def test_seals_of_ended_agencies_are_recalled_and_come_back(province):
    old = committee()
    seal = NewSeal(old, next(iter(SealKind)), "CD-01", TODAY.replace(month=1), is_simulated=True)
    register.issue_seals(actor=SYSTEM, now=NOW, seals=[seal])
    plan, by, done = activated(province)

    def out():
        reference.forget()
        return [
            s.recalled_on for s in units.seals_of(agency_ids=frozenset({old}))
        ]  # the pack's seal and this one

    assert out() == [TODAY, TODAY]
    assert {"item": "seals", "agency": old, "before": 2, "went": {"0": 2}, "after": 0, "difference": 0} in (
        done.balance["entries"]
    )
    services.undo(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert out() == [None, None]


def test_recorded_successors_of_departments_become_lines(province):
    first, second, heir = units.agencies_of(authority_id=province.authority_id, day=TODAY, kind="department")[
        :3
    ]
    changes = [
        AgencyChange(old.code, heir.code, LATER.date() + timedelta(1), SuccessionKind.MERGE, "NQ 9", "Điều 2")
        for old in (first, second)
    ]
    register.record_agency_changes(actor=SYSTEM, now=NOW, changes=changes)
    lines = queries.draft_lines(authority_id=province.authority_id, day=LATER.date() + timedelta(1))
    assert {(x.old_agency_id, x.new_agency_id, x.ground) for x in lines} == {
        (old.id, heir.id, "NQ 9, Điều 2") for old in (first, second)
    }
