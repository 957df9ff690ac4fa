"""At which step a dossier is, in the applicant's words: who does what now, until when, and what comes after it."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.portal import story
from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.ui import formats
from thongsuot.registers.flows.rules import Flow, name_of, walked
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.steps import queries
from thongsuot.work.steps.queries import PositionRecord
from thongsuot.work.steps.rules import Kind


@dataclass(frozen=True, slots=True)
class Now:
    """What is done now, a sentence each, and the names of what may come next."""

    doing: tuple[str, ...]
    following: tuple[str, ...]


def now(viewer: Actor, record: DossierRecord) -> Now | None:
    """The open steps; None where the procedure has no flow, or nothing is left to do."""
    found = queries.standing(viewer=viewer, record=record)
    if found is None or not found.open():
        return None
    language = get_language() or "vi"
    doing = [
        _sentence(name_of(found.flow.step(p.step), language), _who(found.flow, p), p) for p in found.open()
    ]
    doing += [_sentence(_("Chờ ý kiến"), _who(found.flow, p), p) for p in found.open(Kind.OPINION)]
    return Now(
        tuple(doing),
        tuple(name_of(found.flow.step(id_), language) for id_ in _after(found.flow, found.open())),
    )


def _who(flow: Flow, p: PositionRecord) -> str:
    return story.agency_name(p.agency_id) if p.agency_id else flow.step(p.step).named


def _sentence(what: str, who: str, p: PositionRecord) -> str:
    if p.due_at is None:
        return _("{step}: {agency} đang làm").format(step=what, agency=who)
    until = formats.moment(p.due_at)
    return _("{step}: {agency} đang làm, đến {until}").format(step=what, agency=who, until=until)


def _after(flow: Flow, open_: tuple[PositionRecord, ...]) -> list[str]:
    """The steps that begin when one of the open ones ends, by whichever of its outcomes."""
    here = [p.step for p in open_]
    found = [
        id_
        for step in here
        for way in flow.step(step).ways
        for id_ in walked(flow, here, step, way.code).opened
    ]
    return [id_ for id_ in dict.fromkeys(found) if id_ not in here]
