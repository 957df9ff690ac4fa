"""Letters that ask people to come to a session, one page each: plain frozen data in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import Signature, dates

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class InvitationData:
    """One letter. `hours` as it was planned (`07:30 – 11:30`), "" when nobody said; `number`: the place in line."""

    superior: str
    agency: str
    agency_in_words: str
    town: str
    issued_at: datetime
    is_demo: bool
    code: str
    tracking_url: str
    applicant: str
    address: str
    procedure: str
    received_at: datetime
    day: date
    hours: str
    place: str
    commune: str
    number: int
    contact: str


def invitations_pdf(letters: Sequence[InvitationData]) -> bytes:
    """Every letter on its own page, as PDF/A-2a, PDF/UA-1. ValueError if there is none."""
    if not letters:
        raise ValueError("nothing to print")
    return paper.render_many(
        _HERE / "invitation.typ", [_record(one) for one in letters], title="Giấy mời đến phiên lưu động",
        at=letters[0].issued_at,
    )  # fmt: skip


def _record(data: InvitationData) -> dict[str, Any]:
    post = Signature(post="Người phụ trách phiên", note="(Ký, ghi rõ họ tên)")
    day = dates.day_in_words(data.day)
    return {
        "superior": data.superior,
        "agency": data.agency,
        "agency_in_words": data.agency_in_words,
        "number": "",
        "place": data.town,
        "issued_in_words": dates.day_in_words(dates.local_day(data.issued_at)),
        "is_demo": data.is_demo,
        "code": data.code,
        "tracking_url": data.tracking_url,
        "qr": paper.qr_svg(data.tracking_url) if data.tracking_url else "",
        "bars": paper.code128_svg(data.code),
        "addressee": f"Ông/Bà {data.applicant}" + (f", {data.address}" if data.address else ""),
        "procedure": data.procedure,
        "received_at": dates.day_in_words(dates.local_day(data.received_at)),
        "when": f"{data.hours}, {day}" if data.hours else day,
        "where": f"{data.place}, {data.commune}" if data.commune else data.place,
        "place_in_line": str(data.number),
        "contact": data.contact,
        "signer": {"lines": post.lines(), "name": post.name, "note": post.note},
        "notes": [],
    }
