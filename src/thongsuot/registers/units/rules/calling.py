"""What people call a commune: without accents, any of its words, by the name of a unit that went into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thongsuot.kernel.law import house_rule
from thongsuot.kernel.names import fold

TYPE_WORDS = ("phuong ", "xa ", "thi tran ", "dac khu ", "p. ", "p.", "tt. ", "x. ")
SURE = 2  # a rank up to which only one commune can be meant


@dataclass(frozen=True, slots=True)
class Names:
    """How a commune is called: `name` and `full_name` today, `old` full names of units that went into it."""

    name: str
    full_name: str
    old: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """How well words fit: `rank` 0 is best; `by` the old name that was meant, "" for one of today."""

    rank: int
    by: str = ""


@house_rule("a commune is found by any of its words, without accents, and by the names of before")
def heard(words: str, names: Names) -> Heard | None:
    """How well what was typed fits; None when it does not."""
    asked = fold(words)
    if not asked:
        return None
    bare = _bare(asked)
    if fold(names.full_name) == asked:
        return Heard(0)
    if fold(names.name) == bare:
        return Heard(1)
    for old in names.old:
        if _bare(fold(old)) == bare:
            return Heard(2, old)
    if _has(bare, fold(names.name)):
        return Heard(3)
    return next((Heard(4, old) for old in names.old if _has(bare, _bare(fold(old)))), None)


@house_rule("whoever typed a name that only one commune has is not asked again")
def only(found: Sequence[Heard]) -> bool:
    """Whether the first of these, the best first, is the only one that can be meant."""
    if len(found) < 2:
        return bool(found)
    return found[0].rank <= SURE and found[1].rank > found[0].rank


@house_rule("an agency is found by its code, or by any words of its name without accents")
def is_called(words: str, code: str, name: str) -> bool:
    """Whether what was typed may mean the agency; nothing typed means none."""
    asked = fold(words)
    return bool(asked) and (fold(code).startswith(asked) or _has(asked, fold(name)))


@house_rule("two communes of one name are told apart by their codes")
def labels(units: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code → what to show, for (code, full name)s."""
    pairs = list(units)
    told = [name for _code, name in pairs]
    return {code: name if told.count(name) == 1 else f"{name} ({code})" for code, name in pairs}


def _bare(folded: str) -> str:
    """The folded name without its type."""
    for word in TYPE_WORDS:
        if folded.startswith(word) and len(folded) > len(word):
            return folded.removeprefix(word).strip()
    return folded


def _has(asked: str, name: str) -> bool:
    """Whether every word of `asked` begins a word of the name, one word each."""
    left = name.split()
    for word in asked.split():
        found = next((one for one in left if one.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True
