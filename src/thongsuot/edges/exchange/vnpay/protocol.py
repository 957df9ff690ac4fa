"""VNPAY 2.1.0 on the wire, as its public integration guide has it: fields, their order, their signature."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

VERSION, COMMAND, CURRENCY, ORDER_TYPE = "2.1.0", "pay", "VND", "other"
PAID = "00"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
SIGNATURE = ("vnp_SecureHash", "vnp_SecureHashType")
HUNDREDTHS = 100  # amounts travel without a decimal point, times a hundred


@dataclass(frozen=True, slots=True)
class Message:
    """What a signed message says of an order."""

    txn_ref: str
    transaction_no: str
    vnd: int
    is_paid: bool


def signed(params: Mapping[str, str], secret: str) -> str:
    """The parameters as a query string in their signing order, with the signature at its end."""
    query = _query(params)
    return f"{query}&vnp_SecureHash={_seal(query, secret)}"


def is_genuine(params: Mapping[str, str], secret: str) -> bool:
    """Whether the signature is that of the secret over everything else."""
    given = params.get("vnp_SecureHash", "").lower()
    kept = {
        name: value for name, value in params.items() if name not in SIGNATURE and name.startswith("vnp_")
    }
    return hmac.compare_digest(given.encode(), _seal(_query(kept), secret).encode())


def read(params: Mapping[str, str]) -> Message | None:
    """A genuine message; None when a field that everything hangs on cannot be read."""
    amount = params.get("vnp_Amount", "")
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= 15) or int(amount) % HUNDREDTHS:
        return None
    code, reference = params.get("vnp_TxnRef", ""), params.get("vnp_TransactionNo", "")
    if not code or not reference:
        return None
    is_paid = params.get("vnp_ResponseCode") == PAID and params.get("vnp_TransactionStatus", PAID) == PAID
    return Message(code, reference, int(amount) // HUNDREDTHS, is_paid)


def clock(at: datetime) -> str:
    """`20261123090500`, Vietnamese time."""
    return at.astimezone(HERE).strftime("%Y%m%d%H%M%S")


def _query(params: Mapping[str, str]) -> str:
    """Sorted by name, empty ones left out, coded as PHP's urlencode does, with which the gateway signs."""
    return "&".join(f"{_coded(name)}={_coded(value)}" for name, value in sorted(params.items()) if value)


def _coded(text: str) -> str:
    return quote_plus(text).replace("~", "%7E")


def _seal(query: str, secret: str) -> str:
    return hmac.new(secret.encode(), query.encode(), hashlib.sha512).hexdigest()
