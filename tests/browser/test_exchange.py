"""The desk's pages about other systems in Chromium: full, with failures, empty."""

from datetime import UTC, datetime

import pytest

from tests.browser import browser
from tests.browser.desk import officer
from tests.browser.test_desk import obstacles
from thongsuot.edges.desk import exchange
from thongsuot.edges.desk.tests import away
from thongsuot.edges.desk.tests.people import COUNTER, PROVINCE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]


def pages(id_):
    return {
        "portal": [
            (PROVINCE, f"/desk/portal/?view={view}")
            for view in ("", "differences", "outbox", "arrivals", "files")
        ],
        "webhooks": [(away.ADMIN, "/desk/webhooks/")],
        "webhook": [(away.ADMIN, f"/desk/webhooks/{id_}/")],
        "banner": [(COUNTER, "/desk/dossiers/")],
    }


def test_no_route_is_forgotten():
    assert {route.name for route in exchange.urls} <= set(pages(0))


def test_every_page_about_other_systems_is_sound(site, window, monkeypatch):
    now = datetime.now(UTC)
    away.scene(monkeypatch, now)
    id_ = away.webhook(now)
    looked = {name: officer(window, name) for name in (PROVINCE, away.ADMIN, COUNTER)}
    for addresses in pages(id_).values():
        for who, address in addresses:
            looked[who].page.goto(site + address)
            assert obstacles(looked[who]) == [], address


def test_files_that_are_still_at_the_portal_are_shown_on_sound_pages(site, window, monkeypatch, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    code, _portal = away.with_files(monkeypatch, datetime.now(UTC))
    overseer, counter = (
        officer(window, PROVINCE, width=browser.PHONE),
        officer(window, COUNTER, width=browser.PHONE),
    )
    overseer.page.goto(f"{site}/desk/portal/?view=files")
    assert obstacles(overseer) == []
    counter.page.goto(f"{site}/desk/dossiers/{code}/files/")
    assert obstacles(counter) == []
    counter.page.get_by_role("button", name="Tải lại").first.click()
    browser.refused(counter.page)
    assert obstacles(counter, refused=True) == []


def test_an_empty_portal_page_says_what_to_do(site, window):
    opened = officer(window, PROVINCE, width=browser.PHONE)
    for view in ("", "differences", "outbox", "arrivals", "files"):
        opened.page.goto(f"{site}/desk/portal/?view={view}")
        assert obstacles(opened) == []
