"""The law of fees: quotes and reliefs, the ledger's postings, states of money, codes for banks, comparing."""

from thongsuot.work.fees.rules.ledger import (
    Account,
    Balance,
    Kind,
    Money,
    Posting,
    assessed,
    collected,
    is_even,
    money_state,
    refunded,
    series_of,
)
from thongsuot.work.fees.rules.matching import Match, judged, named_in, squeezed
from thongsuot.work.fees.rules.online import NATIONAL, PaidAt, Payment, paid_online
from thongsuot.work.fees.rules.packs import BANK_COLUMNS, RELIEFS, TARIFFS, relief_faults
from thongsuot.work.fees.rules.quotes import (
    Charge,
    Count,
    Line,
    Quote,
    Relief,
    Tariff,
    charge_problems,
    count_problems,
    quote,
    recounted,
    reduced,
    total,
)
from thongsuot.work.fees.rules.reconciling import Booked, Compared, Difference, Stated, compare
from thongsuot.work.fees.rules.statements import StatementLine, read_statement
from thongsuot.work.fees.rules.vietqr import crc16, read_vietqr, vietqr

METHODS = {"cash": "Tiền mặt", "bank": "Chuyển khoản", "gateway": "Cổng thanh toán"}

__all__ = [
    "BANK_COLUMNS",
    "METHODS",
    "NATIONAL",
    "RELIEFS",
    "TARIFFS",
    "Account",
    "Balance",
    "Booked",
    "Charge",
    "Compared",
    "Count",
    "Difference",
    "Kind",
    "Line",
    "Match",
    "Money",
    "PaidAt",
    "Payment",
    "Posting",
    "Quote",
    "Relief",
    "Stated",
    "StatementLine",
    "Tariff",
    "assessed",
    "charge_problems",
    "collected",
    "compare",
    "count_problems",
    "crc16",
    "is_even",
    "judged",
    "money_state",
    "named_in",
    "paid_online",
    "quote",
    "read_statement",
    "read_vietqr",
    "recounted",
    "reduced",
    "refunded",
    "relief_faults",
    "series_of",
    "squeezed",
    "total",
    "vietqr",
]
