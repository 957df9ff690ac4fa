"""Reading the money: `prices` from the registers, `standing` of a dossier, `days` of a counter or an account.

`books`: the register of receipts of an office · `series`: its numbers, and drawers that nobody closed.
"""

from thongsuot.work.fees.queries.books import Receipted, receipts
from thongsuot.work.fees.queries.days import (
    ClosingRecord,
    Doubtful,
    Drawer,
    GatewaySum,
    account_day,
    closing,
    closings,
    doubtful_day,
    drawer,
    gateway_day,
)
from thongsuot.work.fees.queries.prices import price, price_of, reliefs, tariffs
from thongsuot.work.fees.queries.series import CashLeft, ReceiptSeries, cash_left, receipt_series
from thongsuot.work.fees.queries.standing import (
    Collected,
    OrderRecord,
    Standing,
    TransferRecord,
    charged,
    charged_lines,
    collecting_account,
    money_moved,
    order_by_code,
    orders_of,
    owing,
    paid_at,
    payment_by_ref,
    standing,
    transfer,
    transfers_of,
    ways_of,
)

__all__ = [
    "CashLeft",
    "ClosingRecord",
    "Collected",
    "Doubtful",
    "Drawer",
    "GatewaySum",
    "OrderRecord",
    "ReceiptSeries",
    "Receipted",
    "Standing",
    "TransferRecord",
    "account_day",
    "cash_left",
    "charged",
    "charged_lines",
    "closing",
    "closings",
    "collecting_account",
    "doubtful_day",
    "drawer",
    "gateway_day",
    "money_moved",
    "order_by_code",
    "orders_of",
    "owing",
    "paid_at",
    "payment_by_ref",
    "price",
    "price_of",
    "receipt_series",
    "receipts",
    "reliefs",
    "standing",
    "tariffs",
    "transfer",
    "transfers_of",
    "ways_of",
]
