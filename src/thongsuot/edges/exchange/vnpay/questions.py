"""VNPAY 2.1.0 between servers: what became of an order (querydr), and money back (refund), signed field by field."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from thongsuot.edges.exchange.vnpay.protocol import HUNDREDTHS, VERSION, clock
from thongsuot.work.fees.ports import Answered, BackAsked, Question, Stand, Unanswered

QUERY, REFUND = "querydr", "refund"
WHOLE, PART, PAYMENT = "02", "03", "01"
OK, NOT_FOUND, AGAIN, FAILED_THERE = "00", "91", "94", "95"
OUR_ADDRESS = "127.0.0.1"
STATUSES = {"00": Stand.DONE, "02": Stand.REFUSED, "09": Stand.REFUSED}
UNDER_WAY = ("01", "04", "05", "06", "07")

_ASKED = ("RequestId", "Version", "Command", "TmnCode")
SIGNED = {
    QUERY: (*_ASKED, "TxnRef", "TransactionDate", "CreateDate", "IpAddr", "OrderInfo"),
    REFUND: (
        *_ASKED, "TransactionType", "TxnRef", "Amount", "TransactionNo", "TransactionDate", "CreateBy", "CreateDate",
        "IpAddr", "OrderInfo",
    ),
}  # fmt: skip
_ANSWERED = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo",
)  # fmt: skip
ANSWER_SIGNED = {QUERY: (*_ANSWERED, "PromotionCode", "PromotionAmount"), REFUND: _ANSWERED}


def seal(fields: Mapping[str, str], names: tuple[str, ...], secret: str) -> str:
    """The signature over the values of these fields in this order, parted by bars."""
    text = "|".join(fields.get(f"vnp_{name}", "") for name in names)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def sealed(fields: Mapping[str, str], names: tuple[str, ...], secret: str) -> dict[str, str]:
    """The fields with their signature."""
    return {**fields, "vnp_SecureHash": seal(fields, names, secret)}


def question(asked: Question, *, tmn: str, secret: str) -> dict[str, str]:
    """The body of a querydr."""
    fields = _common(QUERY, asked.mark, asked.code, asked.made_at, asked.at, tmn)
    fields["vnp_OrderInfo"] = f"Hoi giao dich {asked.code}"
    if asked.ref:
        fields["vnp_TransactionNo"] = asked.ref
    return sealed(fields, SIGNED[QUERY], secret)


def back(asked: BackAsked, *, tmn: str, secret: str) -> dict[str, str]:
    """The body of a refund."""
    fields = {
        **_common(REFUND, asked.mark, asked.code, asked.made_at, asked.at, tmn),
        "vnp_TransactionType": WHOLE if asked.is_whole else PART,
        "vnp_Amount": str(asked.vnd * HUNDREDTHS),
        "vnp_TransactionNo": asked.ref,
        "vnp_CreateBy": asked.by,
        "vnp_OrderInfo": f"Hoan tien {asked.code}",
    }
    return sealed(fields, SIGNED[REFUND], secret)


def _common(command: str, mark: str, code: str, made_at: datetime, at: datetime, tmn: str) -> dict[str, str]:
    return {
        "vnp_RequestId": mark,
        "vnp_Version": VERSION,
        "vnp_Command": command,
        "vnp_TmnCode": tmn,
        "vnp_TxnRef": code,
        "vnp_TransactionDate": clock(made_at),
        "vnp_CreateDate": clock(at),
        "vnp_IpAddr": OUR_ADDRESS,
    }


def read(told: Mapping[str, str], *, command: str, code: str, secret: str) -> Answered:
    """What an answer says of the order `code`. Raises `Unanswered` for one that is forged, foreign or not final."""
    given = told.get("vnp_SecureHash", "").lower()
    if not hmac.compare_digest(given.encode(), seal(told, ANSWER_SIGNED[command], secret).encode()):
        raise Unanswered("chữ ký không đúng")
    response, said = told.get("vnp_ResponseCode", ""), told.get("vnp_Message", "")[:200]
    if response == NOT_FOUND:
        return Answered(
            Stand.UNKNOWN if command == QUERY else Stand.REFUSED, is_back=command == REFUND, said=said
        )
    if command == REFUND and response == AGAIN:
        return Answered(Stand.UNDER_WAY, is_back=True, said=said)
    if command == REFUND and response == FAILED_THERE:
        return Answered(Stand.REFUSED, is_back=True, said=said)
    if response != OK or told.get("vnp_TxnRef") != code:
        raise Unanswered(f"mã trả lời {response[:4]}")
    return Answered(
        _stand(told.get("vnp_TransactionStatus", "")), told.get("vnp_TransactionNo", ""), _vnd(told),
        is_back=command == REFUND or told.get("vnp_TransactionType", PAYMENT) in (WHOLE, PART), said=said,
    )  # fmt: skip


def _stand(status: str) -> Stand:
    if status in UNDER_WAY:
        return Stand.UNDER_WAY
    if status not in STATUSES:
        raise Unanswered(f"trạng thái {status[:4]}")
    return STATUSES[status]


def _vnd(told: Mapping[str, str]) -> int:
    amount = told.get("vnp_Amount", "")
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= 15) or int(amount) % HUNDREDTHS:
        raise Unanswered("số tiền không đọc được")
    return int(amount) // HUNDREDTHS
