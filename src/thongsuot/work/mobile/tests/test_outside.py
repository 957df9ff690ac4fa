"""What a mobile session may not receive: not planned, not offered; what was handed in all the same is not lost."""

from datetime import timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, Program, centre, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.points import services as points
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.mobile import queries, services
from thongsuot.work.mobile.tests.test_services import COUNTER, STRANGER, block, planned, sync

pytestmark = pytest.mark.usefixtures("province")
SIGNATURE = "2.000884"  # the signature of whoever signs before an official: national row of mobile sessions
DEATH = "1.000656"


def forbid(procedure=BIRTH, begins="2026-11-01"):
    row = {
        "kind": "mobile_session", "procedure_code": procedure, "field_code": "", "capability": "receive", "allowed": "no",
        "valid_from": begins, "valid_to": "", "source": "thử",
    }  # fmt: skip
    points.load_duties(actor=SYSTEM, now=NOW, rows=[Row("point-duties.csv", 2, row)])


def codes_of(problems):
    return [one.code for one in problems]


def first_step(code):
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    return record, dossiers.steps_of(viewer=SYSTEM, dossier_id=record.id)[0]


def test_no_session_is_planned_for_what_a_row_forbids_from_its_day_on():
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    given = {
        "actor": who(COUNTER), "now": NOW, "agency_id": centre(HERE), "place": "Thôn 1", "unit_id": unit.id,
        "day": TODAY, "today": TODAY, "officer_ids": [who(COUNTER).account_id],
    }  # fmt: skip
    with pytest.raises(Refused) as error:
        services.plan(**given, procedures=[BIRTH, SIGNATURE])
    (problem,) = error.value.problems
    assert (problem.code, problem.field) == ("point_may_not", "procedures")
    assert "Điểm lưu động không được tiếp nhận thủ tục 2.000884 từ ngày 01/07/2025" in str(problem)
    forbid(begins="2026-11-21")
    assert services.plan(**given, procedures=[BIRTH]).procedures == (BIRTH,)


def test_what_a_row_forbids_since_the_device_left_comes_in_and_is_put_before_a_person():
    session = planned()
    code, other = (one.code for one in block(session, count=2))
    assert sync(session, other).remarks == ()
    forbid()
    done = sync(session, code)
    assert codes_of(done.remarks) == ["point_may_not"]
    assert sync(session, code).remarks == done.remarks  # and told again to who asks again
    kept = {one.code: one.remarks for one in queries.codes(viewer=who(COUNTER), session_id=session.id)}
    assert (codes_of(kept[code]), kept[other]) == (["point_may_not"], ())
    record, step = first_step(code)
    assert record.state is State.RECEIVED
    assert [one["code"] for one in step.detail["problems"]] == ["point_may_not"]
    assert "problems" not in first_step(other)[1].detail


def test_what_the_session_was_not_planned_for_comes_in_with_that_remark():
    session = planned()
    code = block(session)[0].code
    done = sync(session, code, procedure=DEATH)
    assert codes_of(done.remarks) == ["session_other_procedure"]
    assert first_step(code)[0].received_at == NOW + timedelta(hours=1)


def test_a_program_is_told_the_remarks_and_a_stranger_nothing():
    session = planned()
    code = block(session)[0].code
    forbid()
    sent = {
        "agency_id": centre(HERE), "code": code, "device": "Máy 1", "claimed_at": NOW.isoformat(),
        "entry": {"procedure": BIRTH, "territory": HERE, "name": "Nguyễn Thị Hòa", "phone": "0905123456"},
    }  # fmt: skip
    done = Program(COUNTER).call(f"mobile-sessions/{session.id}/sync", sent)
    assert done["is_new"]
    assert "Điểm lưu động không được tiếp nhận" in done["remarks"][0]
    assert Program(STRANGER).call(f"mobile-sessions/{session.id}/sync", sent, status=403)
    assert queries.codes(viewer=who(STRANGER), session_id=session.id) == ()
