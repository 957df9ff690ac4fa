"""Runs over many dossiers by API: choose and look, begin, pause, go on, undo; how far, and why some stayed."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import BaseModel

from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Id, Note, Words, WorkDay, ours
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.work.bulk import queries, rules, services
from thongsuot.work.bulk.rules import Deed, Wish
from thongsuot.work.dossiers.rules import State

router = Router(tags=["runs"])
PLACES, TICKED = 200, 5_000
Taker = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]


class ChoiceIn(BaseModel):
    """Either `dossier_ids`, or the filter of a worklist: everything that these agencies hold and that fits."""

    agency_ids: Annotated[list[Id], Field(max_length=PLACES)] = []
    state: State | None = None
    officer_id: Id | None = None
    due_before: WorkDay | None = Field(None, description="Due before this day begins")
    dossier_ids: Annotated[list[UUID], Field(min_length=1, max_length=TICKED)] | None = None


class RunIn(BaseModel):
    """What to do with them; a field that the deed does not use is ignored."""

    deed: Deed
    choice: ChoiceIn
    officers: Annotated[list[Taker], Field(max_length=PLACES)] = Field(
        [], description="Spread evenly among these; 0 stands for nobody in particular"
    )
    to_agency: Id | None = Field(None, description="Null: each dossier to the agency competent for it")
    to_date: WorkDay | None = Field(
        None, description="extend: the new due date; hand_on: when bags should arrive"
    )
    reason: Words = ""
    received_by: Note = ""


class WishIn(BaseModel):
    digest: Note = Field("", description="To start: the digest of the choice that was looked at")


class StayedOut(Schema):
    """Why some do not move, how many, and the first of them."""

    reasons: list[str]
    count: int
    dossier_ids: list[UUID]


class RunOut(Schema):
    """A run as it stands. While `ready` nothing moved and `why` is of the preview; later of what stayed.

    `groups`, of `hand_on`: where results are collected, how many, and the bags in which they lie.
    """

    run: queries.RunRecord
    may: list[Wish]
    why: list[StayedOut]
    groups: list[queries.Group]


class RunsOut(Schema):
    runs: list[queries.RunRecord]


class RunDossiersOut(Schema):
    dossier_ids: list[UUID]
    next: int | None


class RunDossiersQuery(Schema):
    after: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(200, ge=1, le=1_000)


@router.post("", response={201: RunOut}, summary="Choose dossiers for a run")
@officer_required
def prepare(request: HttpRequest, given: RunIn) -> HttpResponse:
    """Look through the chosen dossiers; nothing moves until it is started with the `digest` of this answer."""
    asked = ours(request)

    def act() -> UUID:
        return services.prepare(
            actor=asked.actor, now=asked.now, deed=given.deed, choice=_choice(given.choice),
            given=_told(request, given),
        )  # fmt: skip

    return once(request, act, lambda run_id: plain(_shown(request, run_id)))


@router.get("", response=RunsOut, summary="One's own runs")
@officer_required
def listed(request: HttpRequest) -> HttpResponse:
    """The latest first; those that were dropped are not shown."""
    return Data({"runs": queries.latest(viewer=ours(request).actor)})


@router.get("/{uuid:run_id}", response=RunOut, summary="How far a run is")
@officer_required
def one(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Counts, what can be done with it now, and the reasons of those that did not move."""
    return Data(_shown(request, run_id))


@router.get("/{uuid:run_id}/dossiers", response=RunDossiersOut, summary="The chosen dossiers")
@officer_required
def dossiers(request: HttpRequest, run_id: UUID, asked: Query[RunDossiersQuery]) -> HttpResponse:
    """In the order in which they are dealt with; ask again with `after` the `next` of the answer."""
    viewer = ours(request).actor
    _found(request, run_id)
    ids = queries.chosen(viewer=viewer, run_id=run_id, after=asked.after, limit=asked.limit)
    more = asked.after + len(ids) if len(ids) == asked.limit else None
    return Data({"dossier_ids": ids, "next": more})


@router.post("/{uuid:run_id}/{wish}", response=RunOut, summary="Start, pause, resume, drop or undo")
@officer_required
def steer(request: HttpRequest, run_id: UUID, wish: Wish, given: WishIn) -> HttpResponse:
    """The run goes on in the background: ask how far it is. Undoing puts back what nobody touched since."""
    asked = ours(request)
    told: dict[str, Any] = {"seen_digest": given.digest} if wish is Wish.START else {}

    def act() -> UUID:
        VERBS[wish](actor=asked.actor, now=asked.now, run_id=run_id, **told)
        return run_id

    return once(request, act, lambda _: plain(_shown(request, run_id)), status=200)


VERBS: dict[Wish, Any] = {
    Wish.START: services.start,
    Wish.PAUSE: services.pause,
    Wish.RESUME: services.resume,
    Wish.DROP: services.drop,
    Wish.UNDO: services.undo,
}


def _choice(given: ChoiceIn) -> services.Choice:
    return services.Choice(
        agency_ids=given.agency_ids,
        state=given.state,
        officer_id=given.officer_id,
        due_before=instant(given.due_before, time()) if given.due_before else None,
        ids=given.dossier_ids,
    )


def _told(request: HttpRequest, given: RunIn) -> dict[str, Any]:
    found: dict[str, Any] = given.model_dump(
        include={"officers", "to_agency", "to_date", "reason", "received_by"}
    )
    if given.deed is Deed.SIGN:
        found["site"] = {"address": request.build_absolute_uri("/"), "is_demo": bool(settings.DEMO)}
    return found


def _shown(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    viewer, run = ours(request).actor, _found(request, run_id)
    if run.phase is rules.Phase.READY:
        why = queries.barred(viewer=viewer, run_id=run_id)
    else:
        why = queries.left(viewer=viewer, run_id=run_id, is_undo=run.is_undo)
    return {
        "run": run,
        "may": [wish for wish in Wish if run.may(wish)],
        "groups": queries.groups(viewer=viewer, run_id=run_id),
        "why": [
            {
                "reasons": [text_of(p) for p in one.problems],
                "count": one.count,
                "dossier_ids": one.dossier_ids,
            }
            for one in why
        ],
    }


def _found(request: HttpRequest, run_id: UUID) -> queries.RunRecord:
    found = queries.run(viewer=ours(request).actor, run_id=run_id)
    if found is None:
        raise NotFound(Problem("no_such_run", "Không có lần chạy này."))
    return found
