"""What is known already is not asked again: from the account, the population data, the identity number, earlier answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from thongsuot.kernel.codes import CitizenId
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules import Definition, typed

NAMES = ("name", "citizen_id", "phone", "email", "address", "birth_date", "sex")
PREFILLS = frozenset(f"citizen.{name}" for name in NAMES)


@house_rule("what the identity number says is not asked again")
def from_citizen_id(text: str) -> dict[str, str]:
    """What the number itself says: the sex, as options of forms name it. Nothing when it is none."""
    try:
        number = CitizenId.parse(text)
    except Refused:
        return {}
    return {"citizen.sex": "nu" if number.is_female else "nam"}


@house_rule(
    "what is known is known at every door: online and at the counter the same questions are filled in"
)
def known_as(told: Mapping[str, str]) -> dict[str, str]:
    """Name of the prefill → value, from what is `told` of a person by its name, and what the number says by itself."""
    found = {f"citizen.{name}": told[name] for name in NAMES if told.get(name)}
    return {**from_citizen_id(told.get("citizen_id", "")), **found}


@house_rule("nothing is typed twice")
def prefilled(definition: Definition, known: Mapping[str, str], raw: Mapping[str, str]) -> dict[str, str]:
    """Values for questions of plain sections that nobody has touched: key → value."""
    return {
        field.id: known[field.prefill]
        for section, field in definition.each()
        if section.repeat is None and field.prefill and known.get(field.prefill) and field.id not in raw
    }


@house_rule("an answer that was given once is proposed, never taken for granted")
def told(pairs: Iterable[tuple[Definition, Mapping[str, Any]]]) -> dict[str, str]:
    """What earlier answers, the latest first, said of the citizen: name of the prefill → value as typed."""
    found: dict[str, str] = {}
    for definition, answers in pairs:
        for section, field in definition.each():
            if section.repeat is None and field.prefill and field.id in answers:
                found.setdefault(field.prefill, typed(field, answers[field.id]))
    return found
