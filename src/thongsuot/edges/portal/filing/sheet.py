"""The form of a draft as its pages show it: sections that are asked now, questions with their conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from thongsuot.edges.portal import places, province
from thongsuot.edges.portal.page import no_such, plain
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui.questions import Question, QuestionForm
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.rules import Definition, Section, When
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
    form = forms.form_on(procedure_code=version.code, day=request.day) if version else None
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
    whole = filing_rules.with_general(form.definition, _general(request, version))
    return Sheet(owner, draft, version, form, rules.in_language(whole, get_language() or "vi"), left)


def _general(request: Request, version: catalogue.VersionRecord) -> Section:
    communes = places.communes(province.home(request.day), request.day)
    return filing_rules.general_section([(c.code, c.name) for c in communes], version.cases)


def rows_of(
    section: Section,
    raw: Mapping[str, str],
    found: Iterable[Problem] = (),
    said: Mapping[str, str] | None = None,
) -> list[QuestionForm]:
    """One form of questions for each row of the section; `said`: sentences that belong to a key besides."""
    wrong: dict[str, list[str]] = {}
    for problem in found:
        wrong.setdefault(problem.field, []).append(problems.text_of(problem))
    for key, sentence in (said or {}).items():
        wrong.setdefault(key, []).append(sentence)
    return [_row(section, row, raw, wrong) for row in range(section.rows(raw))]


def _row(section: Section, row: int, raw: Mapping[str, str], wrong: Mapping[str, list[str]]) -> QuestionForm:
    seen = rules.around(section, row, raw)
    keys = section.keys(row)
    here = set(keys.values())
    questions = [
        Question(
            keys[field.id],
            field,
            field.is_visible(seen),
            field.required or field.required_when is not None,
            _when(field.visible_when, keys, section),
        )
        for field in section.fields
        # a condition on another page is decided already: what is not asked there is not on this page
        if field.is_visible(seen) or _is_here(field.visible_when, keys)
    ]
    return QuestionForm(questions, raw, {name: said for name, said in wrong.items() if name in here})


def _is_here(when: When | None, keys: Mapping[str, str]) -> bool:
    return when is not None and when.fields() <= set(keys)


def _when(when: When | None, keys: Mapping[str, str], section: Section) -> Mapping[str, object] | None:
    """The condition in the names of the page; None when the page alone cannot decide it."""
    if when is None or not _is_here(when, keys):
        return None
    return renamed(when, keys).as_json()


def renamed(when: When, keys: Mapping[str, str]) -> When:
    """The condition with the keys of a row for the ids of fields."""
    parts = tuple(renamed(part, keys) for part in when.parts)
    return When(when.op, keys.get(when.field, when.field), when.values, parts)
