"""Saying what is due."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Conflict, Problem, refuse_if
from thongsuot.plumbing.commands import CITIZENS, OFFICERS, command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import queries, rules
from thongsuot.work.fees.queries.standing import ENDED
from thongsuot.work.fees.rules.claims import Claim
from thongsuot.work.fees.services import booking


@command("fees.assess", by=OFFICERS)
def assess(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, charges: Sequence[rules.Charge],
    free_ground: str = "", seen_vnd: int | None = None,
) -> queries.TransferRecord:  # fmt: skip
    """Settle what a dossier is charged in all; a later assessment takes the place of an earlier one.

    `free_ground`: why nothing is charged although the registers do not say that it is free.
    `seen_vnd`: the charge that the officer saw; another one by now is a `Conflict`. Raises `Refused`, `NotFound`.
    """
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    before = queries.standing(viewer=actor, record=record)
    if seen_vnd is not None and seen_vnd != before.balance.charged:
        raise Conflict(
            Problem("fees_changed", "Khoản thu của hồ sơ vừa được sửa. Hãy xem lại rồi làm tiếp.", "seen")
        )
    if record.state in ENDED:
        refuse_if([Problem("dossier_ended", "Hồ sơ đã kết thúc; không còn tính phí, lệ phí.")])
    return charge(
        actor=actor, now=now, agency_id=agency_id, record=record, charges=charges, free_ground=free_ground
    )


def charge(
    *, actor: Actor, now: datetime, agency_id: int, record: DossierRecord, charges: Sequence[rules.Charge],
    free_ground: str = "",
) -> queries.TransferRecord:  # fmt: skip
    """The same within a verb that holds the dossier's money still."""
    stand = queries.standing(viewer=actor, record=record)
    version = catalogue.version(version_id=record.procedure_version_id)
    known = queries.reliefs(authority_id=record.authority_id, day=local_day(record.received_at))
    refuse_if(
        rules.charge_problems(
            charges, asked=stand.quote, reliefs=known, free_ground=free_ground,
            field_code=version.field_code if version else "",
        )
    )  # fmt: skip
    vnd = rules.total(charges, known, stand.quote.lines)
    made = booking.book(
        actor=actor, now=now, kind=rules.Kind.ASSESS, agency_id=agency_id, authority_id=record.authority_id,
        dossier_id=record.id, vnd=vnd, postings=rules.assessed(vnd=vnd, before=stand.balance),
        detail={"lines": _lines(charges, stand.quote, known, _claim(actor, record)), "free_ground": free_ground.strip()},
    )  # fmt: skip
    note(subject=f"dossier:{record.id}", code=record.code, vnd=vnd)
    return made


@command("fees.count", by=OFFICERS | CITIZENS)
def count(
    *, actor: Actor, now: datetime, dossier_id: UUID, counts: Sequence[rules.Count], agency_id: int | None = None
) -> queries.TransferRecord:  # fmt: skip
    """Charge for how many copies, pages, cases there are, by the published price; again as long as nothing is paid.

    A citizen may say it of what only he knows: where one price is published and no question is open. Raises
    `Refused` with every reason, `NotFound`.
    """
    record = booking.locked(actor=actor, dossier_id=dossier_id)
    stand = queries.standing(viewer=actor, record=record)
    charged = charged_now(actor, dossier_id) if stand.is_assessed else None
    found = list(rules.count_problems(counts, quote=stand.quote, paid=stand.balance.paid, charged=charged))
    if record.state in ENDED:
        found.append(Problem("dossier_ended", "Hồ sơ đã kết thúc; không còn tính phí, lệ phí."))
    if actor.kind is not Kind.OFFICER and stand.quote.counted is None:
        message = "Mức thu của hồ sơ này do nơi tiếp nhận xác định. Hãy nói số lượng tại quầy."
        found.append(Problem("not_yours_to_count", message))
    refuse_if(found)
    charges = rules.recounted(counts, quote=stand.quote, charged=charged)
    by = agency_id if agency_id is not None else queries.collector(
        record=record, agency_id=record.received_agency_id, day=local_day(now)
    )  # fmt: skip
    return charge(actor=actor, now=now, agency_id=by, record=record, charges=charges)


def charged_now(actor: Actor, dossier_id: UUID) -> list[rules.Charge]:
    """What is in force, as it was assessed."""
    names = [item.name for item in fields(rules.Charge)]
    lines = queries.charged_lines(queries.transfers_of(viewer=actor, dossier_id=dossier_id))
    return [rules.Charge(**{name: line[name] for name in names if name in line}) for line in lines]


def charge_as_published(*, actor: Actor, now: datetime, agency_id: int, record: DossierRecord) -> None:
    """Charge what the registers say, where they say one amount; nothing where a person must decide."""
    stand = queries.standing(viewer=actor, record=record)
    if stand.is_assessed or stand.quote.is_open:
        return
    charges = [rules.Charge(line.key, line.kind, line.vnd or 0) for line in stand.quote.priced]
    charge(actor=actor, now=now, agency_id=agency_id, record=record, charges=charges)


def _claim(actor: Actor, record: DossierRecord) -> queries.ClaimRecord | None:
    """The relief that was asked for and not refused."""
    found = queries.claims_of(viewer=actor, record=record)
    return next((one for one in found if one.state is not Claim.REFUSED), None)


def _lines(
    charges: Sequence[rules.Charge], quote: rules.Quote, known: Sequence[rules.Relief],
    claim: queries.ClaimRecord | None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The lines as the ledger keeps them, with the words of that day: registers change, receipts do not."""
    lines = {line.key: line for line in quote.lines}
    reliefs = {one.code: one for one in known}
    kept = []
    for one in charges:
        line, relief = lines.get(one.key), reliefs.get(one.relief_code)
        per = line.per if line else None
        each = one.each(per)
        asked = claim if claim and relief and claim.relief_code == relief.code else None
        kept.append(
            {
                **asdict(one),
                "note": line.note if line else "",
                "ground": one.ground.strip() or (line.ground if line else ""),
                "relief": relief.name if relief else "",
                "relief_ground": relief.ground if relief else "",
                "relief_proof": asked.proof if asked else "",
                "is_relief_open": asked is not None and asked.state is Claim.CLAIMED,
                "unit": per.unit if per else "",
                "article": per.article if per else "",
                "is_graded": per is not None and per.is_graded,
                "each_vnd": each,
                "due_vnd": rules.reduced(each * one.quantity, relief),
            }
        )
    return kept
