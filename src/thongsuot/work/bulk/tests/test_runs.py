"""Runs on the real province: chosen, begun, paused, gone on with, undone exactly; what changed meanwhile is named."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.work.bulk import queries, rules, services
from thongsuot.work.bulk.rules import Deed, Phase
from thongsuot.work.bulk.services import Choice
from thongsuot.work.custody import queries as papers
from thongsuot.work.custody import services as custody
from thongsuot.work.custody.rules import Custodian
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as verbs

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
LATER = NOW + timedelta(hours=1)
FACTS = """select id, state, holder_agency_id, holder_officer_id, outcome::text, due_at, finished_at
from dossier order by id"""


@pytest.fixture
def forwarded(province):
    made = [
        verbs.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing()).id for _ in range(7)
    ]
    verbs.forward(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=made)
    return made


def prepare(ids, deed=Deed.ASSIGN, user=HEAD, **given):
    if deed is Deed.ASSIGN and "officers" not in given:
        given["officers"] = [who(PROCESSOR).account_id, who(HEAD).account_id]
    return services.prepare(actor=who(user), now=LATER, deed=deed, choice=Choice(ids=ids), given=given)


def begin(run_id, user=HEAD):
    run = queries.run(viewer=who(user), run_id=run_id)
    services.start(actor=who(user), now=LATER, run_id=run_id, seen_digest=run.digest)


def go_on(run_id, user=HEAD):
    return services.carry_on(actor=who(user), now=LATER, run_id=run_id)


def seen(run_id, user=HEAD):
    return queries.run(viewer=who(user), run_id=run_id)


def facts():
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(FACTS)
        return cursor.fetchall()


def holders(ids):
    return [dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_officer_id for id_ in ids]


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(rules, "PART", dict.fromkeys(Deed, 3))


def test_a_run_goes_part_by_part_is_paused_and_goes_on(forwarded, small_parts):
    run_id = prepare(forwarded)
    assert set(holders(forwarded)) == {None}  # nothing moves at the preview
    begin(run_id)
    assert (go_on(run_id).through, seen(run_id).phase) == (3, Phase.RUNNING)
    services.pause(actor=who(HEAD), now=LATER, run_id=run_id)
    assert not go_on(run_id).goes_on
    assert holders(forwarded).count(None) == 4
    services.resume(actor=who(HEAD), now=LATER, run_id=run_id)
    while go_on(run_id).goes_on:
        pass
    run = seen(run_id)
    assert (run.phase, run.done, run.refused, run.changed) == (Phase.DONE, 7, 0, 0)
    assert sorted(holders(forwarded).count(who(u).account_id) for u in (PROCESSOR, HEAD)) == [3, 4]


@pytest.mark.parametrize(
    ("deed", "user", "given"),
    [(Deed.ASSIGN, HEAD, {}), (Deed.TAKE, PROCESSOR, {}), (Deed.FORWARD, PROCESSOR, {"to_agency": "centre"})],
)
def test_an_undone_run_leaves_everything_as_it_was(forwarded, deed, user, given):
    before = facts()
    run_id = prepare(forwarded, deed, user, **{k: centre() for k in given})
    begin(run_id, user)
    assert go_on(run_id, user).through == 7
    assert facts() != before
    services.undo(actor=who(user), now=LATER, run_id=run_id)
    go_on(run_id, user)
    assert facts() == before
    run = seen(run_id, user)
    assert (run.done, run.phase, run.forth["done"]) == (7, Phase.DONE, 7)
    with pytest.raises(Refused, match="undone_already"):
        services.undo(actor=who(user), now=LATER, run_id=run_id)


def test_results_handed_out_by_a_run_leave_custody_and_come_back_with_it(forwarded):
    verbs.decide(actor=who(HEAD), now=NOW, agency_id=committee(), dossier_ids=forwarded, result="Số 12")
    verbs.forward(
        actor=who(HEAD), now=NOW, agency_id=committee(), dossier_ids=forwarded, to_agency_id=centre()
    )
    codes = [f"{one.code}-KQ" for one in dossiers.rows_of(viewer=SYSTEM, dossier_ids=forwarded)]
    slip = custody.pack(
        actor=who(HEAD), now=NOW, agency_id=committee(), to_agency_id=centre(), codes=codes[:3], expected_at=LATER
    )  # fmt: skip
    custody.hand_over(actor=who(HEAD), now=NOW, agency_id=committee(), slip_code=slip.code, carrier="Văn thư")
    custody.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), slip_code=slip.code, codes=codes[:3])

    def lying():
        found = papers.bundles(viewer=SYSTEM, codes=codes)
        held = papers.held(viewer=who(COUNTER), agency_ids=[centre()])
        return [(one.custodian, one.agency_id) for one in found], [one.code for one in held]

    before = lying()
    run_id = prepare(forwarded, Deed.RETURN, COUNTER, received_by="Bưu tá")
    begin(run_id, COUNTER)
    go_on(run_id, COUNTER)
    assert lying() == ([(Custodian.PERSON, centre())] * 7, [])
    assert {papers.collection(viewer=SYSTEM, dossier_id=id_).name for id_ in forwarded} == {"Bưu tá"}
    services.undo(actor=who(COUNTER), now=LATER, run_id=run_id)
    go_on(run_id, COUNTER)
    assert seen(run_id, COUNTER).done == 7
    assert lying() == before
    assert {papers.collection(viewer=SYSTEM, dossier_id=id_) for id_ in forwarded} == {None}


def test_what_changed_since_the_preview_is_skipped_and_named(forwarded):
    run_id = prepare(forwarded)
    verbs.take(actor=who(PROCESSOR), now=LATER, agency_id=committee(), dossier_ids=forwarded[:1])
    begin(run_id)
    go_on(run_id)
    run = seen(run_id)
    assert (run.done, run.changed) == (6, 1)
    (reason,) = queries.left(viewer=who(HEAD), run_id=run_id, is_undo=False)
    assert (reason.problems[0].code, reason.dossier_ids) == ("changed_since_preview", (forwarded[0],))


def test_what_somebody_touched_since_is_not_undone_and_named(forwarded):
    run_id = prepare(forwarded, officers=[who(PROCESSOR).account_id])
    begin(run_id)
    go_on(run_id)
    touched = forwarded[2]
    verbs.decide(
        actor=who(HEAD), now=LATER, agency_id=committee(), dossier_ids=[touched], result="Giấy khai sinh 12"
    )
    services.undo(actor=who(HEAD), now=LATER, run_id=run_id)
    go_on(run_id)
    run = seen(run_id)
    assert (run.done, run.changed) == (6, 1)
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=touched).holder_officer_id == who(PROCESSOR).account_id
    (reason,) = queries.left(viewer=who(HEAD), run_id=run_id, is_undo=True)
    assert (reason.problems[0].code, reason.dossier_ids) == ("touched_since", (touched,))


def test_the_preview_says_who_cannot_move_and_why(forwarded):
    verbs.decide(actor=who(HEAD), now=LATER, agency_id=committee(), dossier_ids=forwarded[:2], result="Số 1")
    run_id = prepare(forwarded, Deed.TAKE, PROCESSOR)
    (reason,) = queries.barred(viewer=who(PROCESSOR), run_id=run_id)
    assert (reason.problems[0].code, reason.count) == ("act_not_open", 2)
    assert seen(run_id, PROCESSOR).moving == 5
    begin(run_id, PROCESSOR)
    go_on(run_id, PROCESSOR)
    assert (seen(run_id, PROCESSOR).done, seen(run_id, PROCESSOR).refused) == (5, 2)


def test_extending_says_for_each_why_not_and_is_not_undone(forwarded):
    run_id = prepare(
        forwarded, Deed.EXTEND, PROCESSOR, to_date=(NOW + timedelta(days=20)).date(), reason="Mưa lũ"
    )
    begin(run_id, PROCESSOR)
    go_on(run_id, PROCESSOR)
    run = seen(run_id, PROCESSOR)
    assert run.done + run.refused == 7
    if run.done:
        with pytest.raises(Refused, match="not_undoable"):
            services.undo(actor=who(PROCESSOR), now=LATER, run_id=run_id)


def test_nobody_sees_or_steers_the_run_of_another(forwarded):
    run_id = prepare(forwarded)
    assert seen(run_id, PROCESSOR) is None
    with pytest.raises(NotFound):
        services.start(actor=who(PROCESSOR), now=LATER, run_id=run_id, seen_digest="")
    with pytest.raises(Forbidden):
        prepare(forwarded, user=PROCESSOR)
    with pytest.raises(Refused, match="nothing_chosen"):
        prepare(forwarded, user="lanhdao.phubai")
    with pytest.raises(Refused, match="another_choice"):
        services.start(actor=who(HEAD), now=LATER, run_id=run_id, seen_digest="0")


def test_a_right_that_is_gone_moves_nothing_more(forwarded):
    run_id = prepare(forwarded)
    begin(run_id)
    from dataclasses import replace

    stripped = replace(who(HEAD), grants=())
    services.carry_on(actor=stripped, now=LATER, run_id=run_id)
    assert (seen(run_id).done, seen(run_id).refused) == (0, 7)
    assert set(holders(forwarded)) == {None}


def test_a_filter_chooses_what_the_list_shows_and_outcomes_never_change(forwarded):
    choice = Choice(agency_ids=[committee()])
    run_id = services.prepare(
        actor=who(HEAD),
        now=LATER,
        deed=Deed.ASSIGN,
        choice=choice,
        given={"officers": [0, who(HEAD).account_id]},
    )
    assert seen(run_id).total == 7
    assert seen(run_id).barred == 4  # nobody has them already
    begin(run_id)
    go_on(run_id)
    with pytest.raises(DatabaseError), access.seeing(who(HEAD)), transaction.atomic():
        connection.cursor().execute("update bulk_outcome set outcome = 'refused'")
