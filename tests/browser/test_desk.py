"""The officers' site in Chromium: every page in every state readable, reachable and inside its policy."""

import re
from datetime import UTC, datetime
from itertools import chain, cycle

import pytest

from tests.browser import browser
from tests.browser.desk import officer
from tests.people import BIRTH, who
from thongsuot.edges.desk import changes, exchange, mandates, relays, reorganisation, web
from thongsuot.edges.desk.imports.pages import XLSX
from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROCESSOR, PROVINCE, moved, received
from thongsuot.edges.desk.tests.test_imports import GOOD, made
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import services as identity
from thongsuot.work.dossiers.queries import finding
from thongsuot.work.fees.tests.scene import TREASURER

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]

ADMIN = "quantri"
CHILD = "2.000986"  # birth, residence and insurance: its flow has branches
MONEY = {"counter": [(TREASURER, "/desk/fees/")], "accounts": [(TREASURER, "/desk/fees/accounts/")]}
BACKWARDS = "start=02/11/2026&to=01/11/2026"  # no period: refused
NOT_PAGES = {
    "bag",  # test_custody visits it
    "bag-slip",
    "book-file",
    "mobile-invite",
    "mobile-letters",
    "mobile-told",
    "flow-bpmn",
    "mobile-session",  # test_mobile visits these
    "mobile-device",
    "mobile-kit",
    "mobile-sync",
    "mobile-worker",
    "import-answer",
    "declaration-keep",
    "declaration-paper",
    "paper",
    "receive-procedures",
    "receive-communes",
    "receive-check",
    "file",
    "receipt",
    "closing",
    "shift-minutes",
    "slips",
    "bulk-papers",
    "export",
    "sign",
    "seal",
    "revoke",
    "two-persons-end",
    "told-read",
    "give-back",
    "settle-post",
    "sign-uploads",
}


def scene():
    """Dossiers in every state that a page may show, by name."""
    now = datetime.now(UTC)
    acts = {
        "new": (),
        "working": ("forward", "take"),
        "waiting": ("forward", "ask"),
        "decided": ("forward", "decide", "back"),
        "returned": ("forward", "decide", "back", "return"),
        "refused": ("forward", "refuse"),
        "stopped": ("forward", "stop"),
    }
    found = {name: moved(received(now), *done, at=now).code for name, done in acts.items()}
    return {**found, "stepping": received(now, procedure_code=CHILD).code}


def pages(codes):
    """Name of the route → who looks at it and at which addresses: full, empty, with every form."""
    one = "/desk/dossiers/{}/".format
    forms = [
        ("new", "forward"),
        ("new", "withdraw"),
        ("new", "correct-applicant"),
        ("waiting", "supplement"),
        ("decided", "return"),
    ]
    of_head = [("working", slug) for slug in ("ask-for-more", "extend", "decide", "refuse", "stop", "take")]
    return {
        "today": [(COUNTER, "/desk/"), (PROVINCE, "/desk/")],
        "worklist": [
            (COUNTER, "/desk/dossiers/"),
            (HEAD, "/desk/dossiers/?state=processing&when=soon"),
            (COUNTER, "/desk/dossiers/?q=khong+ai+ca"),
            (PROVINCE, "/desk/dossiers/?mine=1"),
        ],
        "dossier": [
            *((HEAD, one(code)) for code in codes.values()),
            (COUNTER, one(codes["new"]) + "?list=all&done=x"),
        ],
        "act": [
            *((COUNTER, f"{one(codes[name])}{slug}/") for name, slug in forms),
            *((HEAD, f"{one(codes[name])}{slug}/") for name, slug in of_head),
            (COUNTER, one(codes["returned"]) + "decide/"),
        ],
        "receive": [
            (COUNTER, "/desk/receive/"),
            (COUNTER, f"/desk/receive/?procedure={BIRTH}"),
            (COUNTER, "/desk/receive/?procedure=2.000815"),
            (COUNTER, "/desk/receive/?procedure=9.999999"),
        ],
        **of_others(one, codes),
    }


def of_others(one, codes):
    """The same for what stands beside the work on dossiers."""
    return {
        "steps": [(HEAD, one(codes["stepping"]) + "buoc/")],
        "opinions": [(HEAD, "/desk/opinions/")],
        "flows": [(HEAD, "/desk/flows/")],
        "flow": [(HEAD, "/desk/flows/TRO-CAP-XA-HOI/")],
        "placing": [(HEAD, "/desk/flows/TRO-CAP-XA-HOI/placing/")],
        "files": [(COUNTER, one(codes["new"]) + "files/")],
        "fees": [(COUNTER, one(codes["new"]) + "fees/")],
        "declaration": [(COUNTER, one(codes["new"]) + "to-khai/")],
        "deliveries": [(COUNTER, "/desk/deliveries/"), (PROVINCE, "/desk/deliveries/")],
        "staff": [(HEAD, "/desk/staff/")],
        "shifts": [(COUNTER, "/desk/shifts/"), (HEAD, "/desk/shifts/")],
        "views": [(HEAD, "/desk/views/?list=state%3Dprocessing")],
        "bulk": [(HEAD, "/desk/bulk/")],
        **MONEY,
        "closures": [(PROVINCE, "/desk/closures/")],
        "books": [
            (PROVINCE, "/desk/books/?book=results"),
            (PROVINCE, f"/desk/books/?{BACKWARDS}"),
        ],
        "backlog": [(PROVINCE, "/desk/backlog/")],
        "backlog-list": [(PROVINCE, "/desk/backlog/dossiers/?age=0&why=nobody")],
        "attention": [(COUNTER, "/desk/attention/"), (PROVINCE, "/desk/attention/")],
        "attention-list": [(COUNTER, "/desk/attention/most/"), (HEAD, "/desk/attention/due/?mine=1")],
        "bags": [(COUNTER, "/desk/bags/")],
        "mobile": [(COUNTER, "/desk/mobile/")],
        "imports": [(COUNTER, "/desk/imports/")],
        "signatures": [(HEAD, "/desk/signatures/"), (COUNTER, "/desk/signatures/")],
        "certificates": [
            (PROVINCE, "/desk/signatures/certificates/"),
            (HEAD, "/desk/signatures/certificates/"),
        ],
        "two-persons": [(PROVINCE, "/desk/signatures/two-persons/")],
        "jobs": [(PROVINCE, "/desk/jobs/")],
        "statistics": [(PROVINCE, "/desk/statistics/?view=restated&day=30/06/2025")],
        "officers": [(ADMIN, "/desk/officers/?q=phu+bai"), (ADMIN, "/desk/officers/?q=khong+ai+ca")],
        "officer": [(ADMIN, f"/desk/officers/{HEAD}/"), (ADMIN, f"/desk/officers/{ADMIN}/")],
    }


def obstacles(opened, *, refused=False, looks=browser.AT_WORK):
    """What stands in an officer's way: as everywhere, and controls too small to be hit."""
    found = browser.obstacles_in(opened, looks, expected="422" if refused else "")
    for width, _, _ in looks:
        opened.page.set_viewport_size({"width": width, "height": 800})
        found += browser.small_targets(opened.page)
    return found


def test_no_route_is_forgotten():
    visited = set(pages(dict.fromkeys(("new", "working", "waiting", "decided", "returned", "stepping"), "X")))
    elsewhere = {
        route.name
        for route in (*reorganisation.urls, *changes.urls, *mandates.urls, *exchange.urls, *relays.urls)
    }  # test_reorganisation, test_exchange and test_relays visit these
    assert {route.name for route in web.urls} - elsewhere == visited | NOT_PAGES | {
        "batch",
        "bulk-new",
        "bulk-run",
        "shift",
        "import",
    }


def test_every_page_is_sound(site, window):
    looked = {name: officer(window, name) for name in (COUNTER, HEAD, PROVINCE, ADMIN, TREASURER)}
    looks = cycle((browser.AT_WORK, browser.AT_NIGHT))
    for user, address in chain.from_iterable(pages(scene()).values()):
        looked[user].page.goto(site + address)
        refused = address.endswith(("/decide/", "/take/", BACKWARDS))
        assert obstacles(looked[user], refused=refused, looks=next(looks)) == [], address


def test_the_work_of_one_who_left_is_sound(site, window, monkeypatch):
    now = datetime.now(UTC)
    for _ in range(2):
        moved(received(now), "forward", "take", at=now)
    identity.disable(actor=SYSTEM, now=now, account_id=who(PROCESSOR, now.date()).account_id)
    monkeypatch.setattr(finding, "LIMIT", 1)  # what a search shows, so that it says that there is more
    head = officer(window, HEAD)
    for address, said in (
        ("staff/", "không còn quyền nhận việc"),
        ("dossiers/?officer=0", "Chưa giao riêng ai"),
        ("dossiers/?q=nguyen+thi+hoa", "chỉ hiện 1 hồ sơ đầu"),
    ):
        head.page.goto(f"{site}/desk/{address}")
        assert said in head.page.inner_text("main")
        assert obstacles(head) == [], address


def test_a_shift_handed_over_is_sound(site, window):
    received(datetime.now(UTC))
    opened = officer(window, COUNTER)
    page = opened.page
    page.goto(site + "/desk/shifts/")
    page.select_option("#id_taker", index=1)
    with page.expect_navigation(url=re.compile(r"shifts/.+/")):
        page.click("form .actions .primary")
    assert "Người nhận ca" in page.inner_text("main")
    assert obstacles(opened) == []


def test_refused_forms_and_previews_are_sound(site, window):
    opened = officer(window, COUNTER, width=browser.PHONE)
    page, codes = opened.page, scene()
    page.goto(f"{site}/desk/receive/?procedure={BIRTH}")
    page.fill("#id_citizen_id", "12")
    browser.follow(page, ".actions .primary")
    assert obstacles(opened, refused=True) == []
    assert page.evaluate("document.activeElement.matches('[data-errors]')")
    page.click("[data-errors] a >> nth=0")
    assert page.evaluate("document.activeElement.matches('input, select')")
    page.goto(f"{site}/desk/dossiers/{codes['decided']}/return/")
    page.fill("#id_received_by", "")
    browser.follow(page, "main form .actions button")
    assert obstacles(opened, refused=True) == []
    page.goto(f"{site}/desk/dossiers/?state=received")
    page.check(".pick >> nth=0")
    browser.follow(page, "button[value=forward]")
    assert obstacles(opened) == []


def test_the_preview_of_a_signature_is_sound(site, window):
    opened = officer(window, HEAD, width=browser.PHONE)
    scene()
    opened.page.goto(f"{site}/desk/signatures/")
    opened.page.check(".pick >> nth=0")
    browser.follow(opened.page, "main .button.primary")
    assert obstacles(opened) == []


def test_what_is_done_in_bulk_is_sound_at_every_step(site, window):
    opened = officer(window, HEAD, width=browser.PHONE)
    scene()
    opened.page.goto(f"{site}/desk/dossiers/?state=processing")
    opened.page.select_option("#lam-hang-loat", "assign")
    browser.follow(opened.page, "button[value=all]")
    assert obstacles(opened) == []
    opened.page.check("[name=officers] >> nth=0")
    browser.follow(opened.page, "main .button.primary")
    assert obstacles(opened) == []
    browser.follow(opened.page, "button[value=start]")
    assert obstacles(opened) == []
    browser.follow(opened.page, "button[value=undo]")
    assert obstacles(opened) == []


def test_an_old_register_is_sound_at_every_step(site, window, tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path / "store"))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    opened = officer(window, COUNTER)
    page = opened.page
    faulty = [GOOD[0][:-1] + "2", *GOOD[1:3], 46198000123, *GOOD[4:]]  # the sheet ate the first digit
    files = {
        "asking": made(GOOD, titles=list("ABCDEF")),
        "refused": made(titles=[]),
        "checked": made(GOOD, faulty),
    }
    for name, data in files.items():
        page.goto(site + "/desk/imports/")
        page.set_input_files("#id_file", {"name": f"{name}.xlsx", "mimeType": XLSX, "buffer": data})
        browser.follow(page, "main .button.primary")
        page.eval_on_selector_all("details", "all => all.forEach(e => { e.open = true })")
        assert obstacles(opened) == [], name
    browser.follow(page, "button[name=load]")
    assert obstacles(opened, refused=True) == []
    page.check("#only_good")
    browser.follow(page, "button[name=load]")
    assert "Xem hồ sơ đang giữ" in page.inner_text("main")
    assert obstacles(opened) == []


def test_focus_is_seen_wherever_it_goes(site, window):
    opened = officer(window, COUNTER)
    for address in (
        "/desk/",
        "/desk/dossiers/",
        f"/desk/receive/?procedure={BIRTH}",
        f"/desk/dossiers/{scene()['new']}/",
    ):
        opened.page.goto(site + address)
        assert browser.hidden_focus(opened.page) == []


def test_the_dossier_page_prints_whole(site, window):
    opened = officer(window, HEAD)
    opened.page.goto(f"{site}/desk/dossiers/{scene()['working']}/")
    opened.page.emulate_media(media="print")
    assert browser.overflow(opened.page) == []
