"""Receipts and pay-out slips as PDF: plain frozen data in, bytes out; nothing is looked up."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import Signature, dates
from thongsuot.work.fees.papers.words import in_words

_HERE = Path(__file__).parent
TITLES = {"pay": "Biên lai thu phí, lệ phí", "refund": "Phiếu hoàn trả phí, lệ phí"}


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One fee; `amount` is what was due for it, `note` its relief or ground."""

    name: str
    quantity: int
    price_vnd: int
    amount_vnd: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptData:
    """A receipt (`kind` pay) or a pay-out slip (`kind` refund). `serial`: the series of agency and year."""

    kind: str
    superior: str
    agency: str
    place: str
    serial: str
    number: int
    issued_at: datetime
    is_demo: bool
    code: str
    tracking_url: str
    payer: str
    address: str
    procedure: str
    lines: tuple[ReceiptLine, ...]
    vnd: int
    method: str
    external_ref: str
    reason: str = ""
    ground: str = ""
    officer: str = ""


def receipt_pdf(data: ReceiptData) -> bytes:
    """One receipt as PDF/A-2a, PDF/UA-1: the same data give the same bytes on any day."""
    title = f"{TITLES[data.kind]} {data.serial}/{data.number:07}"
    return paper.render(_HERE / "receipt.typ", _record(data), title=title, at=data.issued_at)


def _record(data: ReceiptData) -> dict[str, Any]:
    is_refund = data.kind == "refund"
    people = (("Người nhận tiền", data.payer), ("Người chi tiền", data.officer)) if is_refund else (
        ("Người nộp tiền", data.payer), ("Người thu tiền", data.officer),
    )  # fmt: skip
    return {
        "title": TITLES[data.kind],
        "is_refund": is_refund,
        "superior": data.superior,
        "agency": data.agency,
        "place": data.place,
        "serial": data.serial,
        "series_number": f"{data.number:07}",
        "issued_in_words": dates.day_in_words(dates.local_day(data.issued_at)),
        "at": dates.instant_in_figures(data.issued_at),
        "is_demo": data.is_demo,
        "code": data.code,
        "tracking_url": data.tracking_url,
        "qr": paper.qr_svg(data.tracking_url) if data.tracking_url else "",
        "bars": paper.code128_svg(data.code) if data.code else "",
        "payer": data.payer,
        "address": data.address,
        "procedure": data.procedure,
        "lines": [_line(line) for line in data.lines],
        "amount": format_vnd(data.vnd),
        "in_words": in_words(data.vnd),
        "method": data.method,
        "external_ref": data.external_ref,
        "reason": data.reason,
        "ground": data.ground,
        "places": [_place(post, name) for post, name in people],
    }


def _place(post: str, name: str) -> dict[str, Any]:
    found = Signature(post=post, name=name)
    return {"lines": found.lines(), "name": found.name, "note": found.note}


def _line(line: ReceiptLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "quantity": line.quantity,
        "price": format_vnd(line.price_vnd),
        "amount": format_vnd(line.amount_vnd),
        "note": line.note,
    }


@dataclass(frozen=True, kw_only=True)
class ClosingLine:
    """One transfer of cash; `vnd` below zero when it went out."""

    at: datetime
    code: str
    paper: str
    vnd: int


@dataclass(frozen=True, kw_only=True)
class ClosingData:
    """What an officer counted in his drawer."""

    superior: str
    agency: str
    place: str
    number: str
    from_at: datetime | None
    to_at: datetime
    is_demo: bool
    officer: str
    lines: tuple[ClosingLine, ...]
    expected_vnd: int
    counted_vnd: int
    note: str


def closing_pdf(data: ClosingData) -> bytes:
    """The minutes of a closing as PDF/A-2a, PDF/UA-1; any number of lines."""
    begin = f"từ {dates.instant_in_figures(data.from_at)} " if data.from_at else ""
    record = {
        "superior": data.superior,
        "agency": data.agency,
        "place": data.place,
        "number": data.number,
        "issued_in_words": dates.day_in_words(dates.local_day(data.to_at)),
        "is_demo": data.is_demo,
        "period": f"{begin}đến {dates.instant_in_figures(data.to_at)}",
        "officer": data.officer,
        "lines": [
            {
                "at": dates.instant_in_figures(line.at),
                "code": line.code,
                "paper": line.paper,
                "amount": format_vnd(line.vnd),
            }
            for line in data.lines
        ],
        "expected": format_vnd(data.expected_vnd),
        "counted": format_vnd(data.counted_vnd),
        "gap": format_vnd(data.counted_vnd - data.expected_vnd),
        "in_words": in_words(data.counted_vnd),
        "note": data.note,
        "places": [_place("Người giữ tiền", data.officer), _place("Kế toán", "")],
    }
    return paper.render_many(
        _HERE / "closing.typ", [record], title=f"Biên bản chốt tiền {data.number}", at=data.to_at, fit=False
    )
