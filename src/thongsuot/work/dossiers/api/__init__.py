"""The dossiers' HTTP API: thin, every call one verb or one query."""

from dataclasses import fields
from typing import Any, get_type_hints
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel, create_model

from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.days import Day
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import etag, once, version_seen
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries, rules, services
from thongsuot.work.dossiers.queries import Cursor

# What is asked of all dossiers is tried first of all: a counter with a queue asks nothing more often.
counter = Router(tags=["dossiers"])
router = Router(tags=["dossiers"])

# How a due date came about is told in sentences; what it was computed from stays inside.
INNER = {"due_trace", "term", "pauses", "extension"}
SHOWN = tuple(f.name for f in fields(queries.DossierRecord) if f.name not in INNER)


class ApplicantIn(BaseModel):  # a body needs nothing of what ninja adds for reading objects
    name: str
    citizen_id: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


class PaperIn(BaseModel):
    name: str
    wanted_id: int | None = None
    originals: int = 0
    copies: int = 0
    is_electronic: bool = False


class CorrectionIn(BaseModel):
    """What is to stand instead; a field that is left out stays as it is."""

    name: str | None = None
    citizen_id: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None


class FilingIn(BaseModel):
    """A filing at a counter, by post or online; `territory_code` is the commune it concerns."""

    agency_id: int = Field(description="The agency whose counter receives")
    procedure_code: str
    territory_code: str
    applicant: ApplicantIn
    case: str = ""
    channel: str = "DIRECT"
    papers: list[PaperIn] = []
    summary: str = ""
    result_way: str = "AT_SUBMISSION_PLACE"
    point_id: int | None = None
    external_code: str = ""
    sets: int | None = Field(
        None, description="Sets of the papers, 1 to 99; left out: as many as the procedure asks for"
    )


class DecliningIn(FilingIn):
    """The filing, and why it is not received; papers may be missing."""

    reason_code: str
    reason: str


class ReceiptOut(Schema):
    id: UUID
    code: str
    received_at: str
    due_at: str | None
    competent_agency_id: int
    is_elsewhere: bool
    explained: list[str]


class ActIn(Schema):
    """What an act needs beside its name; a field that the act does not use is ignored."""

    agency_id: int
    to_agency_id: int | None = None
    to_officer_id: int | None = None
    wanted: list[str] = []
    reason: str = ""
    again: bool = False
    reason_code: str = ""
    to_date: Day | None = None
    until: Day | None = None
    result: str = ""
    received_by: str = ""
    papers: list[PaperIn] = []
    applicant: CorrectionIn | None = None


class ActOut(Schema):
    id: UUID
    version: int


class PageOut(BaseModel):
    rows: list[queries.WorklistRow]
    next: str | None


class FoundRowsOut(BaseModel):
    """`is_cut`: more was found than `limit`; the words have to be narrower."""

    rows: list[queries.WorklistRow]
    is_cut: bool


# A dossier as `one` answers it: every field of the record but the inner ones, and what is told beside them.
_SHOWN: dict[str, Any] = {n: t for n, t in get_type_hints(queries.DossierRecord).items() if n in SHOWN}
DossierOut = create_model(
    "DossierOut",
    **_SHOWN,
    national_status=int,
    explained=list[str],
    papers=list[queries.PaperRecord],
    steps_done=list[queries.StepRecord],
)


class WorklistQuery(Schema):
    agency_id: list[int]
    after: str = ""
    state: rules.State | None = None
    limit: int = Field(50, ge=1, le=200)


class FindQuery(Schema):
    agency_id: list[int]
    q: str = Field(max_length=200)
    limit: int = Field(50, ge=1, le=200)


def filing_of(given: FilingIn) -> rules.Filing:
    """The filing as the rules read it."""
    return rules.Filing(
        procedure_code=given.procedure_code,
        territory_code=given.territory_code,
        applicant=rules.Applicant(**given.applicant.model_dump()),
        case=given.case,
        channel=given.channel,
        papers=tuple(rules.PaperGiven(**paper.model_dump()) for paper in given.papers),
        summary=given.summary,
        result_way=given.result_way,
        point_id=given.point_id,
        external_code=given.external_code,
        sets=given.sets,
    )


@counter.post("", response={201: ReceiptOut}, summary="Receive a filing")
@officer_required
def receive(request: HttpRequest, filing: FilingIn) -> HttpResponse:
    """Number and date the filing; send `Idempotency-Key` so that a repeated request is received once."""
    asked = _ours(request)

    def act() -> services.Receipt:
        return services.receive(
            actor=asked.actor, now=asked.now, agency_id=filing.agency_id, filing=filing_of(filing)
        )

    return once(request, act, services.Receipt.as_json)


@counter.post("/declined", response={201: ReceiptOut}, summary="Do not receive a filing")
@officer_required
def decline(request: HttpRequest, given: DecliningIn) -> HttpResponse:
    """The written refusal gets a number of the same series; send `Idempotency-Key`."""
    asked = _ours(request)

    def act() -> services.Receipt:
        return services.decline(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, filing=filing_of(given),
            reason_code=given.reason_code, reason=given.reason,
        )  # fmt: skip

    return once(request, act, services.Receipt.as_json)


@counter.get("", response=PageOut, summary="Worklist of agencies")
@officer_required
def worklist(request: HttpRequest, asked: Query[WorklistQuery]) -> HttpResponse:
    """Open dossiers that the agencies hold, those due first first."""
    page = queries.worklist(
        viewer=_ours(request).actor, agency_ids=asked.agency_id, after=Cursor.parse(asked.after), state=asked.state,
        limit=asked.limit,
    )  # fmt: skip
    return Data({"rows": page.rows, "next": str(page.next) if page.next else None})


@router.get("/found", response=FoundRowsOut, summary="Find by code, phone or name")
@officer_required
def found(request: HttpRequest, asked: Query[FindQuery]) -> HttpResponse:
    """Dossiers of the agencies (competent, or received there) by code, phone, identity number or name without accents."""
    rows = queries.find(
        viewer=_ours(request).actor, agency_ids=asked.agency_id, words=asked.q, limit=asked.limit + 1
    )
    return Data({"rows": rows[: asked.limit], "is_cut": len(rows) > asked.limit})


@router.get("/{code}", response=DossierOut, summary="One dossier")
@officer_required
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The dossier with its papers and steps; the ETag is what `If-Match` of an act wants."""
    viewer = _ours(request).actor
    found = _found(viewer, code)
    body = {
        **{name: getattr(found, name) for name in SHOWN},
        "national_status": queries.national_statuses(viewer=viewer, found=[found])[found.id],
        "explained": found.due_trace,
        "papers": queries.papers_of(viewer=viewer, dossier_id=found.id),
        "steps_done": queries.steps_of(viewer=viewer, dossier_id=found.id),
    }
    response = Data(body)
    response["ETag"] = etag(found.version)
    return response


@router.post("/{code}/{act}", response={200: ActOut}, summary="Carry out an act")
@officer_required
def act(request: HttpRequest, code: str, act: str, given: ActIn) -> HttpResponse:
    """take · assign · forward · ask-for-more · supplement · extend · decide · refuse · withdraw · stop · return ·
    correct-applicant.

    Needs `If-Match`.
    """
    asked = _ours(request)
    verb = VERBS.get(act)
    if verb is None:
        raise NotFound(Problem("no_such_act", "Không có thao tác này.", "act"))
    seen = version_seen(request)
    found = _found(asked.actor, code)

    def run() -> services.Done:
        done: services.Done = verb(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, dossier_ids=[found.id], seen=seen,
            **_wanted(act, given),
        )  # fmt: skip
        return done

    return once(request, run, lambda done: {"id": str(found.id), "version": done.moved[found.id]}, status=200)


VERBS: dict[str, Any] = {
    "take": services.take,
    "assign": services.assign,
    "forward": services.forward,
    "ask-for-more": services.ask_for_more,
    "supplement": services.supplement,
    "extend": services.extend,
    "decide": services.decide,
    "refuse": services.refuse,
    "withdraw": services.withdraw,
    "stop": services.stop,
    "return": services.return_result,
    "correct-applicant": services.correct_applicant,
}


def _wanted(act: str, given: ActIn) -> dict[str, Any]:
    match act:
        case "assign":
            return {"to_officer_id": given.to_officer_id}
        case "forward":
            return {"to_agency_id": given.to_agency_id, "to_officer_id": given.to_officer_id}
        case "ask-for-more":
            return {
                "wanted": tuple(given.wanted),
                "reason": given.reason,
                "again": given.again,
                "until": given.until,
            }
        case "supplement":
            return {"papers": tuple(rules.PaperGiven(**paper.model_dump()) for paper in given.papers)}
        case "extend":
            return {"to_date": given.to_date, "reason": given.reason}
        case "decide":
            return {"result": given.result}
        case "refuse":
            return {"reason_code": given.reason_code, "reason": given.reason}
        case "withdraw" | "stop":
            return {"reason": given.reason}
        case "return":
            return {"received_by": given.received_by}
        case "correct-applicant":
            asked = given.applicant or CorrectionIn()
            return {"correction": rules.Correction(**asked.model_dump()), "reason": given.reason}
        case _:
            return {}


def _found(viewer: Any, code: str) -> queries.DossierRecord:
    found = queries.dossier_by_code(viewer=viewer, code=code)
    if found is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    return found


def _ours(request: HttpRequest) -> Request:
    return request  # type: ignore[return-value]
