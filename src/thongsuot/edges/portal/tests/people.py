"""Dossiers as they stand at different moments, and browsers of different people."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import Client
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import services as identity
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Correction
from thongsuot.work.dossiers.services import Receipt

CITIZEN, OTHER_CITIZEN, OFFICER = "congdan", "congdan2", "motcua.thuanhoa"
PHONE_END = "3456"


def received(**more: Any) -> Receipt:
    """A birth registration that was received this morning."""
    return services.receive(actor=who(OFFICER), now=NOW, agency_id=centre(), filing=filing(**more))


def mine(username: str = CITIZEN) -> Receipt:
    """The same, filed by a citizen with an account."""
    return received(citizen_account_id=who(username).account_id)


def forwarded(receipt: Receipt) -> Receipt:
    _do(services.forward, receipt, OFFICER, centre())
    return receipt


def waiting(receipt: Receipt) -> Receipt:
    """Asked for one more paper."""
    forwarded(receipt)
    _do(
        services.ask_for_more, receipt, "xuly.thuanhoa", committee(),
        wanted=("Giấy chứng sinh",), reason="Bản nộp bị mờ, không đọc được ngày sinh",
    )  # fmt: skip
    return receipt


def decided(receipt: Receipt) -> Receipt:
    forwarded(receipt)
    _do(services.decide, receipt, "lanhdao.thuanhoa", committee(), result="Giấy khai sinh số 12/2026")
    return receipt


def brought(receipt: Receipt) -> Receipt:
    """The result has come to the counter."""
    _do(services.forward, receipt, "lanhdao.thuanhoa", committee(), to_agency_id=centre())
    return receipt


def corrected(receipt: Receipt, **given: str) -> Receipt:
    """The counter puts right what was mistyped of the applicant."""
    _do(
        services.correct_applicant,
        receipt,
        OFFICER,
        centre(),
        correction=Correction(**given),
        reason="Nhập nhầm",
    )
    return receipt


def refused(receipt: Receipt) -> Receipt:
    forwarded(receipt)
    _do(
        services.refuse, receipt, "lanhdao.thuanhoa", committee(),
        reason_code="already_settled", reason="Trẻ đã được đăng ký khai sinh ngày 03/11/2026.",
    )  # fmt: skip
    return receipt


def _do(verb: Any, receipt: Receipt, username: str, agency_id: int, **more: Any) -> None:
    verb(
        actor=who(username),
        now=NOW + timedelta(hours=1),
        agency_id=agency_id,
        dossier_ids=[receipt.id],
        **more,
    )


def logged_in(username: str) -> Client:
    """A browser in which somebody has logged in."""
    from django.utils import timezone

    account_id = who(username).account_id
    assert account_id is not None
    sid = identity.begin_session(
        actor=SYSTEM, now=timezone.now(), account_id=account_id, device="thử", method="password"
    )
    store = SessionStore()
    store["sid"] = str(sid)
    store.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def tracking(receipt: Receipt) -> Client:
    """A browser that has proved to hold the code."""
    client = Client()
    response = client.post("/ho-so/", {"ma": receipt.code, "so": PHONE_END})
    assert response.status_code == 302, response.content.decode()
    return client
