"""Closing for a storm at the desk: previewed, carried out, taken back; and who may not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.people import TODAY, Program

from thongsuot.edges.desk.tests.people import HEAD, PROVINCE, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import format_date, local_day
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, services

pytestmark = pytest.mark.usefixtures("province")
WHERE = "/desk/closures/"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def asked(now: datetime, **more: str) -> dict[str, str]:
    home = units.home_authority()
    assert home is not None
    calendar = calendars.calendar_for(authority_id=home, unit_id=None, day=local_day(now))
    day = calendar.add(local_day(now), 1)
    return {"day": format_date(day), "reason": "bão số 13", "decision": "12/QĐ-UBND", **more}


def post(client: Client, data: dict[str, str]) -> str:
    return client.post(WHERE, data).content.decode()


def test_preview_then_closing_then_the_dossier_says_why(now: datetime) -> None:
    client, given = browser(PROVINCE, now), asked(now)
    receipt = received(now - timedelta(minutes=1))
    record = moved(receipt)
    assert record.due_at is not None
    end = format_date(local_day(record.due_at))
    seen = post(client, {**given, "day": end})
    assert receipt.code in seen
    assert calendars.closures(authority_id=record.authority_id) == ()
    answer = client.post(WHERE, {**given, "day": end, "run": "1"})
    assert answer.status_code == 302
    (closure,) = calendars.closures(authority_id=record.authority_id)
    services.recalculate(
        actor=SYSTEM, now=now, authority_id=record.authority_id, from_day=closure.day, to_day=closure.day,
        because="bão số 13",
    )  # fmt: skip
    page = browser(HEAD, now).get(reverse("desk:dossier", args=[receipt.code])).content.decode()
    assert page.count("bão số 13") >= 2  # in the explanation of the due date and in the way
    back = {"day": end, "unit_id": "", "reason": "bão tan", "is_reopening": "1"}
    assert "bỏ" in post(client, back).lower()
    assert client.post(WHERE, {**back, "run": "1"}).status_code == 302
    assert calendars.closures(authority_id=record.authority_id) == ()
    found = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert found is not None
    assert found.due_at != record.due_at  # until the worker has moved it back


@pytest.mark.parametrize(
    "given", [{"day": "31/02/2026"}, {"day": "1/1/2031"}, {"to_day": "1/1/2026"}, {"reason": " "}]
)
def test_what_cannot_be_is_refused_at_its_field(given: dict[str, str], now: datetime) -> None:
    answer = browser(PROVINCE, now).post(WHERE, {**asked(now), **given})
    assert answer.status_code == 422


def test_a_day_that_was_not_closed_cannot_be_reopened(now: datetime) -> None:
    assert browser(PROVINCE, now).post(WHERE, {**asked(now), "is_reopening": "1"}).status_code == 422


def test_a_head_of_a_commune_does_not_close_the_province(now: datetime) -> None:
    client = browser(HEAD, now)
    assert client.get(WHERE).status_code == 403
    assert client.post(WHERE, {**asked(now), "run": "1"}).status_code == 403


def test_a_program_closes_and_reopens(now: datetime) -> None:
    home = units.home_authority()
    assert home is not None
    seat = units.agencies_of(authority_id=home, day=TODAY, kind="province_committee")[0].id
    day = calendars.calendar_for(authority_id=home, unit_id=None, day=TODAY).add(TODAY, 1)
    program, said = Program(PROVINCE), {"agency_id": seat, "day": day.isoformat()}
    program.call("closures", said, status=422)
    told = {**said, "reason": "bão số 13", "decision": "12/QĐ-UBND"}
    assert program.call("closures", told, status=201) == {"days": [day.isoformat()]}
    (shown,) = program.call(f"closures?agency_id={seat}")["closures"]
    assert (shown["day"], shown["reason"], shown["unit_id"]) == (day.isoformat(), "bão số 13", None)
    assert program.call("closures/reopen", said) == {"days": [day.isoformat()]}
    assert program.call("closures/reopen", said, status=404)["code"] == "no_closure"
    Program(HEAD).call("closures", told, status=403)
