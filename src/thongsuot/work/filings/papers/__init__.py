"""The declaration of a form as PDF: what was answered, in the layout of an official paper."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local
from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import dates
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import rules as form_rules
from thongsuot.registers.forms.rules import Definition, Type
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.filings import queries

_TEMPLATE = Path(__file__).parent / "declaration.typ"
HALF_LINE = 44  # signs
_SHORT = (Type.NUMBER, Type.DATE, Type.CHOICE, Type.PERSON_ID, Type.PHONE, Type.YES, Type.MONEY)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is printed. `answers` typed, possibly incomplete (a draft: dots are left to be filled in by hand).

    `code` of the dossier, "" before it is filed; `signer` whose name stands under the signature. `attached`: ids of
    the form's papers that came along; the others are listed too, to be ticked by hand.
    """

    definition: Definition
    answers: Mapping[str, Any]
    addressee: str
    place: str
    at: datetime
    signer: str = ""
    code: str = ""
    is_demo: bool = False
    copy_label: str = ""
    attached: Collection[str] = ()


def declaration_pdf(data: Declaration) -> bytes:
    """One PDF/A-2a, PDF/UA-1. Questions that were not answered and are asked under these answers show dots."""
    return paper.render(_TEMPLATE, _record(data), title=data.definition.title, at=data.at)


def of_dossier(*, viewer: Actor, record: dossiers.DossierRecord, is_demo: bool) -> bytes | None:
    """The latest declaration of a dossier that the viewer may see; None when it was filed without a form."""
    found = queries.answers_of(viewer=viewer, dossier_id=record.id)
    if found is None:
        return None
    place = units.unit(unit_id=record.territory_id, day=local(record.received_at).date())
    agency = units.agency(agency_id=record.competent_agency_id)
    return declaration_pdf(
        Declaration(
            found.form.definition,
            found.answers,
            agency.name if agency else "",
            place.name if place else "",
            found.at,
            signer=record.applicant_name,
            code=record.code,
            is_demo=record.is_simulated or is_demo,
            attached=_attached(viewer, record, found.form.definition),
        )
    )


def _attached(viewer: Actor, record: dossiers.DossierRecord, definition: Definition) -> frozenset[str]:
    """Which of the form's papers came with the dossier."""
    version = catalogue.version(version_id=record.procedure_version_id)
    codes = {paper.id: paper.code for paper in version.papers} if version else {}
    came = dossiers.papers_of(viewer=viewer, dossier_id=record.id)
    names = {paper.name for paper in came}
    known = {codes.get(paper.wanted_id or 0, "") for paper in came} - {""}
    return frozenset(
        one.id for one in definition.attachments if known & set(one.papers) or one.label in names
    )


def _record(data: Declaration) -> dict[str, Any]:
    form = data.definition
    raw = form_rules.raw_of(form, data.answers)
    sections = []
    for section in form.sections:
        if not section.is_visible(raw):
            continue
        rows = [data.answers] if section.repeat is None else data.answers.get(section.id) or [{}]
        for number, values in enumerate(rows):
            seen = form_rules.around(section, number, raw)
            lines = [
                {"label": f.on_paper.rstrip("?:"), "value": _said(f, values), "short": _is_short(f, values)}
                for f in section.fields
                if f.is_visible(seen) and (f.id in values or f.is_required(seen) or f.visible_when is None)
            ]
            head = section.title if len(rows) == 1 else f"{section.title} ({number + 1})"
            sections.append({"title": head, "hint": section.hint, "lines": lines})
    attached = [
        {"label": one.label, "kinds": form_rules.kinds_said(one), "came": one.id in data.attached}
        for one in form.attachments
        if one.is_visible(raw)
    ]
    day = local(data.at).date()
    return {
        "attached": attached, "title": form.title, "addressee": data.addressee, "sections": sections, "pledge": form.pledge,
        "place": data.place, "issued_in_words": dates.day_in_words(day), "signer": data.signer, "code": data.code,
        "is_demo": data.is_demo, "copy_label": data.copy_label, "source": form.source,
        "is_checked": form.checked,
    }  # fmt: skip


def _is_short(field: form_rules.Field, values: Mapping[str, Any]) -> bool:
    """Whether question and answer take half a line; unanswered, there must be room to write."""
    is_short = field.type in _SHORT or (field.type is Type.TEXT and (field.most or 500) <= 60)
    return is_short and len(field.on_paper) + max(len(_said(field, values)), 10) <= HALF_LINE


def _said(field: form_rules.Field, values: Mapping[str, Any]) -> str:
    if field.id not in values:
        return ""
    return "Có" if field.type is Type.YES else form_rules.said(field, values[field.id])
