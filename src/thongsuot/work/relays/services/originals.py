"""Papers that follow a relay in a bag with a control slip, and come back with the result: found whole or not on arrival."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.custody.rules import NOTE_LONGEST, slip_code
from thongsuot.work.dossiers import queries as dossiers
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
    """Give the originals that are still here to a carrier, with a control slip (form 06) for both ends; its code."""
    row = _of(relay_id, agency_id, Direction.OUT)
    sent = int(row.bag.get("total", 0)) if row.bag else 0
    total = sum(int(one["originals"]) for one in handed_in(row))
    refuse_if(
        rules.bag_problems(
            originals=total, has_bag=row.bag is not None and (_state(row.bag) is BagState.ON_WAY or sent >= total),
            state=State(row.state), carrier=carrier, expected_at=expected_at, now=now,
        )
    )  # fmt: skip
    row.bag = _packed(carrier, seal_number, expected_at, now) | {"originals": total - sent, "total": total}
    row.save(update_fields=["bag"])
    _tell(row, f"{rules.BAG}/{row.bag['slip']}", now)
    note(subject=f"relay:{row.pk}", slip=row.bag["slip"], count=total - sent)
    return str(row.bag["slip"])


@command("relays.send_back", by=OFFICERS)
def send_back(
    *, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, result: str, originals: int, carrier: str,
    expected_at: datetime | None, seal_number: str = "",
) -> str:  # fmt: skip
    """Give the result on paper (what it is, "": none) and originals to a carrier, back to where it was filed; the slip."""
    row = _of(relay_id, agency_id, Direction.IN)
    record = dossiers.dossier(viewer=actor, dossier_id=row.dossier_id) if row.dossier_id else None
    if record is None:
        raise NotFound(NOT_HERE)
    refuse_if(
        rules.back_problems(
            result=result, originals=originals, held=held(row), has_back=row.back is not None,
            dossier_state=record.state.value, carrier=carrier, expected_at=expected_at, now=now,
        )
    )  # fmt: skip
    said = {"result": result.strip()[:NOTE_LONGEST], "originals": originals}
    row.back = _packed(carrier, seal_number, expected_at, now) | said
    row.save(update_fields=["back"])
    _tell(row, rules.BACK, now)
    note(subject=f"relay:{row.pk}", slip=row.back["slip"], count=originals)
    return str(row.back["slip"])


@command("relays.record_arrival", by=OFFICERS)
def record_arrival(
    *, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, is_whole: bool, note_: str = ""
) -> None:
    """A bag is here, whole or not: the originals, or what came back to where it was filed; the other province is told."""
    row = Relay.objects.select_for_update().filter(pk=relay_id, agency_id=agency_id).first()
    if row is None:
        raise NotFound(NOT_HERE)
    field, service = ("bag", rules.BAG_TOLD) if row.direction == Direction.IN else ("back", rules.BACK_TOLD)
    bag = getattr(row, field)
    refuse_if(rules.arrival_problems(bag=_state(bag), is_whole=is_whole, note=note_))
    said = BagState.ARRIVED if is_whole else BagState.MISSING
    noted = {"state": said.value, "note": note_.strip()[:NOTE_LONGEST], "arrived_at": now.isoformat()}
    setattr(row, field, {**bag, **noted})
    row.save(update_fields=[field])
    _tell(row, f"{service}/{bag['slip']}" if service == rules.BAG_TOLD else service, now)
    note(subject=f"relay:{row.pk}", state=said.value)


def handed_in(row: Relay) -> list[Mapping[str, Any]]:
    """The papers with originals that were handed in for a relay, those of supplements too."""
    told = [*row.filing.get("papers", ()), *(paper for one in row.supplements for paper in one["papers"])]
    return [one for one in told if one.get("originals")]


def held(row: Relay) -> int:
    """How many originals of a relay that came in are here."""
    is_here = row.bag is not None and _state(row.bag) is not BagState.ON_WAY
    return int(row.bag.get("total") or row.bag.get("originals") or 0) if row.bag and is_here else 0


def _state(bag: Mapping[str, Any] | None) -> BagState | None:
    return BagState(bag["state"]) if bag else None


def _packed(carrier: str, seal: str, expected_at: datetime | None, now: datetime) -> dict[str, Any]:
    assert expected_at is not None
    return {
        "slip": slip_code(secrets.randbits(50)), "carrier": carrier.strip()[:NOTE_LONGEST],
        "seal": seal.strip()[:NOTE_LONGEST], "handed_at": now.isoformat(), "expected_at": expected_at.isoformat(),
        "state": BagState.ON_WAY.value,
    }  # fmt: skip


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
