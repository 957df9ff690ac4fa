"""A commune that is split: a rule leads where it can, people say the rest, and nothing moves before all is said."""

import pytest
from tests.people import ELSEWHERE, HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.services import Say, switching
from thongsuot.transition.reorganisation.tests.people import LATER, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work

pytestmark = pytest.mark.usefixtures("province")
COUNTER = "motcua.thuanhoa"


def receive(territory=HERE, code=HERE, user=COUNTER):
    return work.receive(actor=who(user), now=NOW, agency_id=centre(code), filing=filing(territory))


def stands(receipt):
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    return found.holder_agency_id, found.competent_agency_id


def split():
    """Everything of one commune goes to either of two others, as people say."""
    lines = takes_over(HERE, ELSEWHERE) + takes_over(HERE, THERE)
    return [PlanLine(x.old_agency_id, x.new_agency_id, Takes.CANDIDATE, act=x.act) for x in lines]


def codes(refused):
    return {p.code for p in refused.value.problems}


def test_what_nobody_decided_blocks_and_names_who_has_to(province):
    receive()
    plan, by, shown = planned(province.authority_id, split())
    assert {b.problem.code for b in shown.blockers} == {
        "dossiers_unassigned", "officers_without_post", "point_unassigned",
    }  # fmt: skip
    assert {b.owner_id for b in shown.blockers if b.problem.code == "dossiers_unassigned"} == {
        centre(),
        committee(),
    }
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert "dossiers_unassigned" in codes(refused)


def test_people_say_where_single_dossiers_and_officers_go(province):
    one, other = receive(), receive()
    rest = takes_over(HERE, ELSEWHERE)
    lines = rest + [x for x in split() if x.new_agency_id in (centre(THERE), committee(THERE))]
    plan, by, shown = planned(province.authority_id, lines)
    assert shown.blockers == ()
    seat = next(
        s
        for s in identity.seats_at(viewer=SYSTEM, agency_ids=[committee()], day=TODAY)
        if s.username == COUNTER
    )
    words = [
        Say(centre(), centre(THERE), dossier_id=other.id),
        Say(committee(), committee(THERE), dossier_id=other.id),
        Say(committee(), committee(THERE), account_id=seat.account_id, reason="Theo quyết định điều động"),
    ]
    services.assign(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan, words=words)
    with pytest.raises(Refused) as refused:  # what was approved is no longer what is planned
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert codes(refused) == {"plan_state"}
    services.preview(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan)
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert stands(one) == (centre(ELSEWHERE), committee(ELSEWHERE))
    assert stands(other) == (centre(THERE), committee(THERE))
    work.forward(actor=who(COUNTER), now=LATER, agency_id=centre(THERE), dossier_ids=[other.id])


def test_a_territory_that_goes_elsewhere_takes_its_dossiers_along(province):
    ours, theirs = receive(), receive(THERE)
    land = units.unit_on(code=THERE, day=TODAY).units[0].id
    lines = [*takes_over(HERE, ELSEWHERE), PlanLine(centre(), centre(THERE), Takes.TERRITORY, land)]
    plan, by, _ = planned(province.authority_id, lines)
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert stands(ours)[0] == centre(ELSEWHERE)
    assert stands(theirs)[0] == centre(THERE)


def test_an_agency_may_give_up_a_part_and_live_on(province):
    ours, theirs = receive(), receive(THERE)
    land = units.unit_on(code=THERE, day=TODAY).units[0].id
    lines = [PlanLine(centre(), centre(THERE), Takes.TERRITORY, land, ends=False)]
    plan, by, _ = planned(province.authority_id, lines)
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (stands(ours)[0], stands(theirs)[0]) == (centre(), centre(THERE))
    work.forward(actor=who(COUNTER), now=LATER, agency_id=centre(), dossier_ids=[ours.id])


@pytest.mark.parametrize("broken", ["way", "rights", "doubled"])
def test_a_switch_that_loses_something_does_not_commit(province, monkeypatch, broken):
    """The negative control: an engine with one line, one right or one dossier wrong is caught by the audit."""
    from dataclasses import replace

    from django.db import connection

    first = receive()
    plan, by, _ = planned(province.authority_id, takes_over())
    if broken == "way":
        real = queries.move_of

        def short(found, run, placed):
            move = real(found, run, placed)
            kept = tuple(w for w in move.ways if w.old_agency_id != centre())
            return replace(move, ways=kept, ends=move.ends - {centre()})

        monkeypatch.setattr(switching.queries, "move_of", short)
    elif broken == "rights":
        monkeypatch.setattr(switching.identity, "regrant", lambda **_: ())
    else:
        real_rehouse = switching.work.rehouse

        def twice(**given):
            done = real_rehouse(**given)
            with connection.cursor() as cursor:
                cursor.execute("update dossier set summary = 'x' where id = %s", [first.id])
            return done

        monkeypatch.setattr(switching.work, "rehouse", twice)
    before = stands(first)
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert codes(refused) == {"balance_differs"}
    assert stands(first) == before
