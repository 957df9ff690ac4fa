"""Verbs of the money. `charging` what is due · `moving` money in and out · `ordering` online · `loading` the registers.

`asking` gateways what became of a payment · `giving_back` what they took · `statements` of the bank.
"""

from thongsuot.work.fees.services.asking import ask_gateways
from thongsuot.work.fees.services.charging import assess, count
from thongsuot.work.fees.services.claiming import claim_relief, decide_relief
from thongsuot.work.fees.services.closing import close_counter
from thongsuot.work.fees.services.giving_back import refund_online
from thongsuot.work.fees.services.loading import load_bank_columns, load_reliefs, load_tariffs
from thongsuot.work.fees.services.moving import collect, refund
from thongsuot.work.fees.services.ordering import BY_QR, Verdict, order, settle, take_in
from thongsuot.work.fees.services.statements import book_statement, load_statement, resolve

__all__ = [
    "BY_QR",
    "Verdict",
    "ask_gateways",
    "assess",
    "book_statement",
    "claim_relief",
    "close_counter",
    "collect",
    "count",
    "decide_relief",
    "load_bank_columns",
    "load_reliefs",
    "load_statement",
    "load_tariffs",
    "order",
    "refund",
    "refund_online",
    "resolve",
    "settle",
    "take_in",
]
