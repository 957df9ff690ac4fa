"""The papers of a dossier for its applicant, as PDF: the same bytes that the counter prints."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import viewing
from thongsuot.edges.portal.page import no_such, page, private
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http import links
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.rules import Act
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees.papers.assembling import slip_lines
from thongsuot.work.signatures import queries as signatures


@dataclass(frozen=True, slots=True)
class Form:
    """A paper that the applicant may have once one of `acts` was done; `slug` is its address."""

    slug: str
    form: str
    name: str
    acts: frozenset[str]


PUBLIC = (
    Form("giay-hen", "slip", "Giấy hẹn", frozenset({Act.RECEIVE})),
    Form("yeu-cau-bo-sung", "ask-for-more", "Phiếu yêu cầu bổ sung", frozenset({Act.ASK_FOR_MORE})),
    Form("tu-choi", "refusal", "Phiếu từ chối", frozenset({Act.REFUSE, Act.DECLINE})),
    Form("xin-loi", "apology", "Văn bản xin lỗi, hẹn lại", frozenset({Act.EXTEND})),
    Form("ket-qua", "result", "Thông báo kết quả", frozenset({Act.DECIDE})),
    Form("dung-giai-quyet", "stop-notice", "Thông báo dừng giải quyết", frozenset({Act.STOP})),
)


def there_are(code: str, steps: tuple[dossiers.StepRecord, ...]) -> list[dict[str, str]]:
    """The papers that the steps have given rise to: name and address."""
    done = {step.act for step in steps}
    return [
        {"name": _(form.name), "url": reverse("portal:paper", args=[code, form.slug])}
        for form in PUBLIC
        if form.acts & done
    ]


@page
def paper(request: Request, code: str, slug: str) -> HttpResponse:
    """One paper as PDF, for whoever may see the dossier."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    with seeing(viewer):
        steps = dossiers.steps_of(viewer=viewer, dossier_id=record.id)
        form = next((f for f in PUBLIC if f.slug == slug and f.acts & {step.act for step in steps}), None)
        if form is None:
            raise no_such("Hồ sơ này chưa có giấy tờ loại đó. Hãy chọn giấy tờ trên trang của hồ sơ.")
        charged = fees.charged(viewer=viewer, dossier_ids=[record.id])
        told = assembling.Told(
            record,
            dossiers.papers_of(viewer=viewer, dossier_id=record.id),
            steps,
            request.build_absolute_uri(links.tracking_path(record.id, record.code)),
            record.is_simulated or bool(settings.DEMO),
            request.day,
            collect_at=dossiers.collect_names(viewer=viewer, dossier_ids=[record.id], day=request.day).get(
                record.id, ""
            ),
            fees=slip_lines(charged[record.id]) if record.id in charged else None,
        )
        signed = signatures.content(viewer=viewer, dossier_id=record.id, form=form.form)
        content = signed or assembling.printed(told, form.form)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{record.code}-{slug}.pdf"'
    return private(response)
