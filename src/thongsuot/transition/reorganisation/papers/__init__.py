"""The trial balance of a switch on official paper: what each old agency had, where it went, what is left."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import codes, dates

HERE = Path(__file__).parent
ITEMS = {"grants": "Quyền của cán bộ", "points": "Điểm phục vụ", "seals": "Con dấu"}
PARTS = {"competent": "có thẩm quyền", "holder": "đang giữ"}
STATES = {
    "received": "đã tiếp nhận", "processing": "đang xử lý", "waiting": "chờ bổ sung", "decided": "đã có kết quả",
}  # fmt: skip
KINDS = {"activation": "Đã thực hiện", "rehearsal": "Chạy thử, đã trả lại như cũ", "undo": "Đã hoàn lại"}
RECALLED = "thu hồi"


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
class BalanceData:
    """`agency` issues the paper at `place`; `digest` is the SHA-256 of the report that the paper shows."""

    agency: str
    place: str
    plan: str
    kind: str
    day: date
    at: datetime
    moved: int
    lines: tuple[BalanceLine, ...]
    holds: bool
    digest: str


def balance_pdf(data: BalanceData) -> bytes:
    """The balance as an archival PDF, A4."""
    record: dict[str, Any] = {
        "agency": data.agency, "place": data.place, "plan": data.plan, "kind": data.kind, "holds": data.holds,
        "issued_in_words": dates.day_in_words(dates.local_day(data.at)), "day": f"{data.day:%d/%m/%Y}",
        "moved": f"{data.moved:,}",
        "digest": data.digest, "qr": codes.qr_svg(data.digest), "is_demo": False,
        "lines": [
            {
                "agency": line.agency, "item": line.item, "before": line.before, "went": line.went, "after": line.after,
                "difference": line.difference,
            }
            for line in data.lines
        ],
    }  # fmt: skip
    return paper.render_many(
        HERE / "balance.typ", [record], title="Bảng cân đối chuyển giao", at=data.at, fit=False
    )


def item_in_words(item: str) -> str:
    """What a line of the balance counts, as the paper says it: `grants`, `dossiers.holder.received`, …"""
    if item in ITEMS:
        return ITEMS[item]
    _, part, state = item.split(".")
    return f"Hồ sơ {STATES[state]}, {PARTS[part]}"
