"""What an answer to an old address is worth, seen from the official table alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thongsuot.edges.bench.addresses.noise import Old

FEW = 5  # candidates that a person still looks through; a ward divided among more may have as many


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of any program: how sure (exact, candidates, unknown), codes best first, whether a split was said."""

    outcome: str
    codes: tuple[str, ...]
    split: bool


def verdict(old: Old, said: Said) -> str:
    """unique, candidates, late (right, but behind the first five), wrong (and sure of it), or unknown."""
    needed = old.homes if len(old.homes) == 1 else old.successors
    if said.outcome == "exact":
        return "unique" if frozenset(said.codes) == needed else "wrong"
    if said.outcome == "candidates":
        first = said.codes[: max(FEW, len(needed))]
        if needed <= frozenset(first):
            return "candidates"
        return "late" if needed <= frozenset(said.codes) else "unknown"
    return "unknown"


def hides_split(old: Old, said: Said) -> bool:
    """Whether a division was passed over in silence: an answer with a unit and without the word."""
    return old.is_split and said.outcome != "unknown" and not said.split


def ratios(olds: Sequence[Old], answers: Iterable[Said], name: str) -> dict[str, float]:
    """How the answers to these wards turned out, as parts of all, with figures' names."""
    found = Counter(verdict(old, said) for old, said in zip(olds, answers, strict=True))
    each = {f"{name}_{kind}_ratio": found[kind] / len(olds) for kind in ("unique", "candidates", "wrong")}
    right = (found["unique"] + found["candidates"]) / len(olds)
    return each | {f"{name}_right_ratio": right, f"{name}_unknown_ratio": (found["unknown"]) / len(olds)}


def picked(said: Said) -> Said:
    """The fault to be caught: the first of several is taken in silence."""
    return Said("exact", said.codes[:1], split=False) if said.codes else said
