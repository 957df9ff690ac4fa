"""What a load has to do so that a register says what a pack says, and no more than that."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from thongsuot.kernel.rows import LoadReport

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Difference(Generic[K]):
    """Keys that only the pack has, that both have with other contents, and that only the register has."""

    added: tuple[K, ...]
    changed: tuple[K, ...]
    gone: tuple[K, ...]
    report: LoadReport


def difference(wanted: Mapping[K, object], known: Mapping[K, object]) -> Difference[K]:
    """Compare by key, then by contents; the orders of the given mappings are kept."""
    added = tuple(key for key in wanted if key not in known)
    changed = tuple(key for key in wanted if key in known and known[key] != wanted[key])
    gone = tuple(key for key in known if key not in wanted)
    same = len(wanted) - len(added) - len(changed)
    return Difference(added, changed, gone, LoadReport(len(added), len(changed), len(gone), same))
