"""What would follow from an intake: who settles it, until when and why, what is still missing, what is doubled."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.edges.desk import rows, saying, seats
from thongsuot.edges.desk.receive.intake_form import Intake
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import is_open
from thongsuot.work.dossiers.services.receiving import Assessed
from thongsuot.work.fees import queries as fees

MOST = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """An open dossier that may be the same matter."""

    code: str
    url: str
    applicant: str
    procedure: str
    status: tables.Status
    received: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """`due` is a sentence, "" while nothing can be told; `explained` how the date comes about.

    `formerly`: the old name by which the commune was found.
    """

    competent: str = ""
    formerly: str = ""
    is_elsewhere: bool = False
    due: str = ""
    explained: tuple[str, ...] = ()
    missing: int = 0
    price: str = ""
    is_price_open: bool = False
    alike: tuple[Likeness, ...] = ()


def look_ahead(request: Request, form: Intake) -> Outlook:
    """Assess what the form says so far, whether or not it is complete."""
    given = form.data if form.is_bound else form.initial
    alike = _alike(request, *(str(given.get(name, "")).strip() for name in ("citizen_id", "phone", "name")))
    if form.version is None:
        return Outlook(alike=alike)
    try:
        agency_id = int(given.get("agency") or 0)
        sent = form if form.is_bound else _as_sent(form)
        sent.is_valid()
        found = services.assess(agency_id=agency_id, filing=sent.filing(), received_at=request.now)
    except (Refused, ValueError):
        return Outlook(alike=alike)
    missing = sum(int(p.params.get("count", 0)) for p in found.problems if p.code == "paper_missing")
    due = found.due
    return Outlook(
        competent=saying.agency(found.competent_agency_id),
        formerly=form.commune.by if form.commune else "",
        is_elsewhere=not seats.is_within(found.desk.id, found.competent_agency_id, request.day),
        due=formats.moment(due.due_at) if due and due.due_at else "",
        explained=tuple(saying.said(step) for step in due.trace) if due else (),
        missing=missing,
        **_price(found, request, sent),
        alike=alike,
    )


def _price(found: Assessed, request: Request, sent: Intake) -> dict[str, Any]:
    """What the filing costs; an open question is said to be one."""
    quote = fees.price(
        version_id=found.version.id,
        case=found.filing.case,
        channel=found.filing.channel,
        authority_id=found.authority_id,
        day=request.day,
    )
    if sent.counted and (said := sent.counted.price(sent.cleaned_data)):
        return {"price": said}
    if quote.vnd is None:
        return {"price": _("chưa xác định: tính sau khi tiếp nhận"), "is_price_open": True}
    return {"price": formats.vnd(quote.vnd) if quote.vnd else _("không thu")}


def _as_sent(form: Intake) -> Intake:
    """The same form as if what it starts with had been sent."""
    agencies = form.fields["agency"].choices  # type: ignore[attr-defined]
    sent = Intake(
        form.initial, version=form.version, agencies=agencies, points=form.points, called=form.called,
        initial=form.initial, counted=form.counted, reliefs=form.reliefs,
    )  # fmt: skip
    sent.scanned = form.scanned
    return sent


def _alike(request: Request, citizen_id: str, phone: str, name: str) -> tuple[Likeness, ...]:
    """Open dossiers of the same person, by number, then by telephone, then by the whole name."""
    found: dict[str, dossiers.WorklistRow] = {}
    with seeing(request.actor):
        for words in (citizen_id, phone, name if len(name.split()) > 1 else ""):
            if len(words) < 6 or len(found) >= MOST:
                continue
            shown = dossiers.find(
                viewer=request.actor, agency_ids=sorted(seats.readable(request)), words=words, limit=20
            )
            found |= {row.code: row for row in shown if is_open(row.state)}
    return tuple(
        Likeness(
            row.code,
            rows.address(row.code),
            row.applicant_name,
            saying.procedure(row.procedure_version_id),
            saying.status(row.state),
            formats.day(row.received_at),
        )
        for row in list(found.values())[:MOST]
    )
