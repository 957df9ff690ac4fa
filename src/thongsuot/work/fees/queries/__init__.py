"""Reading the money: `prices` from the registers, `standing` of a dossier, `days` of a counter or an account.

`books`: the register of receipts of an office.
"""

from thongsuot.work.fees.queries.books import Receipted, receipts
from thongsuot.work.fees.queries.days import (
    ClosingRecord,
    Drawer,
    account_day,
    closing,
    closings,
    drawer,
)
from thongsuot.work.fees.queries.prices import price, price_of, reliefs, tariffs
from thongsuot.work.fees.queries.standing import (
    Collected,
    OrderRecord,
    Standing,
    TransferRecord,
    charged_lines,
    collecting_account,
    order_by_code,
    orders_of,
    owing,
    payment_by_ref,
    standing,
    transfer,
    transfers_of,
)

__all__ = [
    "ClosingRecord",
    "Collected",
    "Drawer",
    "OrderRecord",
    "Receipted",
    "Standing",
    "TransferRecord",
    "account_day",
    "charged_lines",
    "closing",
    "closings",
    "collecting_account",
    "drawer",
    "order_by_code",
    "orders_of",
    "owing",
    "payment_by_ref",
    "price",
    "price_of",
    "receipts",
    "reliefs",
    "standing",
    "tariffs",
    "transfer",
    "transfers_of",
]
