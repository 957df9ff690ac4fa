"""The outbox on a real province: told once, in order, again until it is taken, one dossier never stops another."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import NOW, centre

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.sync import ports, queries, services
from thongsuot.work.sync.models import Message
from thongsuot.work.sync.ports import Accepted, Away, Rejected
from thongsuot.work.sync.rules import PROGRESS, RECORD
from thongsuot.work.sync.services.sending import LOCK_SPACE
from thongsuot.work.sync.tests.scene import (
    COUNTER,
    Talker,
    act,
    received,
    send,
    states,
    the_portal,
    work_off_events,
)

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def portal(monkeypatch):
    talker = Talker()
    monkeypatch.setattr(ports, "_channels", {ports.PORTAL: talker})
    monkeypatch.setattr(ports, "_portals", [talker])
    return talker


def on_its_way(receipt):
    act("forward", receipt, COUNTER, agency=centre())
    act("take", receipt)


def test_every_step_is_told_once_in_its_order(portal):
    receipt = received()
    on_its_way(receipt)
    assert work_off_events() == 3
    services.project(dossier_ids=[receipt.id])  # an event that comes twice
    done = send(the_portal())
    assert done.accepted == len(portal.got)
    told = [(one.step, one.service) for one in portal.accepted()]
    assert told == [(1, RECORD), (2, RECORD), (2, PROGRESS), (3, PROGRESS)]
    assert len({one.event_id for one in portal.accepted()}) == 4
    assert send(the_portal()).accepted == 0


def test_a_lost_event_is_made_good_by_the_next(portal):
    receipt = received()
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    on_its_way(receipt)
    work_off_events()
    assert [step for step, _, _ in states()] == [1, 2, 2, 3]


def test_who_is_away_is_left_alone_longer_each_time_and_gets_the_same_message_again(portal):
    receipt = received()
    work_off_events()
    portal.says.extend([Away("HTTP 500"), Away("HTTP 500"), Away("bận", timedelta(minutes=30))])
    at, pauses = NOW, []
    for _ in range(3):
        assert send(the_portal(), at).is_away
        assert queries.due_receivers(now=at) == ()
        pauses.append(the_portal().next_at - at)
        at = the_portal().next_at
    assert pauses == [timedelta(seconds=2), timedelta(seconds=4), timedelta(minutes=30)]
    assert the_portal().failing_since == NOW
    assert queries.outage(authority_ids=[the_portal().authority_id])[0].waiting == 1
    assert send(the_portal(), at).accepted == 1
    assert len({one.event_id for one, _ in portal.got}) == 1
    assert (the_portal().failures, the_portal().failing_since) == (0, None)
    assert queries.outage(authority_ids=[the_portal().authority_id]) == ()
    assert receipt.id == portal.got[0][0].dossier_id


def test_a_refused_dossier_waits_with_its_later_steps_and_others_go_on(portal):
    bad, good = received(), received()
    on_its_way(bad)
    work_off_events()
    portal.says.extend([lambda o: Rejected("01: sai mã") if o.dossier_id == bad.id else Accepted()] * 9)
    done = send(the_portal())
    assert (done.accepted, done.rejected) == (1, 1)
    assert portal.accepted()[0].dossier_id == good.id
    with seeing(SYSTEM):
        head = Message.objects.get(dossier_id=bad.id, step=1)
    assert (head.is_refused, head.last_error, head.state) == (True, "01: sai mã", "waiting")
    portal.says.clear()
    send(the_portal(), NOW + timedelta(minutes=2))
    assert [o.step for o in portal.accepted() if o.dossier_id == bad.id] == [1, 2, 2, 3]


def test_a_message_that_always_fails_does_not_stop_the_others(portal):
    poison = received()
    others = [received() for _ in range(3)]
    work_off_events()
    answer = lambda o: Away("HTTP 500") if o.dossier_id == poison.id else Accepted()  # noqa: E731
    portal.says.extend([answer] * 50)
    at = NOW
    for _ in range(6):
        send(the_portal(), at)
        at += timedelta(minutes=1)
    assert {o.dossier_id for o in portal.accepted()} == {one.id for one in others}


def test_two_senders_never_send_to_the_same_receiver_at_once(portal):
    received()
    work_off_events()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s, %s)", [LOCK_SPACE, the_portal().pk])
            assert send(the_portal()).accepted == 0
            cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK_SPACE, the_portal().pk])
    finally:
        other.close()
    assert send(the_portal()).accepted == 1


def test_nothing_that_is_settled_waits_again_even_by_sql(portal):
    received()
    work_off_events()
    send(the_portal())
    with pytest.raises(DatabaseError, match="another message"), transaction.atomic(), seeing(SYSTEM):
        Message.objects.update(state="waiting")


def test_without_a_portal_nothing_is_written(monkeypatch):
    monkeypatch.setattr(ports, "_portals", [])
    received()
    work_off_events()
    assert states() == []
