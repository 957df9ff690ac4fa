"""What the simulated gateway remembers: payments and money given back, and how it answers questions about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from thongsuot.edges.exchange.vnpay import protocol, questions

_numbers = count(15_000_001)


class Fault(StrEnum):
    """How it misbehaves when it is asked."""

    NONE = "none"
    DEAF = "deaf"  # neither hears nor answers
    LOST_ANSWER = "lost_answer"  # does what was asked, and the answer never comes
    WRONG_SUM = "wrong_sum"
    WRONG_SIGNATURE = "wrong_signature"
    BUSY = "busy"  # the protocol's own "other error"
    SLOW = "slow"  # takes it in hand, done when it is asked again
    REFUSES = "refuses"  # gives nothing back


@dataclass(slots=True)
class Payment:
    """One payment that was made; `vnp_` fields as the gateway tells them."""

    told: Mapping[str, str]
    backs: list["Back"] = field(default_factory=list)

    @property
    def amount(self) -> int:
        return int(self.told["vnp_Amount"])

    @property
    def kept(self) -> int:
        """What was not given back, in hundredths."""
        return self.amount - sum(one.amount for one in self.backs if one.status != "09")


@dataclass(slots=True)
class Back:
    """Money given back; `status` is the protocol's."""

    mark: str
    number: str
    kind: str
    amount: int
    status: str


class Bank:
    """Payments by the merchant's number of the order."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.payments: dict[str, list[Payment]] = {}

    def remember(self, told: Mapping[str, str]) -> None:
        """Take note of a payment as it is told to the merchant."""
        self.payments.setdefault(told["vnp_TxnRef"], []).append(Payment(told))

    def given_back(self, code: str) -> int:
        """What payers got back of an order, in đồng."""
        backs = (one for paid in self.payments.get(code, ()) for one in paid.backs if one.status != "09")
        return sum(one.amount for one in backs) // protocol.HUNDREDTHS

    def answer(self, asked: Mapping[str, str], fault: Fault = Fault.NONE) -> dict[str, str] | None:
        """What is answered; None when nothing is."""
        command = asked.get("vnp_Command", "")
        names = questions.SIGNED.get(command)
        if fault is Fault.DEAF or names is None:
            return None
        if asked.get("vnp_SecureHash") != questions.seal(asked, names, self.secret):
            return self._sealed(command, asked, {"vnp_ResponseCode": "97"}, fault)
        if fault is Fault.BUSY:
            return self._sealed(command, asked, {"vnp_ResponseCode": "99"}, fault)
        found = self._found(asked) if command == questions.QUERY else self._gave(asked, fault)
        return None if fault is Fault.LOST_ANSWER else self._sealed(command, asked, found, fault)

    def _found(self, asked: Mapping[str, str]) -> dict[str, str]:
        """The latest that happened to an order: the money that was given back, else the payment."""
        paid = self.payments.get(asked["vnp_TxnRef"], [])
        if not paid:
            return {"vnp_ResponseCode": questions.NOT_FOUND}
        backs = [one for payment in paid for one in payment.backs]
        if backs:
            last = backs[-1]
            last.status = "00" if last.status == "05" else last.status
            return _told(last)
        told = paid[0].told
        return {
            "vnp_ResponseCode": questions.OK,
            "vnp_TransactionType": questions.PAYMENT,
            **{name: told[name] for name in ("vnp_Amount", "vnp_TransactionNo", "vnp_TransactionStatus")},
        }

    def _gave(self, asked: Mapping[str, str], fault: Fault) -> dict[str, str]:
        payments = self.payments.get(asked["vnp_TxnRef"], [])
        paid = next((p for p in payments if p.told["vnp_TransactionNo"] == asked["vnp_TransactionNo"]), None)
        if paid is None:
            return {"vnp_ResponseCode": questions.NOT_FOUND}
        if any(one.mark == asked["vnp_RequestId"] for one in paid.backs):
            return {"vnp_ResponseCode": questions.AGAIN}
        if fault is Fault.REFUSES or int(asked["vnp_Amount"]) > paid.kept:
            return {"vnp_ResponseCode": questions.FAILED_THERE}
        status = "05" if fault is Fault.SLOW else "00"
        made = Back(
            asked["vnp_RequestId"], str(next(_numbers)), asked["vnp_TransactionType"], int(asked["vnp_Amount"]), status,
        )  # fmt: skip
        paid.backs.append(made)
        return _told(made)

    def _sealed(
        self, command: str, asked: Mapping[str, str], found: Mapping[str, str], fault: Fault
    ) -> dict[str, str]:
        fields = {
            "vnp_ResponseId": str(next(_numbers)),
            "vnp_Command": command,
            "vnp_TmnCode": asked.get("vnp_TmnCode", ""),
            "vnp_TxnRef": asked.get("vnp_TxnRef", ""),
            "vnp_OrderInfo": asked.get("vnp_OrderInfo", ""),
            **found,
        }
        if fault is Fault.WRONG_SUM and "vnp_Amount" in fields:
            fields["vnp_Amount"] = str(int(fields["vnp_Amount"]) + protocol.HUNDREDTHS)
        secret = self.secret + "!" if fault is Fault.WRONG_SIGNATURE else self.secret
        return questions.sealed(fields, questions.ANSWER_SIGNED[command], secret)


def _told(back: Back) -> dict[str, str]:
    return {
        "vnp_ResponseCode": questions.OK,
        "vnp_TransactionType": back.kind,
        "vnp_TransactionNo": back.number,
        "vnp_TransactionStatus": back.status,
        "vnp_Amount": str(back.amount),
    }
