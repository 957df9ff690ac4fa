"""A ledger of two sides: every transfer's postings sum to zero. Debits are positive, credits negative.

`due` is what the citizen still owes us, `owed` what we owe him, `income` what was charged; the rest is where the
money lies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.law import house_rule, law


class Account(StrEnum):
    DUE = "due"
    INCOME = "income"
    OWED = "owed"
    CASH = "cash"
    BANK = "bank"
    GATEWAY = "gateway"


class Kind(StrEnum):
    ASSESS = "assess"
    PAY = "pay"
    REFUND = "refund"


@house_rule("One series of numbers for each office, kind of paper and year, so that none is missing unseen")
def series_of(code: str, *, kind: Kind, year: int) -> str:
    """The series on a receipt (BL) or a slip of money given back (HT); `code` of the office that gave it."""
    return f"{code}/{'BL' if kind is Kind.PAY else 'HT'}-{year % 100:02}"


class Money(StrEnum):
    """The state of the money of a dossier; it never says anything of the matter itself."""

    OPEN = "open"
    NONE = "none"
    DUE = "due"
    PART = "part"
    PAID = "paid"
    OWED = "owed"
    REFUNDED = "refunded"
    LAPSED = "lapsed"


MONEY_NAMES: dict[Money, str] = {
    Money.OPEN: "Chưa xác định mức thu",
    Money.NONE: "Không phải nộp",
    Money.DUE: "Chưa nộp",
    Money.PART: "Nộp một phần",
    Money.PAID: "Đã nộp đủ",
    Money.OWED: "Phải trả lại tiền",
    Money.REFUNDED: "Đã trả lại tiền",
    Money.LAPSED: "Không còn phải nộp",
}


@dataclass(frozen=True, slots=True)
class Posting:
    account: Account
    vnd: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How a dossier stands, all in đồng and none below zero; `paid` and `refunded` are totals of all time."""

    charged: int = 0
    due: int = 0
    owed: int = 0
    paid: int = 0
    refunded: int = 0


@house_rule("Two sides that do not sum to zero have lost or made money")
def is_even(postings: Iterable[Posting]) -> bool:
    """Whether the postings of a transfer sum to zero."""
    return sum(one.vnd for one in postings) == 0


@house_rule("A new assessment books only the difference; what was paid above it is owed back")
def assessed(*, vnd: int, before: Balance) -> tuple[Posting, ...]:
    """The postings by which a dossier comes to be charged `vnd` in all."""
    change = vnd - before.charged
    if change >= 0:  # what we owe already pays for it first
        used = min(change, before.owed)
        return _kept({Account.DUE: change - used, Account.OWED: used, Account.INCOME: -change})
    off = min(-change, before.due)
    return _kept({Account.DUE: -off, Account.OWED: -(-change - off), Account.INCOME: -change})


@house_rule(
    "What comes in above what is due, or after the matter has ended, is owed back and never kept in silence"
)
def collected(*, vnd: int, into: Account, before: Balance, is_ended: bool = False) -> tuple[Posting, ...]:
    """The postings of a payment of `vnd` > 0."""
    settles = 0 if is_ended else min(vnd, before.due)
    return _kept({into: vnd, Account.DUE: -settles, Account.OWED: -(vnd - settles)})


@law("NĐ 118/2025/NĐ-CP", "Điều 18 (trả lại phí, lệ phí khi hồ sơ không được giải quyết)")
def refunded(*, vnd: int, out_of: Account, before: Balance) -> tuple[Posting, ...]:
    """The postings of paying back `vnd`; what was not owed before is taken off the charge. Raises `Refused`."""
    most = before.paid - before.refunded
    refuse_if(
        [
            Problem(
                "refund_too_large",
                "Chỉ trả lại được từ 1 đồng đến số đã thu còn giữ: {most} đồng.",
                "vnd",
                {"most": most},
            )
        ]
        if not 0 < vnd <= most
        else []
    )
    from_owed = min(vnd, before.owed)
    return _kept({Account.OWED: from_owed, Account.INCOME: vnd - from_owed, out_of: -vnd})


@law("NĐ 118/2025/NĐ-CP", "trạng thái nghĩa vụ tài chính tách khỏi trạng thái giải quyết")
def money_state(
    *, balance: Balance, is_assessed: bool, is_free: bool, is_question: bool, is_ended: bool = False
) -> Money:
    """The state of the money; before an assessment what the registers say of the price counts."""
    if balance.owed:
        return Money.OWED
    if balance.refunded and not balance.due:
        return Money.REFUNDED
    if balance.charged and not balance.due:
        return Money.PAID
    if is_ended:
        return Money.LAPSED if balance.due else Money.NONE
    if balance.due:
        return Money.PART if balance.paid > balance.refunded else Money.DUE
    if is_assessed or is_free:
        return Money.NONE
    return Money.OPEN if is_question else Money.DUE


def _kept(amounts: Mapping[Account, int]) -> tuple[Posting, ...]:
    return tuple(Posting(account, vnd) for account, vnd in amounts.items() if vnd)
