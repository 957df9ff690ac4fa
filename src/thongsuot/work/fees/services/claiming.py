"""Asking to pay less: the applicant names the ground and its paper, an officer confirms or refuses it.

What is due is computed with the relief from the moment it is asked for, and without it from the moment it is refused.
"""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.commands import CITIZENS, OFFICERS, command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import models, queries, rules
from thongsuot.work.fees.queries.standing import ENDED
from thongsuot.work.fees.rules.claims import Claim, claim_problems, relieved
from thongsuot.work.fees.services import booking, charging


@command("fees.claim_relief", by=OFFICERS | CITIZENS)
def claim_relief(
    *, actor: Actor, now: datetime, dossier_id: UUID, relief: str, proof: str, agency_id: int | None = None
) -> queries.ClaimRecord:
    """Ask for a relief. An officer who enters it has seen the paper: it is confirmed. Raises `Refused`, `NotFound`."""
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    before = queries.claims_of(viewer=actor, record=record)
    fits = queries.claimable_of(record)
    refuse_if(
        claim_problems(
            code=relief, proof=proof, fits=fits, is_ended=record.state in ENDED,
            is_claimed=any(one.state is not Claim.REFUSED for one in before),
        )
    )  # fmt: skip
    collects = agency_id if agency_id is not None else queries.collector(
        record=record, agency_id=record.received_agency_id, day=local_day(now)
    )  # fmt: skip
    is_seen = actor.kind is Kind.OFFICER
    models.FeeClaim.objects.create(
        id=uuid7(), dossier_id=record.id, agency_id=collects, authority_id=record.authority_id, relief_code=relief,
        proof=proof.strip(), claimed_at=now, claimed_by=actor.key,
        state=Claim.CONFIRMED if is_seen else Claim.CLAIMED,
        decided_at=now if is_seen else None, decided_by=actor.key if is_seen else "",
    )  # fmt: skip
    one = next(r for r in fits if r.code == relief)
    _recharge(actor, now, record, collects, one, holds=True)
    note(subject=f"dossier:{record.id}", code=record.code, relief=relief)
    return queries.claims_of(viewer=actor, record=record)[0]


@command("fees.decide_relief", by=OFFICERS)
def decide_relief(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, confirms: bool, reason: str = ""
) -> queries.ClaimRecord:
    """Confirm the relief that the applicant asked for, or refuse it and say why. Raises `Refused`, `NotFound`."""
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    asked = next(
        (c for c in queries.claims_of(viewer=actor, record=record) if c.state is Claim.CLAIMED), None
    )
    if asked is None:
        raise NotFound(Problem("no_such_claim", "Không có đề nghị miễn, giảm nào đang chờ.", "relief"))
    if not confirms and not reason.strip():
        refuse_if([Problem("reason_missing", "Hãy ghi vì sao không được miễn, giảm.", "reason")])
    models.FeeClaim.objects.filter(pk=asked.id).update(
        state=Claim.CONFIRMED if confirms else Claim.REFUSED, reason="" if confirms else reason.strip(),
        decided_at=now, decided_by=actor.key,
    )  # fmt: skip
    known = queries.reliefs(authority_id=record.authority_id, day=local_day(record.received_at))
    relief = next((one for one in known if one.code == asked.relief_code), None)
    if relief is not None and record.state not in ENDED:
        _recharge(actor, now, record, agency_id, relief, holds=confirms)
    note(subject=f"dossier:{record.id}", code=record.code, relief=asked.relief_code, confirms=confirms)
    return queries.claims_of(viewer=actor, record=record)[0]


def _recharge(
    actor: Actor, now: datetime, record: DossierRecord, agency_id: int, relief: rules.Relief, *, holds: bool
) -> None:
    """Charge with or without the relief, once it is known what is due at all."""
    stand = queries.standing(viewer=actor, record=record)
    version = catalogue.version(version_id=record.procedure_version_id)
    charges = relieved(
        quote=stand.quote, charged=charging.charged_now(actor, record.id) if stand.is_assessed else None,
        relief=relief, field_code=version.field_code if version else "", holds=holds,
    )  # fmt: skip
    if charges:
        charging.charge(actor=actor, now=now, agency_id=agency_id, record=record, charges=charges)
