"""Codes of administrative procedures: N.NNNNNN in 5,661 of the 5,665 live records, the rest as found."""

import re

from thongsuot.kernel.codes.text import Code, squeezed
from thongsuot.kernel.errors import Problem

_LONGEST = 50


class ProcedureCode(Code):
    """`1.001193`. `read` also lets through what the national catalogue holds, and says what is wrong."""

    __slots__ = ()
    pattern = re.compile(r"[0-9]\.[0-9]{6}")
    problem_code = "procedure_code"
    problem_message = (
        "Mã thủ tục “{text}” không đúng: hãy ghi một chữ số, dấu chấm và sáu chữ số, ví dụ 1.001193."
    )

    @property
    def is_regular(self) -> bool:
        return self.pattern.fullmatch(self) is not None

    @classmethod
    def read(cls, text: str, field: str = "code") -> tuple["ProcedureCode", Problem | None]:
        """The code of an imported record, kept as found but for outer spaces, and what is wrong with it.

        Raises `Refused` only when nothing usable is there: empty, inner spaces, over 50 signs.
        """
        trimmed = text.strip()
        if not trimmed or len(trimmed) > _LONGEST or squeezed(trimmed) != trimmed:
            raise cls.refusal(text, field)
        code: ProcedureCode = str.__new__(cls, trimmed)
        if not code.is_regular:
            message = "Mã thủ tục “{text}” không theo dạng N.NNNNNN: giữ nguyên, cần nơi công bố sửa."
            return code, Problem("procedure_code_irregular", message, field, {"text": trimmed})
        if trimmed != text:
            message = "Mã thủ tục “{text}” có khoảng trắng thừa: đã bỏ khoảng trắng."
            return code, Problem("procedure_code_spaces", message, field, {"text": trimmed})
        return code, None
