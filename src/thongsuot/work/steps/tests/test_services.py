"""The way of real dossiers in a real province: who may end which step, what follows, who waits for whom."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import VIETNAM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing import reference
from thongsuot.plumbing.access import seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows import rules as flow_rules
from thongsuot.registers.flows.models import FlowOffice
from thongsuot.registers.flows.rules import Place
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import events
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as acting
from thongsuot.work.dossiers.rules import PaperGiven
from thongsuot.work.steps import queries, reactions, services
from thongsuot.work.steps.tests.scene import ALLOWANCE, new_version

pytestmark = pytest.mark.usefixtures("province")

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
STRANGER = "xuly.phubai"
CHILD, LAND, DEATH = "2.000986", "1.013831", "1.000656"
LAND_OFFICER, TAX_OFFICER, INSURANCE, POLICE = "xuly.datdai1", "xuly.thue1", "xuly.bhxh1", "congan4"


def receive(procedure=ALLOWANCE):
    version = catalogue.version_on(code=procedure, day=TODAY)
    case = next(iter(version.services or version.cases), "")
    given = filing(procedure=procedure, case=case)
    return acting.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).id


def at(hours):
    return NOW + timedelta(hours=hours)


def standing(id_, user=HEAD):
    viewer = who(user) if isinstance(user, str) else user
    return queries.standing(viewer=viewer, record=dossiers.dossier(viewer=viewer, dossier_id=id_))


def where(id_):
    return {p.step: p.number or 1 for p in standing(id_, SYSTEM).open()}


def done(id_, step, user, agency, hours=1, **more):
    services.complete(
        actor=who(user), now=at(hours), agency_id=agency, dossier_id=id_, number=where(id_)[step], **more
    )


def to_assessment(procedure=ALLOWANCE):
    id_ = receive(procedure)
    done(id_, "tiep_nhan", COUNTER, centre())
    return id_


def ask(id_, agencies, **more):
    given = {"question": "Hộ này có thuộc diện nghèo không?", "days": 3, **more}
    number = where(id_)["xac_minh"]
    services.ask_opinion(
        actor=who(PROCESSOR), now=at(2), agency_id=committee(), dossier_id=id_, number=number,
        agencies=agencies, **given,
    )  # fmt: skip
    return [p.number for p in standing(id_).opinions("xac_minh") if p.is_open]


def happened(id_, act, hours=5):
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    step = events.Happened(id_, record.code, record.steps, act, at(hours), record.due_at)
    reactions.lead_on(events.DossiersStepped((step,)))


def test_a_received_dossier_stands_at_its_first_step_written_down_or_not():
    id_ = receive()
    before = standing(id_)
    assert [(p.step, p.number, p.agency_id) for p in before.open()] == [("tiep_nhan", 0, centre())]
    happened(id_, "receive")
    happened(id_, "receive")  # told twice
    after = standing(id_)
    assert [(p.step, p.number, p.agency_id, p.due_at) for p in after.positions] == [
        ("tiep_nhan", 1, centre(), before.positions[0].due_at)
    ]
    assert after.positions[0].due_at is not None


def test_a_completed_step_hands_the_dossier_to_the_next_office():
    id_ = to_assessment()
    found = standing(id_)
    assert found.marks() == {"tiep_nhan": "done", "xac_minh": "now"}
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    assert record.holder_agency_id == found.open()[0].agency_id != centre()
    hands = queries.in_hands(found, record.pauses, queries.calendar_of(record, TODAY), at(3))
    assert dict(hands) == {centre(): 60, record.holder_agency_id: 90}  # 10:00 to 11:30, then lunch


def test_only_who_has_the_step_in_hand_ends_it_and_only_with_an_outcome_of_it():
    id_ = to_assessment()
    with pytest.raises(Refused) as refused:
        done(id_, "xac_minh", COUNTER, centre(), outcome="hay")
    assert {p.code for p in refused.value.problems} == {"not_your_step", "outcome_unknown"}
    with pytest.raises(NotFound):
        done(id_, "xac_minh", STRANGER, committee(THERE), outcome="du")
    with pytest.raises(Forbidden):
        done(id_, "xac_minh", "tinh", committee(), outcome="du")


def test_who_comes_second_learns_who_was_first():
    id_ = to_assessment()
    number = where(id_)["xac_minh"]
    done(id_, "xac_minh", PROCESSOR, committee(), outcome="du")
    with pytest.raises(Conflict) as refused:
        services.complete(
            actor=who(HEAD), now=at(2), agency_id=committee(), dossier_id=id_, number=number, outcome="khong"
        )
    assert "Đoàn Thùy Thảo" in str(refused.value)
    assert standing(id_).positions[number - 1].outcome == "du"


def test_sent_back_it_begins_again_where_the_flow_says_with_its_reason():
    id_ = to_assessment()
    number = where(id_)["xac_minh"]
    given = {
        "actor": who(PROCESSOR),
        "now": at(2),
        "agency_id": committee(),
        "dossier_id": id_,
        "number": number,
    }
    with pytest.raises(Refused) as refused:
        services.send_back(**given, to_step="ky", reason="")
    assert {p.field for p in refused.value.problems} == {"to_step", "reason"}
    services.send_back(**given, to_step="tiep_nhan", reason="Thiếu giấy xác nhận")
    assert list(where(id_)) == ["tiep_nhan"]
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id == centre()
    assert standing(id_).positions[number - 1].said == "Thiếu giấy xác nhận"


def test_the_asked_office_alone_sees_the_question_and_the_step_waits_for_its_answer():
    id_ = to_assessment()
    other = committee(THERE)
    number = ask(id_, [other])[0]
    asked = queries.waiting(viewer=who(STRANGER), agency_ids=[other])
    assert [(p.number, p.question) for p in asked] == [(number, "Hộ này có thuộc diện nghèo không?")]
    assert queries.waiting(viewer=who("xuly.phuxuan"), agency_ids=[other]) == ()
    assert dossiers.dossier(viewer=who(STRANGER), dossier_id=id_) is None
    with pytest.raises(Refused) as refused:
        done(id_, "xac_minh", PROCESSOR, committee(), outcome="du")
    assert [p.code for p in refused.value.problems] == ["opinions_open"]
    with pytest.raises(Refused) as refused:
        acting.decide(actor=who(HEAD), now=at(3), agency_id=committee(), dossier_ids=[id_], result="Đồng ý")
    assert [p.code for p in refused.value.problems] == ["branches_open"]
    services.give_opinion(
        actor=who(STRANGER), now=at(4), agency_id=other, dossier_id=id_, number=number, said="Có, từ 2024."
    )
    done(id_, "xac_minh", PROCESSOR, committee(), hours=5, outcome="du")
    assert list(where(id_)) == ["ky"]


def test_a_question_is_taken_back_with_a_reason_and_nobody_else_answers_it():
    id_ = to_assessment()
    number = ask(id_, [committee(THERE)])[0]
    given = {"now": at(3), "dossier_id": id_, "number": number}
    with pytest.raises(Refused):
        services.give_opinion(actor=who(PROCESSOR), agency_id=committee(), said="Có.", **given)
    with pytest.raises(NotFound):
        services.drop_opinion(actor=who(STRANGER), agency_id=committee(THERE), reason="x", **given)
    services.drop_opinion(actor=who(PROCESSOR), agency_id=committee(), reason="Đã có trong dữ liệu", **given)
    done(id_, "xac_minh", PROCESSOR, committee(), hours=4, outcome="du")


def test_the_clock_of_a_step_stands_while_the_applicant_is_waited_for_and_nobody_is_charged():
    id_ = to_assessment()
    (step,) = standing(id_).open()
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    asked = {"agency_id": step.agency_id, "dossier_ids": [id_], "wanted": ("Đơn",), "reason": "Thiếu đơn"}
    acting.ask_for_more(actor=who(PROCESSOR), now=at(2), **asked)
    happened(id_, "ask_for_more", 2)
    assert standing(id_).open()[0].due_at is None
    acting.supplement(actor=who(COUNTER), now=at(26), agency_id=centre(), dossier_ids=[id_])
    happened(id_, "supplement", 26)
    happened(id_, "supplement", 26)  # told twice
    found = standing(id_)
    assert found.open()[0].due_at == step.due_at + timedelta(days=1)
    now = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    hands = dict(queries.in_hands(found, now.pauses, queries.calendar_of(record, TODAY), at(26)))
    assert hands == {centre(): 60, step.agency_id: 60}


def test_an_apology_gives_the_step_in_hand_as_many_working_days_more_and_no_step_after_it():
    id_ = to_assessment()
    (step,) = standing(id_).open()
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    promised = record.due_at.astimezone(VIETNAM).date()
    asked = {"agency_id": committee(), "dossier_ids": [id_], "reason": "Chờ xác minh"}
    calendar = queries.calendar_of(record, TODAY)
    acting.extend(actor=who(PROCESSOR), now=at(2), to_date=calendar.add(promised, 3), **asked)
    happened(id_, "extend", 2)
    happened(id_, "extend", 2)  # told twice
    (now,) = standing(id_).open()
    days = (step.due_at.astimezone(VIETNAM).date(), now.due_at.astimezone(VIETNAM).date())
    assert calendar.count(*days) == 3
    assert now.entered_at == step.entered_at
    services.send_back(
        actor=who(PROCESSOR), now=at(3), agency_id=committee(), dossier_id=id_, number=now.number,
        to_step="tiep_nhan", reason="Thiếu đơn",
    )  # fmt: skip
    (again,) = standing(id_).open()
    assert again.due_at < now.due_at  # begun after the apology: its own four hours


def test_deciding_and_returning_lead_on_to_the_end():
    id_ = to_assessment()
    done(id_, "xac_minh", PROCESSOR, committee(), outcome="du")
    with pytest.raises(Refused) as refused:
        done(id_, "ky", HEAD, committee())
    assert [p.code for p in refused.value.problems] == ["done_by_act"]
    acting.decide(actor=who(HEAD), now=at(3), agency_id=committee(), dossier_ids=[id_], result="Quyết định")
    happened(id_, "decide")
    assert list(where(id_)) == ["tra_ket_qua"]
    happened(id_, "decide")  # told twice
    assert list(where(id_)) == ["tra_ket_qua"]
    happened(id_, "return", 6)
    assert where(id_) == {}
    assert set(standing(id_).marks().values()) == {"done"}


def office(place):
    offices = flows.offices(authority_id=units.agency(agency_id=committee()).authority_id)
    unit = units.agency(agency_id=committee()).unit_id
    return flow_rules.office_on(offices, place, unit, TODAY).agency_id


def test_birth_residence_and_insurance_are_done_each_by_its_own_office_and_come_back_to_the_commune():
    id_ = to_assessment(CHILD)
    done(id_, "khai_sinh", HEAD, committee())
    police, insurance = office(Place.POLICE), office(Place.INSURANCE)
    assert {p.step: p.agency_id for p in standing(id_).open()} == {
        "thuong_tru": police,
        "bao_hiem": insurance,
    }
    assert all(p.due_at for p in standing(id_).open())
    assert [p.step for p in queries.waiting(viewer=who(INSURANCE), agency_ids=[insurance])] == ["bao_hiem"]
    assert queries.waiting(viewer=who("congan1"), agency_ids=[police]) == ()
    with pytest.raises(Refused) as refused:
        done(id_, "bao_hiem", PROCESSOR, committee())
    assert [p.code for p in refused.value.problems] == ["not_your_step"]
    done(id_, "bao_hiem", INSURANCE, insurance, said="Đã cấp thẻ")
    assert set(where(id_)) == {"thuong_tru"}
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id == police
    with pytest.raises(Refused) as refused:
        acting.decide(actor=who(HEAD), now=at(3), agency_id=committee(), dossier_ids=[id_], result="Xong")
    assert "branches_open" in {p.code for p in refused.value.problems}
    done(id_, "thuong_tru", POLICE, police)
    assert set(where(id_)) == {"ky_ket_qua"}
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    assert record.holder_agency_id == record.competent_agency_id


def test_the_due_date_counts_the_longer_of_the_two_agencies_once_the_linked_way_is_chosen():
    version = catalogue.version_on(code=DEATH, day=TODAY)
    papers = tuple(PaperGiven(name=p.name, wanted_id=p.id, originals=1) for p in version.papers)
    case = next(iter(version.services or version.cases), "")
    given = filing(procedure=DEATH, case=case, papers=papers)
    id_ = acting.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).id
    promised = dossiers.dossier(viewer=SYSTEM, dossier_id=id_).due_at
    done(id_, "tiep_nhan", COUNTER, centre())
    done(id_, "tham_tra", PROCESSOR, committee(), outcome="lien_thong")
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    calendar = queries.calendar_of(record, TODAY)
    days = (one.astimezone(VIETNAM).date() for one in (promised, record.due_at))
    assert calendar.count(*days) == 8  # of five and eight working days side by side
    said = " ".join(record.due_trace)
    assert "“Xóa đăng ký thường trú”" in said
    assert "“Giải quyết mai táng phí, tử tuất”" in said
    assert "lấy việc dài nhất" in said
    assert all(p.due_at <= record.due_at for p in standing(id_, SYSTEM).open())
    assert record.due(calendar).due_at == record.due_at  # and a changed calendar finds the same
    for step, place, user in (("thuong_tru", Place.POLICE, POLICE), ("mai_tang", Place.INSURANCE, INSURANCE)):
        done(id_, step, user, office(place), hours=2)
    services.send_back(
        actor=who(HEAD), now=at(3), agency_id=committee(), dossier_id=id_, number=where(id_)["ky"],
        to_step="tham_tra", reason="Sai họ tên",
    )  # fmt: skip
    done(id_, "tham_tra", PROCESSOR, committee(), hours=4, outcome="lien_thong")
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=id_).due_at == record.due_at  # never counted twice


def test_what_an_office_outside_did_is_written_down_by_who_has_the_dossier():
    FlowOffice.objects.filter(place__in=["police", "insurance"]).update(agency=None)
    reference.forget()
    id_ = to_assessment(CHILD)
    done(id_, "khai_sinh", HEAD, committee())
    assert {p.agency_id for p in standing(id_).open()} == {None}  # they work in systems of their own
    done(id_, "bao_hiem", PROCESSOR, committee(), said="Đã cấp thẻ")
    done(id_, "thuong_tru", PROCESSOR, committee())
    assert set(where(id_)) == {"ky_ket_qua"}


def test_land_goes_from_the_centre_to_the_land_office_to_the_tax_office_and_back():
    id_ = receive(LAND)
    done(id_, "tiep_nhan", COUNTER, centre())
    land, tax = office(Place.LAND), office(Place.TAX)
    assert dossiers.dossier(viewer=who(LAND_OFFICER), dossier_id=id_).holder_agency_id == land
    done(id_, "tham_tra", LAND_OFFICER, land, outcome="du")
    given = {"actor": who(TAX_OFFICER), "now": at(2), "agency_id": tax, "dossier_id": id_}
    services.send_back(
        **given, number=where(id_)["thue"], to_step="tham_tra", reason="Phiếu chuyển thiếu diện tích"
    )
    assert dossiers.dossier(viewer=SYSTEM, dossier_id=id_).holder_agency_id == land
    done(id_, "tham_tra", LAND_OFFICER, land, hours=3, outcome="du")
    assert [p.agency_id for p in standing(id_, SYSTEM).open()] == [tax]
    done(id_, "thue", TAX_OFFICER, tax, hours=4, said="Đã nộp đủ thuế")
    done(id_, "chinh_ly", LAND_OFFICER, land, hours=5)
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=id_)
    assert list(where(id_)) == ["ky"]
    assert record.holder_agency_id == record.competent_agency_id
    found = standing(id_, SYSTEM)
    hands = dict(queries.in_hands(found, record.pauses, queries.calendar_of(record, TODAY), at(6)))
    assert {land, tax} <= set(hands)


def test_withdrawn_it_waits_for_nobody():
    id_ = to_assessment()
    ask(id_, [committee(THERE)])
    acting.withdraw(actor=who(COUNTER), now=at(3), agency_id=centre(), dossier_ids=[id_], reason="Không cần")
    happened(id_, "withdraw")
    assert where(id_) == {}
    assert queries.waiting(viewer=who(STRANGER), agency_ids=[committee(THERE)]) == ()


def test_running_dossiers_go_on_by_the_new_version_after_a_preview():
    id_ = to_assessment()
    number = ask(id_, [committee(THERE)])[0]
    new_version()
    (seen,) = queries_preview()
    assert seen.moved.open == {"xac_minh": "xac_minh"}
    given = {"now": at(3), "agency_id": committee(), "code": "TRO-CAP-XA-HOI", "day": TODAY}
    assert services.rebase(actor=who(HEAD), dossier_ids=[id_], **given) == 1
    assert services.rebase(actor=who(HEAD), dossier_ids=[id_], **given) == 0
    found = standing(id_)
    assert found.flow.version == 2
    assert found.open()[0].entered_at == at(1)
    assert [p.question for p in found.opinions("xac_minh") if p.is_open]
    assert found.positions[number - 1].outcome == "moved"
    assert queries_preview() == ()


def queries_preview():
    return services.preview(viewer=who(HEAD), code="TRO-CAP-XA-HOI", day=TODAY)


def test_what_has_no_place_in_the_new_version_waits_for_a_person():
    id_ = to_assessment()
    new_version(drop="xac_minh")
    (seen,) = queries_preview()
    assert (seen.moved.lost, seen.moved.reason) == (("xac_minh",), "step_gone")
    given = {"now": at(3), "agency_id": committee(), "code": "TRO-CAP-XA-HOI", "day": TODAY}
    assert services.rebase(actor=who(HEAD), dossier_ids=[id_], **given) == 0
    assert standing(id_).flow.version == 1


def test_a_flow_that_keeps_its_dossiers_moves_none():
    id_ = to_assessment()
    new_version(running="keep")
    with pytest.raises(Refused) as refused:
        services.rebase(
            actor=who(HEAD),
            now=at(3),
            agency_id=committee(),
            code="TRO-CAP-XA-HOI",
            day=TODAY,
            dossier_ids=[id_],
        )
    assert [p.code for p in refused.value.problems] == ["keeps_version"]


def test_what_was_left_stays_as_it_was_and_officers_write_nothing_by_themselves():
    id_ = to_assessment()
    with pytest.raises(DatabaseError), transaction.atomic(), seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update step_position set outcome = 'x' where left_at is not null")
    with transaction.atomic(), seeing(who(HEAD)), connection.cursor() as cursor:
        cursor.execute("update step_position set outcome = 'x' where dossier_id = %s", [id_])
        assert cursor.rowcount == 0
