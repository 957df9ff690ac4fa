"""The words of the catalogue: levels, channels, units of time, and what a record says once it is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.kernel.deadlines.terms import UNIT_NAMES
from thongsuot.kernel.law import house_rule


class Level(StrEnum):
    """Who settles a procedure. VERTICAL comes beside another level: police, tax, customs, banks."""

    WARD = "ward"
    PROVINCE = "province"
    MINISTRY = "ministry"
    OTHER = "other"
    VERTICAL = "vertical"


class Online(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Channel(StrEnum):
    """How a dossier is filed. ANY: the source states the time for a service, not for a channel."""

    DIRECT = "DIRECT"
    ONLINE = "ONLINE"
    POSTAL = "POSTAL"
    ANY = "ANY"


class Origin(StrEnum):
    """Where in the record a term stands: beside a channel, in the words there, or beside a service."""

    METHOD = "method"
    TEXT = "text"
    SERVICE = "service"


class FeeKind(StrEnum):
    FEE = "FEE"
    SERVICE_FEE = "SERVICE_FEE"  # lệ phí
    PRICE_LEVEL = "PRICE_LEVEL"


@dataclass(frozen=True, slots=True)
class Time:
    """A length of time as published; `quantity` may be a fraction (3.5 working days)."""

    quantity: float
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{self.quantity:g}".replace(".", ",") + f" {UNIT_NAMES[self.unit]}"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a case filed by a channel takes. `quantity` None or unit OTHER: no computable term.

    `case` is "" when the term holds for every case; `description` are the source's words.
    """

    case: str
    channel: Channel
    quantity: int | None
    unit: TimeUnit
    description: str
    origin: Origin
    id: int = 0

    @property
    def is_computable(self) -> bool:
        return self.quantity is not None and self.quantity > 0 and self.unit is not TimeUnit.OTHER


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """One paper of a case: `originals` and `copies` are numbers wanted, `has_form` an electronic form."""

    case: str
    name: str
    code: str
    originals: int
    copies: int
    required: bool
    has_form: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class Fee:
    """`vnd` None: no amount can be told; `note` says why. `by_council`: the provincial council decides."""

    channel: Channel
    kind: FeeKind
    vnd: int | None
    note: str
    by_council: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A legal basis or a result: its code in the national catalogue and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where a record speaks against itself or the lists: the kind and the two values, as text."""

    what: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one published record says, read without changing it."""

    code: str
    clean_code: str
    is_sound: bool
    name: str
    field_code: str
    field_name: str
    promulgator_code: str
    promulgator_name: str
    local_to: str
    state: str
    kind: str
    is_internal: bool
    is_full_process: bool
    levels: frozenset[Level]
    online: Online
    decision_number: str
    decision_date: date | None
    channels: frozenset[Channel]
    terms: tuple[Term, ...]
    papers: tuple[PaperWanted, ...]
    fees: tuple[Fee, ...]
    legal_bases: tuple[Named, ...]
    executing: tuple[str, ...]
    keywords: str
    contradictions: tuple[Contradiction, ...] = field(default=())


@house_rule("Values are shown side by side, each once, in a stable order")
def in_order(values: Iterable[object]) -> str:
    """Values as text for a person."""
    return "; ".join(sorted({str(value) for value in values}))
