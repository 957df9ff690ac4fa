"""A unit that is split: its open dossiers follow their part, and what no part names waits for a person."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from tests.people import ELSEWHERE, HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.registers.units import services as register
from thongsuot.registers.units.rules import Change, ChangeKind, Portion
from thongsuot.transition.reorganisation import conservation, queries, rules, services
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.services import Say, switching
from thongsuot.transition.reorganisation.tests.people import province_agency
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Applicant

pytestmark = pytest.mark.usefixtures("province")
DAY, LATER = NOW.date() + timedelta(days=1), NOW + timedelta(days=1, hours=1)
WHERE = {"Trần Quang Khải": THERE, "Điện Biên Phủ": ELSEWHERE}


@pytest.fixture
def divided(province):
    """From tomorrow on one commune is divided between two others; two of its streets are worked out."""
    half = Decimal("0.5")
    change = Change(
        ChangeKind.SPLIT, "9/NQ-UBTVQH16", DAY, clause="khoản 2", old=(HERE,), into=(THERE, ELSEWHERE),
        portions=tuple(Portion(HERE, new, area_share=half, people_share=half) for new in (THERE, ELSEWHERE)),
    )  # fmt: skip
    register.record_changes(actor=SYSTEM, now=NOW, changes=[change])
    rows = [
        Row("parts.csv", n, {"day": DAY.isoformat(), "old_code": HERE, "new_code": new, "by": "street", "street": street,
                             "confidence": "0.8", "source": "thử", "is_simulated": "yes"})
        for n, (street, new) in enumerate(WHERE.items(), 2)
    ]  # fmt: skip
    register.load_parts(actor=SYSTEM, now=NOW, rows=rows)
    return province


def receive(address):
    who_asks = Applicant("Nguyễn Thị Hòa", "046198000123", "0905123456", address=address)
    given = filing(HERE, applicant=who_asks)
    return work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=given)


def lines():
    """What a draft says of the divided commune: its agencies may lead to either heir."""
    tree = units.agency_tree(agency_id=committee(), day=NOW.date())
    made = []
    for old in sorted(tree):
        news = [(centre if old == centre() else committee)(code) for code in (THERE, ELSEWHERE)]
        made += [PlanLine(old, new, Takes.CANDIDATE, None, True, "9/NQ-UBTVQH16") for new in news]
    return made


def planned(province):
    """A plan of which a person has said where officers go."""
    by = province_agency(province.authority_id)
    given = {"actor": SYSTEM, "now": NOW, "agency_id": by}
    plan = services.make_plan(**given, name="Chia xã", day=DAY, lines=lines())
    tree = units.agency_tree(agency_id=committee(), day=DAY)
    to = {line.old_agency_id: line.new_agency_id for line in lines()}
    seats = identity.seats_at(viewer=SYSTEM, agency_ids=tree, day=DAY)
    words = [Say(s.agency_id, to[s.agency_id], account_id=s.account_id) for s in seats]
    services.assign(**given, plan_id=plan, words=words)
    return plan, given


def stands(receipt):
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    return found.holder_agency_id, found.competent_agency_id


def default(new):
    """From now on whatever no street names goes to one heir: what a person has looked up."""
    named = {"day": DAY.isoformat(), "old_code": HERE, "source": "thử", "is_simulated": "yes"}
    rows = [
        Row("parts.csv", n, {**named, "new_code": to, "by": "street", "street": street, "confidence": "0.8"})
        for n, (street, to) in enumerate(WHERE.items(), 2)
    ]
    rest = {**named, "new_code": new, "by": "default", "confidence": "0.7"}
    register.load_parts(actor=SYSTEM, now=NOW, rows=[*rows, Row("parts.csv", 9, rest)])


def test_dossiers_follow_their_part_and_the_rest_waits_for_a_person(divided):
    north, east = receive("12/3 Trần Quang Khải"), receive("Số 7 đường điện biên phủ, Thôn 2")
    unknown = receive("12 Đường Nào Đó")
    plan, given = planned(divided)
    shown = services.preview(**given, plan_id=plan)
    told = {(b.problem.code, b.agency_id, b.owner_id, b.count) for b in shown.blockers}
    assert {t for t in told if t[0] == "dossiers_unassigned"} == {
        ("dossiers_unassigned", agency, agency, 1) for agency in (centre(), committee())
    }
    view = next(a for a in shown.agencies if a.agency_id == centre())
    assert (view.open, view.by_part, view.stranded) == (3, 2, 1)
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    left = queries.unplaced(viewer=SYSTEM, found=found, agency_id=centre())
    assert [(p.code, p.address, set(p.likely)) for p in left] == [
        (unknown.code, "12 Đường Nào Đó", {centre(THERE), centre(ELSEWHERE)})
    ]
    assert [r.code for r in left[0].reasons][-1] == "unit_part_unknown"
    words = [
        Say(old, new, dossier_id=unknown.id, reason="đã hỏi người nộp")
        for old, new in ((centre(), centre(ELSEWHERE)), (committee(), committee(ELSEWHERE)))
    ]
    services.assign(**given, plan_id=plan, words=words)
    default(THERE)
    assert services.preview(**given, plan_id=plan).blockers == ()
    before = conservation.standing(found.old_ids)
    done = services.activate(**given | {"now": LATER}, plan_id=plan)
    assert (done.moved, done.balance["holds"]) == (3, True)
    assert stands(north) == (centre(THERE), committee(THERE))
    assert stands(east) == stands(unknown) == (centre(ELSEWHERE), committee(ELSEWHERE))
    assert services.balance(plan_id=plan)[1].findings == ()
    services.undo(**given | {"now": LATER}, plan_id=plan)
    assert [stands(x) for x in (north, east, unknown)] == [(centre(), committee())] * 3
    assert conservation.standing(found.old_ids) == before


def test_what_comes_after_the_preview_follows_its_part_too(divided, monkeypatch):
    default(THERE)
    plan, given = planned(divided)
    services.preview(**given, plan_id=plan)
    came = [receive("1 Điện Biên Phủ")]
    real = switching.work.hold

    def while_it_runs(**held):
        if held.get("batch", "bulk") == "bulk":
            came.append(
                receive("2 Điện Biên Phủ")
            )  # after the parts were asked, before the dossiers are held
        return real(**held)

    monkeypatch.setattr(switching.work, "hold", while_it_runs)
    done = services.activate(**given | {"now": LATER}, plan_id=plan)
    assert (done.moved, done.arrived) == (2, 1)
    assert {stands(x) for x in came} == {(centre(ELSEWHERE), committee(ELSEWHERE))}


def test_what_nobody_can_place_stops_a_switch_that_runs(divided, monkeypatch):
    default(THERE)
    plan, given = planned(divided)
    services.preview(**given, plan_id=plan)
    real = switching.work.close_intake

    def and_a_list_says_two_units(**held):
        real(**held)
        receive("1 Điện Biên Phủ, Phường Phú Xuân, Thành phố Huế")
        monkeypatch.setattr(rules, "SURE", 2.0)

    monkeypatch.setattr(switching.work, "close_intake", and_a_list_says_two_units)
    with pytest.raises(Refused) as refused:
        services.activate(**given | {"now": LATER}, plan_id=plan)
    assert {p.code for p in refused.value.problems} == {"arrived_unassigned"}


def test_an_address_in_another_unit_says_nothing_of_this_one(divided):
    here = units.unit_on(code=HERE, day=NOW.date()).exact
    receive(f"12 Trần Quang Khải, {here.full_name}, Thành phố Huế")
    away = receive("12 Trần Quang Khải, Phường Hàng Bạc, Quận Hoàn Kiếm, Hà Nội")
    plan, _ = planned(divided)
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    left = queries.unplaced(viewer=SYSTEM, found=found)
    assert {p.code for p in left} == {away.code}
    assert "address_elsewhere" in {r.code for r in left[0].reasons}


def test_a_part_that_leads_astray_is_caught_by_the_audit(divided, monkeypatch):
    """The negative control: the engine believes a part, the audit asks the register of units itself."""
    receive("1 Điện Biên Phủ")
    default(THERE)
    plan, given = planned(divided)
    services.preview(**given, plan_id=plan)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update unit_share set withdrawn_at = now() where old_id in (select unit_id from unit_version"
                       " where code = %s) and day = %s and new_id in (select unit_id from unit_version where code = %s)",
                       [HERE, DAY, ELSEWHERE])  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.activate(**given | {"now": LATER}, plan_id=plan)
    assert {p.code for p in refused.value.problems} == {"balance_differs"}
