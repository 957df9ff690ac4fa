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
