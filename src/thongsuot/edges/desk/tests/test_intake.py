"""The intake: everything on one page, every fault named at once, nothing typed twice, nothing received twice."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from tests.people import BIRTH, HERE, THERE, centre

from thongsuot.edges.desk import scan
from thongsuot.edges.desk.tests.people import COUNTER, PROCESSOR, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import reference
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers.rules import State
from thongsuot.work.fees import queries as fees

pytestmark = pytest.mark.usefixtures("province")
EXTRACT = "2.000635"  # 8.000 đồng a copy
CARD = "046198000123|191234567|Nguyễn Thị Hòa|27031985|Nữ|12 Lê Lợi, Thuận Hóa|01072021"


def now() -> datetime:
    return datetime.now(UTC)


def answers(procedure_code: str = BIRTH, **changes: Any) -> dict[str, Any]:
    """A complete filing as the page sends it."""
    version = catalogue.version_on(code=procedure_code, day=now().date())
    assert version is not None
    ticks = {f"p_{p.id}": "on" for p in version.papers_of("") if p.required}
    return {
        "procedure_code": procedure_code, "agency": centre(day=now().date()), "territory_code": HERE, "case": "",
        "name": "Trần Thị Bưởi", "citizen_id": "046198000123", "phone": "0905 123 456", "address": "12 Lê Lợi",
        "channel": "DIRECT", "result_way": "AT_SUBMISSION_PLACE", "once": "a" * 32, "go": "receive",
        **ticks, **changes,
    }  # fmt: skip


def send(**changes: Any) -> Any:
    return browser(COUNTER, now()).post("/desk/receive/", answers(**changes))


def code_of(answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()[:6000]
    return unquote(answer["Location"]).split("/")[3]


def seen(code: str) -> queries.DossierRecord:
    found = queries.dossier_by_code(viewer=SYSTEM, code=code)
    assert found is not None
    return found


def test_a_complete_form_becomes_a_dossier_and_leads_to_its_slip() -> None:
    found = seen(code_of(send(other_papers="Giấy chứng sinh\nSổ hộ khẩu")))
    assert found.state is State.RECEIVED
    assert (found.applicant_name, found.phone, found.citizen_id) == (
        "Trần Thị Bưởi",
        "0905123456",
        "046198000123",
    )
    names = [paper.name for paper in queries.papers_of(viewer=SYSTEM, dossier_id=found.id)]
    assert names[-2:] == ["Giấy chứng sinh", "Sổ hộ khẩu"]


def test_the_number_of_sets_is_asked_with_what_the_procedure_asks_for_and_kept() -> None:
    two = "1.013960"  # the source says: "Số lượng hồ sơ: 02 bộ"
    version = catalogue.version_on(code=two, day=now().date())
    assert version is not None
    assert version.sets == 2
    page = browser(COUNTER, now()).get("/desk/receive/", {"procedure": two}).content.decode()
    assert re.search(r'name="sets"[^>]*value="2"|value="2"[^>]*name="sets"', page)
    assert seen(code_of(send(sets="4"))).sets == 4
    assert seen(code_of(send(sets="", once="b" * 32))).sets == 1
    assert 'href="#id_sets"' in send(sets="100", once="c" * 32).content.decode()
    assert 'href="#id_sets"' in send(sets="ba", once="d" * 32).content.decode()


def test_the_same_page_sent_twice_is_one_dossier() -> None:
    first, second = code_of(send()), code_of(send())
    assert first == second
    other = send(name="Lê Văn Thịnh")
    assert other.status_code == 422
    page = other.content.decode()
    assert "đã dùng để tiếp nhận một hồ sơ" in page
    assert "Lê Văn Thịnh" in page
    again = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert again is not None
    assert again.group(1) != "a" * 32
    assert code_of(send(name="Lê Văn Thịnh", once=again.group(1))) != first


FAULTS: list[tuple[dict[str, str], str, str]] = [
    ({"name": ""}, "id_name", "Hãy nhập họ và tên người nộp"),
    ({"name": "123"}, "id_name", "phải có chữ"),
    ({"citizen_id": "123"}, "id_citizen_id", "12"),
    ({"phone": "12"}, "id_phone", "điện thoại"),
    ({"email": "ai-do"}, "id_email", "Thư điện tử phải có dạng"),
    ({"territory_code": ""}, "id_territory_code", "Hãy chọn xã, phường"),
    ({"result_way": "PIGEON"}, "id_result_way_0", "Hãy chọn"),
    ({"channel": "PIGEON"}, "id_channel", "Hãy chọn"),
    ({"address": "x" * 2001}, "id_address", "2000"),
    ({"agency": "1"}, "id_agency", "Hãy chọn"),
]


@pytest.mark.parametrize(("wrong", "anchor", "said"), FAULTS)
def test_each_fault_is_said_at_its_field_and_the_rest_is_kept(
    wrong: dict[str, str], anchor: str, said: str
) -> None:
    answer = send(**wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    summary = page.split("data-errors")[1].split("</div>")[0]
    assert said in summary
    if anchor != "id_agency":
        assert f'href="#{anchor}"' in summary
        assert f'id="{anchor}"' in page
    for kept in ("Trần Thị Bưởi", "046198000123", "12 Lê Lợi"):
        if kept not in answers() or not any(kept == str(answers()[key]) for key in wrong):
            assert kept in page or any(str(answers()[key]) == kept for key in wrong)


def test_all_faults_are_told_at_once() -> None:
    page = send(name="", citizen_id="1", phone="x", territory_code="").content.decode()
    summary = page.split("data-errors")[1].split("</div>")[0]
    assert summary.count("<li>") >= 4


def test_a_missing_required_paper_is_named_where_it_is_missing() -> None:
    version = catalogue.version_on(code=BIRTH, day=now().date())
    assert version is not None
    wanted = next(paper.id for paper in version.papers_of("") if paper.originals)
    with connection.cursor() as cursor:  # the national record marks none as required; a province may
        cursor.execute("update procedure_paper set required = true where id = %s", [wanted])
    reference.forget()
    page = send(**{f"p_{wanted}": ""}).content.decode()
    assert f'href="#id_p_{wanted}"' in page
    assert "Còn thiếu 1 giấy tờ bắt buộc" in page
    assert send(**{f"p_{wanted}": "on"}).status_code == 302


def test_without_javascript_search_choose_and_look_ahead_work_and_keep_what_was_typed() -> None:
    client = browser(COUNTER, now())
    found = client.post(
        "/desk/receive/", {"q": "khai sinh", "go": "find", "name": "Trần Thị Bưởi"}
    ).content.decode()
    assert f'value="{BIRTH}"' in found
    assert "Trần Thị Bưởi" in found
    chosen = client.post("/desk/receive/", {"choose": BIRTH, "name": "Trần Thị Bưởi"})
    assert chosen.status_code == 200
    assert "Trần Thị Bưởi" in chosen.content.decode()
    assert "Hẹn trả" in chosen.content.decode()
    entered = client.post(
        "/desk/receive/", {"q": "khai sinh", "name": "Trần Thị Bưởi"}
    )  # Enter in the search
    assert f'value="{BIRTH}"' in entered.content.decode()


def test_the_card_fills_name_and_address() -> None:
    page = browser(COUNTER, now()).post("/desk/receive/", answers(citizen_id=CARD, name="")).content.decode()
    assert 'value="Nguyễn Thị Hòa"' in page
    assert 'value="046198000123"' in page
    assert scan.read("khai sinh") == scan.read("1|2|3") == {}


def test_likely_duplicates_and_the_due_date_show_while_typing() -> None:
    there = received(now())
    page = browser(COUNTER, now()).post("/desk/receive/check/", answers(phone="", name="")).content.decode()
    assert there.code in page
    assert "Hẹn trả" in page
    elsewhere = (
        browser(COUNTER, now()).post("/desk/receive/check/", answers(territory_code=THERE)).content.decode()
    )
    assert "chuyển hồ sơ đến nơi này" in elsewhere


def test_what_cannot_be_received_is_declined_with_a_number_and_a_paper() -> None:
    without_reason = send(go="decline", reason_code="", reason="")
    assert without_reason.status_code == 422
    code = code_of(send(go="decline", reason_code="not_competent", reason="Thuộc tỉnh khác"))
    assert seen(code).state is State.DECLINED
    assert (
        browser(COUNTER, now()).get(f"/desk/dossiers/{code}/papers/refusal.pdf").content.startswith(b"%PDF-")
    )


def test_who_receives_nowhere_is_told_so() -> None:
    assert browser(PROCESSOR, now()).get("/desk/receive/").status_code == 403
    assert browser(PROCESSOR, now()).post("/desk/receive/", answers()).status_code == 403


def test_how_many_is_asked_where_the_fee_is_the_price_of_one_and_charged_at_once(province) -> None:
    assert not re.search(
        r'name="quantity-', browser(COUNTER, now()).get(f"/desk/receive/?procedure={BIRTH}").content.decode()
    )
    page = browser(COUNTER, now()).get(f"/desk/receive/?procedure={EXTRACT}").content.decode()
    (key,) = re.findall(r'name="quantity-(\d+)" value="1"', page)
    wrong = send(procedure_code=EXTRACT, **{f"quantity-{key}": "0"})
    assert wrong.status_code == 422
    assert "Hãy ghi số lượng từ 1 đến 1.000." in wrong.content.decode()
    asked = answers(EXTRACT, **{f"quantity-{key}": "3"})
    ahead = browser(COUNTER, now()).post("/desk/receive/check/", asked).content.decode()
    assert "3 × 8.000 đ = 24.000 đ" in ahead.replace("\u00a0", " ")
    codes = {code_of(browser(COUNTER, now()).post("/desk/receive/", asked)) for _ in range(2)}
    (code,) = codes
    assert fees.standing(viewer=SYSTEM, record=seen(code)).to_pay == 24_000
    assert len(fees.transfers_of(viewer=SYSTEM, dossier_id=seen(code).id)) == 1
    one = seen(code_of(send(procedure_code=EXTRACT, once="b" * 32, **{f"quantity-{key}": "1"})))
    assert not fees.standing(viewer=SYSTEM, record=one).is_assessed  # as published, when it is paid


def test_the_result_is_wanted_at_a_post_office_and_goes_there_by_itself(province) -> None:
    code = code_of(send(collect_at="H57.30.01", go="receive"))
    page = browser(COUNTER, now()).get(f"/desk/dossiers/{code}/").content.decode()
    assert "Bưu cục Phú Xuân" in page
    by_post = code_of(send(collect_at="H57.30.01", result_way="POSTAL", once="b" * 32))  # nobody comes for it
    ids = [seen(code).id, seen(by_post).id]
    assert list(queries.collect_places(viewer=SYSTEM, dossier_ids=ids)) == ids[:1]
    assert send(collect_at="H57.101.DL1", once="c" * 32).status_code == 422


def test_a_relief_is_named_with_its_paper_at_the_counter() -> None:
    page = browser(COUNTER, now()).get("/desk/receive/", {"procedure": EXTRACT}).content.decode()
    assert 'name="relief"' in page
    given = answers(EXTRACT, relief="ho_ngheo")
    client = browser(COUNTER, now())
    wrong = client.post("/desk/receive/", given)
    assert wrong.status_code == 422
    assert 'href="#id_proof"' in wrong.content.decode()
    found = seen(code_of(client.post("/desk/receive/", {**given, "proof": "Sổ hộ nghèo số 12"})))
    assert fees.standing(viewer=SYSTEM, record=found).to_pay == 0
    (one,) = fees.claims_of(viewer=SYSTEM, record=found)
    assert (one.state, one.proof) == ("confirmed", "Sổ hộ nghèo số 12")
