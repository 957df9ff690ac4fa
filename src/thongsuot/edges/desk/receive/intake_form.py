"""The intake form: fixed questions, and for the chosen procedure its cases and its papers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import saying
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.ui import forms
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers.rules import REFUSAL_REASONS, Applicant, Filing, PaperGiven

MOST = 999
LONGEST = 2000


def _choices(words: Mapping[str, str], *without: str) -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in words.items() if code not in without]


class Intake(forms.Form):
    """Refusals name these fields. Nothing is required here: the rules say all that is missing at once."""

    agency = django_forms.TypedChoiceField(label=gettext_lazy("Nơi tiếp nhận"), coerce=int, required=False)
    procedure_code = django_forms.CharField(widget=django_forms.HiddenInput, required=False, max_length=100)
    territory_code = django_forms.ChoiceField(label=gettext_lazy("Xã, phường nơi giải quyết"), required=False)
    case = django_forms.ChoiceField(label=gettext_lazy("Trường hợp"), required=False)
    citizen_id = forms.Text(
        label=gettext_lazy("Số định danh cá nhân"),
        help_text=gettext_lazy("Gõ 12 chữ số, hoặc quét mã QR trên căn cước để điền tên và địa chỉ."),
        required=False,
        max_length=400,
    )
    name = forms.Text(label=gettext_lazy("Họ, chữ đệm và tên"), required=False, max_length=400)
    phone = forms.Text(label=gettext_lazy("Điện thoại"), required=False, max_length=100)
    email = forms.Text(label=gettext_lazy("Thư điện tử"), required=False, max_length=400)
    address = forms.Text(label=gettext_lazy("Địa chỉ"), required=False, max_length=LONGEST)
    summary = forms.Text(
        label=gettext_lazy("Nội dung đề nghị"),
        help_text=gettext_lazy("In trên giấy hẹn; để trống nếu tên thủ tục đã đủ rõ."),
        required=False,
        max_length=LONGEST,
    )
    other_papers = forms.Text(
        label=gettext_lazy("Giấy tờ khác đã nộp"),
        help_text=gettext_lazy("Mỗi dòng một giấy tờ, tính là một bản chính."),
        widget=django_forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=4 * LONGEST,
    )
    channel = django_forms.ChoiceField(label=gettext_lazy("Cách nộp"), required=False)
    result_way = django_forms.ChoiceField(
        label=gettext_lazy("Nhận kết quả"), widget=django_forms.RadioSelect, required=False
    )
    reason_code = django_forms.ChoiceField(label=gettext_lazy("Lý do"), required=False)
    reason = forms.Text(
        label=gettext_lazy("Nêu rõ trong trường hợp này"),
        widget=django_forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    once = django_forms.CharField(widget=django_forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self,
        data: Any = None,
        *,
        version: catalogue.VersionRecord | None,
        agencies: list[tuple[int, str]],
        territories: list[tuple[str, str]],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial={"channel": "DIRECT", "result_way": "AT_SUBMISSION_PLACE", **initial})
        self.version = version
        reasons = [(reason.code, _(reason.name)) for reason in REFUSAL_REASONS.values()]
        for name, choices in (
            ("agency", agencies),
            ("territory_code", territories),
            ("channel", _choices(saying.CHANNELS, "ONLINE")),
            ("result_way", _choices(saying.RESULT_WAYS)),
            ("reason_code", [("", _("Chọn một lý do")), *reasons]),
            ("case", [(case, case or _("Mọi trường hợp")) for case in version.cases] if version else []),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.papers = self._papers(version)
        for paper in self.papers:
            self.fields[f"p_{paper.id}"] = django_forms.BooleanField(label=paper.name, required=False)
            self.fields[f"o_{paper.id}"] = self._count(_("Số bản chính"), paper.originals)
            self.fields[f"c_{paper.id}"] = self._count(_("Số bản sao"), paper.copies)

    def _papers(self, version: catalogue.VersionRecord | None) -> tuple[catalogue.PaperWanted, ...]:
        if version is None:
            return ()
        case = self.data.get("case", "") if self.is_bound else self.initial.get("case", "")
        if case not in version.cases:
            case = version.cases[0] if version.cases else ""
        return version.papers_of(case)

    @staticmethod
    def _count(label: str, wanted: int) -> django_forms.IntegerField:
        widget = django_forms.TextInput(attrs={"inputmode": "numeric", "size": 3})
        return django_forms.IntegerField(
            label=label, min_value=0, max_value=MOST, initial=wanted, required=False, widget=widget
        )

    def paper_rows(self) -> Iterator["PaperRow"]:
        """The papers as the template shows them."""
        for paper in self.papers:
            yield PaperRow(paper, self[f"p_{paper.id}"], self[f"o_{paper.id}"], self[f"c_{paper.id}"])

    @property
    def is_case_asked(self) -> bool:
        return len(self.fields["case"].choices) > 1  # type: ignore[attr-defined]

    @property
    def is_agency_asked(self) -> bool:
        return len(self.fields["agency"].choices) > 1  # type: ignore[attr-defined]

    def filing(self) -> Filing:
        """What the rules are asked about; the form must have been validated."""
        given = self.cleaned_data
        return Filing(
            procedure_code=given.get("procedure_code", ""),
            territory_code=given.get("territory_code", ""),
            applicant=Applicant(
                **{key: given.get(key, "") for key in ("name", "citizen_id", "phone", "email", "address")}
            ),
            case=given.get("case", ""),
            channel=given.get("channel") or "DIRECT",
            papers=tuple(self._given()),
            summary=given.get("summary", ""),
            result_way=given.get("result_way") or "AT_SUBMISSION_PLACE",
        )

    def _given(self) -> Iterator[PaperGiven]:
        for paper in self.papers:
            if self.cleaned_data.get(f"p_{paper.id}"):
                originals = self.cleaned_data.get(f"o_{paper.id}") or 0
                copies = self.cleaned_data.get(f"c_{paper.id}") or 0
                yield PaperGiven(saying.bare(paper.name), paper.id, originals or int(not copies), copies)
        for line in self.cleaned_data.get("other_papers", "").splitlines():
            if line.strip():
                yield PaperGiven(line.strip(), originals=1)

    def refuse(self, found: tuple[Problem, ...]) -> None:
        """Put the reasons of a refusal where they belong; missing papers at the first one that is missing."""
        for problem in found:
            field = problem.field.split("/", 1)[0]
            if field == "papers":
                field = next(self._missing(), "other_papers")
            if field == "procedure_code":
                field = ""
            self.add_error(field if field in self.fields else None, http_problems.text_of(problem))

    def _missing(self) -> Iterator[str]:
        for paper in self.papers:
            if paper.required and not self.cleaned_data.get(f"p_{paper.id}"):
                yield f"p_{paper.id}"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One wanted paper: its tick and how many of each."""

    paper: catalogue.PaperWanted
    tick: BoundField
    originals: BoundField
    copies: BoundField

    @property
    def name(self) -> str:
        """The name without the bullet that the source puts before it."""
        return saying.bare(self.paper.name)

    @property
    def is_remark(self) -> bool:
        """The source lists sentences among the papers: none is wanted of them, so none is ticked."""
        return not (self.paper.required or self.paper.originals or self.paper.copies)
