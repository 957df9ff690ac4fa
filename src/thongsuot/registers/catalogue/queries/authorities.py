"""Whose procedures are meant: a province named by its unit code or by an agency code."""

from datetime import date

from thongsuot.kernel.codes import AgencyCode
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.registers.units import queries as units

PROVINCE_CODE_LENGTH = 2


def authority_code_of(*, given: str, day: date) -> str:
    """The level-1 agency code of a province, named by its unit code (two digits) or by any agency code of it.

    Raises `NotFound` when there is no such province, or its committee is not in the register.
    """
    code = given.strip()
    if len(code) == PROVINCE_CODE_LENGTH and code.isascii() and code.isdigit():
        province = units.unit_on(code=code, day=day, level="province").exact
        committee = province and units.committee_of(unit_id=province.id, day=day)
        if committee:
            return AgencyCode.parse(committee.code).level1
    else:
        try:
            return AgencyCode.parse(code).level1
        except Refused:
            pass
    text = "Không có tỉnh, thành phố nào mang mã {code} vào ngày này."
    raise NotFound(Problem("authority_unknown", text, "authority", {"code": code[:40]}))
