"""What the gate and the tests ask of a page in Chromium: faults, accessibility, weight, reach."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect

from thongsuot.plumbing.cli import machine

EXECUTABLE = Path(machine.chromium() or "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # drawn by the processor in any case: one process less to talk to
    # The tests themselves keep every core busy: threads of its own only cost.
    "--js-flags=--single-threaded",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, PHONE, SCREEN = 320, 360, 1280  # 320: a screen of 1280 at 400 % (WCAG 1.4.10)
# Bytes over the line: of the first page that somebody opens, and of every other one after it.
FIRST_PAGE, NEXT_PAGE = 60_000, 15_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

COLOURS = ["color-contrast"]
# The one rule that reads the style sheets, which are the same on all pages: asked for by name where they are all loaded.
ORIENTATION = "css-orientation-lock"
AXE = Axe()
# What Playwright's emulate_media is told; motion is reduced so that no colour is caught halfway.
_PLAIN = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
    "reduced_motion": "reduce",
}
THEMES = {
    "light": _PLAIN,
    "dark": {**_PLAIN, "color_scheme": "dark"},
    "contrast": {**_PLAIN, "contrast": "more"},
    "dark-contrast": {**_PLAIN, "color_scheme": "dark", "contrast": "more"},
    "forced": {**_PLAIN, "forced_colors": "active"},
}
# Widths, themes, and what axe has to look at there. No style sheet asks for width and theme at once, so each width
# in one of the two farthest themes tells of both, and what is no colour is asked where most of a page is shown;
# test_gallery looks at every part of a page in all of them, so that other pages need one of them each.
NOTHING_SIDEWAYS = (NARROW, "light", ())
EVERYWHERE = (NOTHING_SIDEWAYS, (PHONE, "light", COLOURS), (SCREEN, "dark-contrast", RULES))
ON_A_PHONE = (NOTHING_SIDEWAYS, (SCREEN, "light", ()), (PHONE, "light", RULES))
AT_WORK = ((PHONE, "light", ()), (SCREEN, "light", RULES))
AT_NIGHT = ((PHONE, "dark-contrast", ()), (SCREEN, "dark-contrast", RULES))

_WATCH_CSP = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""


@dataclass(frozen=True)
class Weight:
    """Bytes over the line for one page with everything it loads, and what came from elsewhere."""

    transferred: int
    third_party: list[str]
    by_address: dict[str, int]


@dataclass
class Window:
    """A page and all that went wrong on it: console errors, script errors, refused content, failed loads."""

    page: Page
    faults: list[str] = field(default_factory=list)


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium without a network life of its own."""
    return playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)


def _complaints(message: ConsoleMessage) -> list[str]:
    """An error on the console. What htmx adds when its request got no answer, `_not_loaded` tells if it is a fault."""
    echo = message.text.startswith(("htmx:afterRequest,", "htmx:sendError,", "htmx:sendAbort,"))
    return [message.text] if message.type == "error" and not echo else []


def _not_loaded(request: Request) -> list[str]:
    """What a page asked for and did not get; what it no longer wanted when one walked on is no fault."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"not loaded: {request.url} ({request.failure})"]


@contextmanager
def window(browser: Browser, *, width: int = SCREEN, height: int = 800, **options: Any) -> Iterator[Window]:
    """A fresh Vietnamese profile. Options are Playwright's: color_scheme, contrast, java_script_enabled …"""
    options.setdefault("locale", "vi-VN")
    options.setdefault("timezone_id", "Asia/Ho_Chi_Minh")
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.add_init_script(_WATCH_CSP)
    opened = Window(context.new_page())
    opened.page.on("console", lambda m: opened.faults.extend(_complaints(m)))
    opened.page.on("pageerror", lambda error: opened.faults.append(f"script: {error}"))
    opened.page.on("requestfailed", lambda request: opened.faults.extend(_not_loaded(request)))
    try:
        yield opened
    finally:
        context.close()


def axe_violations(page: Page, only: Sequence[str] = RULES) -> list[str]:
    """One line for each element that breaks a rule of WCAG 2.2 AA or axe's best practice.

    only: tags or names of rules. What was looked at in one scheme needs `COLOURS` alone in the next.
    """
    if not page.evaluate("'axe' in window"):
        # It is half a megabyte: sent once, kept and compiled once for all pages that this window opens afterwards.
        page.add_init_script(AXE.axe_script)
        page.evaluate(AXE.axe_script)
    options = {
        "runOnly": list(only),
        "resultTypes": ["violations"],  # not what passed: it is long
        # What axe reads in style sheets it fetches first, on every page the same ones.
        "preload": ORIENTATION in only,
    }
    found = page.evaluate("(options) => axe.run(document, options).then((all) => all.violations)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'][:300]})"
        for rule in found
        for node in rule["nodes"]
    ]


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait for that page: a click alone may return on the old one."""
    with page.expect_navigation():
        page.click(selector)


def refused(page: Page) -> None:
    """Wait for the page that a refused form answers with; its title says so before all else."""
    expect(page).to_have_title(re.compile("^Lỗi:"))


def obstacles(opened: Window, *, expected: str = "", only: Sequence[str] = RULES) -> list[str]:
    """What stands in anybody's way on the open page: axe, refused content, sideways scrolling. Faults begin anew.

    expected: the status that the browser is to complain of, "422" on a refused form.
    """
    told = [fault for fault in opened.faults if not (expected and expected in fault)]
    opened.faults.clear()
    return [*(axe_violations(opened.page, only) if only else ()), *told, *overflow(opened.page)]


def obstacles_in(
    opened: Window, looks: Sequence[tuple[int, str, Sequence[str]]] = EVERYWHERE, *, expected: str = ""
) -> list[str]:
    """`obstacles` of the open page at each width and in each theme, one after the other, without loading it anew.

    No style sheet and no script of ours asks for width or theme but in a media query, which answers anew.
    """
    found = []
    for width, theme, only in looks:
        opened.page.set_viewport_size({"width": width, "height": 800})
        opened.page.emulate_media(**THEMES[theme])  # type: ignore[arg-type]
        told = obstacles(opened, expected=expected, only=only)
        found += [f"{width} {theme}: {line}" for line in told]
    return found


def weights(page: Page) -> Weight:
    """What the page that is open now cost; ask in a fresh window, or it counts what the cache saved as 0."""
    entries = page.evaluate(
        """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
             .map((entry) => [entry.name, entry.transferSize])"""
    )
    home = urlsplit(page.url).netloc
    return Weight(
        transferred=sum(size for _, size in entries),
        third_party=[name for name, _ in entries if urlsplit(name).netloc not in (home, "")],
        by_address=dict(entries),
    )


class Scale:
    """Weighs pages as whoever comes from `first` with nothing else in the cache pays for them, one load a page.

    From now on this window's cache is off, so that every page tells the whole size of all that it loads; what a
    second visit to `first` took out of the cache is what one has from there, and is not counted.
    """

    def __init__(self, page: Page, first: str) -> None:
        self.page, self.devices = page, page.context.new_cdp_session(page)
        self.devices.send("Network.enable")
        self.devices.send("Network.clearBrowserCache")
        page.goto(first)
        self.first = weights(page)
        page.goto("about:blank")  # the same address twice in a row would be a reload, which asks again
        page.goto(first)
        self.had = frozenset(name for name, size in weights(page).by_address.items() if not size)
        self.devices.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def weigh(self) -> Weight:
        """What the page that is open now, opened in this window since, costs after `first`."""
        found = weights(self.page)
        paid = {name: size for name, size in found.by_address.items() if name not in self.had}
        return Weight(sum(paid.values()), found.third_party, paid)


def plant_weight(page: Page) -> None:
    """Make the open page too heavy: it loads its style sheets again and again under other addresses."""
    page.evaluate(
        """() => { const sheet = document.querySelector("link[rel=stylesheet][href*=thongsuot]").href;
          return Promise.all([1, 2, 3, 4].map((n) => fetch(`${sheet}?planted=${n}`).then((one) => one.text())))
            .then((all) => all.length) }"""
    )


def plant_violation(page: Page) -> None:
    """Put a picture without words on the open page."""
    page.evaluate(
        """document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='/accent.css'>")"""
    )


def overflow(page: Page) -> list[str]:
    """What makes the page scroll sideways; nothing on a page that reflows."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
             [...document.querySelectorAll("body *")]
               .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
               .filter((e) => !e.closest(".scroll, .tabs"))
               .map((e) => e.outerHTML.slice(0, 160)).concat("the page")"""
    )
    return found


def small_targets(page: Page, least: int = 24) -> list[str]:
    """Controls smaller than `least` CSS pixels either way, links inside sentences left out (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll("a[href], button, input, select, summary")]
          .filter((e) => e.checkVisibility() && !(e.matches("a") && e.closest("p, dd, .meta, .hint")))
          .filter((e) => !e.closest(".sr") && !e.matches(".skip"))
          .filter((e) => {
            const box = (e.closest("label") || e).getBoundingClientRect();
            return box.width < least || box.height < least })
          .map((e) => e.outerHTML.slice(0, 160))""",
        least,
    )
    return found


def hidden_focus(page: Page, steps: int = 60) -> list[str]:
    """Elements that take the focus by Tab without showing it: no outline, or wholly covered."""
    faults: list[str] = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        fault = page.evaluate(
            """() => { const e = document.activeElement;
              if (!e || e === document.body) return "end";
              const style = getComputedStyle(e), r = e.getBoundingClientRect();
              if (e.closest(".map")) return "";
              if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
                return "no outline: " + e.outerHTML.slice(0, 120);
              const top = document.elementFromPoint(r.left + r.width / 2, r.top + Math.min(r.height / 2, 12));
              return top && (e.contains(top) || top.contains(e) || e.closest("label")?.contains(top)) ? "" :
                "covered: " + e.outerHTML.slice(0, 120) }"""
        )
        if fault == "end":
            break
        if fault:
            faults.append(fault)
    return faults
