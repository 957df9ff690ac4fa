"""The forms of TT 03/2025/TT-VPCP as PDF: plain frozen data in, bytes out; nothing is looked up."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import dates
from thongsuot.work.dossiers.papers.forms import DossierPaper, FeeLine, PaperLine, SlipData

__all__ = ["FeeLine", "PaperLine", "SlipData", "slip_pdf", "slips_pdf"]

_HERE = Path(__file__).parent


def slip_pdf(data: SlipData) -> bytes:
    """Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả: one PDF/A-2a, PDF/UA-1."""
    return slips_pdf([data])


def slips_pdf(slips: Sequence[SlipData]) -> bytes:
    """Mẫu 01 many times in one PDF, each on its own page. ValueError if there is none."""
    return _print("slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", slips, _slip_record)


def _slip_record(data: SlipData) -> dict[str, Any]:
    record = _record(data) | {"received_by": data.received_by or data.agency}
    if data.due_at is None:
        record["due_at"] = "theo thông báo của cơ quan giải quyết"
    return record


def _print(
    form: str, title: str, papers: Sequence[Any], record: Callable[[Any], dict[str, Any]] | None = None
) -> bytes:
    """All papers on the template `form`.typ, dated as the first of them."""
    if not papers:
        raise ValueError("nothing to print")
    first: DossierPaper = papers[0]
    return paper.render_many(
        _HERE / f"{form}.typ",
        [(record or _record)(data) for data in papers],
        title=f"{title} {first.code}" if len(papers) == 1 else title,
        at=first.issued_at,
    )


def _record(data: DossierPaper) -> dict[str, Any]:
    """What a template reads: the fields of `data` as text, and the codes a machine reads."""
    own = {item.name: _printable(getattr(data, item.name)) for item in fields(data)}
    return own | {
        "issued_in_words": dates.day_in_words(dates.local_day(data.issued_at)),
        "qr": paper.qr_svg(data.tracking_url),
        "bars": paper.code128_svg(data.code),
    }


def _printable(value: Any) -> Any:
    if isinstance(value, datetime):
        return dates.instant_in_words(value)
    if isinstance(value, paper.Signature):
        return {"lines": value.lines(), "name": value.name, "note": value.note}
    if isinstance(value, tuple):
        return [_printable(item) for item in value]
    if is_dataclass(value):
        return {item.name: _printable(getattr(value, item.name)) for item in fields(value)}
    return value
