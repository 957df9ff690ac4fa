"""Looking at the counter for papers that an applicant has had before, with his consent."""

from datetime import datetime

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.codes import CitizenId
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules.files import consent_problems
from thongsuot.work.filings.services.looking_up import person_mark

NEEDED = ("dossiers.receive", "dossiers.attach")


@command("filings.open_papers", by=OFFICERS, grant=False)
def open_papers(
    *, actor: Actor, now: datetime, agency_id: int, citizen_id: str, consent: bool
) -> tuple[dossiers.Earlier, ...]:
    """Names of the papers that the applicant has handed in or been given, anywhere in the province, if he agrees.

    Needs the grants to receive and to attach. The journal keeps who looked, under a mark that is not the number.
    """
    if actor.kind is Kind.OFFICER:
        for verb in NEEDED:
            access.require(actor=actor, verb=verb, agency_id=agency_id, day=local(now).date())
    refuse_if(consent_problems(consent))
    number = str(CitizenId.parse(citizen_id))
    agency = units.agency(agency_id=agency_id)
    found = dossiers.papers_of_person(
        citizen_id=number, authority_id=agency.authority_id if agency is not None else None
    )
    note(subject=person_mark(number), count=len(found), consent=True)
    return found
