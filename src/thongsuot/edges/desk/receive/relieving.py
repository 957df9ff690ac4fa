"""Paying less: the ground and its paper, named at the counter, charged with the reception."""

from collections.abc import Sequence
from datetime import date

from thongsuot.edges.desk import seats
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees import rules, services

CLAIM = "fees.claim_relief"


def choices(
    version: catalogue.VersionRecord | None, *, case: str, channel: str, authority_id: int | None, day: date
) -> Sequence[rules.Relief]:
    """The reliefs that take something off what a filing costs."""
    if version is None or authority_id is None:
        return ()
    return fees.claimable(
        version_id=version.id, case=case, channel=channel or "DIRECT", authority_id=authority_id, day=day
    )


def claim(request: Request, code: str, agency_id: int, *, relief: str, proof: str) -> None:
    """Charge less on the ground that was named, once: what stands there already came with the same page."""
    if not relief or agency_id not in seats.able(request, CLAIM):
        return
    record = dossiers.dossier_by_code(viewer=request.actor, code=code)
    if record is None or fees.claims_of(viewer=request.actor, record=record):
        return
    services.claim_relief(
        actor=request.actor,
        now=request.now,
        dossier_id=record.id,
        agency_id=agency_id,
        relief=relief,
        proof=proof,
    )
