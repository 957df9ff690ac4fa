"""Codes as value types that cannot be built wrong: each is its own text, checked."""

from thongsuot.kernel.codes.agencies import AgencyCode
from thongsuot.kernel.codes.dossiers import DossierCode, DossierCodeFormat
from thongsuot.kernel.codes.people import CitizenId, OldIdCard, PhoneNumber, read_identity
from thongsuot.kernel.codes.places import ProvinceCode, UnitCode
from thongsuot.kernel.codes.procedures import ProcedureCode
from thongsuot.kernel.codes.text import Code

__all__ = [
    "AgencyCode",
    "CitizenId",
    "Code",
    "DossierCode",
    "DossierCodeFormat",
    "OldIdCard",
    "PhoneNumber",
    "ProcedureCode",
    "ProvinceCode",
    "UnitCode",
    "read_identity",
]
