"""The verbs on a real province: receive, move, refuse; who sees what; numbers without gaps."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import BIRTH, HERE, NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries as people
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules import OPEN_STATES, Applicant, State

pytestmark = pytest.mark.usefixtures("province")

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
OTHER_COUNTER, OTHER_HEAD = "motcua.phubai", "lanhdao.phubai"


def receive(filing_=None, at=NOW, user=COUNTER, code=HERE):
    return services.receive(actor=who(user), now=at, agency_id=centre(code), filing=filing_ or filing())


def do(verb, receipt, user, agency, after=1, **more):
    """Carry out a verb on one dossier, `after` hours from its reception."""
    moment = NOW + timedelta(hours=after)
    return verb(actor=who(user), now=moment, agency_id=agency, dossier_ids=[receipt.id], **more)


def seen(receipt, user):
    viewer = who(user) if isinstance(user, str) else user
    return queries.dossier(viewer=viewer, dossier_id=receipt.id)


def test_a_filing_becomes_a_numbered_dated_dossier():
    receipt = receive()
    found = seen(receipt, COUNTER)
    assert found.state is State.RECEIVED
    assert found.holder_agency_id == found.received_agency_id == centre()
    assert found.competent_agency_id == committee()
    assert local(receipt.due_at).date() == local(NOW).date()
    assert receipt.explained
    assert not receipt.is_elsewhere


def test_after_three_in_the_afternoon_the_result_comes_the_next_working_day():
    late = receive(at=NOW.replace(hour=8, minute=20))  # 15:20 on a Friday
    assert local(late.due_at).date() == local(NOW).date() + timedelta(days=3)


def test_numbers_of_a_day_follow_each_other_without_gaps_also_past_a_refusal():
    first = receive()
    with pytest.raises(Refused):
        receive(replace(filing(), applicant=Applicant("")))
    second = receive()
    numbers = [int(r.code.rsplit("-", 1)[1]) for r in (first, second)]
    assert numbers[1] == numbers[0] + 1
    assert first.code.rsplit("-", 1)[0] == second.code.rsplit("-", 1)[0]


def test_every_reason_is_told_at_once():
    with pytest.raises(Refused) as refused:
        receive(
            replace(
                filing(), applicant=Applicant("", "12", "x"), procedure_code="9.999999", territory_code="?"
            )
        )
    assert {p.field for p in refused.value.problems} == {
        "name", "citizen_id", "phone", "procedure_code", "territory_code",
    }  # fmt: skip


def test_filed_elsewhere_it_goes_on_to_the_competent_commune():
    receipt = receive(filing(territory=THERE))
    assert receipt.is_elsewhere
    assert seen(receipt, OTHER_HEAD) is not None  # competent: it may know what is coming
    do(services.forward, receipt, COUNTER, centre())
    found = seen(receipt, OTHER_HEAD)
    assert found.holder_agency_id == committee(THERE)
    assert found.received_agency_id == centre()
    assert seen(receipt, COUNTER) is not None  # where it was received it stays known


def test_who_hands_on_what_came_to_him_from_elsewhere_sees_it_no_more():
    """Received at one commune, held by another, competent a third: handed on it is out of the second one's sight."""
    receipt = receive(filing(territory="19753"))
    do(services.forward, receipt, COUNTER, centre(), to_agency_id=centre(THERE))
    do(services.forward, receipt, OTHER_COUNTER, centre(THERE))
    assert seen(receipt, OTHER_COUNTER) is None
    assert seen(receipt, COUNTER).holder_agency_id == committee("19753")


def test_the_whole_way_of_one_dossier():
    receipt = receive()
    do(services.forward, receipt, COUNTER, centre())
    do(services.take, receipt, PROCESSOR, committee(), after=2)
    do(
        services.ask_for_more,
        receipt,
        PROCESSOR,
        committee(),
        after=2,
        wanted=("Giấy chứng sinh",),
        reason="Thiếu",
    )
    assert seen(receipt, PROCESSOR).due_at is None
    do(services.supplement, receipt, COUNTER, centre(), after=74)
    do(services.decide, receipt, HEAD, committee(), after=75, result="Giấy khai sinh số 12")
    do(services.forward, receipt, HEAD, committee(), after=75, to_agency_id=centre())
    do(services.return_result, receipt, COUNTER, centre(), after=76, received_by="Chính chủ")
    found = seen(receipt, COUNTER)
    assert found.state is State.RETURNED
    acts = [step.act for step in queries.steps_of(viewer=who(COUNTER), dossier_id=receipt.id)]
    assert acts == ["receive", "forward", "take", "ask_for_more", "supplement", "decide", "forward", "return"]


@pytest.mark.parametrize("user", [OTHER_COUNTER, OTHER_HEAD, "congdan"])
def test_a_stranger_sees_nothing_and_can_do_nothing(user):
    receipt = receive()
    assert seen(receipt, user) is None
    assert queries.dossier_by_code(viewer=who(user), code=receipt.code) is None
    with pytest.raises((Forbidden, NotFound)):
        do(services.take, receipt, user, committee(THERE))


def test_a_head_decides_only_where_he_is_head():
    receipt = receive(filing(territory=THERE))
    with pytest.raises(Refused, match="not_competent"):
        do(services.decide, receipt, HEAD, committee(), result="x")


def test_a_counter_officer_cannot_decide():
    receipt = receive()
    with pytest.raises(Forbidden):
        do(services.decide, receipt, COUNTER, committee(), result="x")


def test_whoever_looked_before_a_colleague_acted_is_told():
    receipt = receive()
    before = seen(receipt, COUNTER).version
    do(services.forward, receipt, COUNTER, centre(), seen=before)
    with pytest.raises(Conflict, match="changed_meanwhile") as told:
        do(services.forward, receipt, COUNTER, centre(), seen=before, to_agency_id=centre())
    assert people.account_called(username=COUNTER).full_name in str(told.value.problems[0])


def test_many_move_at_once_and_those_that_cannot_say_why():
    receipts = [receive() for _ in range(3)]
    do(services.withdraw, receipts[0], COUNTER, centre(), reason="Đổi ý")
    done = services.forward(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=[r.id for r in receipts]
    )
    assert set(done.moved) == {receipts[1].id, receipts[2].id}
    assert [p.code for p in done.refused[receipts[0].id]] == ["act_not_open"]


def test_the_holder_of_the_code_sees_this_dossier_and_no_other():
    mine, other = receive(), receive()
    assert queries.prove(code=mine.code.lower(), digits="3456") == mine.id
    assert queries.prove(code=mine.code, digits="0000") is None
    assert queries.prove(code="H57-1", digits="3456") is None
    tracker = Actor(Kind.TRACKER, dossier_id=str(mine.id))
    assert seen(mine, tracker) is not None
    assert seen(other, tracker) is None
    assert queries.papers_of(viewer=tracker, dossier_id=other.id) == ()
    assert [one.record.id for one in queries.wholes(viewer=tracker, dossier_ids=[other.id, mine.id])] == [
        mine.id
    ]
    (whole,) = queries.wholes(viewer=tracker, dossier_ids=[mine.id])
    assert whole.record == queries.dossier(viewer=tracker, dossier_id=mine.id)
    assert whole.papers == queries.papers_of(viewer=tracker, dossier_id=mine.id)
    assert whole.steps == queries.steps_of(viewer=tracker, dossier_id=mine.id)


def test_the_applicant_withdraws_his_own_dossier_only():
    receipt = receive()
    services.withdraw(
        actor=Actor(Kind.TRACKER, dossier_id=str(receipt.id)), now=NOW, dossier_ids=[receipt.id]
    )
    assert seen(receipt, COUNTER).state is State.WITHDRAWN
    other = receive()
    with pytest.raises(NotFound):
        services.withdraw(
            actor=Actor(Kind.TRACKER, dossier_id=str(receipt.id)), now=NOW, dossier_ids=[other.id]
        )


def test_the_receipt_cannot_be_changed_even_by_sql():
    receipt = receive()
    with (
        access.seeing(SYSTEM),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update dossier set code = 'X' where id = %s", [receipt.id])
    assert seen(receipt, COUNTER).code == receipt.code


def test_a_name_is_found_without_accents_from_either_end():
    receipt = receive()
    agencies = sorted(access.agencies_of(actor=who(COUNTER), verb=access.READ, day=local(NOW).date()))
    for words in ("nguyen thi hoa", "Hoà", "hòa", "thi hoa", "0905 123 456", receipt.code, receipt.code[:-2]):
        found = queries.find(viewer=who(COUNTER), agency_ids=agencies, words=words)
        assert receipt.id in [row.id for row in found], words
    assert queries.find(viewer=who(COUNTER), agency_ids=agencies, words="tran van") == ()


def test_the_worklist_is_ordered_by_time_left_and_pages_meet():
    later = receive(filing(procedure=BIRTH), at=NOW.replace(hour=9))
    receipts = [receive() for _ in range(4)]
    viewer = who(COUNTER)
    ids, cursor = [], None
    while True:
        page = queries.worklist(viewer=viewer, agency_ids=[centre()], after=cursor, limit=2)
        ids += [row.id for row in page.rows]
        if (cursor := page.next) is None:
            break
    ours = [id_ for id_ in ids if id_ in {r.id for r in (later, *receipts)}]
    assert len(ours) == len(set(ours)) == 5
    assert ours[-1] == later.id


def test_the_province_decides_how_its_codes_are_written(monkeypatch):
    style = {"notation": "old", "date_digits": 6, "serial_digits": 5}
    monkeypatch.setattr("thongsuot.registers.units.queries.setting", lambda **_: style)
    receipt = receive()
    assert receipt.code.startswith("000.")
    assert receipt.code.endswith("-261120-00001")


def test_the_database_calls_open_what_the_rules_call_open():
    from django.apps import apps

    field = apps.get_model("dossiers", "Dossier")._meta.get_field("is_open")
    assert sorted(dict(field.expression.children)["state__in"]) == sorted(
        state.value for state in OPEN_STATES
    )


def test_a_decided_dossier_is_no_longer_late():
    receipt = receive()
    do(services.decide, receipt, HEAD, committee(), result="Giấy khai sinh số 12")
    viewer, later = who(COUNTER), NOW + timedelta(days=30)
    page = queries.worklist(viewer=viewer, agency_ids=[centre()], due_before=later)
    assert receipt.id not in [row.id for row in page.rows]
    assert queries.tally(viewer=viewer, agency_ids=[centre()], now=later, soon=later).late == 0
