"""The trial balance of a switch on official paper: what each old agency had, where it went, what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import codes, dates
from thongsuot.plumbing.paper.press import Standard

HERE = Path(__file__).parent
ITEMS = {
    "grants": "Quyền của cán bộ", "points": "Điểm phục vụ", "seals": "Con dấu", "tasks": "Việc đang mở",
}  # fmt: skip
PARTS = {"competent": "có thẩm quyền", "holder": "đang giữ"}
STATES = {
    "received": "đã tiếp nhận", "processing": "đang xử lý", "waiting": "chờ bổ sung", "decided": "đã có kết quả",
}  # fmt: skip
KINDS = {"activation": "Đã thực hiện", "rehearsal": "Chạy thử, đã trả lại như cũ", "undo": "Đã hoàn lại"}
RECALLED = "thu hồi"
TITLE = "Bảng cân đối chuyển giao"
REPORT = "can-doi.json"  # the name under which the file carries the report
CARRYING: tuple[Standard, ...] = ("a-3a", "ua-1")  # PDF/A-2 may carry nothing but PDF/A


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """`went` in words: "UBND phường … (12); …"."""

    agency: str
    item: str
    before: int
    went: str
    after: int
    difference: int


@dataclass(frozen=True, slots=True)
class BalanceTotal:
    """One kind of thing over all agencies. `moved`: what left its agency; a dossier counts where it lay."""

    item: str
    before: int
    moved: int
    after: int
    difference: int


@dataclass(frozen=True, slots=True)
class BalanceData:
    """`agency` issues the paper at `place`; `digest` is the SHA-256 of the report that the paper shows.

    `report` is the machine's own text of it (JSON, ASCII), carried in the file; `grounds`: acts, each once.
    """

    agency: str
    place: str
    plan: str
    grounds: tuple[str, ...]
    kind: str
    day: date
    at: datetime
    moved: int
    arrived: int
    by_part: int
    olds: int
    news: int
    totals: tuple[BalanceTotal, ...]
    lines: tuple[BalanceLine, ...]
    holds: bool
    digest: str
    report: str


def balance_pdf(data: BalanceData) -> bytes:
    """The balance as an archival PDF, A4, with the report itself attached (PDF/A-3)."""
    told = asdict(data)
    record: dict[str, Any] = {
        **{key: told[key] for key in ("agency", "place", "plan", "kind", "holds", "digest", "report", "olds", "news")},
        "issued_in_words": dates.day_in_words(dates.local_day(data.at)), "day": f"{data.day:%d/%m/%Y}",
        "at": dates.instant_in_words(data.at), "grounds": "; ".join(data.grounds),
        "moved": number(data.moved), "arrived": number(data.arrived), "by_part": number(data.by_part),
        "on_behalf": f"TM. {data.agency.upper()}",
        "qr": codes.qr_svg(data.digest), "is_demo": False, "totals": _shown(told["totals"]), "lines": _shown(told["lines"]),
    }  # fmt: skip
    return paper.render_many(
        HERE / "balance.typ",
        [record],
        title=TITLE,
        at=data.at,
        fit=False,
        standards=CARRYING,
    )


def _shown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{k: number(v) if isinstance(v, int) else v for k, v in row.items()} for row in rows]


def number(value: int) -> str:
    """ "1.234.567", as Vietnamese papers write it."""
    return f"{value:,}".replace(",", ".")


def item_in_words(item: str) -> str:
    """What a line of the balance counts, as the paper says it: `grants`, `dossiers.holder.received`, …"""
    if item in ITEMS:
        return ITEMS[item]
    _, part, state = item.split(".")
    return f"Hồ sơ {STATES[state]}, {PARTS[part]}"
