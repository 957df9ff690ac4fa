"""Dossier codes: agency, day and serial joined by hyphens. Nobody may read meaning back out of one."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from thongsuot.kernel.codes.agencies import AgencyCode
from thongsuot.kernel.codes.text import Code, squeezed
from thongsuot.kernel.errors import Problem, Refused

_LONGEST_SERIAL = 8
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))  # what word processors make of a hyphen


class DossierCode(Code):
    """`G09.20-20260609-0092637` or `000.00.20.G09-250701-0001`: accepted by shape, never taken apart."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z0-9.()]+-(?:[0-9]{6}|[0-9]{8})-[0-9]{4,8}")
    problem_code = "dossier_code"
    problem_message = (
        "Mã hồ sơ “{text}” không đúng: hãy chép đúng như trên giấy hẹn, ví dụ G09.20-250701-0001."
    )

    @classmethod
    def _canonical(cls, text: str) -> str:
        return squeezed(text).upper().translate(_HYPHENS)


@dataclass(frozen=True, slots=True)
class DossierCodeFormat:
    """How a province writes its codes: which agency notation, how long the date and the serial.

    `serial_digits` is the least; a day with more dossiers gets longer serials instead of stopping.
    """

    notation: Literal["new", "old"] = "old"
    date_digits: Literal[6, 8] = 6
    serial_digits: int = 4

    def __post_init__(self) -> None:
        known = self.notation in ("new", "old") and self.date_digits in (6, 8)
        if not known or not 4 <= self.serial_digits <= _LONGEST_SERIAL:
            raise Refused(
                Problem(
                    "dossier_code_format",
                    "Cách ghi mã hồ sơ không hợp lệ: ngày dài 6 hoặc 8 chữ số, số thứ tự dài 4 đến 8.",
                    "dossier_code_format",
                )
            )

    def code(self, agency: AgencyCode, day: date, serial: int) -> DossierCode:
        """The code of the `serial`-th dossier (from 1) of the agency's day."""
        if not 1 <= serial < 10**_LONGEST_SERIAL:
            raise Refused(
                Problem("dossier_serial", "Số thứ tự hồ sơ trong ngày phải từ 1 đến 99999999.", "serial")
            )
        return DossierCode(f"{self.prefix(agency, day)}{serial:0{self.serial_digits}d}")

    def prefix(self, agency: AgencyCode, day: date) -> str:
        """What stands before the serial, hyphen included."""
        written = agency.old if self.notation == "old" else str(agency)
        return f"{written}-{day.strftime('%Y%m%d')[-self.date_digits :]}-"
