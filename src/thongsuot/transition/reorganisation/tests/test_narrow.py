"""A plan may send one function or one counter of an agency elsewhere than the rest, with its dossiers and questions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from tests.people import BIRTH, ELSEWHERE, NOW, THERE, TODAY, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.transition.reorganisation import conservation, queries, services
from thongsuot.transition.reorganisation.conservation import book
from thongsuot.transition.reorganisation.queries import narrowing
from thongsuot.transition.reorganisation.rules import PlanLine, Takes
from thongsuot.transition.reorganisation.services import Say, switching
from thongsuot.transition.reorganisation.tests.people import LATER, lies_at, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.steps import queries as places
from thongsuot.work.steps import services as steps
from thongsuot.work.steps.tests.scene import ALLOWANCE

pytestmark = pytest.mark.usefixtures("province")
COUNTER, PROCESSOR = "motcua.thuanhoa", "xuly.thuanhoa"
GROUND = {"act": "QĐ 9/QĐ-UBND", "clause": "Điều 2"}


def receive(procedure=BIRTH, **more):
    version = catalogue.version_on(code=procedure, day=TODAY)
    case = next(iter(version.services or version.cases), "")
    given = filing(procedure=procedure, case=case, **more)
    return work.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).id


def stands(id_):
    found = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    return found.holder_agency_id, found.competent_agency_id


def function(code=BIRTH, old=None, new=None, **more):
    return PlanLine(
        old or committee(), new or committee(THERE), Takes.FUNCTION, function=code, **GROUND, **more
    )


def counter():
    """A service point of the centre, and the line that sends it to another centre."""
    here = points.points_at(agency_ids=frozenset({centre()}), day=TODAY)[0]
    return here.point_id, PlanLine(centre(), centre(THERE), Takes.POINT, point_id=here.point_id, **GROUND)


def told(refused):
    return {p.code for p in refused.value.problems}


def test_a_procedure_and_a_field_go_elsewhere_than_the_rest_and_come_back(province):
    birth, allowance = receive(), receive(ALLOWANCE)
    field = catalogue.version_on(code=BIRTH, day=TODAY).field_code
    lines = [*takes_over(), function(field), function(ALLOWANCE, new=committee(ELSEWHERE))]
    plan, by, shown = planned(province.authority_id, lines)
    assert shown.blockers == ()
    assert next(a.by_line for a in shown.agencies if a.agency_id == committee()) == 2
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    before = conservation.standing(found.old_ids)
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert stands(birth) == (centre(ELSEWHERE), committee(THERE))
    assert stands(allowance) == (centre(ELSEWHERE), committee(ELSEWHERE))
    assert services.balance(plan_id=plan)[1].findings == ()
    services.undo(actor=SYSTEM, now=LATER + timedelta(hours=1), agency_id=by, plan_id=plan)
    assert stands(birth) == stands(allowance) == (centre(), committee())
    assert conservation.standing(found.old_ids) == before


def test_a_counter_takes_what_was_received_there_and_goes_itself(province):
    point, line = counter()
    at_point, online = receive(point_id=point), receive()
    plan, by, shown = planned(province.authority_id, [*takes_over(), line])
    assert shown.blockers == ()
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert stands(at_point) == (centre(THERE), committee(ELSEWHERE))
    assert stands(online) == (centre(ELSEWHERE), committee(ELSEWHERE))
    assert points.point(point_id=point, day=TODAY).agency_id == centre(THERE)
    assert services.balance(plan_id=plan)[1].findings == ()


def test_an_agency_that_lives_on_gives_up_a_function_and_a_counter(province):
    point, line = counter()
    birth, allowance = receive(point_id=point), receive(ALLOWANCE)
    plan, by, _ = planned(province.authority_id, [replace(line, ends=False), function(ends=False)])
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.balance["holds"]) == (1, True)
    assert stands(birth) == (centre(THERE), committee(THERE))
    assert stands(allowance) == (centre(), committee())
    went = [e["went"] for e in done.balance["entries"] if e["item"] == "points"]
    assert went == [{str(centre(THERE)): 1}]
    assert services.balance(plan_id=plan)[1].findings == ()
    services.undo(actor=SYSTEM, now=LATER + timedelta(hours=1), agency_id=by, plan_id=plan)
    assert stands(birth) == (centre(), committee())
    assert points.point(point_id=point, day=TODAY).agency_id == centre()


def test_a_dossier_of_which_one_part_goes_and_the_other_stays_balances(province):
    """Its counter goes, its function does not, of agencies that both live on and both give something up."""
    point, line = counter()
    birth = receive(point_id=point)
    plan, by, _ = planned(province.authority_id, [replace(line, ends=False), function(ALLOWANCE, ends=False)])
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.balance["holds"]) == (1, True)
    assert stands(birth) == (centre(THERE), committee())
    (stayed,) = [e for e in done.balance["entries"] if e["item"].startswith("dossiers.competent")]
    assert (stayed["agency"], stayed["before"], stayed["went"], stayed["after"]) == (committee(), 1, {}, 1)
    services.undo(actor=SYSTEM, now=LATER + timedelta(hours=1), agency_id=by, plan_id=plan)
    assert stands(birth) == (centre(), committee())


def test_a_question_follows_the_function_it_is_about(province):
    id_ = receive(ALLOWANCE)
    with access.seeing(SYSTEM):
        steps.begin(actor=SYSTEM, now=NOW, dossier_ids=[id_])
        number = places.positions_of([id_])[-1].number
    given = {"actor": who(COUNTER), "now": NOW, "dossier_id": id_}
    steps.complete(**given, agency_id=centre(), number=number)
    with access.seeing(SYSTEM):
        number = places.positions_of([id_])[-1].number
    asked = {"agencies": [committee(THERE)], "question": "Có thuộc diện không?", "days": 3}
    steps.ask_opinion(**given | {"actor": who(PROCESSOR)}, agency_id=committee(), number=number, **asked)
    lines = [*takes_over(THERE, ELSEWHERE), function(ALLOWANCE, committee(THERE), committee())]
    plan, by, _ = planned(province.authority_id, lines)
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    with access.seeing(SYSTEM):
        question = places.positions_of([id_])[-1]
    assert question.agency_id == committee()


def test_a_word_for_one_dossier_outweighs_the_line_and_what_comes_later_follows_it(province, monkeypatch):
    said, other, old, late = receive(), receive(ALLOWANCE), committee(), []
    plan, by, _ = planned(province.authority_id, [*takes_over(), function()])
    words = [Say(committee(), committee(ELSEWHERE), dossier_id=said, reason="theo đơn")]
    services.assign(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan, words=words)
    services.preview(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan)
    real = switching.work.hold

    def while_it_runs(**held):
        done = real(**held)
        if held.get("batch", "bulk") == "bulk":
            late.append(receive())
        return done

    monkeypatch.setattr(switching.work, "hold", while_it_runs)
    done = services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert (done.moved, done.arrived) == (3, 1)
    assert stands(said) == (centre(ELSEWHERE), committee(ELSEWHERE))
    assert stands(late[0]) == (centre(ELSEWHERE), committee(THERE))
    for like, to in ((said, THERE), (other, ELSEWHERE)):  # sent by somebody who did not know yet
        strayed = lies_at(old, like)
        assert stands(strayed) == (committee(to), committee(to))


@pytest.mark.parametrize("broken", ["engine", "astray"])
def test_the_audit_finds_what_a_narrow_line_left_behind_or_led_astray(province, monkeypatch, broken):
    """The negative control: the audit reads lines, procedures and counters for itself."""
    id_ = receive()
    plan, by, _ = planned(province.authority_id, [*takes_over(), function()])
    real = narrowing.led

    def wrong(**given):
        astray = {key: function(new=committee(ELSEWHERE)) for key in real(**given)}
        return {} if broken == "engine" else astray

    monkeypatch.setattr(narrowing, "led", wrong)
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert told(refused) == {"balance_differs"}
    assert stands(id_) == (centre(), committee())


def test_a_plan_that_names_what_is_not_there_is_refused_and_blocked_when_it_is_gone_later(province):
    point, line = counter()
    for wrong, code in (
        (function("9.999999"), "line_function_unknown"),
        (replace(line, old_agency_id=committee(), new_agency_id=committee(THERE)), "line_point_unknown"),
    ):
        with pytest.raises(Refused) as refused:
            planned(province.authority_id, [*takes_over(), wrong])
        assert told(refused) == {code}
    plan, by, _ = planned(province.authority_id, [*takes_over(), line, function()])
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update point_version set withdrawn_at = %s where point_id = %s", [NOW, point])
        cursor.execute("update reorganisation_line set function = '9.999999' where function <> ''")
    shown = services.preview(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan)
    codes = {b.problem.code: b.owner_id for b in shown.blockers}
    assert codes == {"line_point_unknown": by, "line_function_unknown": by}
    with pytest.raises(Refused) as refused:
        services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    assert told(refused) == set(codes)


def test_a_plan_without_such_lines_asks_nothing_more(province, django_assert_num_queries):
    plan, _, _ = planned(province.authority_id, takes_over())
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    with django_assert_num_queries(0):
        assert narrowing.led(viewer=SYSTEM, found=found) == {}
        assert narrowing.narrow_ways(found=found) == ()
    with access.seeing(SYSTEM):
        assert book.read(plan, found.ref(1), back=False).narrow == set()


def test_the_api_reads_lines_and_adds_one_of_a_function_with_a_reason(province):
    plan, by, _ = planned(province.authority_id, takes_over())
    client, address = Program("sapxep"), f"reorganisations/{plan}/lines"
    read = client.call(address)
    assert (read["state"], len(read["lines"])) == ("previewed", len(takes_over()))
    new = {
        "old_agency_id": committee(),
        "new_agency_id": committee(THERE),
        "takes": "function",
        "function": BIRTH,
    }
    refused = client.call(
        address, {"agency_id": by, "after": {**new, "function": "9.9"}, "reason": "x"}, status=422
    )
    assert [e["code"] for e in refused["errors"]] == ["line_function_unknown"]
    told = client.call(address, {"agency_id": by, "after": new, "reason": "theo QĐ 9"})
    assert (told["state"], told["lines"][-1]["function"]) == ("draft", BIRTH)
    back = client.call(address, {"agency_id": by, "before": told["lines"][-1], "reason": "nhầm"})
    assert back["lines"] == read["lines"]
    Program("lanhdao.thuanhoa").call(address, {"agency_id": by, "after": new, "reason": "x"}, status=404)
