"""What must be right in something that arrives before a verb may even be tried."""

from collections.abc import Mapping
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

FILING, SUPPLEMENT, PAYMENT = "HoSo", "BoSung", "ThanhToan"
KINDS = {FILING: "Hồ sơ mới", SUPPLEMENT: "Bổ sung giấy tờ", PAYMENT: "Thanh toán"}
WANTED = {
    FILING: ("MaHoSo", "MaTTHC", "ChuHoSo", "MaXa"),
    SUPPLEMENT: ("MaHoSo",),
    PAYMENT: ("MaHoSo", "MaGiaoDich", "SoTien"),
}


@house_rule(
    "what cannot be read is kept with the reasons, so that a person can put it right at the other side"
)
def arrival_problems(kind: str, body: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Why it cannot even be tried; nothing when it can."""
    if kind not in WANTED:
        return (Problem("kind_unknown", "Không rõ loại bản tin “{kind}”.", "Loai", {"kind": kind[:40]}),)
    found = [
        Problem("field_missing", "Bản tin thiếu trường {name}.", name, {"name": name})
        for name in WANTED[kind]
        if not str(body.get(name) or "").strip()
    ]
    if kind == PAYMENT and not _is_amount(body.get("SoTien")):
        found.append(Problem("amount_bad", "Số tiền phải là số nguyên lớn hơn 0.", "SoTien"))
    return tuple(found)


def _is_amount(given: Any) -> bool:
    text = str(given if given is not None else "")
    return text.isascii() and text.isdigit() and int(text[:15]) > 0 and len(text) <= 15
