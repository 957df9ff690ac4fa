"""Paper originals that follow a relay: packed with a control slip here, found whole or not at the other end."""

import secrets
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.custody.rules import NOTE_LONGEST, slip_code
from thongsuot.work.relays import queries, rules
from thongsuot.work.relays.models import Relay
from thongsuot.work.relays.rules import BagState, Direction, State
from thongsuot.work.sync import services as sync

NOT_HERE = Problem("no_such_relay", "Không có hồ sơ liên tỉnh này, hoặc bạn không được xem.")


@command("relays.send_originals", by=OFFICERS)
def send_originals(
    *, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, carrier: str, expected_at: datetime | None,
    seal_number: str = "",
) -> str:  # fmt: skip
    """Give the originals to a carrier, with a control slip (form 06) for both ends; the slip's code."""
    row = _of(relay_id, agency_id, Direction.OUT)
    papers = [one for one in row.filing.get("papers", ()) if one.get("originals")]
    originals = sum(int(one["originals"]) for one in papers)
    refuse_if(
        rules.bag_problems(
            originals=originals, has_bag=row.bag is not None, state=State(row.state), carrier=carrier,
            expected_at=expected_at, now=now,
        )
    )  # fmt: skip
    assert expected_at is not None
    code = slip_code(secrets.randbits(50))
    row.bag = {
        "slip": code, "carrier": carrier.strip()[:NOTE_LONGEST], "seal": seal_number.strip()[:NOTE_LONGEST],
        "originals": originals, "handed_at": now.isoformat(), "expected_at": expected_at.isoformat(),
        "state": BagState.ON_WAY.value,
    }  # fmt: skip
    row.save(update_fields=["bag"])
    _tell(row, rules.BAG, now)
    note(subject=f"relay:{row.pk}", slip=code, count=originals)
    return code


@command("relays.record_arrival", by=OFFICERS)
def record_arrival(
    *, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, is_whole: bool, note_: str = ""
) -> None:
    """The originals are here, whole or not; the other province is told."""
    row = _of(relay_id, agency_id, Direction.IN)
    state = BagState(row.bag["state"]) if row.bag else None
    refuse_if(rules.arrival_problems(bag=state, is_whole=is_whole, note=note_))
    assert row.bag is not None
    said = BagState.ARRIVED if is_whole else BagState.MISSING
    row.bag = {
        **row.bag,
        "state": said.value,
        "note": note_.strip()[:NOTE_LONGEST],
        "arrived_at": now.isoformat(),
    }
    row.save(update_fields=["bag"])
    _tell(row, rules.BAG_TOLD, now)
    note(subject=f"relay:{row.pk}", state=said.value)


def _of(relay_id: UUID, agency_id: int, direction: Direction) -> Relay:
    row = (
        Relay.objects.select_for_update()
        .filter(pk=relay_id, direction=direction, agency_id=agency_id)
        .first()
    )
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def _tell(row: Relay, service: str, now: datetime) -> None:
    peer = queries.partner_of(peer_id=row.peer_id)
    assert peer is not None
    sync.announce(receiver_id=peer.receiver_id, subject=row.pk, service=service, now=now)
