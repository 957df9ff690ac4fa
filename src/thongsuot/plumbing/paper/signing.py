"""One signature place of a paper, as it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Signature:
    """`above`: for whom one signs, line by line, above the post."""

    post: str
    name: str = ""
    above: tuple[str, ...] = ()
    note: str = "(Ký, ghi rõ họ tên)"

    def lines(self) -> list[str]:
        """The lines above the signature, in capitals: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, …"""
        return [line.upper() for line in (*self.above, self.post)]
