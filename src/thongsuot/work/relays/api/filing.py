"""Filing at a counter here for an agency of another province, by API: what the page of the counter does."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import slots, taking
from thongsuot.plumbing.http.data import plain
from thongsuot.plumbing.http.given import Flag, Id, Note, Words, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.api import router
from thongsuot.work.relays.rules import Asked, PaperHanded

__all__ = ["router"]  # with this call among the others
GONE = Problem("upload_gone", "Tệp này chưa gửi xong, hoặc không còn. Hãy gửi lại.", "uploads")


class RelayApplicantIn(BaseModel):
    name: Note
    citizen_id: Note = ""
    phone: Note = ""
    email: Note = ""
    address: Words = ""


class RelayPaperIn(BaseModel):
    """A paper handed in here. `uploads`: its scans, ids of finished uploads (POST /api/v1/uploads/)."""

    name: Note
    wanted_id: Id | None = None
    code: Note = ""
    originals: Annotated[int, Field(strict=True, ge=0, le=99)] = 0
    uploads: Annotated[list[UUID], Field(max_length=50)] = []


class RelayFilingIn(BaseModel):
    """`territory_code`: the commune there that it concerns. `result_at_home`: by post; else at this counter."""

    agency_id: Id = Field(description="The agency whose counter receives")
    procedure_code: Note
    territory_code: Note
    applicant: RelayApplicantIn
    case: Words = ""
    papers: Annotated[list[RelayPaperIn], Field(max_length=100)] = []
    summary: Words = ""
    result_at_home: Flag = False


class RelayFiledOut(BaseModel):
    """`code`: what the applicant follows it by here."""

    id: UUID
    code: str
    partner_name: str
    state: str


@router.post("", response={201: RelayFiledOut}, summary="File here for another province")
@officer_required
def file(request: HttpRequest, given: RelayFilingIn) -> HttpResponse:
    """Kept, numbered and sent with its scans; send `Idempotency-Key` so that it is filed once."""
    asked = ours(request)

    def act() -> queries.RelayRecord:
        # Uploads stay until they are swept: a call that is repeated under its key names them again.
        return services.file(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, asked=_asked(given),
            scans=_scans(request, given),
        )  # fmt: skip

    names = tuple(RelayFiledOut.model_fields)
    return once(request, act, lambda one: plain({name: getattr(one, name) for name in names}))


def _asked(given: RelayFilingIn) -> Asked:
    handed = tuple(
        PaperHanded(one.name, one.wanted_id, one.code, one.originals, len(one.uploads))
        for one in given.papers
    )
    who: dict[str, Any] = given.applicant.model_dump()
    return Asked(
        given.procedure_code, given.territory_code, Applicant(**who), given.case, handed, given.summary,
        given.result_at_home,
    )  # fmt: skip


def _scans(request: HttpRequest, given: RelayFilingIn) -> list[services.Scan]:
    """The uploads as files; raises `Refused` with every reason why some cannot be taken."""
    actor = ours(request).actor
    problems: list[Problem] = []
    found = []
    for one in given.papers:
        kept = slots.kept(actor, one.uploads)
        if len(kept) < len(set(one.uploads)):
            problems.append(GONE)
        files, reasons = slots.looked_into(actor, kept)
        problems += reasons
        if files:
            found.append(services.Scan(one.name, one.wanted_id, one.code, taking.examined(files)))
    if problems:
        raise Refused(*problems)
    return found
