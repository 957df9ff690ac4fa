"""What fees want of a payment gateway. An adapter lives above, in the room of edges, and registers itself here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
