"""Results handed on to where they are collected: previewed by place, each into its bag, taken back as long as it is here."""

from datetime import timedelta

import pytest
from tests.people import HERE, NOW, TODAY, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.work.bulk import queries, services
from thongsuot.work.bulk.rules import Deed
from thongsuot.work.bulk.services import Choice
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody import services as bags
from thongsuot.work.custody.rules import SlipState
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as verbs

COUNTER, HEAD = "motcua.thuanhoa", "lanhdao.thuanhoa"
POST, OTHER = "H57.30.01", "H57.102.04"
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def decided(province):
    """Five results at the committee: two for the post office, one for a centre, one where it was filed, one by post."""
    made = []
    for point, way in ((POST, ""), (POST, ""), (OTHER, ""), ("", ""), ("", "POSTAL")):
        more = {"result_way": way} if way else {}
        made.append(
            verbs.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing(HERE, **more)).id
        )
        if point:
            choose(made[-1], point)
    verbs.forward(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=made)
    verbs.decide(
        actor=who(HEAD), now=NOW, agency_id=committee(), dossier_ids=made, result="Giấy khai sinh số 12"
    )
    return made


def choose(id_, point):
    verbs.choose_place(actor=who(COUNTER), now=NOW, dossier_id=id_, point_code=point, agency_id=centre())


def prepared(ids):
    given = {"to_date": TODAY + timedelta(days=1)}
    return services.prepare(
        actor=who(HEAD), now=LATER, deed=Deed.HAND_ON, choice=Choice(ids=ids), given=given
    )


def carried_out(run_id):
    run = queries.run(viewer=who(HEAD), run_id=run_id)
    services.start(actor=who(HEAD), now=LATER, run_id=run_id, seen_digest=run.digest)
    services.carry_on(actor=who(HEAD), now=LATER, run_id=run_id)


def undone(run_id):
    services.undo(actor=who(HEAD), now=LATER, run_id=run_id)
    services.carry_on(actor=who(HEAD), now=LATER, run_id=run_id)


def holders(ids):
    return [dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id for id_ in ids]


def groups(run_id):
    return {one.agency_id: (one.count, one.slips) for one in queries.groups(viewer=who(HEAD), run_id=run_id)}


def test_each_result_goes_where_its_applicant_wants_it_in_one_bag_a_place_and_back(decided):
    run_id = prepared(decided)
    post = units.agency_by_code(code=POST).id
    seen = groups(run_id)
    assert seen[post] == (2, ())
    assert seen[centre()] == (1, ())
    assert sorted(count for count, _ in seen.values()) == [1, 1, 2]
    (why,) = queries.barred(viewer=who(HEAD), run_id=run_id)
    assert (why.problems[0].code, why.dossier_ids) == ("sent_otherwise", (decided[4],))
    assert set(holders(decided)) == {committee()}
    carried_out(run_id)
    assert holders(decided)[:2] == [post, post]
    assert holders(decided)[3:] == [centre(), committee()]
    done = groups(run_id)
    (slip,) = done[post][1]
    assert all(len(slips) == 1 for _, slips in done.values())
    bag = custody.slip(viewer=who(HEAD), code=slip)
    assert (bag.to_agency_id, bag.count, bag.state) == (post, 2, SlipState.PACKED)
    undone(run_id)
    assert set(holders(decided)) == {committee()}
    assert custody.slip(viewer=who(HEAD), code=slip).state is SlipState.CANCELLED
    assert queries.run(viewer=who(HEAD), run_id=run_id).done == 4


def test_what_left_in_its_bag_stays_where_it_goes_when_the_run_is_undone(decided):
    run_id = prepared(decided[:3])
    carried_out(run_id)
    post = units.agency_by_code(code=POST).id
    (slip,) = groups(run_id)[post][1]
    bags.hand_over(
        actor=who(HEAD), now=LATER, agency_id=committee(), slip_code=slip, carrier="Bưu tá Lê Văn Sơn"
    )
    undone(run_id)
    assert holders(decided[:3]) == [post, post, committee()]
    (why,) = queries.left(viewer=who(HEAD), run_id=run_id, is_undo=True)
    assert (why.problems[0].code, why.count) == ("bag_has_left", 2)


def test_who_chose_another_place_after_the_preview_is_left_out_and_named(decided):
    run_id = prepared(decided[:2])
    choose(decided[0], OTHER)
    carried_out(run_id)
    assert holders(decided[:1]) == [committee()]
    (why,) = queries.left(viewer=who(HEAD), run_id=run_id, is_undo=False)
    assert (why.problems[0].code, why.count) == ("place_changed", 1)


def test_a_program_previews_by_place(decided):
    head = Program(HEAD)
    asked = {"deed": "hand_on", "choice": {"dossier_ids": [str(one) for one in decided]}}
    assert head.call("runs", asked, status=422)["code"] == "expected_missing"
    made = head.call("runs", {**asked, "to_date": "2026-11-24"}, status=201)
    assert [one["count"] for one in made["groups"]] == [2, 1, 1]
    assert (made["run"]["total"], made["run"]["barred"]) == (5, 1)
