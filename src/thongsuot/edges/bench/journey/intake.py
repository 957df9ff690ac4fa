"""The intake at the counter in Chromium, without a mouse, every keystroke counted.

Keystroke-level model (Card, Moran, Newell 1980): K a key of an average typist, M making up one's mind before a field
or a choice, H a hand to the scanner and back, R waiting for the machine, which is measured.
"""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from thongsuot.plumbing.cli import machine
from thongsuot.plumbing.cli.trouble import Trouble

KEY, MIND, HAND = 0.28, 1.35, 0.40
SCAN = 2 * HAND + 1.1  # to the scanner, aim at the card, back
CARD = "046198000123|191234567|Nguyễn Thị Hòa|27031985|Nữ|12 Lê Lợi|01072021"
TABS = 90
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@dataclass(slots=True)
class Hands:
    """Drives a page by keys alone and keeps what that costs."""

    page: Any
    keys: int = 0
    minds: int = 0
    scans: int = 0
    waited: float = 0.0
    typed_card: int = 0
    log: list[str] = field(default_factory=list)

    def think(self, about: str) -> None:
        self.minds += 1
        self.log.append(about)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def scan(self, text: str) -> None:
        """A scanner is a keyboard that types by itself and ends with Enter."""
        self.scans += 1
        self.typed_card += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.keys += 2 if "+" in key else 1
        self.page.keyboard.press(key)

    def tab_to(self, selector: str) -> None:
        for _ in range(TABS):
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        raise RuntimeError(f"{selector} is not reached by Tab")

    @contextmanager
    def leading_on(self) -> Iterator[None]:
        """What is pressed inside opens another page; waiting for it costs what it takes."""
        began = time.perf_counter()
        with self.page.expect_navigation():
            yield
        self.waited += time.perf_counter() - began

    @property
    def seconds(self) -> float:
        """By the model, with the measured waiting."""
        return self.keys * KEY + self.minds * MIND + self.scans * SCAN + self.waited

    @property
    def seconds_without_scanner(self) -> float:
        """The same with everything typed that the scanner read."""
        return self.seconds - self.scans * SCAN + self.typed_card * KEY


def receive(page: Any, site: str, procedure: str, territory: str) -> tuple[str, Hands]:
    """The code of the dossier that was received for the commune called `territory`, and what it cost."""
    hands = Hands(page)
    page.goto(f"{site}/desk/")
    hands.think("next citizen: receive")
    hands.press("Control+k")
    hands.type("tiep nhan")
    with hands.leading_on():
        hands.press("Enter")
    page.locator("#tim-thu-tuc:focus").wait_for()
    hands.think("which procedure")
    began = time.perf_counter()
    hands.type(procedure)
    page.locator(f".hit[value='{procedure}']").wait_for()
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")
    hands.waited += time.perf_counter() - began
    hands.tab_to(f".hit[value='{procedure}']")
    with hands.leading_on():
        hands.press("Enter")
    _applicant(hands, territory)
    hands.think("receive")
    hands.tab_to(".actions .primary")
    with hands.leading_on():
        hands.press("Enter")
    found = re.search(r"dossiers/([^/]+)/", page.url)
    if found is None:
        raise RuntimeError(f"not received: {page.inner_text('main')[:500]}")
    return found.group(1), hands


def _applicant(hands: Hands, territory: str) -> None:
    page = hands.page
    hands.think("the card")
    page.locator("main input:focus").wait_for()  # keys typed before it has the focus would be lost
    with hands.leading_on():
        hands.scan(CARD)
        page.keyboard.press("Enter")
    hands.think("for which commune")
    _go_back_to(hands, "#id_territory_code")
    hands.type(territory)
    hands.think("telephone")
    hands.tab_to("#id_phone")
    hands.type("0905123456")
    hands.think("papers")
    names = page.eval_on_selector_all(".papers [type=checkbox]", "(all) => all.map((one) => one.name)")
    for name in names:
        hands.tab_to(f".papers [name='{name}']")
        hands.press("Space")


def _go_back_to(hands: Hands, selector: str) -> None:
    """Forward or backward by Tab, whichever is there first."""
    page = hands.page
    is_behind = page.evaluate(
        """(selector) => Boolean(document.querySelector(selector).compareDocumentPosition(document.activeElement)
             & Node.DOCUMENT_POSITION_FOLLOWING)""",
        selector,
    )
    for _ in range(TABS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        hands.press("Shift+Tab" if is_behind else "Tab")
    raise RuntimeError(f"{selector} is not reached by Tab")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the base class
        """The gate speaks through its figures."""


@contextmanager
def served() -> Iterator[str]:
    """This process's platform on loopback: it works in the copy of the database that the gate has moved to."""
    from django.core.wsgi import get_wsgi_application

    server = _Server(("127.0.0.1", 0), _Silent)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def browser() -> str:
    """Where Chromium is; raises Trouble when it, or what drives it, is not on this machine."""
    path = machine.chromium()
    if path is None or find_spec("playwright") is None:
        raise Trouble(
            "Cần Chromium và các gói trong requirements-dev.lock.",
            "Chromium and the packages of requirements-dev.lock are needed.",
        )
    return path


def in_chromium(token: str, procedure: str, territory: str) -> tuple[str, Hands]:
    """Receive in a real browser in which the counter officer is logged in."""
    from playwright.sync_api import sync_playwright

    with served() as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=FLAGS)
        context = chromium.new_context(
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            extra_http_headers={"Authorization": f"Bearer {token}"},
        )
        try:
            return receive(context.new_page(), site, procedure, territory)
        finally:
            context.close()
            chromium.close()
