"""From the backlog to a mobile session and back: ticked, invited, written to, told, counted."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from tests.people import BIRTH, HERE, NOW, TODAY, centre, who

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, PROVINCE, STRANGER, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.http import middleware
from thongsuot.plumbing.paper.tests.archival import faults
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.clocks import services as clocks
from thongsuot.work.mobile import queries, services

pytestmark = pytest.mark.usefixtures("province")
DAY = TODAY + timedelta(days=5)


@pytest.fixture
def freeze(monkeypatch):
    def at(now):
        monkeypatch.setattr(middleware, "datetime", type("Clock", (), {"now": staticmethod(lambda _tz: now)}))

    at(NOW)
    return at


@pytest.fixture
def scene(freeze):
    """A dossier that lies in the backlog of its field, and a session planned for it."""
    receipt = received()
    clocks.follow(actor=SYSTEM, now=NOW, dossier_ids=[receipt.id])
    version = catalogue.version_on(code=BIRTH, day=TODAY)
    unit = units.unit_on(code=HERE, day=TODAY).units[0]
    session = services.plan(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), place="Nhà văn hóa tổ 3", unit_id=unit.id, day=DAY,
        today=TODAY, procedures=[BIRTH], officer_ids=[who(COUNTER).account_id], hours="07:30 – 11:30", capacity=40,
        field_code=version.field_code,
    )  # fmt: skip
    return receipt, session, version.field_code


def listed(client, field, **query):
    return client.get(reverse("desk:backlog-list"), {"field": field, **query}).content.decode()


def test_the_whole_way(scene, freeze):
    receipt, session, field = scene
    client = browser(COUNTER, NOW)
    assert f'value="{receipt.id}"' in listed(client, field)
    assert receipt.code in listed(client, field, where="lê lợi")
    assert receipt.code not in listed(client, field, where="thôn Không Có")
    invite = {"row": [str(receipt.id)], "session": str(session.id), "list": f"field={field}"}
    answer = client.post(reverse("desk:mobile-invite"), invite, follow=True)
    here = answer.content.decode()
    assert "Đã mời 1 người" in here
    assert "Nguyễn Thị Hòa" in here
    assert f'value="{receipt.id}"' not in listed(client, field)  # asked already: no second tick

    pdf = client.get(reverse("desk:mobile-letters", args=[session.id])).content
    assert faults(pdf) == []
    text = " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
    for said in (
        "GIẤY MỜI",
        receipt.code,
        "07:30 – 11:30",
        "Nhà văn hóa tổ 3",
        "Kính gửi: Ông/Bà Nguyễn Thị Hòa",
    ):
        assert said in text

    told = reverse("desk:mobile-told", args=[session.id])
    ticked = {"row": [str(receipt.id)], "outcome": "stays", "said": "Không đến"}
    assert "Chưa đến ngày" in client.post(told, ticked, follow=True).content.decode()
    freeze(NOW + timedelta(days=5))
    assert "Đã ghi kết quả của 1 người" in client.post(told, ticked, follow=True).content.decode()
    overview = client.get(reverse("desk:backlog"), {"field": field}).content.decode()
    assert "Nhà văn hóa tổ 3" in overview
    assert re.search(r"còn tồn</dt><dd>1</dd>", overview)
    rows = client.get(reverse("desk:mobile-session", args=[session.id]), {"format": "csv"}).content.decode()
    assert "Còn tồn,Không đến" in rows
    assert client.get(reverse("desk:mobile-letters", args=[session.id])).status_code == 404


def test_nobody_else_invites_or_reads_whom(scene):
    receipt, session, _ = scene
    given = {"row": [str(receipt.id)], "session": str(session.id)}
    for user, status in ((STRANGER, 404), (PROVINCE, 403), (CITIZEN, 403)):
        assert browser(user, NOW).post(reverse("desk:mobile-invite"), given).status_code == status, user
    assert queries.invitations(viewer=who(COUNTER), session_id=session.id) == ()
    browser(COUNTER, NOW).post(reverse("desk:mobile-invite"), given)
    for name in ("mobile-letters", "mobile-session"):
        assert browser(STRANGER, NOW).get(reverse(f"desk:{name}", args=[session.id])).status_code == 404


@pytest.mark.parametrize(
    "given", [{}, {"row": "x", "session": "y"}, {"session": "00000000-0000-0000-0000-000000000000"}]
)
def test_nothing_sent_breaks_it(scene, given):
    receipt, session, _ = scene
    client = browser(COUNTER, NOW)
    assert client.post(reverse("desk:mobile-invite"), given).status_code in (302, 404)
    unknown = {"row": [str(receipt.id)], "session": "00000000-0000-0000-0000-000000000000"}
    assert client.post(reverse("desk:mobile-invite"), unknown).status_code == 404
    assert client.post(reverse("desk:mobile-told", args=[session.id]), {"outcome": "x"}).status_code == 302
