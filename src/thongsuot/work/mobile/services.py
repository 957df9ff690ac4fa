"""Verbs of mobile sessions: plan, invite, tell what came of it, reserve codes, synchronise, close."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Filing, State
from thongsuot.work.mobile import queries, rules
from thongsuot.work.mobile.models import MobileCode, MobileIntake, MobileInvitation, MobileSession
from thongsuot.work.mobile.rules import CodeState, Outcome

# Sessions that go on, and those of which a device may still report. The part of a divided agency that took over the
# land where the session is held comes first.
HEIR = dossiers.heir(agency="o.agency_id", territory="o.unit_id", any_land=True)
FOLLOW = f"""update mobile_session s set agency_id = w.to_id,
  followed = s.followed || jsonb_build_array(jsonb_build_object('ref', %(ref)s::text, 'agency', s.agency_id))
from (select o.id, heir.agency_id as to_id from mobile_session o {HEIR}
  where (o.closed_at is null or exists (select from mobile_code c where c.session_id = o.id and c.state <> 'used'))
    and heir.agency_id is not null) w
where w.id = s.id"""
RETURN = """update mobile_session set agency_id = (followed -> -1 ->> 'agency')::bigint, followed = followed - (-1)
where followed -> -1 ->> 'ref' = %(ref)s"""
UNFINISHED = frozenset({State.RECEIVED, State.PROCESSING, State.WAITING})


@dataclass(frozen=True, slots=True)
class Synced:
    """What a device is told: the code, when the dossier counts as received, its due date; `is_new` the first time.

    `remarks`: why a person has to look at it, although it was received.
    """

    code: str
    received_at: datetime
    due_at: datetime | None
    is_corrected: bool
    is_new: bool
    remarks: tuple[Problem, ...] = ()


@command("mobile.plan")
def plan(
    *, actor: Actor, now: datetime, agency_id: int, place: str, unit_id: int, day: date, today: date,
    procedures: Sequence[str], officer_ids: Sequence[int], hours: str = "", capacity: int | None = None,
    field_code: str = "",
) -> queries.SessionRecord:  # fmt: skip
    """Plan a session of an agency at a place on a day, for some procedures.

    `capacity`: how many people can be served; `field_code`: whose backlog it is planned for, "" for none.
    """
    refuse_if(
        rules.session_problems(
            place=place, day=day, today=today, procedures=procedures, officers=officer_ids, capacity=capacity
        )
    )
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan này.", "agency"))
    refuse_if(
        filter(None, (queries.objection(procedure=code, day=day, field="procedures") for code in procedures))
    )
    row = MobileSession.objects.create(
        id=uuid7(), agency_id=agency_id, authority_id=agency.authority_id, unit_id=unit_id, place=place.strip(),
        day=day, procedures=list(dict.fromkeys(procedures)), officer_ids=sorted(set(officer_ids)), planned_at=now,
        planned_by_id=_officer(actor), hours=hours.strip(), capacity=capacity, field_code=field_code,
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
    claimed_at: datetime, offset: timedelta, filing: Filing, entry: dict[str, Any], filing_id: UUID | None = None,
) -> Synced:  # fmt: skip
    """Receive what a device received without a line, under the code that it gave. Sent again it is the same dossier.

    `entry` is what the device sent, from which a repetition is known; by `filing_id`, the device's own name of the filing,
    an edited one is told from another one that was given the same code. A code of an agency that has ended since is
    good: the dossier was received there, and goes on with the successor. What the session may not receive was received
    all the same, under a code that its applicant holds: it comes in, with remarks. Raises Refused, Conflict, NotFound.
    """
    row = _session(session_id, agency_id)
    kept = _code_of(row, code, device)
    digest = rules.digest(entry)
    if kept.state == CodeState.USED:
        return _again(actor, kept, digest, filing, filing_id)
    found = rules.moment(
        claimed_at=claimed_at, offset=offset, reserved_at=kept.reserved_at, synced_at=now, day=row.day
    )
    refuse_if(() if found else (Problem("session_not_yet", "Chưa đến ngày của phiên lưu động này.", "code"),))
    assert found is not None
    remarks = _remarks(row, filing)
    # A code of an agency that has ended since: the walls let nobody write there, and who may was asked above.
    with access.seeing(actor if kept.agency_id == agency_id else SYSTEM):
        receipt = work.receive_reserved(
            actor=actor, now=now, agency_id=kept.agency_id, filing=filing, received_at=found.at, serial=kept.serial,
            dossier_id=kept.dossier_id, remarks=_kept(remarks),
        )  # fmt: skip
    assert receipt.code == kept.code, "a code is made in one way"
    MobileCode.objects.filter(pk=kept.pk).update(state=CodeState.USED)
    MobileIntake.objects.create(
        code=kept, digest=digest, filing_id=filing_id, claimed_at=claimed_at, offset_seconds=int(offset.total_seconds()),
        received_at=found.at, synced_at=now, officer_id=_officer(actor), problems=_kept(remarks),
    )  # fmt: skip
    subject, count = f"dossier:{receipt.id}", len(remarks)
    note(subject=subject, code=code, claimed_at=claimed_at, received_at=found.at, remarks=count)
    return Synced(code, found.at, receipt.due_at, found.is_corrected, True, remarks)


def _code_of(row: MobileSession, code: str, device: str) -> MobileCode:
    """The code, locked, if it was given to this device."""
    kept = MobileCode.objects.select_for_update().filter(session=row, code=code, device=device).first()
    if kept is None:
        raise NotFound(
            Problem("code_not_yours", "Mã {code} không phải của thiết bị này.", "code", {"code": code[:60]})
        )
    return kept


def _remarks(row: MobileSession, filing: Filing) -> tuple[Problem, ...]:
    """What a person has to look at: the filing came from where it may not be received, or was not planned to be."""
    said = rules.outside_problems(procedure=filing.procedure_code, procedures=row.procedures)
    objection = queries.objection(procedure=filing.procedure_code, day=row.day)
    return (*said, objection) if objection else said


def _kept(remarks: Iterable[Problem]) -> list[dict[str, Any]]:
    """Remarks as a step and an intake keep them."""
    return [
        {"code": one.code, "message": one.message, "field": one.field, "params": dict(one.params)}
        for one in remarks
    ]


def _again(actor: Actor, kept: MobileCode, digest: str, filing: Filing, filing_id: UUID | None) -> Synced:
    """The same entry once more: the answer that the line swallowed. Anything else under this code: refused."""
    told = MobileIntake.objects.get(code=kept)
    if told.digest != digest:
        is_other = None not in (told.filing_id, filing_id) and told.filing_id != filing_id
        stands = dossiers.dossier(viewer=actor, dossier_id=kept.dossier_id)
        raise Conflict(
            *rules.used_problems(
                code=kept.code,
                is_other=is_other,
                kept=_stands(stands) if stands else {},
                given=_given(filing),
            )
        )
    due = work.due_of(dossier_id=kept.dossier_id)
    is_corrected = abs(told.received_at - told.claimed_at) > rules.DRIFT
    return Synced(kept.code, told.received_at, due, is_corrected, False, queries.problems_of(told.problems))


def _stands(record: dossiers.DossierRecord) -> dict[str, str]:
    return {
        "name": record.applicant_name, "citizen_id": record.citizen_id, "phone": record.phone,
        "address": record.address, "case": record.case_name, "summary": record.summary,
    }  # fmt: skip


def _given(filing: Filing) -> dict[str, str]:
    who = filing.applicant
    return {
        "name": who.name, "citizen_id": who.citizen_id, "phone": who.phone, "address": who.address,
        "case": filing.case, "summary": filing.summary,
    }  # fmt: skip


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
    _leave(row, actor, now, reason)
    count = unused.update(state=CodeState.RELEASED, reason=reason.strip()[: rules.TEXT_LONGEST])
    MobileSession.objects.filter(pk=row.pk).update(closed_at=now)
    note(subject=f"session:{row.pk}", count=count)
    return count


@dataclass(frozen=True, slots=True)
class Invited:
    """Whose applicants are asked to come, and who is not and why."""

    invited: tuple[UUID, ...]
    refused: Mapping[UUID, tuple[Problem, ...]]


@command("mobile.invite")
def invite(
    *, actor: Actor, now: datetime, agency_id: int, session_id: UUID, dossier_ids: Sequence[UUID], today: date
) -> Invited:
    """Ask the applicants of unfinished dossiers to come to a session. All find a place, or Refused is raised.

    A dossier that is settled, unknown, or asked for to another session is left out and says so.
    """
    row = _session(session_id, agency_id)
    known = {one.id: one for one in dossiers.rows_of(viewer=actor, dossier_ids=dossier_ids)}
    taken = queries.asked_to(viewer=actor, dossier_ids=dossier_ids)
    before = set(row.invitations.values_list("dossier_id", flat=True))
    refused: dict[UUID, tuple[Problem, ...]] = {}
    for id_ in dict.fromkeys(dossier_ids):
        if problem := _not_invited(id_, known.get(id_), taken.get(id_), id_ in before):
            refused[id_] = (problem,)
    fresh = [id_ for id_ in dict.fromkeys(dossier_ids) if id_ not in refused]
    refuse_if(
        rules.inviting_problems(
            more=len(fresh), invited=len(before), capacity=row.capacity, day=row.day, today=today,
            is_closed=row.closed_at is not None,
        )
    )  # fmt: skip
    last = row.invitations.aggregate(last=Max("number"))["last"] or 0
    MobileInvitation.objects.bulk_create(
        MobileInvitation(
            session=row, dossier_id=id_, number=nth, outcome=Outcome.INVITED, invited_at=now,
            invited_by_id=_officer(actor),
        )
        for nth, id_ in enumerate(fresh, last + 1)
    )  # fmt: skip
    note(subject=f"session:{row.pk}", count=len(fresh), refused=len(refused))
    return Invited(tuple(fresh), refused)


def _not_invited(
    id_: UUID, row: dossiers.WorklistRow | None, day: date | None, is_here: bool
) -> Problem | None:
    if row is None:
        return Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")
    if is_here:
        return Problem("invited_already", "Đã có trong danh sách mời của phiên này.")
    if day is not None:
        return Problem("invited_elsewhere", "Đã mời đến phiên ngày {day}.", params={"day": format_date(day)})
    if row.state not in UNFINISHED:
        return Problem("not_open", "Hồ sơ đã giải quyết xong, không cần mời.")
    return None


@command("mobile.uninvite")
def uninvite(
    *, actor: Actor, now: datetime, agency_id: int, session_id: UUID, dossier_ids: Sequence[UUID]
) -> int:
    """Take invitations back of which nothing was told yet; how many."""
    row = _session(session_id, agency_id)
    found = row.invitations.filter(dossier_id__in=list(dossier_ids), outcome=Outcome.INVITED)
    count, _kinds = found.delete()
    note(subject=f"session:{row.pk}", count=count)
    return count


@command("mobile.record_outcome")
def record_outcome(
    *, actor: Actor, now: datetime, agency_id: int, session_id: UUID, dossier_ids: Sequence[UUID], outcome: Outcome,
    reason: str, today: date,
) -> int:  # fmt: skip
    """Write down what came of some invitations, again if it was wrong; all or none. Returns how many."""
    row = _session(session_id, agency_id)
    known = {one.dossier_id: one for one in queries.invitations(viewer=actor, session_id=session_id)}
    wanted = [known[id_] for id_ in dict.fromkeys(dossier_ids) if id_ in known]
    if not wanted:
        raise Refused(Problem("invited_missing", "Hãy chọn ít nhất một người trong danh sách mời.", "row"))
    refuse_if(
        {
            problem.code: problem
            for one in wanted
            for problem in rules.outcome_problems(
                outcome=outcome, reason=reason, is_settled=one.is_settled, day=row.day, today=today
            )
        }.values()
    )
    ids = [one.dossier_id for one in wanted]
    count = row.invitations.filter(dossier_id__in=ids).update(
        outcome=outcome, reason=reason.strip(), told_at=now, told_by_id=_officer(actor)
    )
    note(subject=f"session:{row.pk}", count=count, outcome=outcome.value)
    return count


@command("mobile.follow", by=frozenset())
def follow(*, actor: Actor, now: datetime, ref: str, back: bool = False) -> int:
    """Sessions of agencies that the run `ref` redirected go on with the successors; how many. Safe to repeat.

    `back`: the run was undone, they are again where they were.
    """
    with connection.cursor() as cursor:
        cursor.execute(RETURN if back else FOLLOW, {"ref": ref})
        count = int(cursor.rowcount)
    note(subject=f"run:{ref}", count=count)
    return count


def _leave(row: MobileSession, actor: Actor, now: datetime, reason: str) -> None:
    """Of whom nothing was told when the session ends, the dossier stays, for the reason given for all of them."""
    left = row.invitations.filter(outcome=Outcome.INVITED)
    if left.exists() and not reason.strip():
        said = "Hãy ghi kết quả của từng người được mời, hoặc lý do chung cho những người còn lại."
        refuse_if([Problem("reason_missing", said, "reason")])
    left.update(
        outcome=Outcome.STAYS,
        reason=reason.strip()[: rules.TEXT_LONGEST],
        told_at=now,
        told_by_id=_officer(actor),
    )


def _session(session_id: UUID, agency_id: int) -> MobileSession:
    row = MobileSession.objects.select_for_update().filter(pk=session_id, agency_id=agency_id).first()
    if row is None:
        raise NotFound(Problem("no_such_session", "Không có phiên lưu động này ở cơ quan của bạn."))
    return row


def _officer(actor: Actor) -> int | None:
    return actor.account_id if actor.kind is Kind.OFFICER else None
