"""Who may decide a dossier on a day: not who was competent when it came, but who is when it is decided."""

from datetime import date, datetime
from typing import Protocol

from thongsuot.kernel.dates import local_day
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import Answer, Ground, Link, Power
from thongsuot.work.dossiers.rules.states import Act

DECIDING = frozenset({Act.DECIDE, Act.REFUSE})


class Matter(Protocol):
    """What of a dossier says who is competent."""

    @property
    def authority_id(self) -> int: ...
    @property
    def procedure_version_id(self) -> int: ...
    @property
    def territory_id(self) -> int: ...


def competent_for(
    *, matter: Matter, act: Act, day: date, named_id: int, received_at: datetime
) -> Answer | None:
    """Who is competent for an act on a day and on which ground; None for acts that need no competence of the day.

    `named_id`: whom the dossier names. Where its territory was split since it came, he is the one of its successors.
    """
    if act not in DECIDING:
        return None
    answer = catalogue.competent(
        version_id=matter.procedure_version_id,
        unit_id=matter.territory_id,
        authority_id=matter.authority_id,
        day=day,
        power=Power.DECIDE,
        since=local_day(received_at),
    )
    if len(answer.agencies) > 1 and not answer.trace and named_id in answer.agencies:
        return Answer((named_id,), (Link(named_id, Ground.LAW),))
    return answer
