"""What is printed: the receipt for who filed here for another province, and the control slip of the originals (form 06)."""

from collections.abc import Mapping
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
from thongsuot.work.relays.rules import Direction

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
    """The control slip of the bag that was sent from here, with originals or back with the result; both ends sign it."""
    is_back = relay.direction is Direction.IN
    bag = relay.back if is_back else relay.bag
    assert bag is not None
    here, there = relay.filing["desk"], relay.holder or relay.partner_name
    if is_back:
        desk = units.agency(agency_id=relay.agency_id) if relay.agency_id else None
        here, there = desk.name if desk else "", f"{relay.filing.get('desk', '')}, {relay.partner_name}"
    handed = datetime.fromisoformat(bag["handed_at"])
    record = _head(relay) | {
        "is_demo": is_demo,
        "number": bag["slip"],
        "code": bag["slip"],
        "qr": paper.qr_svg(address),
        "bars": paper.code128_svg(bag["slip"]),
        "from": here,
        "to": there,
        "dossiers": " · ".join(one for one in (relay.code, relay.their_code) if one),
        "carrier": bag["carrier"],
        "seal": bag.get("seal", ""),
        "handed": dates.instant_in_figures(handed),
        "expected": dates.instant_in_figures(datetime.fromisoformat(bag["expected_at"])),
        "papers": _returned(bag) if is_back else _sent(relay),
        "places": [
            _place("Người giao", _officer(relay)),
            _place("Người mang", bag["carrier"]),
            _place("Người nhận", ""),
        ],
    }
    return _printed("bag.typ", record, f"Phiếu kiểm soát {bag['slip']}", handed)


def _sent(relay: RelayRecord) -> list[dict[str, Any]]:
    """The originals that were handed in for a relay, those of supplements too."""
    told = [*relay.filing["papers"], *(paper for one in relay.supplements for paper in one["papers"])]
    return [{"name": one["name"], "originals": one["originals"]} for one in told if one.get("originals")]


def _returned(bag: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What goes back: the result on paper, and originals by their number."""
    found = [{"name": f"Kết quả: {bag['result']}", "originals": 1}] if bag.get("result") else []
    if bag.get("originals"):
        found.append({"name": "Bản chính của người nộp", "originals": int(bag["originals"])})
    return found


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
