"""Every component in every state: readable, reachable, light, and inside the content security policy."""

import gzip
from pathlib import Path

import pytest

from tests.browser import browser
from thongsuot.plumbing import ui

pytestmark = pytest.mark.browser

STATIC = Path(ui.__file__).parent / "static/ui"
PAGES = {"portal": "/gallery/", "desk": "/gallery/?kind=desk", "clean": "/gallery/?form=empty"}
LOOKS = {
    "portal": [
        *((width, theme) for theme in ("light", "dark") for width in (browser.PHONE, browser.SCREEN)),
        (browser.PHONE, "contrast"),
        (browser.SCREEN, "forced"),
    ],
    "desk": [
        *((width, theme) for theme in ("light", "dark") for width in (browser.PHONE, browser.SCREEN)),
        (browser.SCREEN, "dark-contrast"),
    ],
    "clean": [(browser.PHONE, "light")],
}


@pytest.mark.parametrize("name", list(PAGES))
def test_nothing_stands_in_anybodys_way(name, site, window):
    opened = window()
    opened.page.goto(site + PAGES[name])
    rest = {"light": browser.RULES}  # what is no colour is the same in every theme
    looks = [(width, theme, rest.get(theme, browser.COLOURS)) for width, theme in LOOKS[name]]
    assert browser.obstacles_in(opened, looks) == []


def test_no_style_sheet_asks_for_a_screen_to_be_turned(site, window):
    page = window(width=browser.PHONE).page
    page.goto(site + PAGES["desk"])
    assert browser.axe_violations(page, [browser.ORIENTATION]) == []


def test_axe_and_the_watch_see_what_is_planted(site, window):
    opened = window()
    for _ in range(2):  # on the first page of a window and on those after it
        opened.page.goto(site + "/gallery/")
        opened.page.evaluate(
            """document.querySelector("main").insertAdjacentHTML("beforeend",
                 '<img src=/x><b style="color:#ccc">x</b>')"""
        )
        assert any(line.startswith("image-alt") for line in browser.axe_violations(opened.page))
        assert any("CSP: style-src" in fault for fault in opened.faults)
        opened.faults.clear()


@pytest.mark.parametrize("name", list(PAGES))
def test_no_page_scrolls_sideways(name, site, window):
    page = window(width=320).page
    page.goto(site + PAGES[name])
    for width in (320, browser.PHONE, 768, browser.SCREEN):
        page.set_viewport_size({"width": width, "height": 800})
        assert browser.overflow(page) == []
    page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<pre>' + '–'.repeat(999) + '</pre>')"
    )
    assert browser.overflow(page) != []


@pytest.mark.parametrize("name", ["portal", "desk"])
def test_targets_are_large_enough_for_a_thumb(name, site, window):
    page = window(width=browser.PHONE).page
    page.goto(site + PAGES[name])
    assert browser.small_targets(page) == []
    assert browser.small_targets(page, least=200) != []
    heights = page.eval_on_selector_all(
        ".button.primary", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


@pytest.mark.parametrize(("name", "width"), [("portal", browser.PHONE), ("desk", browser.SCREEN)])
def test_the_focus_is_always_seen(name, width, site, window):
    page = window(width=width).page
    page.goto(site + PAGES[name])
    assert browser.hidden_focus(page) == []
    page.evaluate("document.querySelectorAll('a').forEach((link) => { link.style.outline = 'none' })")
    assert browser.hidden_focus(page) != []


def test_a_refused_form_takes_the_reader_to_its_reasons_and_from_there_to_each_field(site, window):
    page = window().page
    page.goto(site + "/gallery/")
    browser.refused(page)
    assert page.evaluate("document.activeElement.matches('[data-errors]')")
    links = page.locator("[data-errors] a")
    assert links.count() == 6
    for at in range(links.count()):
        links.nth(at).click()
        assert page.evaluate("document.activeElement.matches('input, select, textarea')"), links.nth(
            at
        ).inner_text()
        assert page.evaluate("Boolean(document.activeElement.closest('.field.wrong'))")
    assert page.input_value("[name=married_0]") == "31"  # what was typed is still there


ON_FORMS = ("upload.js", "autosave.js")  # scripts that only the pages load whose work they do


def test_a_page_is_light_and_asks_nobody_else(site, window):
    page = window().page
    page.goto(site + "/gallery/?form=empty")
    weight = browser.weights(page)
    assert weight.third_party == []
    assert weight.transferred > len(page.content()) / 2  # the measure does measure
    css = len(gzip.compress((STATIC / "thongsuot.css").read_bytes(), 9))
    assert css <= 12_000
    for script in STATIC.glob("*.js"):
        most = 7_168 if script.name in ON_FORMS else 3_072
        assert script.stat().st_size < most, script.name


def test_accents_over_accents_are_not_cut(site, window):
    """Ẩ, Ễ, Ộ in a heading, a button and an input fit into their line boxes at every size."""
    page = window().page
    page.goto(site + "/gallery/")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("h1, h2, h3, .button, .status, input[type=text], th, td")]
          .filter((e) => { const style = getComputedStyle(e);
            return parseFloat(style.lineHeight) < 1.28 * parseFloat(style.fontSize) })
          .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert cut == []


def test_without_scripts_the_page_is_whole(site, window):
    page = window(java_script_enabled=False).page
    page.goto(site + PAGES["desk"])
    assert page.locator("nav.side a").first.is_visible()
    page.locator("text=English").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_paper_shows_the_content_and_nothing_else(site, window):
    page = window().page
    page.goto(site + PAGES["desk"])
    page.emulate_media(media="print")
    assert not page.locator("nav.side").is_visible()
    assert not page.locator(".actions").first.is_visible()
    assert page.locator(".track").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "14.6667px"
