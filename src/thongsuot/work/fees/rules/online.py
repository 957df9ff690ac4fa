"""Where the money of a dossier was paid: at a counter, at the national portal, or online with the province."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from thongsuot.kernel.law import law

NATIONAL = "dvcqg"  # before the number of a payment that the national portal took


class PaidAt(StrEnum):
    """Online, at whose gateway."""

    NATIONAL = "national"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in; `is_ordered`: for a code that the payer had from us (a QR code, a gateway)."""

    method: str
    external_ref: str
    is_ordered: bool


@law("QĐ 766/QĐ-TTg", "chỉ số 3.6: hồ sơ thanh toán trực tuyến trên Cổng quốc gia hoặc qua cổng của bộ, tỉnh")
def paid_online(payments: Iterable[Payment]) -> PaidAt | None:
    """At whose gateway all of it was paid; None when nothing was paid, or a part came over the counter.

    Of payments at both the national portal's counts: the province's own gateway took only a part.
    """
    found = {_where(one) for one in payments}
    if not found or None in found:
        return None
    return PaidAt.NATIONAL if PaidAt.NATIONAL in found else PaidAt.OWN


def _where(one: Payment) -> PaidAt | None:
    if one.method == "gateway":
        return PaidAt.NATIONAL if one.external_ref.startswith(f"{NATIONAL}:") else PaidAt.OWN
    return PaidAt.OWN if one.method == "bank" and one.is_ordered else None
