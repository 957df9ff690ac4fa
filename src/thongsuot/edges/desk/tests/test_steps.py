"""The steps of a dossier at the desk: seen, ended, sent back; a question goes out and its answer comes back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.people import centre, committee, filing, who

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROCESSOR, STRANGER, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as acting
from thongsuot.work.steps import queries

pytestmark = pytest.mark.usefixtures("province")
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ALLOWANCE = "1.001776"


@pytest.fixture
def code() -> str:
    """An allowance's dossier, just received: its flow has choices, a way back and opinions."""
    version = catalogue.version_on(code=ALLOWANCE, day=NOW.date())
    assert version is not None
    case = next(iter(version.services or version.cases), "")
    given = filing(procedure=ALLOWANCE, case=case)
    return acting.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).code


def where(code: str) -> str:
    return reverse("desk:steps", args=[code])


def open_steps(code: str) -> list[str]:
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    assert record is not None
    found = queries.standing(viewer=SYSTEM, record=record)
    assert found is not None
    return [p.step for p in found.open()]


def test_each_agency_of_a_birth_finds_its_own_work_and_the_page_names_what_each_owes_until_when() -> None:
    version = catalogue.version_on(code="2.000986", day=NOW.date())
    assert version is not None
    given = filing(procedure="2.000986", case=next(iter(version.services or version.cases), ""))
    code = acting.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given).code
    post(COUNTER, code, go="complete")
    post(HEAD, code, go="complete", number=2)
    assert open_steps(code) == ["thuong_tru", "bao_hiem"]
    page = browser(HEAD, NOW).get(reverse("desk:dossier", args=[code])).content.decode()
    for words in ("Công an phường Thuận Hóa", "Bảo hiểm xã hội cơ sở 1", "Đăng ký thường trú", "đến 17:00"):
        assert words in page
    waiting = reverse("desk:opinions")
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    assert record is not None
    for user in ("congan4", "xuly.bhxh1"):
        assert code in browser(user, NOW).get(waiting).content.decode()
    assert code not in browser("congan1", NOW).get(waiting).content.decode()  # of another commune
    browser("congan4", NOW).post(waiting, {"dossier": str(record.id), "number": 3})
    assert open_steps(code) == ["bao_hiem"]
    # What is left alone has the dossier in hand: it stands among its own, not among what others wait for.
    assert browser("congan1", NOW).get(where(code)).status_code == 404
    assert post("xuly.bhxh1", code, go="complete", number=4).status_code == 302
    assert open_steps(code) == ["ky_ket_qua"]


def post(user: str, code: str, **given: object):
    return browser(user, NOW).post(where(code), {"number": 1, **given})


def test_the_page_says_where_it_is_as_picture_and_as_words(code: str) -> None:
    page = browser(COUNTER, NOW).get(where(code)).content.decode()
    assert "Tiếp nhận, kiểm tra hồ sơ" in page
    assert "<svg" in page
    assert "● Đang ở đây" in page
    own = browser(COUNTER, NOW).get(reverse("desk:dossier", args=[code])).content.decode()
    assert where(code) in own


def test_a_procedure_without_a_flow_has_no_such_page() -> None:
    birth = received(NOW).code
    assert browser(COUNTER, NOW).get(where(birth)).status_code == 404
    assert (
        where(birth) not in browser(COUNTER, NOW).get(reverse("desk:dossier", args=[birth])).content.decode()
    )


def test_a_step_is_ended_and_sent_back_without_a_script(code: str) -> None:
    assert post(COUNTER, code, go="complete").status_code == 302
    assert open_steps(code) == ["xac_minh"]
    refused = post(PROCESSOR, code, go="complete", number=2)
    assert refused.status_code == 422
    assert "Hãy chọn một kết quả" in refused.content.decode()
    assert (
        post(PROCESSOR, code, go="back", number=2, to_step="tiep_nhan", said="Thiếu giấy").status_code == 302
    )
    assert "Thiếu giấy" in browser(COUNTER, NOW).get(where(code)).content.decode()
    assert post(COUNTER, code, go="complete", number=1).status_code == 422  # that one is over
    assert post(COUNTER, code, go="fly", number=3).status_code in (404, 422)


def test_a_question_is_answered_by_who_sees_nothing_else(code: str) -> None:
    post(COUNTER, code, go="complete")
    other = committee("19960")
    asked = post(
        PROCESSOR, code, go="ask", number=2, agency=other, days=3, required=1, said="Có thuộc hộ nghèo?"
    )
    assert asked.status_code == 302
    theirs = browser(STRANGER, NOW)
    page = theirs.get(reverse("desk:opinions")).content.decode()
    assert "Có thuộc hộ nghèo?" in page
    assert code in page
    assert "Nguyễn Thị Hòa" not in page
    assert theirs.get(where(code)).status_code == 404
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    given = {"dossier": str(record.id), "number": 3}
    assert theirs.post(reverse("desk:opinions"), {**given, "said": ""}).status_code == 422
    assert theirs.post(reverse("desk:opinions"), {**given, "said": "Có."}).status_code == 302
    assert "Có thuộc hộ nghèo?" not in theirs.get(reverse("desk:opinions")).content.decode()
    assert "Có." in browser(HEAD, NOW).get(where(code)).content.decode()
    assert post(PROCESSOR, code, go="complete", number=2, outcome="du").status_code == 302
    assert open_steps(code) == ["ky"]


def test_a_step_is_ended_on_the_dossiers_own_page_and_one_stays_there(code: str) -> None:
    own = reverse("desk:dossier", args=[code])
    page = browser(COUNTER, NOW).get(f"{own}?list=state%3Dreceived").content.decode()
    assert f'action="{where(code)}"' in page
    assert '<input type="hidden" name="list" value="state=received">' in page
    ended = post(COUNTER, code, go="complete", list="state=received")
    assert ended["Location"] == f"{own}?list=state%3Dreceived"
    assert "Xác thực với dữ liệu dân cư" in browser(PROCESSOR, NOW).get(own).content.decode()
    back = post(PROCESSOR, code, go="back", number=2, to_step="tiep_nhan", said="Thiếu giấy", list="-")
    assert back["Location"] == own
