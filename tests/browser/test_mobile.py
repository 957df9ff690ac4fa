"""A mobile session in Chromium: codes taken, the line cut, dossiers received, the line back; nothing lost, nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser import browser
from tests.browser.desk import by_cookie
from tests.browser.test_desk import obstacles
from tests.people import BIRTH, HERE, centre, who
from thongsuot.edges.desk.tests.people import COUNTER
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.mobile import queries, services
from thongsuot.work.mobile.tests.test_outside import forbid

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]
COUNT = "select count(*) from dossier where received_agency_id = %s"


@pytest.fixture
def session():
    now = datetime.now(UTC)
    day = (now + timedelta(hours=7)).date()
    actor = who(COUNTER, day)
    return services.plan(
        actor=actor, now=now, agency_id=centre(HERE, day), place="Nhà văn hóa tổ 3", day=day, today=day,
        unit_id=units.unit_on(code=HERE, day=day).units[0].id, procedures=[BIRTH], officer_ids=[actor.account_id],
    )  # fmt: skip


def received():
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(COUNT, [centre(HERE)])
        return cursor.fetchone()[0]


def take(page, name="Máy 1", count="3"):
    page.fill("#device", name)
    page.fill("#count", count)
    page.click("[data-part=take] button")
    page.locator("[data-part=form]:not([hidden])").wait_for()
    page.locator("#luu-dong[data-ready]").wait_for(state="attached")


def fill(page, name):
    page.fill("#m-name", name)
    for box in page.locator("[name=paper]").all():
        box.check()
    shown = page.locator("[data-part=receipt-code]")
    before = shown.text_content()
    page.click("[data-part=form] .primary")
    page.locator("[data-part=receipt]:not([hidden])").wait_for()
    expect(shown).not_to_have_text(before)  # the receipt of the one before stands still
    return shown.inner_text()


def test_dossiers_received_without_a_line_arrive_once_each(site, window, session):
    opened = by_cookie(window, COUNTER, site, width=browser.PHONE)
    page, before = opened.page, received()
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    take(page)
    assert obstacles(opened) == []
    page.context.set_offline(True)
    page.reload()  # the page itself comes out of the device
    page.locator("[data-part=form]:not([hidden])").wait_for()
    codes = [fill(page, name) for name in ("Trần Thị Bưởi", "Lê Văn Cam")]
    drawn = "document.querySelector('[data-part=receipt-qr] path').getBoundingClientRect().width"
    assert page.evaluate(drawn) > 100  # large enough for a camera
    assert received() == before
    page.reload()
    page.locator(".kept").first.wait_for()
    assert page.locator(".kept").count() == 2
    opened.faults.clear()  # loading without a line complains
    page.route("**/sync/", cut_after(1))
    page.context.set_offline(False)
    page.locator("text=Chưa gửi được").wait_for()
    page.unroute("**/sync/")
    page.click("[data-part=send]")
    page.locator("text=Đã gửi, máy chủ đã nhận. >> nth=1").wait_for()
    assert received() == before + 2
    names = [dossiers.dossier_by_code(viewer=SYSTEM, code=code).applicant_name for code in codes]
    assert names == ["Trần Thị Bưởi", "Lê Văn Cam"]
    kept = page.evaluate("async () => (await indexedDB.databases()).length && document.body.innerText")
    assert "Trần Thị Bưởi" not in kept.split("Trên thiết bị này")[1]
    found = queries.session(viewer=SYSTEM, session_id=session.id)
    assert (found.used, found.reserved) == (2, 1)


def cut_after(good):
    """The server hears every entry; its answers after the first `good` ones are lost on the way."""
    heard = []

    def handle(route):
        answer = route.fetch()
        heard.append(answer.status)
        if len(heard) > good:
            route.abort()
        else:
            route.fulfill(response=answer)

    return handle


def test_two_devices_and_a_wrong_clock(site, window, session):
    first, second = by_cookie(window, COUNTER, site), by_cookie(window, COUNTER, site)
    for opened, name in ((first, "Máy 1"), (second, "Máy 2")):
        page = opened.page
        page.add_init_script("const now = Date.now; Date.now = () => now() + 864e5 * 365")  # a year ahead
        page.goto(f"{site}/desk/mobile/{session.id}/device/")
        take(page, name, "1")
    codes = [fill(first.page, "Trần Thị Bưởi"), fill(second.page, "Lê Văn Cam")]
    assert len(set(codes)) == 2
    for opened in (first, second):
        opened.page.click("[data-part=send]")
        opened.page.locator("text=Đã gửi, máy chủ đã nhận.").wait_for()
    now = datetime.now(UTC)
    for code in codes:
        record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
        assert timedelta(0) <= now - record.received_at < timedelta(minutes=5)


def test_what_is_refused_is_told_and_stays_until_it_is_right(site, window, session):
    opened = by_cookie(window, COUNTER, site)
    page = opened.page
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    take(page, count="1")
    page.fill("#m-phone", "12")
    code = fill(page, "Trần Thị Bưởi")
    page.click("[data-part=send]")
    page.locator("text=Chưa được nhận:").wait_for()
    assert dossiers.dossier_by_code(viewer=SYSTEM, code=code) is None
    page.click("text=Sửa")
    page.fill("#m-phone", "0905123456")
    page.click("[data-part=form] .primary")
    page.click("[data-part=send]")
    page.locator("text=Đã gửi, máy chủ đã nhận.").wait_for()
    assert dossiers.dossier_by_code(viewer=SYSTEM, code=code).phone == "0905123456"


EDITED = "Đã gửi, máy chủ đã nhận. Hồ sơ này đã được tiếp nhận theo mã"


def rename(page, name):
    page.get_by_role("button", name="Sửa", exact=True).click()
    page.fill("#m-name", name)
    page.click("[data-part=form] .primary")


def test_an_entry_edited_after_a_lost_answer_is_no_second_dossier(site, window, session):
    opened = by_cookie(window, COUNTER, site, width=browser.PHONE)
    page, before = opened.page, received()
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    take(page, count="2")
    code = fill(page, "Trần Thị Bưởi")
    page.route("**/sync/", cut_after(0))
    page.click("[data-part=send]")
    page.locator("text=Chưa gửi được").wait_for()
    page.unroute("**/sync/")
    opened.faults.clear()
    rename(page, "Trần Thị Bười")
    page.click("[data-part=send]")
    item = page.locator(".kept")
    expect(item).to_contain_text(f"{EDITED} {code}")
    expect(item).to_contain_text("Hồ sơ ghi họ, chữ đệm và tên: Trần Thị Bưởi.")
    expect(item).to_contain_text("Trần Thị Bười")  # what is to be corrected is still there
    assert received() == before + 1
    opened.faults.clear()  # the browser complains of every refusal
    assert obstacles(opened) == []
    assert item.locator("a").get_attribute("href") == f"/desk/dossiers/{code}/"
    page.click("text=Đã xem, xóa khỏi thiết bị")
    expect(item).not_to_contain_text("Trần Thị")
    page.click("[data-part=send]")
    assert dossiers.dossier_by_code(viewer=SYSTEM, code=code).applicant_name == "Trần Thị Bưởi"
    assert received() == before + 1


def test_what_is_edited_while_it_is_sent_is_kept(site, window, session):
    opened = by_cookie(window, COUNTER, site)
    page, before = opened.page, received()
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    take(page, count="1")
    code = fill(page, "Trần Thị Bưởi")
    item, held = page.locator(".kept"), []

    def slowly(route):  # the first answer is long on its way; then the line is cut
        held.append((route, None if held else route.fetch()))
        if len(held) > 1:
            route.abort()

    page.route("**/sync/", slowly)
    with page.expect_request("**/sync/"):
        page.click("[data-part=send]")
    rename(page, "Trần Thị Bười")
    expect(item).to_contain_text("Trần Thị Bười")
    held[0][0].fulfill(response=held[0][1])
    expect(item).to_contain_text("Đã sửa trong lúc gửi: bản sửa được giữ trên thiết bị này")
    expect(item).to_contain_text("Trần Thị Bười")
    page.unroute("**/sync/")
    page.click("[data-part=send]")
    expect(item).to_contain_text(f"{EDITED} {code}")
    assert received() == before + 1


def test_another_filing_under_a_code_that_is_used_goes_under_a_new_one(site, window, session):
    first, second = by_cookie(window, COUNTER, site), by_cookie(window, COUNTER, site)
    for opened in (first, second):  # two devices that were given one name, and so one block
        opened.page.goto(f"{site}/desk/mobile/{session.id}/device/")
        take(opened.page, count="1")
    before = received()
    codes = {fill(first.page, "Trần Thị Bưởi"), fill(second.page, "Lê Văn Cam")}
    assert len(codes) == 1
    first.page.click("[data-part=send]")
    first.page.locator("text=Đã gửi, máy chủ đã nhận.").wait_for()
    page = second.page
    page.click("[data-part=send]")
    page.locator("text=đã cấp cho một hồ sơ khác").wait_for()
    rename(page, "Lê Văn Cam")
    expect(page.locator("[data-part=receipt-code]")).not_to_have_text(codes.pop())
    page.click("[data-part=send]")
    page.locator("text=Đã gửi, máy chủ đã nhận.").wait_for()
    assert received() == before + 2


@pytest.mark.parametrize("kept", [True, False])
def test_the_officer_is_told_when_the_browser_does_not_promise_to_keep(site, window, session, kept):
    opened = by_cookie(window, COUNTER, site, width=browser.PHONE)
    page, promise = opened.page, f"async () => {str(kept).lower()}"
    page.add_init_script("StorageManager.prototype.persisted = async () => false;"
                         f"StorageManager.prototype.persist = {promise}")  # fmt: skip
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    unkept = page.locator("[data-part=unkept]")
    expect(unkept).to_be_hidden()  # nothing is to be kept yet
    take(page, count="1")
    (expect(unkept).to_be_hidden if kept else expect(unkept).to_be_visible)()
    assert obstacles(opened) == []


def test_the_session_is_closed_with_a_word_on_its_unused_codes(site, window, session):
    opened = by_cookie(window, COUNTER, site, width=browser.PHONE)
    page = opened.page
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    take(page, count="2")
    page.goto(f"{site}/desk/mobile/{session.id}/")
    assert obstacles(opened) == []
    page.fill("#reason", "Hết người nộp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text("main").count("Không dùng") == 2
    assert obstacles(opened) == []


def test_what_the_session_may_not_receive_any_more_comes_in_with_a_remark_and_is_taken_no_more(
    site, window, session
):
    opened = by_cookie(window, COUNTER, site)
    page = opened.page
    page.goto(f"{site}/desk/mobile/{session.id}/device/")
    take(page, count="2")
    page.context.set_offline(True)
    code = fill(page, "Trần Thị Bưởi")
    opened.faults.clear()  # what is not there without a line complains
    forbid()
    page.context.set_offline(False)
    page.locator("text=Cần xem lại: Điểm lưu động không được tiếp nhận").wait_for()
    assert dossiers.dossier_by_code(viewer=SYSTEM, code=code).applicant_name == "Trần Thị Bưởi"
    page.fill("#m-name", "Lê Văn Cam")
    page.click("[data-part=form] .primary")
    expect(page.locator("[data-part=wrong]")).to_contain_text("Điểm lưu động không được tiếp nhận")
    assert queries.session(viewer=SYSTEM, session_id=session.id).used == 1
