"""What is taken from the population data, with whose consent, and what may differ from them."""

from collections.abc import Mapping, Sequence

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import nfc

REASON_LONGEST = 500


@law("Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15", "Điều 9")
def consent_problems(consent: bool) -> tuple[Problem, ...]:
    """Why nobody may be asked about: his consent is missing."""
    if consent:
        return ()
    message = "Hãy hỏi người nộp và đánh dấu khi họ đồng ý cho tra cứu dữ liệu dân cư."
    return (Problem("consent_missing", message, "consent"),)


@house_rule("what was prefilled may be corrected, and it shows")
def different(told: Mapping[str, str], given: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the fields that were told and say otherwise now, apart from spaces and capitals."""

    def plain(text: str) -> str:
        return nfc(text).casefold()

    return tuple(name for name, value in told.items() if value and plain(given.get(name, "")) != plain(value))


@house_rule("who writes otherwise than the population data says why")
def difference_problems(fields: Sequence[str], reason: str) -> tuple[Problem, ...]:
    """Why it may not be received so."""
    if not fields or 0 < len(reason.strip()) <= REASON_LONGEST:
        return ()
    message = "Hãy nêu lý do ghi khác dữ liệu dân cư, ví dụ “vừa đổi tên, dữ liệu chưa cập nhật”."
    return (Problem("difference_unexplained", message, "different"),)
