"""Reliefs that applicants may ask for, and what was asked and answered."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import reading
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import models, rules
from thongsuot.work.fees.queries import prices
from thongsuot.work.fees.rules.claims import Claim, fitting


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A relief that was asked for; `reason` why it was refused."""

    id: UUID
    dossier_id: UUID
    relief_code: str
    name: str
    percent: int
    ground: str
    proof: str
    state: Claim
    claimed_at: datetime
    claimed_by: str
    reason: str
    decided_at: datetime | None


def claimable(
    *, version_id: int, case: str, channel: str, authority_id: int, day: date
) -> tuple[rules.Relief, ...]:
    """The reliefs that take something off what a filing costs; none where it costs nothing."""
    version = catalogue.version(version_id=version_id)
    quote = prices.price(
        version_id=version_id, case=case, channel=channel, authority_id=authority_id, day=day
    )
    kinds = {line.kind for line in quote.lines if line.vnd != 0}
    known = prices.reliefs(authority_id=authority_id, day=day)
    return fitting(known, kinds=kinds, field_code=version.field_code if version else "")


def claimable_of(record: DossierRecord) -> tuple[rules.Relief, ...]:
    """The same of a dossier, by the registers of the day on which it was received."""
    return claimable(
        version_id=record.procedure_version_id, case=record.case_name, channel=record.channel,
        authority_id=record.authority_id, day=local_day(record.received_at),
    )  # fmt: skip


@reading
def claims_of(*, viewer: Actor, record: DossierRecord) -> tuple[ClaimRecord, ...]:
    """What was asked for a dossier, latest first."""
    known = {
        one.code: one
        for one in prices.reliefs(authority_id=record.authority_id, day=local_day(record.received_at))
    }
    rows = models.FeeClaim.objects.filter(dossier_id=record.id).order_by("-claimed_at", "-id")
    found = []
    for row in rows:
        relief = known.get(row.relief_code)
        found.append(
            ClaimRecord(
                row.pk, row.dossier_id, row.relief_code, relief.name if relief else row.relief_code,
                relief.percent if relief else 0, relief.ground if relief else "", row.proof, Claim(row.state),
                row.claimed_at, row.claimed_by, row.reason, row.decided_at,
            )
        )  # fmt: skip
    return tuple(found)
