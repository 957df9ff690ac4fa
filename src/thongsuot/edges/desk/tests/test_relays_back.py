"""What comes back between provinces, on the pages: papers asked for, the bag with the result, the scanned slip."""

from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from thongsuot.edges.desk.tests.people import COUNTER, STRANGER, browser
from thongsuot.edges.desk.tests.test_relays import air, now, page, text
from thongsuot.edges.exchange.tests.provinces import exchanged
from thongsuot.edges.exchange.tests.test_province import ours, theirs
from thongsuot.edges.exchange.tests.test_province_back import asked_for_more, decide
from thongsuot.plumbing.files.tests import made

TOMORROW = f"{datetime.now(UTC) + timedelta(days=40):%d/%m/%Y}"


_ = air, now  # fixtures: pytest finds them by their names here


def followed(relay):
    client = Client()
    client.post(reverse("portal:follow"), {"ma": relay.code, "so": "3456"})
    return text(client.get(reverse("portal:relay", args=[relay.code])))


def test_the_counter_sees_what_is_asked_for_and_sends_it_on_without_scripts(now):
    relay = asked_for_more()
    client = browser(COUNTER, now)
    shown = text(client.get(page(relay)))
    assert "Tỉnh nhận yêu cầu bổ sung" in shown
    assert "Giấy chứng sinh" in shown
    assert "Bạn cần bổ sung" in followed(relay)
    refused = client.post(page(relay), {"go": "supplement", "originals-0": "1"})
    assert refused.status_code == 422
    assert "chỉ thấy bản quét" in text(refused)
    hostile = {"go": "supplement", "file-0": SimpleUploadedFile("x.pdf", b"MZ")}
    assert client.post(page(relay), hostile).status_code == 422
    fine = {
        "go": "supplement", "originals-0": "1", "file-0": SimpleUploadedFile("lai.pdf", made.pdf(2)),
        "name-1": "Ảnh chụp", "file-1": SimpleUploadedFile("anh.png", made.picture("PNG")),
    }  # fmt: skip
    assert client.post(page(relay), fine).status_code == 302
    assert "Đang gửi sang tỉnh nhận" in text(client.get(page(relay)))
    assert "đã được gửi sang tỉnh nhận" in followed(relay)
    exchanged()
    shown = text(client.get(page(relay)))
    assert "Tỉnh nhận đã nhận" in shown
    assert "Giấy chứng sinh; Ảnh chụp" in shown
    assert client.post(page(relay), fine).status_code == 422


def test_a_bag_comes_back_with_the_result_and_is_opened_by_its_slip(now):
    relay = asked_for_more()
    client = browser(COUNTER, now)
    client.post(page(relay), {"go": "supplement", "file-0": SimpleUploadedFile("lai.pdf", made.pdf(2))})
    client.post(page(relay), {"go": "send", "carrier": "Bưu điện", "expected": TOMORROW})
    assert "Đang trên đường đến tỉnh nhận" in text(client.get(page(relay)))
    exchanged()
    scan = client.get(reverse("desk:relays"), {"slip": ours(relay).bag["slip"]})
    assert scan.status_code == 302
    there = theirs(relay)
    client.post(page(there), {"go": "arrive", "whole": "1"})
    assert "send_back" not in text(client.get(page(there)))
    decide(there.dossier_id)
    assert "send_back" in text(client.get(page(there)))
    back = {
        "go": "send_back",
        "result": "Giấy khai sinh",
        "originals": "x",
        "carrier": "Bưu điện",
        "expected": TOMORROW,
    }
    assert client.post(page(there), back).status_code == 422
    done = client.post(page(there), {**back, "originals": "1"})
    assert done.status_code == 302, text(done)[:3000]
    pdf = client.get(reverse("desk:relay-paper", args=[there.id, "phieu-kiem-soat"]))
    assert pdf.content.startswith(b"%PDF")
    exchanged()
    assert "Đang trên đường về" in text(client.get(page(relay)))
    slip = theirs(relay).back["slip"]
    found = client.get(reverse("desk:relays"), {"slip": f" {slip.lower()} "})
    assert found["Location"].endswith("#tui")
    assert "Không có phiếu kiểm soát này" in text(client.get(reverse("desk:relays"), {"slip": "PK-0000"}))
    assert browser(STRANGER, now).get(reverse("desk:relays"), {"slip": slip}).status_code == 200
    assert client.post(page(relay), {"go": "arrive", "whole": "1"}).status_code == 302
    shown = text(client.get(page(relay)))
    assert "Đã về quầy này" in shown
    assert 'value="Giấy khai sinh"' in shown
