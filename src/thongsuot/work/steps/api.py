"""The steps of a dossier by API: where it is, ending a step and sending it back, asking and answering."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Flag, Id, Words, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows import rules as flow_rules
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.steps import queries, rules, services

router = Router(tags=["opinions"])
dossier_router = Router(tags=["steps"])
flow_router = Router(tags=["flows"])
Number = Annotated[int, Field(ge=1, le=1_000_000)]
StepCode = Annotated[str, Field(max_length=60)]


class CompleteIn(BaseModel):
    agency_id: Id
    outcome: StepCode = Field("", description="Which way goes on from here, where the flow has several")
    said: Words = ""


class SendBackIn(BaseModel):
    agency_id: Id
    to_step: StepCode
    reason: Words


class AskIn(BaseModel):
    """`days`: working days for the answer. The dossier stays where it is; who is asked sees the question only."""

    agency_id: Id
    agencies: Annotated[list[Id], Field(max_length=50)]
    question: Words
    days: Annotated[int, Field(strict=True, ge=1, le=rules.MOST_DAYS)]
    is_required: Flag = True


class DropIn(BaseModel):
    agency_id: Id
    reason: Words


class AnswerIn(BaseModel):
    agency_id: Id
    said: Words = ""
    outcome: StepCode = Field("", description="Of a step, where the flow has several ways on")


class WayOut(Schema):
    code: str
    name: str


class StepPlaceOut(Schema):
    """A place on the dossier's way. `agency_id` null: an office outside the register; `ways`, `back`: of open steps."""

    number: int
    kind: rules.Kind
    step: str
    name: str
    agency_id: int | None
    asked_by_id: int | None
    question: str
    is_required: bool
    entered_at: str
    due_at: str | None
    left_at: str | None
    outcome: str
    said: str
    ways: list[WayOut]
    back: list[str]


class StepsOut(Schema):
    """`flow` null: the procedure has no flow of steps."""

    flow: str | None
    version: str | None
    places: list[StepPlaceOut]


class WaitingOut(Schema):
    """What others wait for: a question, or a step of a dossier that is held elsewhere."""

    dossier_id: UUID
    code: str
    number: int
    kind: rules.Kind
    flow: str
    step: str
    name: str
    agency_id: int | None
    asked_by_id: int | None
    question: str
    entered_at: str
    due_at: str | None


class WaitingListOut(Schema):
    rows: list[WaitingOut]


class AnsweredOut(Schema):
    dossier_id: UUID
    number: int


class RebaseIn(BaseModel):
    """Those of the preview that should go on by the version in force."""

    agency_id: Id
    dossier_ids: Annotated[list[UUID], Field(min_length=1, max_length=services.REBASED_MOST)]


class PlaceIn(BaseModel):
    """Where one that needs a person goes on: `to_step` of the version in force, or "" to keep its own; and why."""

    agency_id: Id
    dossier_id: UUID
    to_step: str = ""
    reason: str


class RunningOut(Schema):
    """A dossier that runs by an older version. `open`: its open steps and where each would be in the version in force.

    `lost`: open steps for which a person has to say (`reason`), so that it stays; `skipped`: new steps it never saw.
    """

    dossier_id: UUID
    code: str
    version: str
    open: dict[str, str]
    lost: list[str]
    reason: str
    skipped: list[str]


class RunningListOut(Schema):
    """`moves`: whether the flow lets running dossiers go over to a new version at all."""

    flow: str
    version: str
    moves: bool
    running: list[RunningOut]


class RebasedOut(RunningListOut):
    """`moved`: how many went over; `running`: those that still run by an older version."""

    moved: int


class WaitingQuery(Schema):
    agency_id: list[Annotated[int, Field(ge=1, le=LARGEST)]]
    limit: int = Field(50, ge=1, le=200)


@dossier_router.get("/{code}/steps", response=StepsOut, summary="Where a dossier is on its way")
@officer_required
def steps(request: HttpRequest, code: str) -> HttpResponse:
    """Every place it came to, in order; the open ones say what can be done."""
    return Data(_shown(request, dossiers.dossier_named(viewer=ours(request).actor, code=code)))


@dossier_router.post("/{code}/steps/{number}/complete", response=StepsOut, summary="End a step")
@officer_required
def complete(request: HttpRequest, code: str, number: Number, given: CompleteIn) -> HttpResponse:
    """What follows begins. The open step's number is what tells that nobody was faster."""
    return _done(request, code, number, services.complete, given)


@dossier_router.post("/{code}/steps/{number}/send-back", response=StepsOut, summary="Send a step back")
@officer_required
def send_back(request: HttpRequest, code: str, number: Number, given: SendBackIn) -> HttpResponse:
    """To one of the steps that the answer names in `back`."""
    return _done(request, code, number, services.send_back, given)


@dossier_router.post("/{code}/steps/{number}/ask", response=StepsOut, summary="Ask for opinions")
@officer_required
def ask(request: HttpRequest, code: str, number: Number, given: AskIn) -> HttpResponse:
    """Several agencies at the same time."""
    return _done(request, code, number, services.ask_opinion, given)


@dossier_router.post("/{code}/steps/{number}/drop", response=StepsOut, summary="Take a question back")
@officer_required
def drop(request: HttpRequest, code: str, number: Number, given: DropIn) -> HttpResponse:
    """Nobody waits for it any more; the reason stays."""
    return _done(request, code, number, services.drop_opinion, given)


@router.get("", response=WaitingListOut, summary="What other offices wait for")
@officer_required
def waiting(request: HttpRequest, asked: Query[WaitingQuery]) -> HttpResponse:
    """Of these agencies: due first first."""
    found = queries.waiting(viewer=ours(request).actor, agency_ids=asked.agency_id, limit=asked.limit)
    return Data({"rows": [_waiting(one) for one in found]})


@router.post(
    "/{uuid:dossier_id}/{number}/{kind}", response=AnsweredOut, summary="Answer, or end a step held elsewhere"
)
@officer_required
def answer(
    request: HttpRequest, dossier_id: UUID, number: Number, kind: rules.Kind, given: AnswerIn
) -> HttpResponse:
    """With the `kind` that the list says; whoever was asked needs not see the dossier."""
    asked = ours(request)

    def act() -> None:
        common: dict[str, Any] = {
            "actor": asked.actor, "now": asked.now, "agency_id": given.agency_id, "dossier_id": dossier_id,
            "number": number, "said": given.said,
        }  # fmt: skip
        if kind is rules.Kind.OPINION:
            services.give_opinion(**common)
        else:
            services.complete(**common, outcome=given.outcome)

    return once(request, act, lambda _: {"dossier_id": str(dossier_id), "number": number}, status=200)


@flow_router.get("/{code}/running", response=RunningListOut, summary="Dossiers that run by an older version")
@officer_required
def running(request: HttpRequest, code: str) -> HttpResponse:
    """In one's own sight, up to 500: where each is, and where it would be in the version in force today."""
    return Data(_running(request, code))


@flow_router.post("/{code}/rebase", response=RebasedOut, summary="Let dossiers go on by the version in force")
@officer_required
def rebase(request: HttpRequest, code: str, given: RebaseIn) -> HttpResponse:
    """Those that a person must see first stay as they are."""
    asked = ours(request)

    def act() -> int:
        return services.rebase(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, code=code, day=asked.day,
            dossier_ids=given.dossier_ids,
        )  # fmt: skip

    return once(request, act, lambda moved: plain({**_running(request, code), "moved": moved}), status=200)


@flow_router.post("/{code}/place", response=RunningListOut, summary="Say where one dossier goes on")
@officer_required
def place(request: HttpRequest, code: str, given: PlaceIn) -> HttpResponse:
    """For a dossier that cannot go on by itself: a step of the version in force, or its own version kept."""
    asked = ours(request)

    def act() -> None:
        services.place(actor=asked.actor, now=asked.now, code=code, day=asked.day, **given.model_dump())

    return once(request, act, lambda _: plain(_running(request, code)), status=200)


def _running(request: HttpRequest, code: str) -> dict[str, Any]:
    day = ours(request).day
    new = services.newest(code, day)
    found = services.preview(viewer=ours(request).actor, code=code, day=day)
    return {
        "flow": code,
        "version": str(new.flow.version),
        "moves": new.flow.running is flow_rules.Running.REBASE,
        "running": [
            {
                "dossier_id": one.dossier_id,
                "code": one.code,
                "version": str(one.standing.flow.version),
                **{name: getattr(one.moved, name) for name in ("open", "lost", "reason", "skipped")},
            }
            for one in found
        ],
    }


def _done(request: HttpRequest, code: str, number: int, verb: Any, given: BaseModel) -> HttpResponse:
    asked = ours(request)
    record = dossiers.dossier_named(viewer=asked.actor, code=code)

    def act() -> None:
        verb(actor=asked.actor, now=asked.now, dossier_id=record.id, number=number, **given.model_dump())

    return once(request, act, lambda _: plain(_shown(request, record)), status=200)


def _shown(request: HttpRequest, record: dossiers.DossierRecord) -> dict[str, Any]:
    found = queries.standing(viewer=ours(request).actor, record=record)
    if found is None:
        return {"flow": None, "version": None, "places": []}
    return {
        "flow": found.flow.code,
        "version": str(found.flow.version),
        "places": [_place(found, p, nth) for nth, p in enumerate(found.positions, 1)],
    }


def _place(found: queries.Standing, p: queries.PositionRecord, nth: int) -> dict[str, Any]:
    """A place that nobody has written down yet gets the number that it will be written down with."""
    step = _step(p)
    is_here = p.is_open and p.kind is rules.Kind.STEP
    return {
        **{name: getattr(p, name) for name in SHOWN},
        "number": p.number or nth,
        "name": step.name if step else p.step,
        "ways": [{"code": w.code, "name": w.name} for w in step.ways if w.code] if step and is_here else [],
        "back": step.back if step and is_here else [],
    }


SHOWN = (
    "kind", "step", "agency_id", "asked_by_id", "question", "is_required", "entered_at", "due_at", "left_at",
    "outcome", "said",
)  # fmt: skip


def _waiting(p: queries.PositionRecord) -> dict[str, Any]:
    step, kept = _step(p), flows.flow(flow_id=p.flow_id)
    names = ("dossier_id", "code", "number", "kind", "step", "agency_id", "asked_by_id", "question")
    return {
        **{name: getattr(p, name) for name in names},
        "flow": kept.flow.title if kept else "",
        "name": step.name if step else p.step,
        "entered_at": p.entered_at,
        "due_at": p.due_at,
    }


def _step(p: queries.PositionRecord) -> Any:
    """The step in the version of the flow that the place was written down with."""
    kept = flows.flow(flow_id=p.flow_id)
    return kept.flow.step(p.step) if kept else None
