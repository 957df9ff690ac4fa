"""A hired post office receives for another province what its counter may, and hands out what comes back."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.people import BIRTH, who

from thongsuot.edges.desk.tests.people import browser
from thongsuot.edges.exchange.tests import provinces
from thongsuot.edges.exchange.tests.provinces import connected, exchanged
from thongsuot.edges.exchange.tests.test_province import decided, theirs
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.kernel.rows import Row
from thongsuot.registers.points import services as points
from thongsuot.registers.units import queries as units
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.rules import State

CLERK, STRANGER = "buucuc.phuxuan", "motcua.phubai"


@pytest.fixture(autouse=True)
def air(province, monkeypatch, tmp_path):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return connected(monkeypatch)


def now():
    return datetime.now(UTC)


def seat(user=CLERK):
    office = units.agency_by_code(code="H57.30.01")
    return {"actor": who(user, now().date()), "now": now(), "agency_id": office.id}


def filed():
    asked, scans = provinces.birth()
    return services.file(**seat(), asked=asked, scans=scans)


def row(capability):
    return Row(
        "point-duties.csv", 2,
        {
            "kind": "post_office", "procedure_code": BIRTH, "field_code": "", "capability": capability, "allowed": "no",
            "valid_from": "2025-07-01", "valid_to": "", "source": "thử",
        },
    )  # fmt: skip


def test_its_clerk_files_sends_the_originals_and_hands_the_result_out():
    relay = filed()
    exchanged()
    there = theirs(relay)
    assert there.dossier_id is not None
    slip = services.send_originals(
        **seat(), relay_id=relay.id, carrier="Bưu điện", expected_at=now() + timedelta(days=2)
    )
    assert slip
    decided(there.dossier_id)
    exchanged()
    services.hand_out(**seat(), relay_id=relay.id, received_by="Bà Hòa")
    assert queries.relay(viewer=seat()["actor"], relay_id=relay.id).state is State.HANDED


def test_what_its_counter_may_not_receive_or_hand_out_it_may_not_for_another_province():
    relay = filed()
    exchanged()
    decided(theirs(relay).dossier_id)
    exchanged()
    points.load_duties(actor=SYSTEM, now=now(), rows=[row("receive"), row("return"), row("digitise")])
    with pytest.raises(Refused) as error:
        filed()
    assert {(p.code, p.field) for p in error.value.problems} == {("point_may_not", "procedure_code")}
    assert len(error.value.problems) == 2  # neither receive nor scan
    with pytest.raises(Refused, match="point_may_not"):
        services.hand_out(**seat(), relay_id=relay.id, received_by="Bà Hòa")


def test_its_pages_are_open_to_its_clerk_who_settles_nothing_that_comes_in_and_closed_to_a_stranger():
    relay = filed()
    clerk, stranger = browser(CLERK, now()), browser(STRANGER, now())
    assert clerk.get("/desk/relays/new/").status_code == 200
    assert clerk.get(f"/desk/relays/{relay.id}/").status_code == 200
    assert stranger.get(f"/desk/relays/{relay.id}/").status_code == 404
    asked, scans = provinces.birth()
    with pytest.raises(Forbidden):
        services.file(**seat(STRANGER), asked=asked, scans=scans)
    for verb, more in ((services.retry, {}), (services.decline, {"reason": "x"})):
        with pytest.raises(Forbidden):
            verb(**seat(), relay_id=relay.id, **more)
