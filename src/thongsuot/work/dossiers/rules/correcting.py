"""Putting right what was mistyped of who asks: only what changes is judged, and what stood before is kept."""

from dataclasses import dataclass, fields, replace

from thongsuot.kernel import codes, names
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.dossiers.rules.filing import Applicant, applicant_problems

REASON_LONGEST = 500
FIELD_NAMES = {
    "name": "Họ và tên",
    "citizen_id": "Số định danh",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "address": "Địa chỉ",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to stand instead, field by field; None: as it is, "": nothing."""

    name: str | None = None
    citizen_id: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None


@house_rule("a corrected field is kept in the form in which a filing keeps it, so that both are found alike")
def corrected(before: Applicant, correction: Correction) -> Applicant:
    """Who asks, after the correction; a number that cannot be read stays as it was typed."""
    given = {item.name: getattr(correction, item.name) for item in fields(correction)}
    return replace(before, **{name: _tidy(name, text) for name, text in given.items() if text is not None})


@house_rule("a correction that changes nothing would stand in the history and say nothing")
def changed(before: Applicant, after: Applicant) -> tuple[str, ...]:
    """The names of the fields in which they differ, in the order of the form."""
    return tuple(name for name in FIELD_NAMES if getattr(before, name) != getattr(after, name))


@law("Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15", "Điều 4: quyền chỉnh sửa dữ liệu cá nhân")
@house_rule("what was taken over from an old register and is not touched need not be read anew")
def correction_problems(before: Applicant, correction: Correction, *, reason: str) -> tuple[Problem, ...]:
    """Every reason why the correction cannot stand; fields are those of the applicant, and `reason`."""
    after = corrected(before, correction)
    different = changed(before, after)
    found = [problem for problem in applicant_problems(after) if problem.field in different]
    if not different:
        nothing = "Thông tin giống như đang ghi. Hãy sửa ít nhất một mục, hoặc quay lại."
        found.append(Problem("nothing_changed", nothing, "name"))
    if not reason.strip():
        why = "Hãy ghi vì sao phải sửa; lý do nằm trong lịch sử hồ sơ."
        found.append(Problem("reason_missing", why, "reason"))
    elif len(reason) > REASON_LONGEST:
        long = "Nội dung dài quá {most} ký tự."
        found.append(Problem("too_long", long, "reason", {"most": REASON_LONGEST}))
    return tuple(found)


def _tidy(field: str, text: str) -> str:
    text = names.nfc(text)
    try:
        if field == "citizen_id" and text:
            return str(codes.CitizenId.parse(text))
        if field == "phone" and text:
            return str(codes.PhoneNumber.parse(text))
    except Refused:
        return text
    return text
