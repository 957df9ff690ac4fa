"""The pages of filings between provinces in Chromium: full, waiting, refused, and filing one without scripts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.browser import browser
from tests.browser.browser import obstacles
from tests.browser.desk import officer
from thongsuot.edges.desk import relays
from thongsuot.edges.desk.tests.people import COUNTER, PROVINCE
from thongsuot.edges.exchange.tests.provinces import birth, connected, exchanged, filed
from thongsuot.edges.exchange.tests.test_province_back import asked_for_more
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.units import queries as units
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.models import Relay
from thongsuot.work.relays.rules import Direction

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("province")]


@pytest.fixture
def air(province, monkeypatch, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return connected(monkeypatch)


def scene(air, monkeypatch):
    """A relay that went its way, one that was kept there, one that waits, and what came of them."""
    fine = filed()
    exchanged()
    with monkeypatch.context() as patched:
        patched.setattr(services.receiving.filings, "desk_of", lambda *_, **__: None)
        kept = filed()
        exchanged()

    def down():
        raise ConnectionRefusedError

    air.fails = down
    waiting = filed()
    exchanged()
    for signal in (
        request_started,
        request_finished,
    ):  # the client that knocked at our door connected it again
        signal.disconnect(close_old_connections)
    with seeing(SYSTEM):
        came = Relay.objects.get(ref=kept.ref, direction=Direction.IN)
    return fine, kept, waiting, came


def pages(fine, kept, waiting, came):
    return {
        "relays": [(COUNTER, "/desk/relays/"), (PROVINCE, "/desk/relays/?view=in")],
        "relay-new": [
            (COUNTER, "/desk/relays/new/?q=khai+sinh"),
            (COUNTER, "/desk/relays/new/?procedure=1.001193"),
        ],
        "relay": [
            *((COUNTER, f"/desk/relays/{one}/") for one in (fine, kept, waiting)),
            (PROVINCE, f"/desk/relays/{came}/"),
        ],
        "relay-connections": [(PROVINCE, "/desk/relays/connections/")],
    }


def followed(opened, site, code):
    opened.page.goto(f"{site}/ho-so/?ma={code}")
    opened.page.get_by_label("4 số cuối điện thoại").fill("3456")
    with opened.page.expect_navigation():
        opened.page.get_by_role("button", name="Xem hồ sơ").click()


def test_what_another_province_asks_for_stands_on_a_sound_page_that_sends_it_on(
    site, window, air, monkeypatch, tmp_path
):
    relay = asked_for_more()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    citizen = window(width=browser.PHONE)
    followed(citizen, site, relay.code)
    assert obstacles(citizen) == []
    with citizen.page.expect_navigation():
        citizen.page.get_by_role("link", name="Gửi giấy tờ qua mạng").click()
    assert citizen.page.get_by_label("Ảnh chụp hoặc tệp Giấy chứng sinh").is_visible()
    assert obstacles(citizen) == []
    addresses = (citizen.page.url, citizen.page.url.replace("bo-sung/", ""))
    scale = browser.Scale(citizen.page, site + "/")
    for address in addresses:
        citizen.page.goto(address)
        assert 1_000 < scale.weigh().transferred <= browser.NEXT_PAGE, address
    counter = officer(window, COUNTER, width=browser.PHONE)
    counter.page.goto(f"{site}/desk/relays/{relay.id}/")
    assert obstacles(counter) == []
    scan = tmp_path / "lai.pdf"
    scan.write_bytes(made.pdf(2))
    counter.page.get_by_label("Tệp đã quét Giấy chứng sinh").set_input_files(scan)
    with counter.page.expect_navigation():
        counter.page.get_by_role("button", name="Gửi bổ sung sang tỉnh nhận").click()
    assert counter.page.get_by_text("Đang gửi sang tỉnh nhận").is_visible()
    assert obstacles(counter) == []


def test_no_route_is_forgotten():
    files = {"relay-paper", "relay-file"}
    assert {route.name for route in relays.urls} == {*pages("", "", "", ""), *files}


def test_every_page_between_provinces_is_sound(site, window, air, monkeypatch):
    found = scene(air, monkeypatch)
    looked = {name: officer(window, name, width=browser.PHONE) for name in (COUNTER, PROVINCE)}
    for addresses in pages(*(one.pk if isinstance(one, Relay) else one.id for one in found)).values():
        for who, address in addresses:
            looked[who].page.goto(site + address)
            assert obstacles(looked[who]) == [], address
    citizen = window(width=browser.PHONE)
    followed(citizen, site, found[0].code)
    assert "/ho-so-lien-tinh/" in citizen.page.url
    assert obstacles(citizen) == []


def test_a_counter_files_for_another_province_without_scripts(site, window, air, tmp_path):
    home = units.unit(unit_id=units.home_authority(), day=datetime.now(UTC).date())
    asked, _scans = birth()
    scan = Path(tmp_path) / "giay.pdf"
    scan.write_bytes(made.pdf(1))
    page = officer(window, COUNTER, java_script_enabled=False).page
    page.goto(f"{site}/desk/relays/new/?procedure=1.001193")
    page.get_by_label("Tỉnh, thành phố giải quyết").select_option(home.code)
    page.get_by_label("Xã, phường giải quyết").fill("19789")
    page.get_by_label("Họ, chữ đệm và tên").fill("Nguyễn Thị Hòa")
    page.get_by_label("Điện thoại").fill("0905123456")
    for paper in asked.papers:
        page.locator(f"#file-{paper.wanted_id}").set_input_files(scan)
        page.locator(f"#o-{paper.wanted_id}").fill("1")
    with page.expect_navigation():
        page.get_by_role("button", name="Nhận và gửi sang tỉnh khác").click()
    (relay,) = queries.latest(viewer=SYSTEM, direction=Direction.OUT)
    assert relay.code in page.content()
    assert "Chờ tỉnh nhận trả lời" in page.content()
