"""What the page of a dossier shows of its declaration, and in whose name this officer may enter one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from thongsuot.edges.desk import seats
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.filings import queries as filings

SUPPLEMENT = "dossiers.supplement"
OPEN = (State.RECEIVED, State.PROCESSING, State.WAITING)


def shown(request: Request, record: dossiers.DossierRecord) -> dict[str, Any] | None:
    """For the dossier's page: groups of facts and where to print and type; None where there is no form."""
    found = filings.answers_of(viewer=request.actor, dossier_id=record.id)
    may_type = bool(seat(request, record)) and (found or form_for(request, record)) is not None
    if found is None and not may_type:
        return None
    groups = []
    if found is not None:
        form = rules.in_language(found.form.definition, get_language() or "vi")
        for section, row, pairs in rules.listed(form, found.answers):
            title = section.title if section.repeat is None else f"{section.title} ({row + 1})"
            facts = [{"term": field.label, "value": rules.said(field, value)} for field, value in pairs]
            groups.append({"title": title, "facts": facts})
    return {
        "groups": groups,
        "corrected": found.number - 1 if found else 0,
        "pdf": reverse("desk:declaration-paper", args=[record.code]) if found else "",
        "type": reverse("desk:declaration", args=[record.code]) if may_type else "",
    }


def form_for(request: Request, record: dossiers.DossierRecord) -> forms.FormRecord | None:
    """The form that the dossier's procedure has today."""
    version = catalogue.version(version_id=record.procedure_version_id)
    return forms.form_on(procedure_code=version.code, day=request.day) if version else None


def seat(request: Request, record: dossiers.DossierRecord) -> int | None:
    """The agency in whose name this officer may supplement the dossier; None when it is none of his."""
    mine = seats.able(request, SUPPLEMENT) if record.state in OPEN else frozenset()
    near = (record.holder_agency_id, record.received_agency_id, record.competent_agency_id)
    return next((agency for agency in near if agency in mine), None)
