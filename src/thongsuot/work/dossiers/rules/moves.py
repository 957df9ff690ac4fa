"""What a reorganisation of agencies means for dossiers: which agency follows which, for what of its work."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from thongsuot.kernel.law import law


class Part(StrEnum):
    COMPETENT = "competent"
    HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class Way:
    """From one agency to another: for dossiers of one territory, or (None) for all that no other way takes."""

    old_agency_id: int
    new_agency_id: int
    territory_id: int | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Narrow:
    """From one agency to another only what is of some procedures (`version_ids`), or was received at one point.

    `rank`: of several that fit the lowest leads; `function` names the procedures. What lies there when agencies are
    switched goes by name (`Assigned`); this is for what is sent there afterwards.
    """

    old_agency_id: int
    new_agency_id: int
    rank: int
    function: str = ""
    version_ids: tuple[int, ...] | None = None
    point_id: int | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A word for one dossier of a split agency, as its competent agency or its holder: a person's, or a narrow way's."""

    dossier_id: UUID
    part: Part
    old_agency_id: int
    new_agency_id: int


@dataclass(frozen=True, slots=True)
class Posting:
    """Where an officer goes; his dossiers stay in his hands only if they go there too."""

    account_id: int
    old_agency_id: int
    new_agency_id: int


@dataclass(frozen=True, slots=True)
class Move:
    """One switch of agencies. `ends`: those that may hold nothing afterwards; `ref` names it in every step.

    `back`: undo the steps of `ref`; `ways` and `assigned` then lead back what has come since.
    """

    authority_id: int
    ref: str
    ways: tuple[Way, ...]
    ends: frozenset[int]
    assigned: tuple[Assigned, ...] = ()
    postings: tuple[Posting, ...] = ()
    back: bool = False
    narrow: tuple[Narrow, ...] = ()

    @property
    def from_ids(self) -> list[int]:
        """The agencies from which something goes."""
        leaving = {w.old_agency_id for w in self.ways} | {w.old_agency_id for w in self.narrow}
        return sorted(leaving | self.ends)


@law(
    "Luật Tổ chức chính quyền địa phương 72/2025/QH15",
    "Điều 54: việc đang giải quyết được tiếp tục tại đơn vị mới",
)
def successor(
    *,
    agency_id: int,
    territory_id: int,
    ways: Mapping[tuple[int, int | None], int],
    assigned: int | None = None,
) -> int | None:
    """Where a dossier's agency leads: a person's word, else its territory's way, else the way of all the rest.

    `ways`: (old agency, territory or None) → new agency. None: no way leads on, a person has to say.
    """
    if assigned is not None:
        return assigned
    return ways.get((agency_id, territory_id), ways.get((agency_id, None)))
