"""Numbers that are names (identity, telephone, code) and numbers that count (đồng, square metres)."""

import re
from typing import Any

from thongsuot.kernel.codes import CitizenId, DossierCode, PhoneNumber
from thongsuot.kernel.codes.people import OldIdCard
from thongsuot.kernel.codes.text import Code
from thongsuot.kernel.errors import Refused
from thongsuot.kernel.law import house_rule
from thongsuot.work.imports.rules.findings import Finding, change, fault

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_CURRENCY = re.compile(r"\s*(?:đồng|đ|₫|vnđ|vnd|d)\.?$", re.IGNORECASE)
_AREA = re.compile(r"\s*(?:m2|m²)$", re.IGNORECASE)
_EXACT = 10**15  # above it a spreadsheet no longer keeps every digit
_KEEP_TEXT = "định dạng cột là Text rồi nhập lại đủ chữ số"


@house_rule("a code is text: what a spreadsheet made a number of is written out before it is read")
def digits_of(raw: Any) -> tuple[str, Finding | None]:
    """The digits of a number that should have been text, or the fault that some of them are lost."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        text = str(raw)
        return text, (_scientific(text) if _SCIENTIFIC.fullmatch(text) else None)
    if raw != int(raw) or abs(raw) >= _EXACT:
        return str(raw), _scientific(f"{raw:g}")
    return str(int(raw)), None


def _scientific(text: str) -> Finding:
    message = "“{text}” là số bị bảng tính rút gọn: các chữ số thật đã mất."
    return fault("number_scientific", message, _KEEP_TEXT, text=text[:40])


@house_rule(
    "an identity number has twelve digits, the old card nine; eaten zeros are offered back, never put back"
)
def identity(raw: Any, year: int) -> tuple[str, Finding | None]:
    """The number, or what is wrong with it."""
    text, lost = digits_of(raw)
    if lost is not None:
        return text, lost
    bare = re.sub(r"[\s.\-]", "", text)
    if not (bare.isascii() and bare.isdigit()):
        return text, _no_identity(text)
    if len(bare) in (10, 11) and (whole := _code(CitizenId, bare.zfill(12))):
        message = "Số “{text}” mất số 0 ở đầu: cần đủ 12 chữ số."
        return text, fault("identity_leading_zero", message, "{value}", whole, text=text[:40])
    if len(bare) == 8 and (whole := _code(OldIdCard, bare.zfill(9))):
        message = "Số “{text}” mất số 0 ở đầu: CMND cần đủ 9 chữ số."
        return text, fault("identity_leading_zero", message, "{value}", whole, text=text[:40])
    found = _code(CitizenId, bare) or _code(OldIdCard, bare)
    if found is None:
        return text, _no_identity(text)
    if isinstance(found, CitizenId) and not found.is_plausible_in(year):
        message = "Số định danh “{text}” ghi năm sinh {born}, không thể đúng."
        return text, fault(
            "identity_year", message, "chép lại từ thẻ căn cước", text=bare, born=found.birth_year
        )
    if str(found) != text:
        return text, change("separators", "Đã bỏ dấu ngăn trong số “{text}”.", str(found), text=text[:40])
    return str(found), None


def _no_identity(text: str) -> Finding:
    message = "“{text}” không phải số định danh 12 chữ số hay CMND 9 chữ số."
    return fault("identity_form", message, "chép lại từ thẻ căn cước, hoặc để trống", text=text[:40])


def _code(kind: type[Code], text: str) -> Code | None:
    try:
        return kind(text)
    except Refused:
        return None


@house_rule("a telephone number begins with 0; a spreadsheet's number has lost it")
def phone(raw: Any) -> tuple[str, Finding | None]:
    """The number as dialled inside the country, or what is wrong with it."""
    text, lost = digits_of(raw)
    if lost is not None:
        return text, lost
    if text.isascii() and text.isdigit() and text[0] != "0" and (whole := _code(PhoneNumber, f"0{text}")):
        message = "Số điện thoại “{text}” mất số 0 ở đầu."
        return text, fault("phone_leading_zero", message, "{value}", str(whole), text=text)
    try:
        found = str(PhoneNumber.parse(text))
    except Refused:
        message = "Số điện thoại “{text}” không đúng."
        return text, fault(
            "phone_form", message, "ghi 10 chữ số bắt đầu bằng 0, hoặc để trống", text=text[:40]
        )
    if found != text:
        return text, change(
            "phone_spelling", "Số điện thoại “{text}” đã viết gọn lại.", found, text=text[:40]
        )
    return found, None


@house_rule("a dossier keeps the code that stands on the slip in the applicant's hand")
def dossier_code(raw: Any) -> tuple[str, Finding | None]:
    """The code in its one spelling, or what is wrong with it."""
    text = str(raw)
    try:
        found = str(DossierCode.parse(text))
    except Refused:
        advice = "chép đúng như trên giấy hẹn; hồ sơ chưa có mã thì tiếp nhận tại quầy"
        message = "“{text}” không phải mã hồ sơ, ví dụ G09.20-250701-0001."
        return text, fault("code_form", message, advice, text=text[:60])
    if found != text:
        return text, change("code_spelling", "Mã “{text}” đã viết theo cách chuẩn.", found, text=text[:60])
    return found, None


@house_rule(
    "points and commas mean opposite things in two countries: where both readings are possible, nobody guesses"
)
def number(raw: Any, *, whole: bool) -> tuple[float | int | None, Finding | None]:
    """A number not below zero; `whole`: of đồng, which have no parts."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return _from_text(str(raw).strip(), whole)
    if raw < 0:
        return None, fault("number_negative", "Số {text} nhỏ hơn 0.", "ghi số từ 0 trở lên", text=f"{raw:g}")
    if whole and raw != int(raw):
        return None, _parts(f"{raw:g}")
    return (int(raw) if whole else raw), None


def _from_text(text: str, whole: bool) -> tuple[float | int | None, Finding | None]:
    bare = (_CURRENCY if whole else _AREA).sub("", text).replace(" ", "")
    if bare.isascii() and bare.isdigit():
        found: float | int = int(bare)
        return (found, None) if bare == text else (None, _form(text, found))
    if not re.fullmatch(r"\d{1,3}(?:[.,]?\d+)*", bare):
        return None, fault(
            "number_form", "“{text}” không phải là số.", "ghi số, ví dụ 1234,5", text=text[:40]
        )
    value, is_clear = _valued(bare, whole)
    if value is None or not is_clear:
        message = "“{text}” có thể là hai số khác nhau: dấu chấm, dấu phẩy chưa rõ nghĩa."
        return None, fault(
            "number_ambiguous", message, "ghi không có dấu ngăn hàng nghìn, ví dụ 1234", text=text[:40]
        )
    if whole and value != int(value):
        return None, _parts(text)
    return None, _form(text, int(value) if value == int(value) else value)


def _valued(bare: str, whole: bool) -> tuple[float | None, bool]:
    """What a number with points or commas is, and whether it can be nothing else."""
    signs = [sign for sign in bare if sign in ".,"]
    grouped = re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", bare)
    if len(set(signs)) == 2:
        thousands, decimal = signs[0], signs[-1]
        body, _, rest = bare.rpartition(decimal)
        right = re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", body) is not None
        return (float(f"{body.replace(thousands, '')}.{rest}"), True) if right else (None, False)
    if grouped and (len(signs) > 1 or whole):
        return float(bare.replace(signs[0], "")), True
    if len(signs) == 1 and not grouped:
        return float(bare.replace(",", ".")), True
    return None, False


def _form(text: str, value: float | int) -> Finding:
    return change("number_spelling", "“{text}” được hiểu là {value}.", value, text=text[:40])


def _parts(text: str) -> Finding:
    message = "“{text}” không phải số đồng nguyên."
    return fault("number_not_whole", message, "ghi số đồng, không có phần lẻ, ví dụ 1234500", text=text[:40])
