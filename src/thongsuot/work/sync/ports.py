"""What synchronisation wants of the outside. Adapters live above, in the room of edges, and register themselves here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from thongsuot.kernel.errors import Problem, Refused

PORTAL, WEBHOOK, PROVINCE = "portal", "webhook", "province"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told. `secrets` sign what goes to a webhook, the newest first; the portal has none here.

    A webhook without any is not to be sent to: what nobody signed nobody must believe.
    """

    id: int
    kind: str
    authority_id: int
    agency_id: int | None
    name: str
    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: `event_id` stays the same however often it is sent; it tells of one step of one dossier.

    `subject`: it is about something else that another module keeps under this id; there is no dossier then.
    """

    event_id: UUID
    dossier_id: UUID
    step: int
    service: str
    attempt: int
    at: datetime
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side has it."""

    answer: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The other side is there and does not take this one message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Away:
    """The other side is not there, or nobody knows what it did: the same message will be sent again."""

    reason: str
    retry_after: timedelta | None = None


Outcome = Accepted | Rejected | Away


class Line(Protocol):
    """An open way to one receiver."""

    def send(self, outgoing: Outgoing) -> Outcome:
        """Send one message; whatever the other side does comes back as an outcome, never as an exception."""

    def close(self) -> None:
        """Hang up."""


class Channel(Protocol):
    """How messages go to receivers of one kind."""

    kind: str

    def is_configured(self) -> bool:
        """Whether there is anybody to talk to."""

    def open(self, receiver: Receiver) -> Line:
        """A way to a receiver; connects when the first message is sent."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing that the portal holds for us, as it came. `key` is its own number there, `about` its dossier's code."""

    key: str
    kind: str
    about: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what arrived; `cursor` is where the next one begins."""

    items: tuple[Arrived, ...]
    cursor: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Theirs:
    """How the portal says that a dossier stands. `status` 1–10; `day` it was received."""

    code: str
    status: int
    day: date | None


class Portal(Channel, Protocol):
    """The national portal: also asked, for what it holds for us and for how it says that dossiers stand."""

    def arrivals(self, cursor: str) -> Page:
        """What came since `cursor`. Raises `Unreachable`."""

    def dossier(self, code: str) -> Sequence[Arrived]:
        """What it holds for us about one dossier, whether it gave it before or not. Raises `Unreachable`."""

    def statuses(self, from_day: date, to_day: date) -> Sequence[Theirs]:
        """The dossiers that it knows as received on these days (both inclusive). Raises `Unreachable`."""

    def file(self, address: str) -> bytes:
        """The content of a file where a message says that it lies. Raises `Unreachable`, `NotGiven`."""


class Unreachable(Exception):
    """The portal did not answer, or not in its own language."""


class NotGiven(Exception):
    """The portal is there and does not give a file; `is_final`: it never will."""

    def __init__(self, problem: Problem, *, is_final: bool) -> None:
        self.problem, self.is_final = problem, is_final
        super().__init__(problem.code)


# Which of these dossiers a receiver of a kind is told of: what it handed over to us, and nothing else.
Chooser = Callable[[int, Sequence[UUID]], frozenset[UUID]]

_channels: dict[str, Channel] = {}
_choosers: dict[str, Chooser] = {}
_portals: list[Portal] = []


def register(channel: Channel) -> None:
    """Offer a channel; a later one of the same kind takes its place."""
    _channels[channel.kind] = channel


def register_portal(portal: Portal) -> None:
    """Offer the national portal; a later one takes its place."""
    _portals[:] = [portal]
    register(portal)


def choose(kind: str, chooser: Chooser) -> None:
    """Let `chooser` say what receivers of a kind are told of; a later one takes its place."""
    _choosers[kind] = chooser


def chosen(kind: str, receiver_id: int, dossier_ids: Sequence[UUID]) -> frozenset[UUID] | None:
    """Which of these dossiers the receiver is told of; None: nobody chooses for this kind."""
    chooser = _choosers.get(kind)
    return chooser(receiver_id, dossier_ids) if chooser else None


def channel(kind: str) -> Channel | None:
    """The channel of this kind, configured or not."""
    return _channels.get(kind)


def portal() -> Portal | None:
    """The national portal, if it is configured."""
    return next((one for one in _portals if one.is_configured()), None)


@contextmanager
def asking() -> Iterator[Portal]:
    """The national portal, for a person who waits for its answer. Raises `Refused`: none is connected, or it is away."""
    found = portal()
    if found is None:
        raise Refused(Problem("no_portal", "Chưa kết nối Cổng Dịch vụ công quốc gia."))
    try:
        yield found
    except Unreachable:
        raise Refused(
            Problem("portal_away", "Cổng Dịch vụ công quốc gia đang không trả lời. Hãy thử lại sau ít phút.")
        ) from None
