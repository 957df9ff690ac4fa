"""The pages about other systems: the portal's four views, webhooks, the banner that everybody sees."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from thongsuot.edges.desk.tests import away
from thongsuot.edges.desk.tests.people import COUNTER, PROVINCE, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import ports
from thongsuot.work.sync.models import Arrival, Message, Receiver, Reconciliation
from thongsuot.work.sync.tests.scene import the_portal

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def now():
    return datetime.now(UTC)


def text(answer):
    return answer.content.decode()


def view(name=""):
    return f"{reverse('desk:portal')}?view={name}"


def test_the_overseer_sees_what_waits_what_differs_and_what_could_not_be_taken_in(monkeypatch, now):
    codes = away.scene(monkeypatch, now)
    client = browser(PROVINCE, now)
    assert "Số hồ sơ theo ngày và trạng thái" in text(client.get(view()))
    assert "không trả lời từ" in text(client.get(view()))
    differing = text(client.get(view("differences")))
    assert all(codes[name] in differing for name in ("fine", "refused", "late"))
    assert "G22.99-20261120-0000009" in differing
    assert "Mã thủ tục không có trên Cổng" in text(client.get(view("outbox")))
    assert "Bản tin thiếu trường ChuHoSo." in text(client.get(view("arrivals")))
    csv = client.get(view() + "&format=csv")
    assert csv["Content-Type"].startswith("text/csv")
    assert len(text(csv).splitlines()) > 2


def test_one_click_tells_all_that_differ_again(monkeypatch, now):
    away.scene(monkeypatch, now)
    client = browser(PROVINCE, now)
    with seeing(SYSTEM):
        before = Message.objects.filter(state="waiting").count()
    assert client.post(view("differences"), {"again-all": "1"}).status_code == 302
    with seeing(SYSTEM):
        assert Message.objects.filter(state="waiting").count() > before
    assert the_portal().next_at <= datetime.now(UTC)
    assert "Hãy chọn ít nhất một dòng" in text(client.post(view("differences"), {"again": "1"}))


def test_one_click_fetches_what_is_missing_here_and_says_what_came_of_it(monkeypatch, now):
    away.scene(monkeypatch, now)
    client, code = browser(PROVINCE, now), "G22.99-20261120-0000009"
    (portal,) = ports._portals
    held = [ports.Arrived("9", "HoSo", code, {"MaHoSo": code})]
    monkeypatch.setattr(portal, "dossier", lambda _: held, raising=False)
    assert f'name="fetch-dossier" value="{code}"' in text(client.get(view("differences")))
    told = text(client.post(view("differences"), {"fetch-dossier": code}, follow=True))
    assert f"Chưa nhận được {code}" in told
    with seeing(SYSTEM):
        id_ = Arrival.objects.get(about=code).pk
    assert f'href="?view=arrivals#ban-tin-{id_}"' in told
    assert "Bản tin thiếu trường ChuHoSo." in told
    assert f'id="ban-tin-{id_}"' in text(client.get(view("arrivals")))
    assert client.post(view("arrivals"), {"dismiss": id_, "reason": "Gửi nhầm"}).status_code == 302
    assert "Bản tin đã được đóng: Gửi nhầm" in text(client.get(view("differences")))
    held[0] = ports.Arrived("9", "HoSo", code, away.a_filing(now, code))
    told = text(client.post(view("differences"), {"fetch-missing": "1"}, follow=True))
    assert "Đã lấy lại 1 hồ sơ." in told
    assert "fetch-dossier" not in told
    held.clear()
    told = text(client.post(view("differences"), {"fetch-dossier": "H-lạ"}, follow=True))
    assert "Cổng không giao hồ sơ nộp của H-lạ" in told
    assert client.post(view("differences"), {"fetch-missing": "1"}).status_code == 422


def test_a_refused_message_is_left_out_only_with_a_reason(monkeypatch, now):
    away.scene(monkeypatch, now)
    client = browser(PROVINCE, now)
    with seeing(SYSTEM):
        id_ = Message.objects.get(is_refused=True).pk
    assert client.post(view("outbox"), {"skip": id_, "reason": ""}).status_code == 422
    assert client.post(view("outbox"), {"skip": id_, "reason": "Thủ tục đã bãi bỏ"}).status_code == 302
    assert client.post(view("outbox"), {"skip": "x", "reason": "y"}).status_code == 422
    with seeing(SYSTEM):
        assert Message.objects.get(pk=id_).skipped_because == "Thủ tục đã bãi bỏ"


def test_comparing_and_settling_what_came(monkeypatch, now):
    away.scene(monkeypatch, now)
    client = browser(PROVINCE, now)
    days = {"compare": "1", "from_day": f"{now:%d/%m/%Y}", "to_day": f"{now:%d/%m/%Y}"}
    assert client.post(view(), days).status_code == 302
    with seeing(SYSTEM):
        assert Reconciliation.objects.count() == 2
        id_ = Arrival.objects.order_by("id").first().pk
    assert client.post(view(), {**days, "from_day": "hôm qua"}).status_code == 422
    assert client.post(view("arrivals"), {"retry": id_}).status_code == 302
    assert client.post(view("arrivals"), {"dismiss": id_, "reason": "Gửi nhầm"}).status_code == 302


@pytest.mark.parametrize("user", [COUNTER, away.ADMIN])
def test_nobody_else_opens_the_portal_page(user, now):
    assert browser(user, now).get(view()).status_code == 403
    for button in ("again-all", "fetch-missing", "fetch-dossier"):
        assert browser(user, now).post(view("differences"), {button: "1"}).status_code == 403


def test_while_the_portal_is_away_counters_go_on_and_are_told_which_service_it_is(monkeypatch, now):
    away.scene(monkeypatch, now)
    answer = browser(COUNTER, now).get(reverse("desk:worklist"))
    assert "Cổng Dịch vụ công quốc gia không trả lời từ" in text(answer)
    assert "Quầy vẫn tiếp nhận" in text(answer)
    assert received(now).code
    with seeing(SYSTEM):
        Receiver.objects.update(failing_since=None, failures=0)
    assert "không trả lời từ" not in text(browser(COUNTER, now).get(reverse("desk:worklist")))


def test_an_administrator_subscribes_sees_the_secret_once_and_manages_it(now):
    client = browser(away.ADMIN, now)
    page = reverse("desk:webhooks")
    asked = {
        "agency": away.committee(day=now.date()),
        "name": "Kho",
        "url": "https://127.0.0.1/",
        "acts": ["receive"],
    }
    refused = client.post(page, asked)
    assert refused.status_code == 422
    assert "tên miền công khai" in text(refused)
    made = client.post(page, {**asked, "url": "https://nhan.vidu.gov.vn/x"})
    assert "whsec_" in text(made)
    assert "whsec_" not in text(client.get(page))
    with seeing(SYSTEM):
        one = reverse("desk:webhook", args=[Receiver.objects.get(name="Kho").pk])
    assert client.post(one, {"pause": "1"}).status_code == 302
    assert client.post(one, {"pause": "1"}).status_code == 422
    assert client.post(one, {"resume": "1"}).status_code == 302
    assert "whsec_" in text(client.post(one, {"rotate": "1"}))
    assert client.post(one, {"replay": "1"}).status_code == 422
    assert client.post(one, {"end": "1"}).status_code == 302
    assert client.post(one, {"end": "1"}).status_code == 404 or client.get(one).status_code == 200


def test_what_a_webhook_was_sent_is_shown_and_sent_again(now):
    id_ = away.webhook(now)
    client = browser(away.ADMIN, now)
    one = reverse("desk:webhook", args=[id_])
    assert "Bản tin gần đây" in text(client.get(one))
    with seeing(SYSTEM):
        message = Message.objects.get(receiver_id=id_)
    assert client.post(one, {"row": message.pk, "replay": "1"}).status_code == 302
    assert browser(PROVINCE, now).get(one).status_code == 403
    assert client.get(reverse("desk:webhook", args=[0])).status_code == 404


def test_the_dossiers_page_tells_what_the_portal_knows_of_it(monkeypatch, now):
    apart = received(now).code
    page = text(browser(COUNTER, now).get(reverse("desk:dossier", args=[apart])))
    assert "Chưa kết nối" in page
    codes = away.scene(monkeypatch, now)
    words = {"fine": "Đã gửi", "refused": "Cổng từ chối", "late": "Chờ gửi"}
    for name, word in words.items():
        for user, leads in ((COUNTER, False), (PROVINCE, name != "fine")):
            page = text(browser(user, now).get(reverse("desk:dossier", args=[codes[name]])))
            states = page.split('<dl class="states">')[1].split("</dl>")[0]
            assert word in states, (name, user)
            assert (f'href="{view("outbox")}"' in states) is leads, (name, user)
