"""Who signs a paper and in whose stead, in the words of NĐ 30/2020/NĐ-CP, Annex I."""

from dataclasses import dataclass
from enum import StrEnum


class Stead(StrEnum):
    """In whose stead one signs: the abbreviation that stands before that one's title."""

    OWN = ""
    DEPUTY = "KT."
    BY_ORDER = "TL."
    BY_AUTHORISATION = "TUQ."


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One signature place. `body`: the collective one signs for (TM.); `head`: whose stead it is."""

    post: str
    name: str = ""
    body: str = ""
    stead: Stead = Stead.OWN
    head: str = ""
    note: str = "(Ký, ghi rõ họ tên)"

    def __post_init__(self) -> None:
        if bool(self.stead) != bool(self.head):
            raise ValueError("a stead needs the head it stands for, and the other way round")

    def lines(self) -> list[str]:
        """The lines above the signature, in capitals: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, …"""
        above = [f"TM. {self.body}"] if self.body else []
        if self.stead:
            above.append(f"{self.stead} {self.head}")
        return [line.upper() for line in [*above, self.post]]
