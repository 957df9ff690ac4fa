"""In whose name an officer acts: the agencies of his grants, and the one that fits a dossier and an act."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing import access
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries as units
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.dossiers.queries import DossierRecord, competent_for
from thongsuot.work.dossiers.rules import Act, State, acts_open, seat_problems

COUNTERS = (AgencyKind.COMMUNE_CENTRE, AgencyKind.PROVINCE_CENTRE, AgencyKind.POST_OFFICE)


class Where(Protocol):
    """The places of a dossier that decide who may act; rows of lists and whole records both have them."""

    @property
    def state(self) -> State: ...
    @property
    def received_agency_id(self) -> int: ...
    @property
    def competent_agency_id(self) -> int: ...
    @property
    def holder_agency_id(self) -> int: ...


def able(request: Request, verb: str) -> frozenset[int]:
    """The agencies in whose name the officer may carry out `verb` today."""
    return access.agencies_of(actor=request.actor, verb=verb, day=request.day)


def readable(request: Request) -> frozenset[int]:
    """The agencies whose dossiers the officer sees."""
    return able(request, access.READ)


def places(agency_ids: Iterable[int]) -> tuple[units.AgencyRecord, ...]:
    """The agencies as records, those that lie below no other of them first."""
    found = units.agencies_by_id(agency_ids=frozenset(agency_ids))
    return tuple(sorted(found.values(), key=lambda a: (a.parent_id in found, a.code)))


def counters(request: Request, verb: str) -> tuple[units.AgencyRecord, ...]:
    """Where the officer receives: the counters among his agencies, or all of them when none is one."""
    found = places(able(request, verb))
    centres = tuple(a for a in found if a.kind in COUNTERS)
    return centres or found


def home(request: Request) -> units.AgencyRecord | None:
    """The agency that stands at the top of the officer's pages: the highest of those he works for."""
    found = places(readable(request))
    return found[0] if found else None


def seat_for(request: Request, act: Act, where: Where) -> int | None:
    """The agency in whose name the officer may carry out `act` on this dossier; None when there is none."""
    granted = able(request, f"dossiers.{act.value}")
    if not granted:
        return None
    competent = _competent(request, act, where)
    before: tuple[int, ...] = () if competent == where.competent_agency_id else (competent,)
    # What is personal is corrected by an agency that has to do with the dossier, not by one that merely may.
    others = () if act is Act.CORRECT_APPLICANT else places(granted)
    for agency_id in (*before, *_preferred(act, where), *(place.id for place in others)):
        if agency_id in granted and not seat_problems(
            act,
            agency_id=agency_id,
            holder_id=where.holder_agency_id,
            competent_id=competent,
        ):
            return agency_id
    return None


def _competent(request: Request, act: Act, where: Where) -> int:
    """Who may do it today: for a whole dossier the register is asked, for a line of a list its own word is taken."""
    if isinstance(where, DossierRecord):
        answer = competent_for(
            matter=where,
            act=act,
            day=request.day,
            named_id=where.competent_agency_id,
            received_at=where.received_at,
        )
        if answer is not None and len(answer.agencies) == 1:
            return answer.agencies[0]
    return where.competent_agency_id


def _preferred(act: Act, where: Where) -> tuple[int, ...]:
    """Where the act is done first of all: decisions where the competence lies, papers where they lie."""
    if act in (Act.FORWARD, Act.RETURN, Act.ASSIGN):
        return (where.holder_agency_id, where.competent_agency_id)
    if act in (Act.SUPPLEMENT, Act.WITHDRAW, Act.CORRECT_APPLICANT):
        return (where.received_agency_id, where.holder_agency_id, where.competent_agency_id)
    return (where.competent_agency_id, where.holder_agency_id)


def acts_for(request: Request, where: Where) -> dict[Act, int]:
    """The acts that this officer may carry out on this dossier now, each with the agency he does it for."""
    found = {act: seat_for(request, act, where) for act in Act if act in acts_open(where.state)}
    return {act: seat for act, seat in found.items() if seat is not None}


def is_of_province(actor: Actor) -> bool:
    """Whether the officer answers for a whole province."""
    return any(grant.authority_id is not None and access.READ in grant.verbs for grant in actor.grants)


def decides_closures(request: Request) -> bool:
    """Whether the officer may close offices of his province."""
    return bool(able(request, "calendars.close"))


def signs(request: Request) -> bool:
    """Whether the officer signs, seals, or keeps the register of certificates."""
    verbs = ("signatures.sign", "signatures.countersign", "signatures.record_certificate")
    return any(able(request, verb) for verb in verbs)


def is_within(agency_id: int, above_id: int, day: date) -> bool:
    """Whether an agency is the other one or lies below it."""
    return agency_id in units.agency_tree(agency_id=above_id, day=day)
