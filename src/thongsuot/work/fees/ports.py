"""What fees want of a payment gateway. An adapter lives above, in the room of edges, and registers itself here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """An order to be paid: `code` is our number of it, `text` what the payer reads at his bank."""

    code: str
    vnd: int
    text: str
    made_at: datetime
    expires_at: datetime
    return_url: str
    payer_address: str
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway says of an order, its signature checked: `ref` is the gateway's own number of the payment."""

    code: str
    ref: str
    vnd: int
    is_paid: bool


class Unanswered(Exception):
    """Nothing that can be believed came back; `why` in a few words, without addresses. Ask again later."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Stand(StrEnum):
    """What a gateway says of what it was asked about."""

    DONE = "done"
    UNDER_WAY = "under_way"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # it never heard of it


@dataclass(frozen=True, slots=True)
class Question:
    """What became of the order `code`; `ref` the gateway's own number where we know it, `mark` that of the question."""

    mark: str
    code: str
    made_at: datetime
    at: datetime
    ref: str = ""


@dataclass(frozen=True, slots=True)
class BackAsked:
    """Money of the payment `ref` that the gateway is to give back. The same `mark` asks for the same, however often."""

    mark: str
    code: str
    ref: str
    vnd: int
    is_whole: bool
    made_at: datetime
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a gateway answered, its signature checked; `is_back`: it speaks of money given back, not of the payment."""

    stand: Stand
    ref: str = ""
    vnd: int = 0
    is_back: bool = False
    said: str = ""


class PaymentGateway(Protocol):
    """One outside payment service."""

    name: str
    title: str

    def is_configured(self) -> bool:
        """Whether it may be offered to citizens."""

    def pay_url(self, asked: Asked) -> str:
        """Where the browser goes to pay; signed."""

    def read(self, params: Mapping[str, str]) -> Told | None:
        """What the message says, or None when its signature is not the gateway's."""

    def may_be_asked(self) -> bool:
        """Whether `ask` and `give_back` have somewhere to go."""

    def ask(self, question: Question) -> Answered:
        """What became of an order, or of money that is given back for it. Raises `Unanswered`."""

    def give_back(self, asked: BackAsked) -> Answered:
        """Ask for money to be given back to the payer. Raises `Unanswered`."""


_gateways: dict[str, PaymentGateway] = {}


def register(gateway: PaymentGateway) -> None:
    """Offer a gateway; a later one of the same name takes its place."""
    _gateways[gateway.name] = gateway


def gateway(name: str) -> PaymentGateway | None:
    """The gateway of this name, configured or not."""
    return _gateways.get(name)


def offered() -> tuple[PaymentGateway, ...]:
    """The gateways that a citizen may choose, by name."""
    return tuple(one for _, one in sorted(_gateways.items()) if one.is_configured())


def askable() -> tuple[PaymentGateway, ...]:
    """The gateways that can be asked about payments, by name."""
    return tuple(one for one in offered() if one.may_be_asked())
