"""Windows of the desk's officers, and pages that a test of the desk visits."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page

from tests.browser.browser import Window
from tests.people import who
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import services as identity


def officer(window: Callable[..., Window], username: str, **options: Any) -> Window:
    """A window in which this account is logged in."""
    now = datetime.now(UTC)
    token = identity.make_token(
        actor=SYSTEM, now=now, account_id=who(username, now.date()).account_id, name="browser"
    )
    return window(extra_http_headers={"Authorization": f"Bearer {token}"}, **options)


FOCUSED = """(selector) => { const e = document.activeElement;
  if (!e.matches(selector)) return "";
  const shown = e.closest("label") && e.matches("[type=checkbox], [type=radio]") ? e : e;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
  return box.width && style.outlineStyle !== "none" ? "seen" : "hidden" }"""


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until an element has the focus, which must then be seen."""
    for _ in range(most):
        found = page.evaluate(FOCUSED, selector)
        if found:
            assert found == "seen", f"the focus on {selector} is not to be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with {most} tabs")


def by_cookie(window: Callable[..., Window], username: str, site: str, **options: Any) -> Window:
    """A window in which this account is logged in as people are: service workers send no headers of the window's."""
    from thongsuot.edges.bench.access import people

    opened = window(**options)
    person = people.bearer(username, name=username, relation="", sees=True)
    opened.page.context.add_cookies([{"name": n, "value": v, "url": site} for n, v in person.cookies.items()])
    return opened
