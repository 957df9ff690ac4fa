"""Browsers of the people whom the desk meets, and a dossier for them to look at."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.test import Client
from tests.people import HERE, NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.identity import services as identity
from thongsuot.work.dossiers import queries, services

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
STRANGER, CITIZEN, PROVINCE = "motcua.phubai", "congdan", "tinh"


def browser(username: str | None, now: datetime) -> Client:
    """A browser in which this account is logged in; None for nobody."""
    if username is None:
        return Client()
    token = identity.make_token(
        actor=SYSTEM, now=now, account_id=who(username, now.date()).account_id, name="test"
    )
    return Client(headers={"authorization": f"Bearer {token}"})


def received(at: datetime = NOW, **changes: Any) -> services.Receipt:
    """A dossier received at the counter of HERE."""
    given = replace(filing(), **changes) if changes else filing()
    return services.receive(
        actor=who(COUNTER, at.date()), now=at, agency_id=centre(HERE, at.date()), filing=given
    )


def moved(receipt: services.Receipt, *acts: str, at: datetime = NOW) -> queries.DossierRecord:
    """Carry out acts by name, each by the officer whose work it is; the dossier afterwards."""
    day = at.date()
    here, desk = committee(HERE, day), centre(HERE, day)
    done: dict[str, tuple[Any, str, int, dict[str, Any]]] = {
        "forward": (services.forward, COUNTER, desk, {}),
        "take": (services.take, PROCESSOR, here, {}),
        "ask": (services.ask_for_more, PROCESSOR, here, {"wanted": ("Giấy chứng sinh",), "reason": "Bản mờ"}),
        "supplement": (services.supplement, COUNTER, desk, {}),
        "decide": (services.decide, HEAD, here, {"result": "Giấy khai sinh số 12"}),
        "back": (services.forward, HEAD, here, {"to_agency_id": desk}),
        "return": (services.return_result, COUNTER, desk, {"received_by": "Chính chủ"}),
        "refuse": (services.refuse, HEAD, here, {"reason_code": "other", "reason": "Không đủ điều kiện"}),
        "stop": (services.stop, HEAD, here, {"reason": "Người nộp đề nghị"}),
    }
    for name in acts:
        verb, user, agency, more = done[name]
        verb(actor=who(user, day), now=at, agency_id=agency, dossier_ids=[receipt.id], **more)
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert record is not None
    return record
