"""Flows at the desk: what a new version changes, who would be where, and taking running dossiers over to it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.people import centre, filing, who

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, HEAD, browser
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.flows.rules import Given, read
from thongsuot.work.dossiers import services as acting
from thongsuot.work.steps import services
from thongsuot.work.steps.tests.scene import ALLOWANCE, new_version

pytestmark = pytest.mark.usefixtures("province")
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PAGE = "/desk/flows/TRO-CAP-XA-HOI/"


def begun() -> str:
    version = catalogue.version_on(code=ALLOWANCE, day=NOW.date())
    assert version is not None
    given = filing(procedure=ALLOWANCE, case=next(iter(version.services or version.cases), ""))
    receipt = acting.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=given)
    services.complete(actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=receipt.id, number=1)
    return receipt.code


def test_flows_are_listed_shown_and_taken_away_as_bpmn() -> None:
    head = browser(HEAD, NOW)
    assert "Trợ cấp xã hội hằng tháng" in head.get(reverse("desk:flows")).content.decode()
    page = head.get(PAGE).content.decode()
    assert "<svg" in page
    assert "Không có hồ sơ nào" in page
    found = read(head.get(f"{PAGE}bpmn/").content, Given()).flow
    assert found is not None
    assert found.code == "TRO-CAP-XA-HOI"
    assert head.get("/desk/flows/KHONG-CO/").status_code == 404
    assert browser(CITIZEN, NOW).get(PAGE).status_code == 403


def test_a_head_sees_where_dossiers_would_be_and_takes_them_over() -> None:
    code = begun()
    new_version()
    head = browser(HEAD, NOW)
    page = head.get(PAGE).content.decode()
    assert code in page
    assert "Chuyển 1 hồ sơ sang bản mới" in page
    counter = browser(COUNTER, NOW)
    assert "sang bản mới</button>" not in counter.get(PAGE).content.decode()
    assert counter.post(PAGE).status_code == 403
    assert head.post(PAGE).status_code == 302
    assert code not in head.get(PAGE).content.decode()


def test_what_changed_is_said_and_what_is_not_sure_waits_for_a_person() -> None:
    code = begun()
    new_version(drop="xac_minh")
    page = browser(HEAD, NOW).get(PAGE).content.decode()
    assert code in page
    assert "Bước đang làm không còn trong bản mới." in page
    assert "Thêm: Xác thực" in page
    assert "sang bản mới</button>" not in page


def test_a_person_says_where_what_is_not_sure_goes_on_and_why() -> None:
    code = begun()
    new_version(drop="xac_minh")
    head, page = browser(HEAD, NOW), f"{PAGE}placing/"
    assert f'href="{page}"' in head.get(PAGE).content.decode()
    assert f'href="{page}"' in head.get("/desk/").content.decode()
    shown = head.get(page).content.decode()
    for said in (code, "Bước đang làm không còn trong bản mới.", "Đề xuất:", "Giữ bản cũ đến khi xong"):
        assert said in shown
    id_ = shown.split('name="dossier" value="')[1].split('"')[0]
    assert head.post(page, {"dossier": id_, "to_step": "ky", "reason": " "}).status_code == 422
    assert head.post(page, {"dossier": id_, "to_step": "ky", "reason": "Đã xác minh"}).status_code == 302
    assert code not in head.get(page).content.decode()
    assert f'href="{page}"' not in head.get("/desk/").content.decode()


def test_only_who_may_chooses_and_a_stranger_finds_nothing() -> None:
    code = begun()
    new_version(drop="xac_minh")
    page = f"{PAGE}placing/"
    id_ = browser(HEAD, NOW).get(page).content.decode().split('name="dossier" value="')[1].split('"')[0]
    given = {"dossier": id_, "to_step": "ky", "reason": "Đã xác minh"}
    for user in (COUNTER, CITIZEN):
        assert browser(user, NOW).get(page).status_code == 403
        assert browser(user, NOW).post(page, given).status_code == 403
    stranger = browser("lanhdao.phubai", NOW)
    assert code not in stranger.get(page).content.decode()
    assert stranger.post(page, given).status_code in (404, 422)
    assert code in browser(HEAD, NOW).get(page).content.decode()
