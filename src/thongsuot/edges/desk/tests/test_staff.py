"""Handing on the work of one who leaves, in the order in which the pages tell people; and who sees nothing of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import HERE, THERE, centre, committee, who

from thongsuot.edges.desk.tests.people import (
    COUNTER,
    HEAD,
    PROCESSOR,
    PROVINCE,
    STRANGER,
    browser,
    moved,
    received,
)
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.identity import services as rights
from thongsuot.registers.identity.rules import Reach
from thongsuot.work.dossiers import queries, services

pytestmark = pytest.mark.usefixtures("province")
WHERE, OTHER_HEAD = "/desk/staff/", "lanhdao.phubai"
LOST = "không còn quyền nhận việc"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def page(user: str, now: datetime) -> str:
    answer = browser(user, now).get(WHERE)
    assert answer.status_code == 200
    return answer.content.decode()


def officer_of(code: str) -> int | None:
    record = queries.dossier_by_code(viewer=SYSTEM, code=code)
    assert record is not None
    return record.holder_officer_id


def all_rights_taken(now: datetime, user: str = PROCESSOR) -> None:
    answer = browser("quantri", now).post(
        f"/desk/officers/{user}/", {"leaves": "1", "because": "QĐ 77 nghỉ hưu"}, follow=True
    )
    assert "Việc của từng người" in answer.content.decode()
    assert not who(user, now.date()).grants


def right_ended(now: datetime) -> None:
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "update role_grant set valid = daterange(lower(valid), %s) where account_id = %s and revoked_at is null",
            [now.date(), who(PROCESSOR, now.date()).account_id],
        )


def locked(now: datetime) -> None:
    account_id = who(PROCESSOR, now.date()).account_id
    assert account_id is not None
    rights.disable(actor=SYSTEM, now=now, account_id=account_id, reason="nghỉ việc")


@pytest.mark.parametrize("leave", [all_rights_taken, right_ended, locked])
def test_the_work_of_one_who_may_take_none_any_more_is_listed_and_handed_on(leave, now: datetime) -> None:
    codes = [moved(received(now), "forward", "take", at=now).code for _ in range(3)]
    leaver, head = who(PROCESSOR, now.date()), who(HEAD, now.date())
    assert LOST not in page(HEAD, now)
    leave(now)
    shown = page(HEAD, now)
    assert f"{leaver.name} ({LOST})" in shown
    assert f"officer={leaver.account_id}" in shown
    assert "Hãy giao lại việc" in shown
    client = browser(HEAD, now)
    rows = client.get(WHERE, {"format": "json"}).json()["rows"]
    assert rows[0]["name"] == leaver.name
    assert rows[0]["held"] == 3
    asked = {"deed": "assign", "scope": "all", "list": f"officer={leaver.account_id}"}
    form = client.post("/desk/bulk/new/", asked).content.decode()
    assert f'value="{leaver.account_id}"' not in form  # nothing is given to him any more
    run = client.post("/desk/bulk/new/", {**asked, "officers": [head.account_id], "go": "1"})["Location"]
    digest = client.get(run).content.decode().split('name="digest" value="')[1].split('"')[0]
    assert client.post(run, {"wish": "start", "digest": digest}).status_code == 302
    assert {officer_of(code) for code in codes} == {head.account_id}
    after = page(HEAD, now)
    assert LOST not in after
    assert leaver.name not in after


def test_a_head_elsewhere_and_who_leads_nothing_see_nothing_of_it(now: datetime) -> None:
    moved(received(now), "forward", "take", at=now)
    leaver = who(PROCESSOR, now.date())
    all_rights_taken(now)
    assert leaver.name not in page(OTHER_HEAD, now)
    assert LOST not in page(OTHER_HEAD, now)
    assert not queries.in_hand(
        viewer=who(OTHER_HEAD, now.date()), agency_ids=[committee(HERE, now.date())], now=now
    )
    for user in (COUNTER, PROVINCE, STRANGER, "quantri"):
        assert browser(user, now).get(WHERE).status_code == 403


def test_who_lost_his_right_at_one_of_two_places_is_told_for_that_one(now: datetime) -> None:
    code = moved(received(now), "forward", "take", at=now).code
    day, account_id = now.date(), who(PROCESSOR, now.date()).account_id
    assert account_id is not None
    all_rights_taken(now)
    give = {"actor": SYSTEM, "now": now, "account_id": account_id, "role_code": "processor", "from_date": day}
    rights.grant(**give, agency_id=centre(HERE, day), reach=Reach.OWN)
    shown = page(HEAD, now)
    assert f"{LOST} tại " in shown
    assert officer_of(code) == account_id
    rights.grant(**give, agency_id=committee(THERE, day), reach=Reach.AUTHORITY)
    assert LOST not in page(HEAD, now)  # the whole province: he may take here as well
    near = identity.colleagues_at(agency_ids=[committee(HERE, day)], day=day, verb="dossiers.take")
    assert account_id not in {one.id for one in near[committee(HERE, day)]}


def test_more_people_and_more_dossiers_ask_no_more_questions(now: datetime) -> None:
    def asked() -> int:
        client = browser(HEAD, now)
        client.get(WHERE)
        with CaptureQueriesContext(connection) as seen:
            client.get(WHERE)
        return len(seen)

    moved(received(now), "forward", "take", at=now)
    all_rights_taken(now)
    few = asked()
    extra = moved(received(now), "forward", at=now)
    services.assign(
        actor=who(HEAD, now.date()), now=now + timedelta(seconds=1), agency_id=committee(HERE, now.date()),
        dossier_ids=[extra.id], to_officer_id=who(COUNTER, now.date()).account_id,
    )  # fmt: skip
    all_rights_taken(now, COUNTER)
    assert asked() == few
