"""The small scripts: they add comfort, never get between a person and what is typed."""

import re

import pytest

pytestmark = pytest.mark.browser

FORM = """<!doctype html><html lang="vi"><title>Nhập</title>
<form method="post" action="/gui/" data-autosave="to-khai" data-owner="{owner}" data-version="{version}"
  data-autosave-url="/luu/">
<input name="ten"><input name="ma" type="password"><span data-private><input name="kin"></span>
<input type="checkbox" name="giay" value="1"><input type="checkbox" name="giay" value="2">
<select name="noi"><option>a<option>b</select><textarea name="ghi"></textarea>
<p data-saving role="status" data-saved="Đã lưu" data-failed="Chưa lưu được" data-unkept="Chưa lưu ở đâu"
  data-restored="Đã khôi phục"></p>
<button>Gửi</button></form>
<script type="module" src="/static/ui/autosave.js"></script>
<script type="module" src="/static/ui/focus.js"></script></html>"""


@pytest.fixture
def form(site, window):
    """Opens the form above at an address of the site, in a window that keeps its storage."""
    page = window().page
    answers = []
    page.route(
        "**/luu/", lambda route: (answers.append(route.request.post_data), route.fulfill(status=204))[1]
    )

    def opened(owner="an", version="1", body=FORM):
        html = body.format(owner=owner, version=version)
        page.route(
            "**/to-khai/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        page.goto(site + "/to-khai/")
        return page

    opened.answers = answers
    return opened


def _fill(page):
    page.fill("[name=ten]", "Nguyễn Thị Ngọc Ẩn")
    page.fill("[name=ma]", "bí mật")
    page.fill("[name=kin]", "riêng")
    page.check("[name=giay][value='2']")
    page.select_option("[name=noi]", "b")
    page.fill("[name=ghi]", "hai dòng\nchữ")


def test_what_was_typed_comes_back_after_the_tab_was_closed(form):
    page = form()
    _fill(page)
    page = form()
    assert page.input_value("[name=ten]") == "Nguyễn Thị Ngọc Ẩn"
    assert [box.is_checked() for box in page.locator("[name=giay]").all()] == [False, True]
    assert page.input_value("[name=noi]") == "b"
    assert page.input_value("[name=ghi]") == "hai dòng\nchữ"
    assert page.locator("[data-saving]").inner_text().startswith("Đã khôi phục")


FULL = """() => { for (let text = "x".repeat(1 << 20), n = 0; text; n++) {
  try { localStorage.setItem("full" + n, text); } catch { text = text.slice(0, text.length >> 1); } } }"""
TOKEN = """() => document.forms[0].insertAdjacentHTML("beforeend",
  "<input type=hidden name=csrfmiddlewaretoken value=cu>")"""


def test_a_page_asks_before_it_closes_while_its_words_are_saved_nowhere(form):
    page, asked = form(), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.route("**/luu/", lambda route: route.fulfill(status=500 if not asked else 204))
    page.evaluate(FULL)
    page.locator("[name=ghi]").press_sequentially("chỉ ở đây")
    page.close(run_before_unload=True)
    for _ in range(100):
        if asked:
            break
        page.wait_for_timeout(20)
    assert (asked, page.input_value("[name=ghi]")) == (["beforeunload"], "chỉ ở đây")
    page.locator("[data-saving][data-state=saved]").wait_for(state="attached")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_what_is_typed_while_the_server_answers_is_not_taken_for_saved(form):
    page, held, asked = form(), [], []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.route("**/luu/", lambda route: held.append(route))
    page.evaluate(FULL)
    page.locator("[name=ghi]").press_sequentially("chỉ")
    with page.expect_request("**/luu/"):
        pass
    page.locator("[name=ghi]").press_sequentially(" ở đây")
    held[0].fulfill(status=204)
    page.locator("[data-saving][data-state=saved]").wait_for(state="attached")
    page.close(run_before_unload=True)
    for _ in range(100):
        if asked:
            break
        page.wait_for_timeout(20)
    assert asked == ["beforeunload"]


def test_what_no_store_takes_stays_on_the_page_until_the_server_has_it(form):
    page, statuses = form(), [500, 403, 204]
    page.route("**/luu/", lambda route: route.fulfill(status=statuses.pop(0)))
    token = '<main><input name="csrfmiddlewaretoken" value="moi"></main>'
    page.evaluate(FULL)
    page.evaluate(TOKEN)
    page.fill("[name=ghi]", "chỉ ở đây")
    with page.expect_response("**/luu/"):
        page.click("text=Gửi")
    page.locator("[data-saving][data-state=unkept]").wait_for(state="attached")
    assert page.inner_text("[data-saving]") == "Chưa lưu ở đâu"
    assert page.input_value("[name=ghi]") == "chỉ ở đây"
    page.route("**/to-khai/", lambda route: route.fulfill(body=token, content_type="text/html"))
    page.route("**/gui/", lambda route: route.fulfill(body="<title>Xong</title>", content_type="text/html"))
    with page.expect_request("**/gui/") as sent:  # logged in elsewhere: another token, then it goes
        page.click("text=Gửi")
    assert (statuses, "csrfmiddlewaretoken=moi" in sent.value.post_data) == ([], True)


MARKS = """<input type="hidden" name="_base" value="{base}"><input type="hidden" name="_window" value="{name}">
<input type="hidden" name="_typed" value="0"><input type="hidden" name="_after"><input name="ten" value="{ten}">"""


def test_what_comes_back_is_what_was_touched_and_says_whose_window_it_was(form):
    def marked(**marks):
        return form(body=FORM.replace('<input name="ten">', MARKS.format(**marks)))

    def sent(request):
        return set(re.findall(r'name="(_\w+)"\r\n\r\n([^\r]*)', request.value.post_data))

    page = marked(base=3, name="w1", ten="")
    page.route("**/luu/", lambda route: route.abort())
    page.fill("[name=ghi]", "một")
    page.fill("[name=ghi]", "một hai")
    with page.expect_request("**/luu/") as request:
        pass
    assert sent(request) == {("_base", "3"), ("_window", "w1"), ("_typed", "2"), ("_after", "")}
    with page.expect_request("**/luu/") as request:
        marked(base=5, name="w2", ten="của cửa sổ khác")
    assert page.input_value("[name=ghi]") == "một hai"
    assert page.input_value("[name=ten]") == "của cửa sổ khác"
    assert sent(request) == {("_base", "3"), ("_window", "w2"), ("_typed", "0"), ("_after", "w1")}
    asked = FORM.replace("<form", "<form data-asked").replace('<input name="ten">', MARKS)
    form(body=asked.format(owner="an", version="1", base=5, name="w3", ten=""))
    assert page.input_value("[name=ghi]") == "một hai"
    with page.expect_request("**/luu/") as request:  # asked what counts, and this is the answer
        page.fill("[name=ten]", "của tôi")
    assert sent(request) == {("_base", "5"), ("_window", "w3"), ("_typed", "1"), ("_after", "")}


def test_secrets_and_private_fields_are_never_kept(form):
    page = form()
    _fill(page)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Ngọc Ẩn" in kept
    assert "bí mật" not in kept
    assert "riêng" not in kept
    page = form()
    assert page.input_value("[name=ma]") == page.input_value("[name=kin]") == ""


def test_another_person_or_another_version_does_not_see_the_draft(form):
    _fill(form())
    assert form(owner="binh").input_value("[name=ten]") == ""
    assert form(version="2").input_value("[name=ten]") == ""
    assert form().input_value("[name=ten]") == "Nguyễn Thị Ngọc Ẩn"


def test_a_finished_form_forgets_its_draft_and_signing_out_forgets_all(form):
    _fill(form())
    assert form(body='<p data-autosave-done="to-khai">Xong</p>' + FORM).input_value("[name=ten]") == ""
    _fill(form(owner="binh"))
    form(body='<p data-autosave-done="*"></p>' + FORM)
    assert form(owner="binh").input_value("[name=ten]") == ""


def test_a_draft_older_than_a_day_is_thrown_away(form):
    page = form()
    _fill(page)
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
          const draft = JSON.parse(localStorage[key]);
          draft.at -= 25 * 3600e3;
          localStorage[key] = JSON.stringify(draft) } }"""
    )
    assert form().input_value("[name=ten]") == ""


def test_it_is_saved_on_the_server_and_the_first_failure_is_said(form):
    page = form()
    page.clock.install()
    page.fill("[name=ten]", "Ước")
    page.clock.run_for(2500)
    page.wait_for_selector("[data-saving][data-state=saved]")
    assert "Ước".encode().decode() in form.answers[-1]
    page.context.set_offline(True)
    page.unroute("**/luu/")
    page.fill("[name=ten]", "Ước mơ")
    page.clock.run_for(2500)
    page.wait_for_selector("[data-saving][data-state=failed]")
    assert page.locator("[data-saving]").inner_text() == "Chưa lưu được"
    page.context.set_offline(False)
    assert form().input_value("[name=ten]") == "Ước mơ"


def _press(page, key, code):
    """A key as an input method sends it: `code` 229 means that a letter is being composed."""
    session = page.context.new_cdp_session(page)
    text = "\r" if key == "Enter" else key
    session.send(
        "Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code}
    )
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "windowsVirtualKeyCode": code})


def test_enter_that_ends_a_composition_sends_nothing(form):
    page = form()
    sent = []
    page.route("**/gui/", lambda route: (sent.append(1), route.fulfill(body="xong"))[1])
    page.focus("[name=ten]")
    _press(page, "Enter", 229)
    page.wait_for_timeout(200)
    assert sent == []
    _press(page, "Enter", 13)  # the same key, not composing, does send
    page.wait_for_url("**/gui/")
    assert sent == [1]


@pytest.fixture
def desk(site, window):
    page = window().page
    page.goto(site + "/gallery/?kind=desk&form=empty")
    return page


def _row(page):
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-row]")]
             .indexOf(document.activeElement.closest("[data-row]"))"""
    )


def test_the_worklist_is_walked_with_j_k_and_x(desk):
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        desk.keyboard.press(key)
        assert _row(desk) == row
    desk.keyboard.press("x")
    assert desk.locator("[data-row]").nth(1).locator(".pick").is_checked()
    desk.keyboard.press("x")
    assert not desk.locator("[data-row]").nth(1).locator(".pick").is_checked()


def test_no_shortcut_fires_while_somebody_types_or_composes(desk):
    desk.focus("[name=name]")
    desk.keyboard.type("jkxe")
    assert desk.input_value("[name=name]") == "jkxe"
    assert _row(desk) == -1
    desk.evaluate("document.activeElement.blur()")
    _press(desk, "j", 229)
    assert _row(desk) == -1
    _press(desk, "j", 74)
    assert _row(desk) == 0


def test_telex_letters_reach_the_palette_whole(desk):
    desk.keyboard.press("Control+k")
    session = desk.context.new_cdp_session(desk)
    for text in ("t", "ti", "tiê", "tiếp"):
        session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    session.send("Input.insertText", {"text": "tiếp"})
    assert desk.input_value("#lenh") == "tiếp"
    assert desk.locator("#bang-lenh li:visible").all_inner_texts() == ["Tiếp nhận"]


def test_the_palette_finds_screens_without_accents_and_leaves_other_words_to_the_search(desk):
    desk.keyboard.press("Control+k")
    assert desk.evaluate("document.activeElement.id") == "lenh"
    desk.keyboard.type("tiep nhan")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**#tiep-nhan")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("Nguyễn Thị Ẩn")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**q=Nguy*")


def test_the_palette_closes_with_escape_and_is_walked_with_arrows(desk):
    desk.keyboard.press("Control+k")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement.textContent").startswith("Tiếp nhận")
    desk.keyboard.press("Escape")
    assert not desk.locator("#bang-lenh").is_visible()


def test_the_menu_of_a_phone_opens_and_closes(site, window):
    page = window(width=360).page
    page.goto(site + "/gallery/?kind=desk&form=empty")
    assert not page.locator("nav.side").is_visible()
    page.click(".menu-button")
    assert page.locator("nav.side").is_visible()
    page.click("nav.side .close")
    assert not page.locator("nav.side").is_visible()
    page.click(".menu-button")
    page.keyboard.press("Escape")
    assert not page.locator("nav.side").is_visible()
