"""Codes of administrative units (QĐ 19/2025/QĐ-TTg): text, leading zeros kept, never an identity alone."""

import re

from thongsuot.kernel.codes.text import Code


class UnitCode(Code):
    """A commune's five digits, 00001 to 99999. A code may be reused: the key is (code, day)."""

    __slots__ = ()
    pattern = re.compile(r"(?!00000)[0-9]{5}")
    problem_code = "unit_code"
    problem_message = "Mã đơn vị hành chính “{text}” không đúng: hãy ghi đủ năm chữ số, kể cả số 0 ở đầu."


class ProvinceCode(Code):
    """A province's two digits, 01 to 99."""

    __slots__ = ()
    pattern = re.compile(r"(?!00)[0-9]{2}")
    problem_code = "province_code"
    problem_message = "Mã tỉnh “{text}” không đúng: hãy ghi đủ hai chữ số, kể cả số 0 ở đầu."
