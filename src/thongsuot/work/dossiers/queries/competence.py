"""Who may decide a dossier on a day: not who was competent when it came, but who is when it is decided."""

from datetime import date
from typing import Protocol

from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import Answer, Power
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


def competent_for(*, matter: Matter, act: Act, day: date) -> Answer | None:
    """Who is competent for an act on a day and on which ground; None for acts that need no competence of the day."""
    if act not in DECIDING:
        return None
    return catalogue.competent(
        version_id=matter.procedure_version_id,
        unit_id=matter.territory_id,
        authority_id=matter.authority_id,
        day=day,
        power=Power.DECIDE,
    )
