"""Kiểm tra chữ ký số: a file, or the number on a paper's QR code; what the signature is worth, in plain words."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from thongsuot.edges.portal.page import form_page, no_such, private
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.signing import LARGEST
from thongsuot.plumbing.ui import formats
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures.rules import VERDICT_NAMES, Verdict, explained

TONES = {Verdict.GOOD: "done", Verdict.UNKNOWN_ISSUER: "soon"}  # any other is "late"
COPY = "Bản sao chứng thực điện tử"
RESULT = "Kết quả giải quyết thủ tục hành chính"
FORMS = {
    "result": "Thông báo kết quả giải quyết thủ tục hành chính",
    "refusal": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "stop-notice": "Thông báo dừng giải quyết hồ sơ",
    "apology": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
}


@form_page
def check(request: Request, paper_id: UUID | None = None) -> HttpResponse:
    """The question, what is known of a numbered paper, and the answer on a file that was handed in."""
    context: dict[str, Any] = {"part": "help", "most": LARGEST // 1_000_000, "status": 200}
    if paper_id is not None:
        attested = signatures.attested(paper_id=paper_id, now=request.now)
        if attested is None:
            raise no_such(
                "Không có văn bản đã ký nào mang số này. Hãy quét lại mã QR, hoặc gửi tệp PDF để kiểm tra."
            )
        context |= {"paper": _paper(attested), "signers": [_signer(one) for one in attested.signatures]}
    if request.method == "POST":
        context |= _answer(request)
    return private(render(request, "portal/signatures.html", context, status=context["status"]))


def _answer(request: Request) -> dict[str, Any]:
    """What is to say of the file; nothing of it is kept."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused(Problem("file_missing", "Hãy chọn tệp PDF cần kiểm tra.", "file"))
        if file.size is None or file.size > LARGEST:
            text = "Tệp lớn hơn {limit} MB, không kiểm tra được."
            raise Refused(Problem("file_too_large", text, "file", {"limit": LARGEST // 1_000_000}))
        found = signatures.check(pdf=file.read(), now=request.now)
    except Refused as refused:
        return {"problems": refused.problems, "status": 422}
    return {
        "answered": True,
        "verdict": found.verdict and _said(found.verdict),
        "found": [_checked(one) for one in found.signatures],
        "paper": _paper(found.attested) if found.attested else None,
        "is_demo": any(one.is_demo for one in found.signatures),
    }


def _said(verdict: Verdict) -> dict[str, str]:
    return {"name": _(VERDICT_NAMES[verdict]), "tone": TONES.get(verdict, "late")}


def _checked(one: signatures.Checked) -> dict[str, Any]:
    report = one.report
    moment = report.stamped_at or report.signed_at
    at = formats.moment(moment) if moment else "–"
    proof = (
        _("theo dấu thời gian của bên thứ ba")
        if report.stamped_at
        else _("theo đồng hồ của nơi ký; không có dấu thời gian")
    )
    facts = [
        {"term": _("Người ký"), "value": report.signer},
        {"term": _("Cơ quan ghi trong chứng thư số"), "value": report.agency},
        {"term": _("Thời gian ký"), "value": at, "note": proof},
        {"term": _("Nội dung ký"), "value": report.reason},
        {"term": _("Nơi cấp chứng thư số"), "value": report.issuer},
        {
            "term": _("Chứng thư số có hiệu lực"),
            "value": f"{formats.day(report.valid_from)} – {formats.day(report.valid_to)}",
        },
    ]
    if one.revoked_at:
        facts.append({"term": _("Chứng thư số bị thu hồi"), "value": formats.moment(one.revoked_at)})
    why = [problems.text_of(problem) for problem in explained(one.verdict, pages=one.pages)]
    return _said(one.verdict) | {"facts": [fact for fact in facts if fact["value"]], "why": why}


def _paper(attested: signatures.Attested) -> list[dict[str, str]]:
    """What the register of this site says of a paper; no citizen's name."""
    first = attested.signatures[0]
    return [
        {"term": _("Văn bản"), "value": _(_named(attested.form))},
        {"term": _("Mã hồ sơ"), "value": attested.code},
        {
            "term": _("Cơ quan ký, tên lúc ký"),
            "value": first.agency,
            "note": _("Nay là {name}").format(name=attested.agency_now) if attested.agency_now else "",
        },
    ]


def _named(form: str) -> str:
    if signatures.is_copy(form):
        return COPY
    return RESULT if signatures.is_upload(form) else FORMS[form]


def _signer(one: signatures.SignedRecord) -> dict[str, Any]:
    """A signature by our own register alone: the file is not here, so nothing is said of what stands in it."""
    what = _("Dấu của cơ quan") if one.is_agency else _("Người ký")
    who = one.agency if one.is_agency else one.signer
    facts = [
        {"term": what, "value": who},
        {"term": _("Thời gian ký"), "value": formats.moment(one.at)},
        {"term": _("Nơi cấp chứng thư số"), "value": one.issuer},
    ]
    return _said(signatures.verdict_of(one)) | {"facts": facts, "is_demo": one.is_demo}
