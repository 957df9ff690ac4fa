"""Bags: packed with a control slip, handed over, received by scanning, or found to be incomplete."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.custody import queries, rules
from thongsuot.work.custody.models import Line, Slip
from thongsuot.work.custody.rules import Custodian, Outcome, SlipState
from thongsuot.work.custody.services import moving


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an arrival recorded, in bundles; `waiting` are still to be scanned."""

    received: int
    damaged: int
    missing: int
    waiting: int


@command("custody.pack")
def pack(
    *, actor: Actor, now: datetime, agency_id: int, to_agency_id: int | None, codes: Sequence[str],
    expected_at: datetime, carrier: str = "", seal_number: str = "",
) -> queries.SlipRecord:  # fmt: skip
    """Put bundles that lie here into a bag for another agency; its control slip. Raises Refused."""
    found = queries.bundles(viewer=actor, codes=codes)
    unknown = [code for code in dict.fromkeys(codes) if code not in {one.code for one in found}]
    problems = rules.packing_problems(
        [one.where for one in found], unknown=unknown, agency_id=agency_id, to_agency_id=to_agency_id
    )
    if expected_at <= now:
        problems += (Problem("expected_past", "Ngày dự kiến đến phải ở phía trước.", "expected"),)
    refuse_if(problems)
    assert to_agency_id is not None
    ids = moving.begin(found)
    slip = Slip.objects.create(
        id=uuid7(), code=rules.slip_code(secrets.randbits(50)), authority_id=found[0].authority_id,
        from_agency_id=agency_id, to_agency_id=to_agency_id, state=SlipState.PACKED,
        carrier=carrier.strip()[: rules.NOTE_LONGEST], seal_number=seal_number.strip()[: rules.NOTE_LONGEST],
        packed_at=now, packed_by_id=_officer(actor), expected_at=expected_at,
    )  # fmt: skip
    Line.objects.bulk_create(
        Line(slip=slip, bundle_id=ids[one.code], outcome=Outcome.WAITING) for one in found
    )
    moving.show_to(list(ids.values()), to_agency_id)
    note(subject=f"slip:{slip.code}", count=len(found), to=to_agency_id)
    made = queries.slip(viewer=actor, code=slip.code)
    assert made is not None
    return made


@command("custody.hand_over")
def hand_over(*, actor: Actor, now: datetime, agency_id: int, slip_code: str, carrier: str) -> None:
    """Give the bag to whoever carries it: from now on it is on the way, and the sender still answers for it."""
    slip, waiting = _slip(slip_code, from_id=agency_id)
    problems = rules.slip_problems(SlipState(slip.state), wanted=SlipState.PACKED)
    if not carrier.strip():
        problems += (Problem("carrier_missing", "Hãy ghi ai mang túi đi.", "carrier"),)
    refuse_if(problems)
    Slip.objects.filter(pk=slip.pk).update(
        state=SlipState.ON_WAY, handed_at=now, carrier=carrier.strip()[: rules.NOTE_LONGEST]
    )
    moving.move(
        list(waiting.values()), at=now, custodian=Custodian.CARRIER, agency_id=agency_id, slip_id=slip.pk
    )
    note(subject=f"slip:{slip.code}", count=len(waiting))


@command("custody.receive")
def receive(
    *, actor: Actor, now: datetime, agency_id: int, slip_code: str, codes: Sequence[str] = (),
    damaged: Mapping[str, str] | None = None, missing: Mapping[str, str] | None = None,
) -> Arrival:  # fmt: skip
    """Take over what was scanned; `damaged` is here but hurt, `missing` is not here (code → what is to be said).

    In several goes, if need be: the bag is closed when every bundle of it has been spoken of.
    """
    slip, waiting = _slip(slip_code, to_id=agency_id)
    hurt, gone = dict(damaged or {}), dict(missing or {})
    problems = rules.slip_problems(SlipState(slip.state), wanted=SlipState.ON_WAY)
    refuse_if(problems or rules.arrival_problems(waiting=waiting, came=codes, damaged=hurt, missing=gone))
    whole = [code for code in dict.fromkeys(codes) if code not in hurt]
    for outcome, group in ((Outcome.RECEIVED, dict.fromkeys(whole, "")), (Outcome.DAMAGED, hurt)):
        for said, ids in _by_note(group, waiting).items():
            _record(slip, ids, outcome, said, now)
            moving.move(
                ids, at=now, custodian=Custodian.AGENCY, agency_id=agency_id, slip_id=slip.pk, note=said
            )
    for said, ids in _by_note(gone, waiting).items():
        _record(slip, ids, Outcome.MISSING, said, now)
    left = len(waiting) - len(whole) - len(hurt) - len(gone)
    if not left:
        Slip.objects.filter(pk=slip.pk).update(
            state=SlipState.CLOSED, closed_at=now, closed_by_id=_officer(actor)
        )
    note(subject=f"slip:{slip.code}", count=len(whole) + len(hurt), damaged=len(hurt), missing=len(gone))
    return Arrival(len(whole), len(hurt), len(gone), left)


@command("custody.find")
def find(*, actor: Actor, now: datetime, agency_id: int, code: str) -> None:
    """A bundle that was reported missing has turned up at `agency_id`, the bag's sender or its receiver."""
    with access.seeing(SYSTEM):
        line = (
            Line.objects.select_for_update()
            .filter(bundle__code=code.strip().upper(), outcome=Outcome.MISSING)
            .select_related("slip")
            .first()
        )
    if line is None or agency_id not in (line.slip.from_agency_id, line.slip.to_agency_id):
        raise NotFound(Problem("not_missing", "Không có bộ giấy tờ này trong danh sách thiếu.", "code"))
    Line.objects.filter(pk=line.pk).update(outcome=Outcome.RECEIVED, at=now)
    moving.move(
        [line.bundle_id], at=now, custodian=Custodian.AGENCY, agency_id=agency_id, slip_id=line.slip_id
    )
    note(subject=f"slip:{line.slip.code}", code=code.strip().upper())


@command("custody.cancel")
def cancel(*, actor: Actor, now: datetime, agency_id: int, slip_code: str) -> None:
    """Unpack a bag that has not left: everything stays where it lies."""
    slip, waiting = _slip(slip_code, from_id=agency_id)
    refuse_if(rules.slip_problems(SlipState(slip.state), wanted=SlipState.PACKED))
    Line.objects.filter(slip=slip).update(outcome=Outcome.CANCELLED, at=now)
    Slip.objects.filter(pk=slip.pk).update(
        state=SlipState.CANCELLED, closed_at=now, closed_by_id=_officer(actor)
    )
    note(subject=f"slip:{slip.code}", count=len(waiting))


def _slip(code: str, *, from_id: int | None = None, to_id: int | None = None) -> tuple[Slip, dict[str, UUID]]:
    """The locked slip of this end, and its bundles that nobody has spoken of, by code."""
    ends = {"from_agency_id": from_id} if to_id is None else {"to_agency_id": to_id}
    slip = Slip.objects.select_for_update().filter(code=code.strip().upper(), **ends).first()
    if slip is None:
        raise NotFound(Problem("no_such_slip", "Không có phiếu kiểm soát này ở cơ quan của bạn.", "slip"))
    rows = Line.objects.filter(slip=slip, outcome=Outcome.WAITING).order_by("id")
    return slip, dict(rows.values_list("bundle__code", "bundle_id"))


def _by_note(group: Mapping[str, str], ids: Mapping[str, UUID]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for code, said in group.items():
        found.setdefault(said.strip()[: rules.NOTE_LONGEST], []).append(ids[code])
    return found


def _record(slip: Slip, ids: Sequence[UUID], outcome: Outcome, said: str, now: datetime) -> None:
    Line.objects.filter(slip=slip, bundle_id__in=ids).update(outcome=outcome, note=said, at=now)


def _officer(actor: Actor) -> int | None:
    return actor.account_id if actor.kind is Kind.OFFICER else None
