"""What must be looked at: the officer, the head and the province each see their own; the line on the dossier's page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from tests.people import NOW, TODAY, centre, committee, who

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, HEAD, PROCESSOR, PROVINCE, STRANGER, browser
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.clocks import queries
from thongsuot.work.clocks import services as clocks
from thongsuot.work.clocks.tests.test_backlog import land
from thongsuot.work.clocks.tests.test_services import SILENT, heard, receive
from thongsuot.work.dossiers import services as work

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


def test_each_is_told_what_is_his_until_he_has_read_it(receipt, freeze):
    """Who has it in hand hears of half the term, who decides of its end, the province of a long delay."""
    work.forward(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_ids=[receipt.id], to_agency_id=committee()
    )
    work.take(actor=who(PROCESSOR), now=NOW, agency_id=committee(), dossier_ids=[receipt.id])
    clocks.follow_all(now=NOW, dossier_ids=[receipt.id])

    def told(user, now):
        said = page(user, now, "today").content.decode()
        return said.partition("Báo cho bạn")[2].partition("</section>")[0]

    half = receipt.due_at - timedelta(days=2)
    clocks.ring(now=half)
    freeze(half)
    assert "80 % hạn" in told(PROCESSOR, half)
    assert [told(user, half) for user in (HEAD, PROVINCE, STRANGER, COUNTER)] == [""] * 4
    late = receipt.due_at + timedelta(days=40)
    clocks.ring(now=late)
    freeze(late)
    for user, words in ((HEAD, "Hết hạn"), (PROVINCE, "Quá hạn lâu")):
        assert words in told(user, late)
        assert receipt.code in told(user, late)
    assert [told(user, late) for user in (STRANGER, COUNTER)] == ["", ""]
    up_to = told(HEAD, late).partition('name="up_to" value="')[2].partition('"')[0]
    for said in ("x", "-1", ""):
        assert browser(HEAD, late).post("/desk/attention/read/", {"up_to": said}).status_code == 302
    assert told(HEAD, late)
    assert browser(HEAD, late).post("/desk/attention/read/", {"up_to": up_to}).status_code == 302
    assert browser(HEAD, late).post("/desk/attention/read/", {"up_to": "1"}).status_code == 302
    assert told(HEAD, late) == ""
    assert told(PROVINCE, late)
    assert browser(PROCESSOR, late).post("/desk/attention/read/", {"up_to": "9" * 18}).status_code == 302
    newest = queries.tellings(viewer=SYSTEM, decides=[committee()], provinces=[], now=late)[0].id
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select up_to from clock_seen where actor = %s", [who(PROCESSOR).key])
        assert cursor.fetchone()[0] <= newest + 1  # what nobody was told yet is not read
    assert browser(CITIZEN, late).post("/desk/attention/read/", {"up_to": up_to}).status_code == 403


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
