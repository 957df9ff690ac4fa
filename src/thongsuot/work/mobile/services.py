"""Verbs of mobile sessions: plan, reserve codes for a device, synchronise what it received, close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import Conflict, NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Filing
from thongsuot.work.mobile import queries, rules
from thongsuot.work.mobile.models import MobileCode, MobileIntake, MobileSession
from thongsuot.work.mobile.rules import CodeState


@dataclass(frozen=True, slots=True)
class Synced:
    """What a device is told: the code, when the dossier counts as received, its due date; `is_new` the first time."""

    code: str
    received_at: datetime
    due_at: datetime | None
    is_corrected: bool
    is_new: bool


@command("mobile.plan")
def plan(
    *, actor: Actor, now: datetime, agency_id: int, place: str, unit_id: int, day: date, today: date,
    procedures: Sequence[str], officer_ids: Sequence[int],
) -> queries.SessionRecord:  # fmt: skip
    """Plan a session of an agency at a place on a day, for some procedures."""
    refuse_if(
        rules.session_problems(place=place, day=day, today=today, procedures=procedures, officers=officer_ids)
    )
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    row = MobileSession.objects.create(
        id=uuid7(), agency_id=agency_id, authority_id=agency.authority_id, unit_id=unit_id, place=place.strip(),
        day=day, procedures=list(dict.fromkeys(procedures)), officer_ids=sorted(set(officer_ids)), planned_at=now,
        planned_by_id=_officer(actor),
    )  # fmt: skip
    note(subject=f"session:{row.pk}", day=day)
    made = queries.session(viewer=actor, session_id=row.pk)
    assert made is not None
    return made


@command("mobile.reserve")
def reserve(
    *, actor: Actor, now: datetime, agency_id: int, session_id: UUID, device: str, count: int
) -> tuple[queries.CodeRecord, ...]:
    """Give a device `count` codes of the session's day out of the locked counter; all codes that it has."""
    row = _session(session_id, agency_id)
    if row.closed_at is not None:
        raise Conflict(Problem("session_closed", "Phiên lưu động này đã kết thúc."))
    device = " ".join(device.split())
    known = queries.codes(viewer=actor, session_id=session_id, device=device)
    left = sum(one.state is CodeState.RESERVED for one in known)
    refuse_if(rules.block_problems(device=device, count=count, left=left))
    taken = work.reserve(actor=actor, now=now, agency_id=agency_id, day=row.day, count=count)
    MobileCode.objects.bulk_create(
        MobileCode(
            dossier_id=uuid7(), session=row, agency_id=agency_id, day=row.day, serial=serial, code=code,
            device=device, reserved_at=now, state=CodeState.RESERVED,
        )
        for serial, code in taken
    )  # fmt: skip
    note(subject=f"session:{row.pk}", count=count, device=device, first=taken[0][0], last=taken[-1][0])
    return queries.codes(viewer=actor, session_id=session_id, device=device)


@command("mobile.sync")
def sync(
    *, actor: Actor, now: datetime, agency_id: int, session_id: UUID, code: str, device: str,
    claimed_at: datetime, offset: timedelta, filing: Filing, entry: dict[str, Any],
) -> Synced:  # fmt: skip
    """Receive what a device received without a line, under the code that it gave. Sent again it is the same dossier.

    `entry` is what the device sent, from which a repetition is known. Raises Refused, Conflict, NotFound.
    """
    row = _session(session_id, agency_id)
    kept = MobileCode.objects.select_for_update().filter(session=row, code=code, device=device).first()
    if kept is None:
        raise NotFound(
            Problem("code_not_yours", "Mã {code} không phải của thiết bị này.", "code", {"code": code[:60]})
        )
    digest = rules.digest(entry)
    if kept.state == CodeState.USED:
        return _again(kept, digest)
    found = rules.moment(
        claimed_at=claimed_at, offset=offset, reserved_at=kept.reserved_at, synced_at=now, day=row.day
    )
    refuse_if(() if found else (Problem("session_not_yet", "Chưa đến ngày của phiên lưu động này.", "code"),))
    assert found is not None
    receipt = work.receive_reserved(
        actor=actor, now=now, agency_id=agency_id, filing=filing, received_at=found.at, serial=kept.serial,
        dossier_id=kept.dossier_id,
    )  # fmt: skip
    assert receipt.code == kept.code, "a code is made in one way"
    MobileCode.objects.filter(pk=kept.pk).update(state=CodeState.USED)
    MobileIntake.objects.create(
        code=kept, digest=digest, claimed_at=claimed_at, offset_seconds=int(offset.total_seconds()),
        received_at=found.at, synced_at=now, officer_id=_officer(actor),
    )  # fmt: skip
    note(subject=f"dossier:{receipt.id}", code=code, claimed_at=claimed_at, received_at=found.at)
    return Synced(code, found.at, receipt.due_at, found.is_corrected, True)


def _again(kept: MobileCode, digest: str) -> Synced:
    """The same entry once more: the answer that the line swallowed. Another entry under this code: refused."""
    told = MobileIntake.objects.get(code=kept)
    if told.digest != digest:
        other = "Mã {code} đã cấp cho một hồ sơ khác. Hãy tiếp nhận lại bằng mã mới."
        raise Conflict(Problem("code_used", other, "code", {"code": kept.code}))
    due = work.due_of(dossier_id=kept.dossier_id)
    is_corrected = abs(told.received_at - told.claimed_at) > rules.DRIFT
    return Synced(kept.code, told.received_at, due, is_corrected, False)


@command("mobile.close")
def close(*, actor: Actor, now: datetime, agency_id: int, session_id: UUID, reason: str) -> int:
    """End a session; codes that nobody used are released, with the reason, so that the register explains them.

    A device that reports later under such a code is still heard: nothing that a citizen filed is lost.
    """
    row = _session(session_id, agency_id)
    if row.closed_at is not None:
        raise Conflict(Problem("session_closed", "Phiên lưu động này đã kết thúc."))
    unused = MobileCode.objects.filter(session=row, state=CodeState.RESERVED)
    if unused.exists() and not reason.strip():
        refuse_if([Problem("reason_missing", "Hãy ghi lý do các mã để dành không dùng đến.", "reason")])
    count = unused.update(state=CodeState.RELEASED, reason=reason.strip()[: rules.TEXT_LONGEST])
    MobileSession.objects.filter(pk=row.pk).update(closed_at=now)
    note(subject=f"session:{row.pk}", count=count)
    return count


def _session(session_id: UUID, agency_id: int) -> MobileSession:
    row = MobileSession.objects.select_for_update().filter(pk=session_id, agency_id=agency_id).first()
    if row is None:
        raise NotFound(Problem("no_such_session", "Không có phiên lưu động này ở cơ quan của bạn."))
    return row


def _officer(actor: Actor) -> int | None:
    return actor.account_id if actor.kind is Kind.OFFICER else None
