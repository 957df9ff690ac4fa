"""The numbers of mobile sessions that nothing explains: shown to who answers for the office, to no stranger."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.people import BIRTH, HERE, NOW, TODAY, centre, who

from thongsuot.edges.desk.mobile import numbers
from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROVINCE, STRANGER, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.http import middleware
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as work
from thongsuot.work.mobile import services

STRANGE_HEAD = "lanhdao.phubai"


@pytest.fixture
def codes(province, monkeypatch):
    """Codes of a session whose day has passed, after a dossier of the counter and a number that was lost."""
    now = NOW + timedelta(days=1)
    monkeypatch.setattr(middleware, "datetime", type("Clock", (), {"now": staticmethod(lambda _tz: now)}))
    received()
    work.reserve(actor=SYSTEM, now=NOW, agency_id=centre(HERE), day=TODAY, count=1)
    given = {"actor": who(COUNTER), "now": NOW, "agency_id": centre(HERE)}
    session = services.plan(
        **given, place="Nhà văn hóa tổ 3", unit_id=units.unit_on(code=HERE, day=TODAY).units[0].id, day=TODAY,
        today=TODAY, procedures=[BIRTH], officer_ids=[who(COUNTER).account_id],
    )  # fmt: skip
    return services.reserve(**given, session_id=session.id, device="Máy 1", count=2)


def shown(user):
    return browser(user, NOW).get(reverse("desk:mobile")).content.decode()


@pytest.mark.parametrize("user", [HEAD, PROVINCE])
def test_who_answers_for_the_office_sees_them(codes, user):
    prefix, first = codes[0].code[:-5], codes[0].serial
    page = shown(user)
    told = re.findall(rf"{re.escape(prefix)}: ([\d–, ]+?)\s*<", page)
    assert told == [str(first - 1), f"{first}–{first + 1}"]


def test_others_do_not(codes):
    for user in (COUNTER, STRANGER):
        assert 'id="so"' not in shown(user)
    page = shown(STRANGE_HEAD)  # answers for another office
    assert 'id="so"' in page
    assert codes[0].code[:-4] not in page


def test_runs_are_told_as_runs():
    assert list(numbers._runs((1, 2, 3, 7, 9, 10))) == ["1–3", "7", "9–10"]
    assert list(numbers._runs(())) == []
