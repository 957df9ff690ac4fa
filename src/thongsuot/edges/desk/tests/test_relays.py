"""The pages of filings between provinces: filed at the counter, followed by the applicant, settled at the other end."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.people import BIRTH, HERE, who

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, PROCESSOR, PROVINCE, STRANGER, browser
from thongsuot.edges.exchange.tests import provinces
from thongsuot.edges.exchange.tests.provinces import connected, exchanged, filed
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files.tests import made
from thongsuot.registers.units import queries as units
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.models import Relay
from thongsuot.work.relays.rules import Direction, State
from thongsuot.work.sync.models import Message


@pytest.fixture(autouse=True)
def air(province, monkeypatch, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return connected(monkeypatch)


@pytest.fixture
def now():
    return datetime.now(UTC)


def text(answer):
    return answer.content.decode()


def page(relay):
    return reverse("desk:relay", args=[relay.id])


def incoming(relay):
    with seeing(SYSTEM):
        return Relay.objects.get(ref=relay.ref, direction=Direction.IN)


def test_the_counter_files_without_scripts_and_prints_the_receipt(now):
    client = browser(COUNTER, now)
    address = reverse("desk:relay-new")
    assert "choose" in text(client.post(address, {"q": "khai sinh", "go": "look"}))
    home = units.unit(
        unit_id=queries.reachable(authority_id=units.home_authority())[0].partner_id, day=now.date()
    )
    asked, _scans = provinces.birth()
    given = {
        "partner": home.code, "territory_code": HERE, "procedure_code": BIRTH, "case": asked.case, "once": "a1",
        "name": "Nguyễn Thị Hòa", "phone": "0905123456", "go": "file",
    }  # fmt: skip
    wrong = client.post(address, {**given, "name": "", "territory_code": "chẳng đâu cả"})
    assert wrong.status_code == 422
    assert "Hãy nhập họ và tên người nộp" in text(wrong)
    papers = {f"o_{one.wanted_id}": "1" for one in asked.papers}
    files = {f"f_{one.wanted_id}": SimpleUploadedFile("quet.pdf", made.pdf(1)) for one in asked.papers}
    done = client.post(address, {**given, **papers, **files})
    assert done.status_code == 302, text(done)[:2000]
    (relay,) = queries.latest(viewer=who(COUNTER, now.date()), direction=Direction.OUT)
    assert done["Location"] == page(relay)
    assert "Chờ tỉnh nhận trả lời" in text(client.get(page(relay)))
    pdf = client.get(reverse("desk:relay-paper", args=[relay.id, "bien-nhan"]))
    assert pdf.content.startswith(b"%PDF")
    assert client.get(reverse("desk:relay-paper", args=[relay.id, "phieu-kiem-soat"])).status_code == 404
    assert relay.code in text(client.get(reverse("desk:relays")))
    csv = client.get(reverse("desk:relays") + "?format=csv")
    assert relay.code in text(csv)


def test_it_is_followed_by_code_and_phone_and_says_who_has_it(now):
    relay = filed()
    exchanged()
    client = Client()
    assert client.get(reverse("portal:relay", args=[relay.code])).status_code == 302
    answer = client.post(reverse("portal:follow"), {"ma": relay.code, "so": "0000"})
    assert answer.status_code == 422
    answer = client.post(reverse("portal:follow"), {"ma": relay.code, "so": "3456"})
    assert answer["Location"] == reverse("portal:relay", args=[relay.code])
    shown = text(client.get(answer["Location"]))
    assert "Tỉnh nhận đang giải quyết" in shown
    assert queries.relay(viewer=SYSTEM, relay_id=relay.id).their_code in shown
    assert "hẹn trả" in shown


def test_originals_and_result_pass_over_the_page(now):
    relay = filed()
    exchanged()
    client = browser(COUNTER, now)
    refused = client.post(page(relay), {"go": "send", "carrier": "", "expected": "1/1/2020"})
    assert refused.status_code == 422
    assert (
        client.post(page(relay), {"go": "send", "carrier": "Bưu điện", "expected": "01/01/2099"}).status_code
        == 302
    )
    slip = client.get(reverse("desk:relay-paper", args=[relay.id, "phieu-kiem-soat"]))
    assert slip.content.startswith(b"%PDF")
    exchanged()
    there = incoming(relay)
    assert "Đã nhận đủ" in text(client.get(page(there)))
    assert client.post(page(there), {"go": "arrive", "whole": "1"}).status_code == 302
    exchanged()
    assert "Đã đến" in text(client.get(page(relay)))
    assert (
        client.post(page(relay), {"go": "hand_out", "received_by": "Bà Hòa"}).status_code == 422
    )  # no result yet
    with seeing(SYSTEM):
        Relay.objects.filter(pk=relay.id).update(state=State.DECIDED)
    assert client.post(page(relay), {"go": "hand_out", "received_by": "Bà Hòa"}).status_code == 422
    done = client.post(page(relay), {"go": "hand_out", "received_by": "Bà Hòa", "paper": "Giấy khai sinh"})
    assert done.status_code == 302


def test_what_was_kept_is_settled_by_an_officer_with_its_reasons(now, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(services.receiving.filings, "desk_of", lambda *_, **__: None)
        relay, other = filed(), filed()
        exchanged()
    client = browser(PROVINCE, now)
    assert relay.code in text(client.get(reverse("desk:relays") + "?view=in"))
    shown = text(client.get(page(incoming(relay))))
    assert "Không tìm được bộ phận một cửa" in shown
    assert client.post(page(incoming(other)), {"go": "decline", "reason": ""}).status_code == 422
    assert client.post(page(incoming(other)), {"go": "decline", "reason": "Sai nơi"}).status_code == 302
    assert client.post(page(incoming(relay)), {"go": "retry"}).status_code == 302
    exchanged()
    mine = browser(COUNTER, now)
    assert "Sai nơi" in text(mine.get(page(other)))
    assert "Tỉnh nhận đang giải quyết" in text(mine.get(page(relay)))


def test_the_overseer_connects_provinces_and_sends_again_what_waits(now, air):
    def down():
        raise ConnectionRefusedError

    air.fails = down
    relay = filed()
    exchanged()
    client = browser(PROVINCE, now)
    address = reverse("desk:relay-connections")
    shown = text(client.get(address))
    assert relay.code in shown
    assert "Không trả lời" in shown
    made_ = client.post(
        address, {"connect": "1", "partner": "15", "url": "https://tinh.vidu.gov.vn/exchange/tinh/"}
    )
    assert "whsec_" in text(made_)
    wrong = client.post(address, {"connect": "1", "partner": "15", "url": "http://localhost/"})
    assert wrong.status_code == 422
    with seeing(SYSTEM):
        ids = list(Message.objects.filter(subject=relay.id).values_list("pk", flat=True))
    assert client.post(address, {"resend": "1", "row": [str(one) for one in ids]}).status_code == 302
    assert client.post(address, {"resend": "1"}).status_code == 422
    peer = next(p for p in queries.peers(viewer=who(PROVINCE, now.date())) if p.partner_code == "15")
    assert client.post(address, {"end": str(peer.id)}).status_code == 302


@pytest.mark.parametrize("name", [PROCESSOR, STRANGER, CITIZEN, None])
def test_others_see_nothing_of_it(now, name):
    relay = filed()
    client = browser(name, now)
    answer = client.get(page(relay))
    assert answer.status_code in (302, 403, 404) or name == PROCESSOR
    assert client.get(reverse("desk:relay-connections")).status_code in (302, 403)
    if name != PROCESSOR:
        assert relay.code not in text(client.get(reverse("desk:relays")))
