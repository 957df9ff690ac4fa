"""The form of a draft as its pages show it: sections that are asked now, questions with their conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from thongsuot.edges.portal import places, province
from thongsuot.edges.portal.page import no_such, plain
from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.rules import Definition, Section
from thongsuot.work.filings import queries as filings
from thongsuot.work.filings import rules as filing_rules
from thongsuot.work.filings import services
from thongsuot.work.filings.queries import DraftRecord

NO_FORM = "Thủ tục này chưa nộp trực tuyến được ở đây. Hãy nộp tại điểm tiếp nhận gần bạn."
NO_DRAFT = "Không có bản nháp này. Hãy mở lại từ trang nộp hồ sơ, hoặc đăng nhập bằng tài khoản đã dùng."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft, its procedure and its form in the language of the page; `left`: what a newer form no longer asks."""

    owner: Actor
    draft: DraftRecord
    version: catalogue.VersionRecord
    form: forms.FormRecord
    definition: Definition
    left: Mapping[str, str]

    @property
    def sections(self) -> list[Section]:
        """The sections that are asked under the answers so far."""
        return [s for s in self.definition.sections if s.is_visible(self.draft.raw)]

    def section(self, section_id: str) -> Section:
        """The section of an address; raises NotFound."""
        found = next((s for s in self.sections if s.id == section_id), None)
        if found is None:
            raise no_such("Không có phần này trong tờ khai. Hãy mở lại từ trang nộp hồ sơ.")
        return found


def form_of(request: Request, code: str) -> tuple[catalogue.VersionRecord, forms.FormRecord]:
    """The procedure of an address and its form today; raises NotFound."""
    version = catalogue.version_on(code=plain(code), day=request.day)
    form = filings.form_online(procedure_code=version.code, day=request.day) if version else None
    if version is None or form is None:
        raise no_such(NO_FORM)
    return version, form


def opened(request: Request, owner: Actor, code: str, draft_id: UUID) -> Sheet:
    """The owner's draft, brought to the form of today; raises NotFound."""
    version, form = form_of(request, code)
    draft = filings.draft(viewer=owner, draft_id=draft_id)
    if draft is None or draft.procedure_code != version.code:
        raise no_such(NO_DRAFT)
    left: Mapping[str, str] = {}
    if draft.form_id != form.id:
        draft, left = services.renew(actor=owner, now=request.now, draft_id=draft_id, day=request.day)
    whole = filing_rules.with_general(form.definition, _general(request, version, form, draft.raw))
    return Sheet(owner, draft, version, form, rules.in_language(whole, get_language() or "vi"), left)


def _general(
    request: Request, version: catalogue.VersionRecord, form: forms.FormRecord, raw: Mapping[str, str]
) -> Section:
    per = catalogue.counted(version=version, channel="ONLINE", day=request.day)
    here = province.home(request.day)
    communes = places.communes(here, request.day)
    near = places.collecting(here, raw.get(filing_rules.GENERAL["territory_code"], ""), version, request.day)
    return filing_rules.general_section(
        [(c.code, c.name) for c in communes], version.choices, [(p.code, p.name) for p in near] or None,
        filing_rules.counted_unit(per, form.definition),
    )  # fmt: skip
