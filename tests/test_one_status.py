"""What owes money shows as national status 6 wherever a status is shown; a list asks for the money of all at once."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import who
from thongsuot.edges.desk.tests.people import browser
from thongsuot.edges.exchange import webhooks
from thongsuot.edges.terminal.dossiers import gather
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import queries
from thongsuot.work.fees.tests.scene import (
    COUNTER,
    PRICE,
    STRANGER,
    assess,
    charge,
    collect,
    received,
    record,
)
from thongsuot.work.relays.models import Relay
from thongsuot.work.relays.queries import telling
from thongsuot.work.sync.ports import Outgoing
from thongsuot.work.sync.tests.scene import act

pytestmark = pytest.mark.usefixtures("province")


def told(receipt, step=None):
    """The status of a dossier by each way on which it is told."""
    now, code = datetime.now(UTC), receipt.code
    found = record(receipt)
    outgoing = Outgoing(uuid4(), receipt.id, step or found.steps, "event", 1, now)
    client = browser(COUNTER, now)
    page = client.get(f"/desk/dossiers/{code}/").content.decode()
    with seeing(SYSTEM):
        said, _ = telling._status(Relay(), outgoing)
    return {
        "desk": int(page.partition("Trạng thái quốc gia</dt><dd>")[2].partition(" ")[0]),
        "api": client.get(f"/api/v1/dossiers/{code}").json()["national_status"],
        "webhook": json.loads(webhooks.rendered(outgoing))["data"]["national_status"],
        "relay": said["national_status"],
        "terminal": gather(code, full=False)["national_status"],
    }


def test_all_ways_tell_the_same_status_and_six_while_money_is_owed():
    receipt = received()
    assert set(told(receipt).values()) == {2}
    assess(receipt, charge(PRICE))
    assert set(told(receipt).values()) == {6}
    act("take", receipt)
    assert set(told(receipt).values()) == {6}
    collect(receipt)
    assert set(told(receipt).values()) == {4}


def test_of_an_earlier_step_nobody_knows_what_was_owed():
    receipt = received()
    act("take", receipt)
    assess(receipt, charge(PRICE))
    found = told(receipt, step=1)
    assert (found["webhook"], found["relay"], found["desk"]) == (2, 2, 6)


def test_a_list_asks_once_and_a_stranger_learns_of_no_debt():
    receipts = [received() for _ in range(3)]
    assess(receipts[0], charge(PRICE))
    viewer = who(COUNTER)
    found = [record(receipt) for receipt in receipts]
    with seeing(viewer), CaptureQueriesContext(connection) as asked:
        statuses = queries.national_statuses(viewer=viewer, found=found)
    assert [statuses[receipt.id] for receipt in receipts] == [6, 2, 2]
    assert len(asked) == 1
    with seeing(viewer), CaptureQueriesContext(connection) as asked:
        assert queries.national_statuses(viewer=viewer, found=[]) == {}
    assert len(asked) == 0
    stranger = queries.national_statuses(viewer=who(STRANGER), found=found)
    assert set(stranger.values()) == {2}
