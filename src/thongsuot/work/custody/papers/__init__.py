"""The control slip of a bag (form 06) as PDF: what is in it, who gave it to whom, with its QR and bar code."""

from pathlib import Path
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import Signature, dates
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import queries, rules

_HERE = Path(__file__).parent
TITLE = "Phiếu kiểm soát quá trình giao nhận hồ sơ"


def slip_pdf(*, viewer: Actor, slip: queries.SlipRecord, address: str, is_demo: bool) -> bytes:
    """One PDF/A-2a: the same bag in the same state gives the same bytes. `address` stands in the QR code."""
    sender, receiver = (units.agency(agency_id=i) for i in (slip.from_agency_id, slip.to_agency_id))
    above = units.agency(agency_id=sender.parent_id) if sender and sender.parent_id else None
    where = units.unit(unit_id=sender.unit_id, day=local_day(slip.packed_at)) if sender else None
    people = identity.names(account_ids=[i for i in (slip.packed_by_id, slip.closed_by_id) if i])
    lines = queries.lines(viewer=viewer, slip_id=slip.id)
    record = {
        "superior": above.name if above else "",
        "agency": sender.name if sender else "",
        "place": where.name if where else "",
        "number": slip.code,
        "issued_in_words": dates.day_in_words(local_day(slip.packed_at)),
        "is_demo": is_demo,
        "qr": paper.qr_svg(address),
        "bars": paper.code128_svg(slip.code),
        "code": slip.code,
        "from": sender.name if sender else "",
        "to": receiver.name if receiver else "",
        "seal": slip.seal_number,
        "carrier": slip.carrier,
        "packed": dates.instant_in_figures(slip.packed_at),
        "handed": dates.instant_in_figures(slip.handed_at) if slip.handed_at else "",
        "expected": dates.instant_in_figures(slip.expected_at),
        "closed": dates.instant_in_figures(slip.closed_at) if slip.closed_at else "",
        "places": [
            _place("Người giao", people.get(slip.packed_by_id or 0, "")),
            _place("Người mang", slip.carrier),
            _place("Người nhận", people.get(slip.closed_by_id or 0, "")),
        ],
        "lines": [_line(one) for one in lines],
    }
    return paper.render_many(
        _HERE / "slip.typ", [record], title=f"{TITLE} {slip.code}", at=slip.packed_at, fit=False
    )


def _place(post: str, name: str) -> dict[str, Any]:
    found = Signature(post=post, name=name)
    return {"lines": found.lines(), "name": found.name, "note": found.note}


def _line(one: queries.LineRecord) -> dict[str, Any]:
    return {
        "code": one.code,
        "bars": paper.code128_svg(one.code),
        "kind": rules.KIND_NAMES[one.kind],
        "originals": one.originals,
        "copies": one.copies,
        "outcome": "" if one.outcome is rules.Outcome.WAITING else rules.OUTCOME_NAMES[one.outcome],
        "note": one.note,
    }
