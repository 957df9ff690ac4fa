"""Addresses against the register of units as it is now; the gazetteer is remembered until a register changes."""

from datetime import date

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.addresses import rules
from thongsuot.registers.addresses.models import PlaceAlias
from thongsuot.registers.addresses.rules import Answer, Gazetteer, sources
from thongsuot.registers.units import queries as units

ALIAS = ("level", "alias", "code", "within")


@remembered
def gazetteer() -> Gazetteer:
    """All names of all units of all days, with what went where."""
    places = [
        rules.place(
            v.unit_id, v.level, v.code, v.name, v.type, v.parent_id or 0, v.province_id,
            v.valid_from.toordinal(), v.valid_to.toordinal() if v.valid_to else 0,
        )
        for v in units.every_version()
    ]  # fmt: skip
    moves = [
        rules.Move(
            s.old_id, s.new_id, s.day.toordinal(), s.kind, s.part_name, s.note, s.resolution, s.clause, s.part
        )
        for s in units.every_share()
    ]
    rows = PlaceAlias.objects.values_list(*ALIAS)
    aliases = [dict(zip(ALIAS, row, strict=True)) for row in rows]
    return sources.gazetteer(places, moves, aliases)


def convert(*, text: str, day: date) -> Answer:
    """The units on a day in which a written address lies: exact, candidates with reasons, or unknown."""
    return rules.convert(gazetteer(), text, day)
