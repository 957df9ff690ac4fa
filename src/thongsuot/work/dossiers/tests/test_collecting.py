"""Post offices receive and hand out; the applicant says where his result goes, until it has gone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, TODAY, Program, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, rules, services
from thongsuot.work.dossiers.rules import OPEN_STATES, State

COUNTER, HEAD, CLERK, STRANGER = "motcua.thuanhoa", "lanhdao.thuanhoa", "buucuc.phuxuan", "motcua.phubai"
POST, AGENT = "H57.30.01", "H57.101.DL1"


@given(
    st.sampled_from(State), st.sampled_from(["AT_SUBMISSION_PLACE", "POSTAL", "ONLINE"]), st.booleans(), st.booleans()
)  # fmt: skip
def test_a_place_is_taken_exactly_while_the_result_can_still_go_there(state, way, returns, is_sent):
    found = rules.place_problems(state, result_way=way, returns=returns, is_sent=is_sent)
    may = state in OPEN_STATES and way == "AT_SUBMISSION_PLACE" and returns and not is_sent
    assert (not found) is may
    assert all(problem.field == "point" for problem in found)


def office():
    found = units.agency_by_code(code=POST)
    assert found is not None
    return found.id


def received(**more):
    return services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing(**more))


def choose(receipt, point=POST, user=COUNTER, agency=None):
    services.choose_place(
        actor=who(user) if isinstance(user, str) else user, now=NOW + timedelta(hours=1), dossier_id=receipt.id,
        point_code=point, agency_id=agency,
    )  # fmt: skip


def chosen(receipt):
    return queries.collect_names(viewer=SYSTEM, dossier_ids=[receipt.id], day=TODAY).get(receipt.id, "")


def refused(receipt, **given):
    with pytest.raises(Refused) as error:
        choose(receipt, **given)
    return [problem.code for problem in error.value.problems]


def test_a_post_office_receives_for_every_commune_under_its_own_number(province):
    receipt = services.receive(actor=who(CLERK), now=NOW, agency_id=office(), filing=filing(HERE))
    assert receipt.code.startswith(f"{POST}-")
    assert (receipt.is_elsewhere, receipt.competent_agency_id) == (True, committee())


def test_a_post_office_receives_nothing_that_its_counter_may_not(province):
    elsewhere = points.point_by_code(authority_id=province.authority_id, code="H57.101.04", day=TODAY)
    for point_id in (None, elsewhere.id):  # nor by naming no counter, or somebody else's
        with pytest.raises(Refused) as error:
            services.receive(
                actor=who(CLERK), now=NOW, agency_id=office(),
                filing=filing(HERE, "2.000815", point_id=point_id),
            )  # fmt: skip
        assert "point_may_not" in [problem.code for problem in error.value.problems]
    with pytest.raises(Forbidden):
        services.receive(actor=who(CLERK), now=NOW, agency_id=centre(), filing=filing(HERE))


def test_the_applicant_and_the_counters_choose_where_the_result_goes(province):
    receipt = received(citizen_account_id=who("congdan").account_id)
    assert chosen(receipt) == ""
    choose(receipt, user="congdan")
    assert chosen(receipt).startswith("Bưu cục Phú Xuân, Số")
    choose(receipt, "H57.102.04", user=Actor(Kind.TRACKER, dossier_id=str(receipt.id)))
    assert "Kim Long" in chosen(receipt)
    choose(receipt, "", agency=centre())
    assert chosen(receipt) == ""


def test_strangers_choose_nothing(province):
    receipt = received()
    for user, agency in (("congdan2", None), (STRANGER, centre("19960"))):
        with pytest.raises(NotFound):
            choose(receipt, user=user, agency=agency)
    with pytest.raises(Forbidden):
        choose(receipt, user=HEAD, agency=committee())


def test_where_nothing_is_handed_out_nothing_is_collected(province):
    assert refused(received(), point=AGENT, agency=centre()) == ["collect_nowhere"]
    assert refused(received(), point="H57.999", agency=centre()) == ["collect_nowhere"]
    assert refused(received(result_way="POSTAL"), agency=centre()) == ["collect_otherwise"]


def test_what_was_sent_goes_where_it_was_sent(province):
    receipt = received()
    given = {"now": NOW + timedelta(hours=1), "dossier_ids": [receipt.id]}
    services.forward(actor=who(COUNTER), agency_id=centre(), **given)
    services.decide(actor=who(HEAD), agency_id=committee(), result="Giấy khai sinh số 12", **given)
    choose(receipt, agency=centre())
    services.forward(actor=who(HEAD), agency_id=committee(), to_agency_id=office(), **given)
    assert refused(receipt, point="", agency=centre()) == ["collect_sent"]
    services.return_result(actor=who(CLERK), agency_id=office(), received_by="Nguyễn Thị Hòa", **given)
    assert refused(receipt, point="", user=Actor(Kind.TRACKER, dossier_id=str(receipt.id))) == [
        "collect_over"
    ]


def test_a_program_chooses_the_place_for_the_applicant_and_a_stranger_finds_nothing(province):
    receipt = received()
    counter, address = Program(COUNTER), f"dossiers/{receipt.code}/collect-place"
    assert counter.call(address) == {"point": "", "name": "", "address": "", "may_change": True}
    key = {"Idempotency_Key": "a-place-of-one-s-own"}
    for _ in range(2):
        shown = counter.call(address, {"agency_id": centre(), "point": POST.lower()}, **key)
        assert (shown["point"], shown["name"]) == (POST, "Bưu cục Phú Xuân")
    assert counter.call(address) == shown
    wrong = counter.call(address, {"agency_id": centre(), "point": AGENT}, status=422)
    assert (wrong["code"], wrong["errors"][0]["pointer"]) == ("collect_nowhere", "/point")
    for address_ in (address, f"dossiers/{receipt.code}/files/{receipt.id}/signed"):
        Program(STRANGER).call(address_, status=404)
    Program(STRANGER).call(address, {"agency_id": centre("19960"), "point": ""}, status=404)
    given = {"agency_id": centre(), "procedure_code": "1.001193", "territory_code": HERE, "reason": "Không thuộc",
             "reason_code": "other", "applicant": {"name": "Nguyễn Thị Hòa"}}  # fmt: skip
    assert counter.call("dossiers/declined", given | {"reason": ""}, status=422)
    assert counter.call("dossiers/declined", given, status=201)["due_at"] is None
    services.withdraw(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=[receipt.id], reason="Rút")
    assert counter.call(address)["may_change"] is False
