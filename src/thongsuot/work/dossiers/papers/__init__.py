"""The forms of TT 03/2025/TT-VPCP as PDF: plain frozen data in, bytes out; nothing is looked up."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import dates
from thongsuot.work.dossiers.papers.forms import (
    NAMES,
    ApologyData,
    AskForMoreData,
    ControlSheetData,
    DossierPaper,
    FeeLine,
    HopLine,
    IssuedPaper,
    MissingLine,
    Naming,
    PaperLine,
    ReasonLine,
    RefusalData,
    RegisterData,
    RegisterLine,
    ResultData,
    SlipData,
    StopNoticeData,
)

__all__ = [
    "NAMES",
    "ApologyData",
    "AskForMoreData",
    "ControlSheetData",
    "FeeLine",
    "HopLine",
    "MissingLine",
    "Naming",
    "PaperLine",
    "ReasonLine",
    "RefusalData",
    "RegisterData",
    "RegisterLine",
    "ResultData",
    "SlipData",
    "StopNoticeData",
    "apology_pdf",
    "ask_for_more_pdf",
    "control_sheet_pdf",
    "refusal_pdf",
    "register_pdf",
    "result_pdf",
    "slip_pdf",
    "slips_pdf",
    "stop_notice_pdf",
]

_HERE = Path(__file__).parent


def slip_pdf(data: SlipData) -> bytes:
    """Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả: one PDF/A-2a, PDF/UA-1."""
    return slips_pdf([data])


def slips_pdf(slips: Sequence[SlipData]) -> bytes:
    """Mẫu 01 many times in one PDF, each on its own page. ValueError if there is none."""
    return _print("slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", slips, _slip_record)


def ask_for_more_pdf(data: AskForMoreData) -> bytes:
    """Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    return _print("ask_for_more", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", [data])


def refusal_pdf(data: RefusalData) -> bytes:
    """Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    return _print("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", [data], _named_record)


def apology_pdf(data: ApologyData) -> bytes:
    """Mẫu 04, Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết."""
    title = "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    return _print("apology", title, [data], _answer_record)


def stop_notice_pdf(data: StopNoticeData) -> bytes:
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ."""
    return _print("stop_notice", "Thông báo dừng giải quyết hồ sơ", [data], _answer_record)


def result_pdf(data: ResultData) -> bytes:
    """Thông báo kết quả giải quyết thủ tục hành chính."""
    return _print("result", "Thông báo kết quả giải quyết thủ tục hành chính", [data], _result_record)


def control_sheet_pdf(data: ControlSheetData) -> bytes:
    """Mẫu 06, Phiếu kiểm soát quá trình giải quyết hồ sơ."""
    return _print("control_sheet", "Phiếu kiểm soát quá trình giải quyết hồ sơ", [data])


def register_pdf(data: RegisterData) -> bytes:
    """Mẫu 07, Sổ theo dõi hồ sơ, on its side; any number of lines, about 3 ms each."""
    record = _printed_fields(data) | _issued(data)
    return paper.render_many(
        _HERE / "register.typ", [record], title=f"Sổ theo dõi hồ sơ {data.book}", at=data.issued_at, fit=False
    )


def _slip_record(data: SlipData) -> dict[str, Any]:
    record = _named_record(data)
    if data.due_at is None:
        record["due_at"] = "theo thông báo của cơ quan giải quyết"
    return record


def _result_record(data: ResultData) -> dict[str, Any]:
    return _answer_record(data) | {"qr_says": "Kiểm tra chữ ký số"}


def _answer_record(data: ApologyData | StopNoticeData | ResultData) -> dict[str, Any]:
    return _named_record(data) | {"responsible": data.responsible or data.agency}


def _named_record(data: SlipData | RefusalData | ApologyData | StopNoticeData | ResultData) -> dict[str, Any]:
    return _record(data) | {"received_by": data.received_by or data.agency}


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
        title=f"{title} {first.code}".strip() if len(papers) == 1 else title,
        at=first.issued_at,
    )


def _record(data: DossierPaper) -> dict[str, Any]:
    """What a template reads of a paper about a dossier: its fields, and the codes a machine reads."""
    codes = {
        "qr": paper.qr_svg(data.tracking_url) if data.tracking_url else "",
        "bars": paper.code128_svg(data.code) if data.code else "",
    }
    return _printed_fields(data) | _issued(data) | codes


def _issued(data: IssuedPaper) -> dict[str, Any]:
    return {"issued_in_words": dates.day_in_words(dates.local_day(data.issued_at))}


def _printed_fields(data: Any, instant: Callable[[datetime], str] = dates.instant_in_words) -> dict[str, Any]:
    return {item.name: _printed(getattr(data, item.name), instant) for item in fields(data)}


def _printed(value: Any, instant: Callable[[datetime], str]) -> Any:
    """A field as JSON can carry it; instants in words, but in figures within the lines of a table."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, paper.Signature):
        return {"lines": value.lines(), "name": value.name, "note": value.note}
    if isinstance(value, tuple):
        return [_printed(item, dates.instant_in_figures) for item in value]
    return _printed_fields(value, instant) if is_dataclass(value) else value
