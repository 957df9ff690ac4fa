"""Steps by API: ended, sent back, asked and answered; who was asked sees the question and not the dossier."""

import pytest
from tests.people import THERE, Program, centre, committee, filing

from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.steps.tests.scene import new_version
from thongsuot.work.steps.tests.test_services import (
    COUNTER,
    HEAD,
    PROCESSOR,
    STRANGER,
    receive,
)

pytestmark = pytest.mark.usefixtures("province")
CODE = "TRO-CAP-XA-HOI"


def begun():
    id_ = receive()
    return id_, f"dossiers/{dossiers.dossier(viewer=SYSTEM, dossier_id=id_).code}/steps"


def open_place(found):
    return next(p for p in found["places"] if p["left_at"] is None and p["kind"] == "step")


def test_a_step_is_ended_sent_back_and_ended_again():
    _, here = begun()
    counter, processor = Program(COUNTER), Program(PROCESSOR)
    first = open_place(counter.call(here))
    assert (first["number"], first["step"]) == (1, "tiep_nhan")
    ended = counter.call(f"{here}/1/complete", {"agency_id": centre()}, Idempotency_Key="ended-once")
    assert counter.call(f"{here}/1/complete", {"agency_id": centre()}, Idempotency_Key="ended-once") == ended
    assert counter.call(f"{here}/1/complete", {"agency_id": centre()}, status=409)
    second = open_place(ended)
    assert second["back"] == ["tiep_nhan"]
    assert {way["code"] for way in second["ways"]} >= {"du"}
    body = {"agency_id": committee(), "to_step": "tiep_nhan", "reason": ""}
    back = f"{here}/{second['number']}/send-back"
    assert processor.call(back, body, status=422)
    again = processor.call(back, {**body, "reason": "Thiếu giấy xác nhận"})
    assert open_place(again)["step"] == "tiep_nhan"
    assert Program(STRANGER).call(here, status=404)


def test_a_question_is_asked_answered_and_another_taken_back():
    id_, here = begun()
    counter, processor, asked = Program(COUNTER), Program(PROCESSOR), Program(STRANGER)
    number = open_place(counter.call(f"{here}/1/complete", {"agency_id": centre()}))["number"]
    body = {
        "agency_id": committee(),
        "agencies": [committee(THERE)],
        "question": "Có thuộc diện nghèo?",
        "days": 3,
    }
    assert processor.call(f"{here}/{number}/ask", {**body, "days": 31}, status=422)
    question = processor.call(f"{here}/{number}/ask", body)["places"][-1]
    (row,) = asked.call(f"opinions?agency_id={committee(THERE)}")["rows"]
    assert (row["number"], row["kind"], row["question"]) == (
        question["number"],
        "opinion",
        "Có thuộc diện nghèo?",
    )
    told = f"opinions/{id_}/{question['number']}/opinion"
    assert asked.call(told, {"agency_id": committee(THERE), "said": " "}, status=422)
    asked.call(told, {"agency_id": committee(THERE), "said": "Có, từ 2024."})
    assert asked.call(f"opinions?agency_id={committee(THERE)}")["rows"] == []
    second = processor.call(f"{here}/{number}/ask", body)["places"][-1]["number"]
    dropped = processor.call(f"{here}/{second}/drop", {"agency_id": committee(), "reason": "Đã rõ"})
    assert dropped["places"][-1]["outcome"] == "dropped"


def test_a_procedure_without_a_flow_has_no_places():
    from tests.people import NOW, who

    from thongsuot.work.dossiers import services

    made = services.receive(
        actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing(procedure="1.004873")
    )
    assert Program(COUNTER).call(f"dossiers/{made.code}/steps") == {
        "flow": None,
        "version": None,
        "places": [],
    }


def test_running_dossiers_go_on_by_the_new_version_after_a_look():
    id_, steps = begun()
    Program(COUNTER).call(f"{steps}/1/complete", {"agency_id": centre()})
    new_version()
    head, here = Program(HEAD), f"flows/{CODE}"
    found = head.call(f"{here}/running")
    (one,) = found["running"]
    assert (one["dossier_id"], one["open"], one["lost"]) == (str(id_), {"xac_minh": "xac_minh"}, [])
    assert (one["version"], found["version"], found["moves"]) == ("1", "2", True)
    body = {"agency_id": committee(), "dossier_ids": [str(id_)]}
    assert Program(STRANGER).call(f"{here}/rebase", body, status=403)
    assert Program(STRANGER).call(f"{here}/running")["running"] == []
    done = head.call(f"{here}/rebase", body)
    assert (done["moved"], done["running"]) == (1, [])
    assert head.call("flows/KHONG-CO/running", status=404)["code"] == "no_such_flow"


def test_a_person_says_by_api_where_a_lost_one_goes_on():
    id_, steps = begun()
    Program(COUNTER).call(f"{steps}/1/complete", {"agency_id": centre()})
    new_version(drop="xac_minh")
    head, here = Program(HEAD), f"flows/{CODE}/place"
    body = {"agency_id": committee(), "dossier_id": str(id_), "to_step": "ky", "reason": "Đã xác minh"}
    assert Program(STRANGER).call(here, body, status=403)
    assert Program("lanhdao.phubai").call(here, {**body, "agency_id": committee(THERE)}, status=404)
    wrong = head.call(here, {**body, "reason": " "}, status=422)
    assert "placing_reason" in str(wrong)
    assert head.call(here, body)["running"] == []
    assert open_place(head.call(steps))["step"] == "ky"
