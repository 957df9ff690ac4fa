"""What happens in a life, and which procedures it takes."""

from dataclasses import dataclass

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue.models import LifeEvent


@dataclass(frozen=True, slots=True)
class LifeEventRecord:
    """`procedure_codes` in the order in which people need them; names and hints in both languages."""

    code: str
    name: str
    name_en: str
    hint: str
    hint_en: str
    procedure_codes: tuple[str, ...]


@remembered
def life_events() -> tuple[LifeEventRecord, ...]:
    """All life events, in the order of their pack."""
    return tuple(
        LifeEventRecord(e.code, e.name, e.name_en, e.hint, e.hint_en, tuple(e.procedure_codes.split()))
        for e in LifeEvent.objects.order_by("position")
    )
