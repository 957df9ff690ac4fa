"""Files that are still at the portal, as officers see and settle them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from thongsuot.edges.desk.tests import away
from thongsuot.edges.desk.tests.people import COUNTER, PROVINCE, STRANGER, browser
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync.models import PortalFile

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def now():
    return datetime.now(UTC)


def text(answer):
    return answer.content.decode()


def test_the_officer_sees_why_a_file_is_missing_and_fetches_it_again(monkeypatch, now, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    code, portal = away.with_files(monkeypatch, now)
    client = browser(COUNTER, now)
    page = reverse("desk:files", args=[code])
    assert "2 tệp của hồ sơ này còn ở Cổng quốc gia" in text(client.get(reverse("desk:dossier", args=[code])))
    shown = text(client.get(page))
    assert "Tệp từ Cổng quốc gia chưa lưu được" in shown
    assert "không phải PDF" in shown
    assert "Cổng không trả lời: đứt kết nối" in shown
    with seeing(SYSTEM):
        hostile, waiting = PortalFile.objects.order_by("state").values_list("pk", flat=True)
    refused = client.post(page, {"go": "portal-fetch", "file": hostile})
    assert refused.status_code == 422
    assert "không phải PDF" in text(refused)
    portal.is_away = False
    assert client.post(page, {"go": "portal-fetch", "file": waiting}).status_code == 302
    assert client.post(page, {"go": "portal-fetch", "file": waiting}).status_code == 422
    assert client.post(page, {"go": "portal-dismiss", "file": hostile, "reason": ""}).status_code == 422
    assert (
        client.post(page, {"go": "portal-dismiss", "file": hostile, "reason": "Đã quét"}).status_code == 302
    )
    assert "chưa lưu được" not in text(client.get(page))
    record = dossiers.dossier_by_code(viewer=SYSTEM, code=code)
    assert [one.file_name for one in dossiers.files_of(viewer=SYSTEM, dossier_id=record.id)] == [
        "to-khai.pdf"
    ]
    assert browser(STRANGER, now).post(page, {"go": "portal-fetch", "file": hostile}).status_code == 404


def test_who_oversees_the_province_sees_all_and_has_them_fetched_again(monkeypatch, now, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    code, _portal = away.with_files(monkeypatch, now)
    client = browser(PROVINCE, now)
    page = f"{reverse('desk:portal')}?view=files"
    shown = text(client.get(page))
    assert code in shown
    assert "không phải PDF" in shown
    with seeing(SYSTEM):
        ids = list(PortalFile.objects.values_list("pk", flat=True))
        PortalFile.objects.update(next_at=now + timedelta(hours=1))
    assert client.post(page, {"fetch-again": "1"}).status_code == 422
    assert client.post(page, {"fetch-again": "1", "row": ids}).status_code == 302
    with seeing(SYSTEM):
        assert PortalFile.objects.filter(state="waiting", next_at__lte=datetime.now(UTC)).count() == 2
    assert code in text(client.get(page + "&format=csv"))
