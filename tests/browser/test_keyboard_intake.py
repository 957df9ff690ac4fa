"""One dossier from the counter to the applicant's hand, without a mouse; and the intake without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import browser
from tests.browser.desk import officer, tab_to
from tests.people import BIRTH
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers.rules import State

pytestmark = pytest.mark.browser

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
CARD = "046198000123|191234567|Nguyễn Thị Hòa|27031985|Nữ|12 Lê Lợi|01072021"


def state_of(code):
    return queries.dossier_by_code(viewer=SYSTEM, code=code).state


def submit(page):
    """Go to the form's own button and press it."""
    tab_to(page, "main form .actions button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not page.locator("[data-errors]").count(), page.inner_text("[data-errors]")


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def open_by_code(page, site, code):
    """Ctrl+K, the code, Enter; then the first row of what was found."""
    page.goto(f"{site}/desk/")
    page.keyboard.press("Control+k")
    page.keyboard.type(code)
    press(page, "Enter")
    page.keyboard.press("j")
    press(page, "Enter")
    assert page.locator("h1").inner_text().startswith(code)


def receive(page, site):
    """The intake: search, choose, scan the card, telephone, receive. Returns the dossier's code."""
    page.goto(f"{site}/desk/")
    page.keyboard.press("Control+k")
    page.keyboard.type("tiep nhan")
    press(page, "Enter")
    page.locator("#tim-thu-tuc:focus").wait_for()
    with page.expect_response(lambda answer: f"q={BIRTH}" in answer.url):  # of the whole word: the last one
        page.keyboard.type(BIRTH)
    page.locator(f".hit[value='{BIRTH}']").wait_for()
    # Asked from outside: what is asked within the page again and again, its policy refuses to evaluate.
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    tab_to(page, f".hit[value='{BIRTH}']")
    press(page, "Enter")
    page.locator("#id_citizen_id:focus").wait_for()  # the page is there before its first field has the focus
    page.keyboard.type(CARD)
    press(page, "Enter")  # as the scanner does
    assert page.input_value("#id_name") == "Nguyễn Thị Hòa"
    tab_to(page, "#id_phone")
    page.keyboard.type("0905 123 456")
    tab_to(page, ".papers [type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, ".actions .primary")
    press(page, "Enter")
    return re.search(r"dossiers/([^/]+)/", page.url).group(1)


def test_a_dossier_goes_its_whole_way_by_keyboard(province, site, window):
    counter, processor, head = (officer(window, name) for name in (COUNTER, PROCESSOR, HEAD))
    code = receive(counter.page, site)
    printed = counter.page.evaluate("document.activeElement.href")
    assert printed.endswith("/papers/slip.pdf")
    assert counter.page.request.get(printed).body().startswith(b"%PDF-")

    press(counter.page, "c")
    submit(counter.page)
    assert state_of(code) is State.PROCESSING
    more_is_asked_and_comes(processor.page, counter.page, site, code)
    it_is_decided_and_handed_out(head.page, counter.page, site, code)
    assert [*counter.faults, *processor.faults, *head.faults] == []


def more_is_asked_and_comes(processor, counter, site, code):
    open_by_code(processor, site, code)
    press(processor, "t")
    press(processor, "b")
    tab_to(processor, "#id_more")
    processor.keyboard.type("Giấy chứng sinh")
    tab_to(processor, "#id_reason")
    processor.keyboard.type("Bản nộp bị mờ")
    submit(processor)
    assert state_of(code) is State.WAITING

    open_by_code(counter, site, code)
    press(counter, "n")
    tab_to(counter, "[name=papers]")
    counter.keyboard.press("Space")
    submit(counter)
    assert state_of(code) is State.PROCESSING


def it_is_decided_and_handed_out(head, counter, site, code):
    open_by_code(head, site, code)
    press(head, "d")
    head.keyboard.type("Giấy khai sinh số 12/2026")
    press(head, "Enter")
    press(head, "c")
    submit(head)
    assert state_of(code) is State.DECIDED

    open_by_code(counter, site, code)
    press(counter, "r")
    press(counter, "Enter")
    assert state_of(code) is State.RETURNED


def test_a_row_of_the_worklist_is_open_after_two_keys(province, site, window):
    page = officer(window, COUNTER).page
    code = receive(page, site)
    page.goto(f"{site}/desk/dossiers/?q={code}")
    page.keyboard.press("j")
    press(page, "Enter")
    assert code in page.url


def test_the_intake_ends_well_without_scripts(province, site, window):
    page = officer(window, COUNTER, java_script_enabled=False).page
    page.goto(f"{site}/desk/receive/")
    page.fill("#tim-thu-tuc", "khai sinh")
    page.press("#tim-thu-tuc", "Enter")
    page.click(f".hit[value='{BIRTH}']")
    page.fill("#id_name", "Trần Thị Bưởi")
    page.click("button[value=preview]")
    assert "Hẹn trả" in page.inner_text("aside.intake-side")
    assert page.input_value("#id_name") == "Trần Thị Bưởi"
    page.click(".actions .primary")
    assert "Đã tiếp nhận hồ sơ" in page.inner_text(".messages")
    page.click("main .actions a[data-key=c]")
    page.click("main form .actions button")
    assert "Đã chuyển hồ sơ" in page.inner_text(".messages")


def test_what_was_typed_comes_back_after_the_tab_was_closed(province, site, window):
    opened = officer(window, COUNTER)
    page = opened.page
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    page.fill("#id_name", "Trần Thị Bưởi")
    page.fill("#id_phone", "0905123456")
    page.goto("about:blank")
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    assert page.input_value("#id_name") == "Trần Thị Bưởi"
    with page.expect_navigation():
        page.click(".actions .primary")
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    assert page.input_value("#id_name") == ""  # received: the draft has done its work


def test_suggestions_and_the_outlook_refresh_while_typing(province, site, window):
    opened = officer(window, COUNTER)
    page = opened.page
    receive(page, site)
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    page.fill("#id_phone", "0905123456")
    page.locator("#xem-truoc .notice").wait_for()
    assert "Có thể đã nộp rồi" in page.inner_text("#xem-truoc")
    assert opened.faults == []


def test_a_commune_is_chosen_by_a_few_letters_of_its_name_and_no_other_field_gets_them(
    province, site, window
):
    opened = officer(window, COUNTER)
    page = opened.page
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    page.keyboard.type(CARD)
    press(page, "Enter")
    page.locator("#id_citizen_id:focus").wait_for()  # the page is there before its first field has the focus
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "id_territory_code":
            break
    page.keyboard.type("phu b")  # by Tab the field is selected whole: what is typed takes its place
    page.locator("[name=settle]", has_text="Phường Phú Bài").wait_for()
    assert page.evaluate("document.activeElement.id") == "id_territory_code"
    assert page.input_value("#id_citizen_id") == "046198000123"
    tab_to(page, "[name=settle]")
    press(page, "Enter")
    assert page.input_value("#id_territory_code") == "Phường Phú Bài"
    assert page.input_value("#id_citizen_id") == "046198000123"
    assert opened.faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_paper_is_scanned_while_receiving_with_and_without_scripts(province, site, window, scripts):
    opened = officer(window, COUNTER, java_script_enabled=scripts)
    page = opened.page
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    page.locator("details.scanning summary").click()
    page.locator("details.scanning input[type=file]").first.set_input_files(
        {"name": "quet.pdf", "mimeType": "application/pdf", "buffer": made.pdf(2)}
    )
    if scripts:
        page.locator("input[type=hidden][name^=u_]").first.wait_for(state="attached")
    page.click(".actions .primary")  # without a name: refused, the file stays
    browser.refused(page)
    assert "quet.pdf" in page.inner_text("details.scanning")
    page.fill("#id_name", "Trần Thị Bưởi")
    with page.expect_navigation(url=re.compile("dossiers/")):
        page.click(".actions .primary")
    code = re.search(r"dossiers/([^/]+)/", page.url).group(1)
    record = queries.dossier_by_code(viewer=SYSTEM, code=code)
    assert [one.file_name for one in queries.files_of(viewer=SYSTEM, dossier_id=record.id)] == ["quet.pdf"]
