"""What must be looked at: the officer, the head and the province each see their own; the line on the dossier's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.people import NOW, TODAY

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, HEAD, PROVINCE, STRANGER, browser
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.clocks import services as clocks
from thongsuot.work.clocks.tests.test_backlog import land
from thongsuot.work.clocks.tests.test_services import SILENT, heard, receive

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def receipt(freeze):
    return receive()


@pytest.fixture
def freeze(monkeypatch):
    """Let the pages read another clock."""
    from thongsuot.plumbing.http import middleware

    def at(now):
        monkeypatch.setattr(middleware, "datetime", type("Clock", (), {"now": staticmethod(lambda _tz: now)}))

    return at


def page(user, now, name="attention", *args, **query):
    return browser(user, now).get(reverse(f"desk:{name}", args=args), query)


def test_every_cell_leads_to_its_list(receipt, freeze):
    now = receipt.due_at - timedelta(days=2)
    clocks.ring(now=now)
    freeze(now)
    for user in (COUNTER, HEAD, PROVINCE):
        answer = page(user, now)
        assert answer.status_code == 200
        assert "/desk/attention/most/?agency=" in answer.content.decode()
        assert receipt.code in page(user, now, "attention-list", "most").content.decode()
        assert receipt.code not in page(user, now, "attention-list", "half").content.decode()
    assert "/desk/attention/most/" in page(COUNTER, now, "today").content.decode()
    assert receipt.code not in page(COUNTER, now, "attention-list", "most", mine="1").content.decode()


def test_a_stranger_sees_none_of_it_and_a_citizen_stays_outside(receipt, freeze):
    now = receipt.due_at - timedelta(days=2)
    clocks.ring(now=now)
    freeze(now)
    for query in ({}, {"agency": "1"}, {"after": "x"}):
        assert receipt.code not in page(STRANGER, now, "attention-list", "most", **query).content.decode()
    assert page(CITIZEN, now).status_code == 403
    assert page(COUNTER, now, "attention-list", "nothing").status_code == 404


def test_the_line_tells_what_happened_and_what_will(receipt, freeze):
    now = receipt.due_at + timedelta(minutes=5)
    clocks.ring(now=now)
    freeze(now)
    said = page(HEAD, now, "dossier", receipt.code).content.decode()
    for words in ("Đồng hồ", "50 %", "80 %", "đã báo người đứng đầu", "Báo cấp tỉnh", "Bây giờ", "<progress"):
        assert words in said, words
    assert "pháp luật coi là đồng ý" not in said


def test_who_might_still_answer_is_warned_of_his_silence(freeze):
    receipt = receive(SILENT)
    freeze(NOW)
    said = page(HEAD, NOW, "dossier", receipt.code).content.decode()
    assert "pháp luật coi là đồng ý" in said
    later = receipt.due_at + timedelta(hours=1)
    clocks.ring(now=later)
    heard(receipt, later, "consent")
    freeze(later)
    said = page(HEAD, later, "dossier", receipt.code).content.decode()
    assert "Theo luật, không do người nào quyết định" in said
    assert "pháp luật coi là đồng ý. Căn cứ" not in said


def test_the_backlog_opens_with_the_field_that_the_province_names(freeze):
    code = next(code for code in land() if catalogue.version_on(code=code, day=TODAY))
    receipt = receive(code, at=NOW - timedelta(days=40))
    freeze(NOW)
    said = page(PROVINCE, NOW, "backlog").content.decode()
    assert "Hồ sơ tồn: Đất đai" in said
    assert "age=2" in said
    assert receipt.code in page(HEAD, NOW, "backlog-list", age="2").content.decode()
    assert receipt.code not in page(HEAD, NOW, "backlog-list", age="1", why="x").content.decode()
    assert receipt.code not in page(STRANGER, NOW, "backlog-list", agency="1").content.decode()
    assert receipt.code in page(HEAD, NOW, "backlog-list", format="csv").content.decode()
