"""Reading mobile sessions, their codes and what came of them, through the viewer's eyes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.work.mobile import rules
from thongsuot.work.mobile.models import MobileCode, MobileInvitation, MobileSession
from thongsuot.work.mobile.rules import CodeState, Outcome, Progress

LIMIT = 200


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session; counts of its codes by what became of them."""

    id: UUID
    agency_id: int
    unit_id: int
    place: str
    day: date
    procedures: tuple[str, ...]
    officer_ids: tuple[int, ...]
    planned_at: datetime
    closed_at: datetime | None
    reserved: int = 0
    used: int = 0
    released: int = 0
    hours: str = ""
    capacity: int | None = None
    field_code: str = ""


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A reserved code; the moments are None until a device has reported it. `remarks`: why a person has to look at it."""

    dossier_id: UUID
    code: str
    serial: int
    device: str
    state: CodeState
    reason: str
    reserved_at: datetime
    claimed_at: datetime | None
    received_at: datetime | None
    synced_at: datetime | None
    remarks: tuple[Problem, ...] = ()

    @property
    def is_corrected(self) -> bool:
        """Whether the device's clock was set right."""
        return (
            self.claimed_at is not None
            and self.received_at is not None
            and abs(self.received_at - self.claimed_at) > rules.DRIFT
        )


@dataclass(frozen=True, slots=True)
class InvitationRecord:
    """An invitation with what its letter and its line say of the dossier; what the viewer may not see is left out."""

    dossier_id: UUID
    number: int
    outcome: Outcome
    reason: str
    invited_at: datetime
    told_at: datetime | None
    code: str
    applicant_name: str
    address: str
    phone: str
    procedure_version_id: int
    received_at: datetime
    holder_agency_id: int
    is_settled: bool


@dataclass(frozen=True, slots=True)
class GapRecord:
    """A day of an agency: `serials` that no dossier bears and no session explains, `reserved` of a day that has passed."""

    agency_id: int
    day: date
    prefix: str
    serials: tuple[int, ...]
    reserved: tuple[int, ...]


@reading
def session(*, viewer: Actor, session_id: UUID) -> SessionRecord | None:
    """The session, None when the viewer may not see one."""
    found = MobileSession.objects.filter(pk=session_id).first()
    return _records([found])[0] if found else None


@reading
def sessions(*, viewer: Actor, agency_ids: Sequence[int]) -> tuple[SessionRecord, ...]:
    """Sessions of some agencies, the latest day first; at most LIMIT."""
    rows = MobileSession.objects.filter(agency_id__in=list(agency_ids)).order_by("-day", "-planned_at")
    return _records(list(rows[:LIMIT]))


@reading
def coming_sessions(*, viewer: Actor, agency_ids: Sequence[int], today: date) -> tuple[SessionRecord, ...]:
    """Sessions of some agencies to which somebody can still be asked to come, the first day first."""
    rows = MobileSession.objects.filter(agency_id__in=list(agency_ids), closed_at=None, day__gte=today)
    return _records(list(rows.order_by("day", "planned_at")[:LIMIT]))


INVITED = """select i.dossier_id, i.number, i.outcome, i.reason, i.invited_at, i.told_at, d.code, d.applicant_name,
  d.address, d.phone, d.procedure_version_id, d.received_at, d.holder_agency_id, d.finished_at is not null
from mobile_invitation i join dossier d on d.id = i.dossier_id where i.session_id = %s order by i.number, i.id"""


@reading
def invitations(*, viewer: Actor, session_id: UUID) -> tuple[InvitationRecord, ...]:
    """Who was asked to come to a session, in the order in which they were."""
    with connection.cursor() as cursor:
        cursor.execute(INVITED, [str(session_id)])
        rows = [(*row[:2], Outcome(row[2]), *row[3:]) for row in cursor.fetchall()]
    return tuple(InvitationRecord(*row) for row in rows)


@reading
def asked_to(*, viewer: Actor, dossier_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Of these dossiers, those whose applicants are asked to come and of whom nothing is told yet: on which day."""
    rows = MobileInvitation.objects.filter(dossier_id__in=list(dossier_ids), outcome=Outcome.INVITED)
    return dict(rows.values_list("dossier_id", "session__day"))


@reading
def progress(
    *, viewer: Actor, agency_ids: Sequence[int], field: str
) -> tuple[tuple[SessionRecord, Progress], ...]:
    """The sessions planned for the backlog of a field with what came of each, the latest day first; at most LIMIT."""
    rows = MobileSession.objects.filter(agency_id__in=list(agency_ids), field_code=field)
    found = _records(list(rows.order_by("-day", "-planned_at")[:LIMIT]))
    told: dict[UUID, list[Outcome]] = {one.id: [] for one in found}
    for session_id, outcome in MobileInvitation.objects.filter(session_id__in=list(told)).values_list(
        "session_id", "outcome"
    ):
        told[session_id].append(Outcome(outcome))
    return tuple((one, rules.progress_of(told[one.id])) for one in found)


COUNTS = """select session_id, count(*) filter (where state = 'reserved'), count(*) filter (where state = 'used'),
  count(*) filter (where state = 'released') from mobile_code where session_id = any(%s::uuid[]) group by 1"""


def _records(rows: Sequence[MobileSession]) -> tuple[SessionRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [[str(row.pk) for row in rows]])
        counts = {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}
    return tuple(_record(row, counts.get(row.pk, (0, 0, 0))) for row in rows)


def _record(row: MobileSession, counts: tuple[int, int, int]) -> SessionRecord:
    reserved, used, released = counts
    return SessionRecord(
        row.pk, row.agency_id, row.unit_id, row.place, row.day, tuple(row.procedures), tuple(row.officer_ids),
        row.planned_at, row.closed_at, reserved, used, released, row.hours, row.capacity, row.field_code,
    )  # fmt: skip


@reading
def codes(*, viewer: Actor, session_id: UUID, device: str | None = None) -> tuple[CodeRecord, ...]:
    """The codes of a session, or those of one of its devices, in order."""
    rows = MobileCode.objects.filter(session_id=session_id).select_related("intake").order_by("serial")
    if device is not None:
        rows = rows.filter(device=device)
    return tuple(_code(row) for row in rows)


def _code(row: MobileCode) -> CodeRecord:
    told = getattr(row, "intake", None)
    return CodeRecord(
        row.dossier_id, row.code, row.serial, row.device, CodeState(row.state), row.reason, row.reserved_at,
        told.claimed_at if told else None, told.received_at if told else None, told.synced_at if told else None,
        problems_of(told.problems) if told else (),
    )  # fmt: skip


def problems_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Remarks as they were kept."""
    return tuple(Problem(one["code"], one["message"], one["field"], one["params"]) for one in kept)


def objection(*, procedure: str, day: date, field: str = "") -> Problem | None:
    """Why a procedure may not be received in any mobile session of that day; None when it may, or nobody knows it."""
    version = catalogue.version_on(code=procedure, day=day)
    if version is None:
        return None
    return points.objection_of_kind(
        kind=rules.KIND, capability=Capability.RECEIVE, procedure_code=version.code, field_code=version.field_code,
        day=day, field=field,
    )  # fmt: skip


# Of the days whose numbers devices took, the latest first: the counter, what is put aside, and what dossiers bear.
NUMBERS = """select c.agency_id, c.day, c.prefix, k.last, c.reserved, c.released, array(
    select substr(d.code, length(c.prefix) + 1)::int from dossier d where d.code >= c.prefix and d.code < c.prefix || ':')
from (select agency_id, day, min(regexp_replace(code, '[0-9]+$', '')) as prefix,
    array_agg(serial) filter (where state = 'reserved') as reserved,
    array_agg(serial) filter (where state = 'released') as released
  from mobile_code where agency_id = any(%s::bigint[]) group by 1, 2 order by 2 desc, 1 limit %s) c
join dossier_counter k on k.agency_id = c.agency_id and k.day = c.day order by 2 desc, 1"""


@reading
def unexplained(*, viewer: Actor, agency_ids: Sequence[int], today: date) -> tuple[GapRecord, ...]:
    """Days of mobile sessions with numbers that nothing explains, or put aside for a day that has passed; latest first.

    Looked for in the latest LIMIT days. Whoever asks sees every dossier that these agencies received.
    """
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [list(agency_ids), LIMIT])
        rows = cursor.fetchall()
    found = []
    for agency_id, day, prefix, last, reserved, released, used in rows:
        kept, given = reserved or [], released or []
        missing = rules.unexplained(last=last, used=used, reserved=kept, released=given)
        found.append(GapRecord(agency_id, day, prefix, missing, tuple(sorted(kept)) if day < today else ()))
    return tuple(one for one in found if one.serials or one.reserved)
