"""Mobile sessions by API: planned, codes put aside for a device, what became of each, closed."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Id, Note, Words, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven
from thongsuot.work.mobile import queries, rules, services
from thongsuot.work.mobile.rules import CodeState, Outcome

router = Router(tags=["mobile sessions"])
NOT_HERE = "Không có phiên lưu động này ở cơ quan của bạn."
DAY_SECONDS = 86_400
Text = Annotated[str, Field(max_length=rules.TEXT_LONGEST)]
Short = Annotated[str, Field(max_length=60)]


class PlanIn(BaseModel):
    agency_id: Id
    place: Text
    unit_id: Id = Field(description="The commune")
    day: WorkDay
    procedures: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=500)]
    officer_ids: Annotated[list[Id], Field(max_length=100)]
    hours: Annotated[str, Field(max_length=60)] = Field("", description="As on the letters: 07:30 – 11:30")
    capacity: Annotated[int, Field(strict=True, ge=1, le=rules.CAPACITY_MOST)] | None = None
    field_code: Annotated[str, Field(max_length=60)] = Field(
        "", description="Whose backlog it is planned for"
    )


class InviteIn(BaseModel):
    agency_id: Id
    dossier_ids: Annotated[list[UUID], Field(min_length=1, max_length=rules.CAPACITY_MOST)]


class OutcomeIn(InviteIn):
    outcome: Outcome
    reason: Words = Field("", description="Must be given when the dossier stays in the backlog")


class ReserveIn(BaseModel):
    agency_id: Id
    device: Text
    count: Annotated[int, Field(strict=True, ge=1, le=1_000)]


class CloseSessionIn(BaseModel):
    agency_id: Id
    reason: Words = Field("", description="Why codes that were put aside are not used")


class EntryPaperIn(BaseModel):
    """`id`: of the paper that the procedure wants."""

    id: Id
    name: Annotated[str, Field(max_length=2_000)]


class EntryIn(BaseModel):
    """What was received without a line. `procedure`, `territory`: codes; an entry is known again by what stands in it."""

    procedure: Short
    territory: Short
    name: Note
    citizen_id: Short = ""
    phone: Short = ""
    address: Note = ""
    case: Note = ""
    summary: Words = ""
    result_way: Short = ""
    papers: Annotated[list[EntryPaperIn], Field(max_length=100)] = []


class SyncIn(BaseModel):
    """`claimed_at`: by the device's own clock; `offset_seconds`: how far the server was ahead when they last spoke.

    `filing_id`: the device's own name of this filing, the same however often it is edited.
    """

    agency_id: Id
    code: Short
    device: Text
    claimed_at: datetime
    offset_seconds: Annotated[int, Field(strict=True, ge=-DAY_SECONDS, le=DAY_SECONDS)] = 0
    filing_id: UUID | None = None
    entry: EntryIn


class SyncedOut(Schema):
    """`is_corrected`: the device's clock was wrong and the time of receipt was set right; `is_new` the first time.

    `remarks`: why a person has to look at what was received, which the session may not receive.
    """

    code: str
    received_at: datetime
    due_at: datetime | None
    is_corrected: bool
    is_new: bool
    remarks: list[str]


class MobileSessionOut(Schema):
    """`reserved`, `used` and `released` count the codes of the session."""

    id: UUID
    agency_id: int
    unit_id: int
    place: str
    day: date
    procedures: list[str]
    officer_ids: list[int]
    planned_at: datetime
    closed_at: datetime | None
    reserved: int
    used: int
    released: int
    hours: str
    capacity: int | None
    field_code: str


class InvitationOut(Schema):
    """Somebody who was asked to come, and what came of it."""

    dossier_id: UUID
    number: int
    code: str
    outcome: Outcome
    reason: str
    invited_at: datetime
    told_at: datetime | None


class InvitationsOut(Schema):
    """`waiting`: of whom nothing is told yet."""

    invited: int
    received: int
    solved: int
    stays: int
    waiting: int
    invitations: list[InvitationOut]


class MobileCodeOut(Schema):
    """A code and the id that its dossier has, or will have."""

    dossier_id: UUID
    code: str
    device: str
    state: CodeState
    reason: str
    received_at: datetime | None
    synced_at: datetime | None


class MobileSessionsOut(Schema):
    sessions: list[MobileSessionOut]


class MobileCodesOut(Schema):
    session: MobileSessionOut
    codes: list[MobileCodeOut]


class MobileQuery(Schema):
    agency_id: list[Annotated[int, Field(ge=1, le=LARGEST)]]


@router.get("", response=MobileSessionsOut, summary="Mobile sessions of agencies")
@officer_required
def listed(request: HttpRequest, asked: Query[MobileQuery]) -> HttpResponse:
    """The latest day first."""
    found = queries.sessions(viewer=ours(request).actor, agency_ids=asked.agency_id)
    return Data({"sessions": found})


@router.post("", response={201: MobileCodesOut}, summary="Plan a mobile session")
@officer_required
def plan(request: HttpRequest, given: PlanIn) -> HttpResponse:
    """For a day and a place, with the procedures that are received there."""
    asked = ours(request)
    unknown = [p for p in given.procedures if catalogue.version_on(code=p, day=asked.day) is None]
    if unknown:
        message = "Không có thủ tục {code} vào ngày này."
        raise Refused(*(Problem("no_such_procedure", message, "procedures", {"code": p}) for p in unknown))

    def act() -> queries.SessionRecord:
        return services.plan(actor=asked.actor, now=asked.now, today=asked.day, **given.model_dump())

    return once(request, act, lambda made: plain(_shown(request, made.id)))


@router.get("/{uuid:session_id}", response=MobileCodesOut, summary="One mobile session")
@officer_required
def one(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """With its codes and what became of each."""
    return Data(_shown(request, session_id))


@router.post("/{uuid:session_id}/reserve", response=MobileCodesOut, summary="Put codes aside for a device")
@officer_required
def reserve(request: HttpRequest, session_id: UUID, given: ReserveIn) -> HttpResponse:
    """Out of the locked counter of the session's day; each code comes with the id of its dossier."""
    return _done(request, session_id, services.reserve, given)


@router.post("/{uuid:session_id}/close", response=MobileCodesOut, summary="Close a mobile session")
@officer_required
def close(request: HttpRequest, session_id: UUID, given: CloseSessionIn) -> HttpResponse:
    """Codes that nobody used are released with the reason; a device that reports later is still heard."""
    return _done(request, session_id, services.close, given)


@router.post("/{uuid:session_id}/sync", response=SyncedOut, summary="Receive what a device received")
@officer_required
def sync(request: HttpRequest, session_id: UUID, given: SyncIn) -> HttpResponse:
    """Under the code that the device gave. The same entry sent again is the same dossier, with or without a key.

    An edited one is answered `received_before` (409): what was sent first stands, and is corrected on the dossier.
    """
    asked = ours(request)

    def act() -> services.Synced:
        return services.sync(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, session_id=session_id, code=given.code,
            device=given.device, claimed_at=_instant(given.claimed_at), offset=timedelta(seconds=given.offset_seconds),
            filing=_filing(given.entry), entry=given.entry.model_dump(exclude_unset=True),
            filing_id=given.filing_id,
        )  # fmt: skip

    return once(
        request,
        act,
        lambda done: plain(
            {name: getattr(done, name) for name in SyncedOut.model_fields}
            | {"remarks": [problem.say(_) for problem in done.remarks]}
        ),
        status=200,
    )


def _instant(claimed: datetime) -> datetime:
    """In UTC; a clock at the ends of time claims nothing that could be true."""
    if not 1970 < claimed.year < 2200:
        raise Refused(Problem("clock_unlikely", "Đồng hồ của thiết bị sai: hãy chỉnh lại giờ.", "claimed_at"))
    return claimed.astimezone(UTC) if claimed.tzinfo else claimed.replace(tzinfo=UTC)


def _filing(entry: EntryIn) -> Filing:
    return Filing(
        procedure_code=entry.procedure,
        territory_code=entry.territory,
        applicant=Applicant(
            name=entry.name, citizen_id=entry.citizen_id, phone=entry.phone, address=entry.address
        ),
        case=entry.case,
        papers=tuple(PaperGiven(one.name, one.id, 1) for one in entry.papers),
        summary=entry.summary,
        result_way=entry.result_way or "AT_SUBMISSION_PLACE",
    )


@router.get("/{uuid:session_id}/invitations", response=InvitationsOut, summary="People invited to a session")
@officer_required
def invited(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """In the order in which they were invited."""
    return Data(_invited(request, session_id))


@router.post(
    "/{uuid:session_id}/invitations", response=InvitationsOut, summary="Invite applicants of the backlog"
)
@officer_required
def invite(request: HttpRequest, session_id: UUID, given: InviteIn) -> HttpResponse:
    """Dossiers that are settled, unknown, or asked for to another session are left out."""
    asked = ours(request)

    def act() -> None:
        services.invite(
            actor=asked.actor, now=asked.now, today=asked.day, session_id=session_id, **given.model_dump()
        )

    return once(request, act, lambda _: plain(_invited(request, session_id)), status=200)


@router.post(
    "/{uuid:session_id}/invitations/withdraw", response=InvitationsOut, summary="Take invitations back"
)
@officer_required
def uninvite(request: HttpRequest, session_id: UUID, given: InviteIn) -> HttpResponse:
    """Those of which nothing was told yet."""
    asked = ours(request)

    def act() -> None:
        services.uninvite(actor=asked.actor, now=asked.now, session_id=session_id, **given.model_dump())

    return once(request, act, lambda _: plain(_invited(request, session_id)), status=200)


@router.post("/{uuid:session_id}/outcomes", response=InvitationsOut, summary="Tell what came of invitations")
@officer_required
def outcomes(request: HttpRequest, session_id: UUID, given: OutcomeIn) -> HttpResponse:
    """All or none; only a settled dossier was solved, and what stays says why."""
    asked = ours(request)

    def act() -> None:
        services.record_outcome(
            actor=asked.actor, now=asked.now, today=asked.day, session_id=session_id, **given.model_dump()
        )

    return once(request, act, lambda _: plain(_invited(request, session_id)), status=200)


def _invited(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    viewer = ours(request).actor
    if queries.session(viewer=viewer, session_id=session_id) is None:
        raise NotFound(Problem("no_such_session", NOT_HERE, "session_id"))
    found = queries.invitations(viewer=viewer, session_id=session_id)
    told = rules.progress_of([one.outcome for one in found])
    counts = {name: getattr(told, name) for name in ("invited", "received", "solved", "stays", "waiting")}
    names = tuple(InvitationOut.model_fields)
    return {**counts, "invitations": [{name: getattr(one, name) for name in names} for one in found]}


def _done(request: HttpRequest, session_id: UUID, verb: Any, given: BaseModel) -> HttpResponse:
    asked = ours(request)

    def act() -> None:
        verb(actor=asked.actor, now=asked.now, session_id=session_id, **given.model_dump())

    return once(request, act, lambda _: plain(_shown(request, session_id)), status=200)


def _shown(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    viewer = ours(request).actor
    found = queries.session(viewer=viewer, session_id=session_id)
    if found is None:
        raise NotFound(Problem("no_such_session", NOT_HERE, "session_id"))
    names = tuple(MobileCodeOut.model_fields)
    return {
        "session": found,
        "codes": [
            {name: getattr(one, name) for name in names}
            for one in queries.codes(viewer=viewer, session_id=session_id)
        ],
    }
