"""Asking the population data about an applicant, with his consent; receiving what differs from them, with a reason."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.crypto import salted_hmac

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.codes import CitizenId
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access, logs
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Filing
from thongsuot.work.filings import ports, rules

log = logs.get(__name__)
RECEIVE = "dossiers.receive"
SALT = "thongsuot.population"


def look_up(
    *, actor: Actor, now: datetime, agency_id: int, citizen_id: str, consent: bool
) -> ports.Person | None:
    """What the population data say of the applicant; None when they know nobody of that number.

    The question stands in the journal before it is asked. Raises Refused without consent or a number, and `ports.Away`.
    """
    refuse_if(rules.consent_problems(consent))
    number = str(CitizenId.parse(citizen_id))
    population = ports.population()
    if population is None:
        raise ports.Away("chưa nối")
    reference = ask(actor=actor, now=now, agency_id=agency_id, citizen_id=number)
    try:
        return population.look_up(citizen_id=number, reference=reference)
    except ports.Away as away:
        log.warning("population_away", why=away.why, reference=reference)
        raise


@command("filings.look_up", by=OFFICERS, grant=False)
def ask(*, actor: Actor, now: datetime, agency_id: int, citizen_id: str) -> str:
    """Write down who asks about whom, for the counter of `agency_id`. Returns the number of the question.

    The journal keeps no identity number: `person_mark` of one finds every question about him.
    """
    _require(actor, agency_id, now)
    reference = str(uuid7())
    note(subject=person_mark(citizen_id), reference=reference, consent=True)
    return reference


def person_mark(citizen_id: str) -> str:
    """How the journal names a person without his number: the same for the same number, and nothing can be read off it."""
    return f"person:{salted_hmac(SALT, citizen_id, algorithm='sha256').hexdigest()[:32]}"


@command("filings.receive_different", by=OFFICERS, grant=False)
def receive_different(
    *, actor: Actor, now: datetime, agency_id: int, filing: Filing, fields: Sequence[str], reason: str,
    scans: Sequence[services.Scan] = (), again: Sequence[services.Again] = (), consent: bool = False,
) -> services.Receipt:  # fmt: skip
    """Receive a filing some of whose `fields` say otherwise than the population data; the reason stays in the journal."""
    _require(actor, agency_id, now)
    refuse_if(rules.difference_problems(fields, reason))
    if scans or again:
        receipt = services.receive_digitised(
            actor=actor,
            now=now,
            agency_id=agency_id,
            filing=filing,
            scans=scans,
            again=again,
            consent=consent,
        )
    else:
        receipt = services.receive(actor=actor, now=now, agency_id=agency_id, filing=filing)
    note(subject=f"dossier:{receipt.id}", code=receipt.code, fields=list(fields), reason=reason)
    return receipt


def _require(actor: Actor, agency_id: int, now: datetime) -> None:
    if actor.kind is Kind.OFFICER:
        access.require(actor=actor, verb=RECEIVE, agency_id=agency_id, day=local(now).date())
    elif actor.kind is not Kind.SYSTEM:
        raise Refused(Problem("not_for_you", "Việc này không dành cho tài khoản của bạn."))
