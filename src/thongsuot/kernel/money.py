"""Money is whole đồng, an int. Points part the thousands: 20.000 đ."""

import re

from thongsuot.kernel.errors import Problem, Refused

_AMOUNT = re.compile(r"(-?)\s*(\d{1,3}(?:[.,\s]\d{3})+|\d+)\s*(?:đ|₫|đồng|vnđ|vnd)?", re.IGNORECASE)


def format_vnd(amount: int) -> str:
    """`20.000 đ`."""
    return f"{amount:,} đ".replace(",", ".")


def parse_vnd(text: str, field: str = "") -> int:
    """Read `20.000 đ`, `20000`, `20,000 VND`; raise `Refused` (`money_unreadable`) for anything else."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise Refused(
            Problem(
                "money_unreadable",
                "Không đọc được số tiền “{text}”: hãy ghi số đồng tròn, ví dụ 20.000.",
                field,
                {"text": text.strip()},
            )
        )
    amount = int(re.sub(r"\D", "", found[2]))
    return -amount if found[1] else amount
