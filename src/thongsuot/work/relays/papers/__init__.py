"""What is printed: the receipt for who filed here for another province, and the control slip of the originals (form 06)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import Signature, dates
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.relays.queries import RelayRecord

_HERE = Path(__file__).parent


def receipt_pdf(relay: RelayRecord, *, address: str, is_demo: bool) -> bytes:
    """One PDF/A-2a, the same for the same relay. `address` stands in the QR code and leads to where it is followed."""
    day = local_day(relay.received_at)
    territory = units.unit_on(code=relay.territory_code, day=day).exact
    version = catalogue.version_on(code=relay.procedure_code, day=day)
    told, applicant = relay.filing, relay.filing["applicant"]
    record = _head(relay) | {
        "is_demo": is_demo,
        "code": relay.code,
        "qr": paper.qr_svg(address),
        "bars": paper.code128_svg(relay.code),
        "tracking_url": address.split("//", 1)[-1].split("?", 1)[0],
        "applicant": relay.applicant_name,
        "address": applicant["address"],
        "phone": applicant["phone"],
        "email": applicant["email"],
        "procedure": f"{version.name} ({version.code})" if version else relay.procedure_code,
        "subject": told["summary"],
        "competent": f"{territory.full_name if territory else relay.territory_code}, {relay.partner_name}",
        "papers": [
            {"name": one["name"], "originals": one["originals"], "files": one["files"]}
            for one in told["papers"]
        ],
        "received_at": dates.instant_in_words(relay.received_at),
        "result": f"qua bưu chính: {applicant['address']}" if told["result_at_home"] else told["desk"],
        "places": [
            _place("Người nộp hồ sơ", relay.applicant_name),
            _place("Người tiếp nhận", _officer(relay)),
        ],
    }
    return _printed("receipt.typ", record, f"Giấy biên nhận {relay.code}", relay.received_at)


def bag_pdf(relay: RelayRecord, *, address: str, is_demo: bool) -> bytes:
    """The control slip of a relay whose originals were sent; both ends sign it."""
    bag = relay.bag
    assert bag is not None
    handed = datetime.fromisoformat(bag["handed_at"])
    record = _head(relay) | {
        "is_demo": is_demo,
        "number": bag["slip"],
        "code": bag["slip"],
        "qr": paper.qr_svg(address),
        "bars": paper.code128_svg(bag["slip"]),
        "from": relay.filing["desk"],
        "to": relay.holder or relay.partner_name,
        "dossiers": " · ".join(one for one in (relay.code, relay.their_code) if one),
        "carrier": bag["carrier"],
        "seal": bag.get("seal", ""),
        "handed": dates.instant_in_figures(handed),
        "expected": dates.instant_in_figures(datetime.fromisoformat(bag["expected_at"])),
        "papers": [
            {"name": one["name"], "originals": one["originals"]}
            for one in relay.filing["papers"]
            if one.get("originals")
        ],
        "places": [
            _place("Người giao", _officer(relay)),
            _place("Người mang", bag["carrier"]),
            _place("Người nhận", ""),
        ],
    }
    return _printed("bag.typ", record, f"Phiếu kiểm soát {bag['slip']}", handed)


def _printed(template: str, record: dict[str, Any], title: str, at: datetime) -> bytes:
    return paper.render_many(_HERE / template, [record], title=title, at=at, fit=False)


def _head(relay: RelayRecord) -> dict[str, Any]:
    desk = units.agency(agency_id=relay.agency_id) if relay.agency_id else None
    above = units.agency(agency_id=desk.parent_id) if desk and desk.parent_id else None
    day = local_day(relay.received_at)
    where = units.unit(unit_id=desk.unit_id, day=day) if desk and desk.unit_id else None
    return {
        "superior": above.name if above else "",
        "agency": desk.name if desk else str(relay.filing.get("desk") or ""),
        "place": where.name if where else "",
        "issued_in_words": dates.day_in_words(day),
    }


def _officer(relay: RelayRecord) -> str:
    if relay.officer_id is None:
        return ""
    return identity.names(account_ids=[relay.officer_id]).get(relay.officer_id, "")


def _place(post: str, name: str) -> dict[str, Any]:
    found = Signature(post=post, name=name)
    return {"lines": found.lines(), "name": found.name, "note": found.note}
