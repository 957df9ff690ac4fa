"""Simulated people: common names, numbers in ranges that no real person has."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from thongsuot.kernel.names import fold
from thongsuot.kernel.rows import Row
from thongsuot.work.dossiers.rules import Applicant


@dataclass(frozen=True, slots=True)
class Choice:
    """Words with their weights, ready to draw from."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, dice: random.Random) -> str:
        return dice.choices(self.words, self.weights)[0]


class People:
    """Makes applicants from the name lists of a pack. `settings` is the pack's `[people]`."""

    def __init__(self, rows: Iterable[Row], settings: Mapping[str, Any], dice: random.Random) -> None:
        parts: dict[str, list[tuple[str, float]]] = {}
        for row in rows:
            parts.setdefault(row["part"], []).append((row["name"], float(row["weight"])))
        self.parts = {
            part: Choice(tuple(name for name, _ in given), tuple(weight for _, weight in given))
            for part, given in parts.items()
        }
        self.id_prefix = str(settings["citizen_id_prefix"])
        self.phone_prefix = str(settings["phone_prefix"])
        self.dice = dice

    def applicant(self, place: str, year: int) -> Applicant:
        """Somebody of age who lives at `place` in that year."""
        dice, parts = self.dice, self.parts
        is_female = dice.random() < 0.52
        sex = "f" if is_female else "m"
        family, middle = parts["family"].draw(dice), parts[f"middle_{sex}"].draw(dice)
        given = parts[f"given_{sex}"].draw(dice)
        while given in middle.split():
            given = parts[f"given_{sex}"].draw(dice)
        name = f"{family} {middle} {given}"
        born = year - dice.randint(18, 78)
        century = 2 * (born // 100 - 19) + is_female
        citizen_id = f"{self.id_prefix}{century}{born % 100:02d}{dice.randrange(10**6):06d}"
        phone = f"{self.phone_prefix}{dice.randrange(10**7):07d}" if dice.random() < 0.93 else ""
        word = fold(name).split()
        email = f"{word[-1]}.{word[0]}{born % 100:02d}@example.vn" if dice.random() < 0.2 else ""
        street = parts["street"].draw(dice)
        where = f"{dice.randint(1, 240)} {street}, {place}" if street[0].isupper() else f"{street}, {place}"
        return Applicant(name, citizen_id, phone, email, where)
