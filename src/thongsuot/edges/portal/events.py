"""What happens in a life, in the reader's language, and the procedures that it takes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from thongsuot.registers.catalogue import queries as catalogue


@dataclass(frozen=True, slots=True)
class Event:
    """`title`, `url`, `text` as `ui/cards.html` shows them."""

    code: str
    title: str
    text: str
    procedure_codes: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse("portal:event", args=[self.code])


def shown() -> list[Event]:
    """All events, in the order of the pack."""
    english = (get_language() or "vi").startswith("en")
    return [
        Event(
            e.code,
            (english and e.name_en) or e.name,
            (english and e.hint_en) or e.hint,
            e.procedure_codes,
        )
        for e in catalogue.life_events()
    ]
