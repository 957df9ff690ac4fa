"""The province that this installation is for. Its name, colour and telephone are data of its pack."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import get_language

from thongsuot.plumbing.ui import colours
from thongsuot.plumbing.ui import look as looks
from thongsuot.registers.units import queries as units


@dataclass(frozen=True, slots=True)
class Province:
    """`id` of its unit, `code` of the unit and of its committee (`H99`), `name` as "Tỉnh …"."""

    id: int
    code: str
    name: str
    agency_code: str


def home(day: date) -> Province | None:
    """The province of the pack loaded last (or named by THONGSUOT_PACK); None before one is loaded."""
    authority_id = units.home_authority()
    unit = units.unit(unit_id=authority_id, day=day) if authority_id else None
    if unit is None:
        return None
    committee = units.committee_of(unit_id=unit.id, day=day)
    return Province(unit.id, unit.code, unit.full_name, committee.code if committee else "")


def look() -> looks.Look:
    """What every screen shows of the province, in the reader's language."""
    demo = bool(settings.DEMO)
    authority_id = units.home_authority()
    if authority_id is None:
        return looks.Look(demo=demo)

    def of(key: str) -> str:
        return str(units.setting(authority_id=authority_id, key=key, default=""))

    english = (get_language() or "vi").startswith("en")
    return looks.Look(
        place=(of("place_en") if english else "") or of("place"),
        accent=of("accent") or colours.NEUTRAL,
        help_phone=of("help_phone"),
        help_hours=of("help_hours"),
        demo=demo,
    )
