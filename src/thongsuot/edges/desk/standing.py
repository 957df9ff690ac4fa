"""The open steps of a dossier as its pages show them: who has each, until when, and what this officer may do about it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying, seats
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.flows.rules import name_of
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.steps import queries
from thongsuot.work.steps.queries import PositionRecord, Standing
from thongsuot.work.steps.rules import BY_ACT, OUTCOME_NAMES, Outcome

COMPLETE, ASK = "steps.complete", "steps.ask_opinion"


def in_place(request: Request, record: DossierRecord, back: str) -> dict[str, Any] | None:
    """What the dossier's own page shows of its steps; None where the procedure has no flow. `back`: the page's address."""
    found = queries.standing(viewer=request.actor, record=record)
    if found is None:
        return None
    shown = [open_step(request, record, found, p) for p in found.open()]
    asks = any(one["asks"] for one in shown)
    return {
        "open": shown,
        "agencies": agencies(record, request.now) if asks else [],
        "url": reverse("desk:steps", args=[record.code]),
        "back": back,
    }


def step_name(found: Standing, p: PositionRecord) -> str:
    return name_of(found.flow.step(p.step), get_language() or "vi")


def open_step(request: Request, record: DossierRecord, found: Standing, p: PositionRecord) -> dict[str, Any]:
    step, english = found.flow.step(p.step), (get_language() or "vi").startswith("en")
    own = seat(request, COMPLETE, record, p)
    return {
        "number": p.number or 1,
        "name": step_name(found, p),
        "agency": saying.agency(p.agency_id) if p.agency_id else step.named,
        "is_outside": p.agency_id is None,
        "since": formats.moment(p.entered_at),
        "deadline": saying.left(
            p.due_at, saying.calendar_of(record.competent_agency_id, request.now), request.now
        )
        if p.due_at
        else None,
        "by_act": _(BY_ACT[step.verb]) if step.verb in BY_ACT else "",
        "may": own is not None,
        "ways": [(w.code, w.name_en if english else w.name) for w in step.ways if w.code],
        "back": [(id_, name_of(found.flow.step(id_), get_language() or "vi")) for id_ in step.back],
        "law": law.article if (law := queries.silence_of(record)) and step.opinions is not None else "",
        "asks": step.opinions is not None and seat(request, ASK, record, p) is not None,
        "asked": [_asked(o) for o in found.opinions(p.step)],
    }


def _asked(o: PositionRecord) -> dict[str, Any]:
    return {
        "number": o.number,
        "agency": saying.agency(o.agency_id),
        "question": o.question,
        "until": formats.moment(o.due_at) if o.due_at else "",
        "is_open": o.is_open,
        "is_required": o.is_required,
        "silence": o.silence if o.is_open or o.outcome == Outcome.SILENT else "",
        "outcome": "" if o.is_open else _(OUTCOME_NAMES[o.outcome]),
        "said": o.said,
        "at": formats.moment(o.left_at) if o.left_at else "",
    }


def agencies(record: DossierRecord, now: datetime) -> list[tuple[int, str]]:
    """Whom one may ask: every office of the province."""
    places = units.offices_of(authority_id=record.authority_id, day=local_day(now))
    return sorted(((a.id, a.short_name or a.name) for a in places), key=lambda pair: pair[1])


def seat(request: Request, verb: str, record: DossierRecord, p: PositionRecord) -> int | None:
    """In whose name the officer acts at that place: the office that has it, else the dossier's own."""
    granted = seats.able(request, verb)
    if p.agency_id is not None:
        return p.agency_id if p.agency_id in granted else None
    own = (record.holder_agency_id, record.competent_agency_id)
    return next((id_ for id_ in own if id_ in granted), None)
