"""The intake form: fixed questions, and for the chosen procedure its cases and its papers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import saying
from thongsuot.edges.desk.receive import population
from thongsuot.edges.desk.receive.counting import Counted
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.ui import forms
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms.rules import Definition
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import REFUSAL_REASONS, Applicant, Filing, PaperGiven
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.dossiers.rules.filing import SETS_MOST
from thongsuot.work.fees.rules import Count, Relief
from thongsuot.work.filings.rules import PaperAsked, difference_problems, papers_asked

MOST = 999
LONGEST = 2000
LONGEST_PROOF = 300


def _choices(words: Mapping[str, str], *without: str) -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in words.items() if code not in without]


class Intake(forms.Form):
    """Refusals name these fields. Nothing is required here: the rules say all that is missing at once."""

    agency = django_forms.TypedChoiceField(label=gettext_lazy("Nơi tiếp nhận"), coerce=int, required=False)
    procedure_code = django_forms.CharField(widget=django_forms.HiddenInput, required=False, max_length=100)
    point = django_forms.TypedChoiceField(
        label=gettext_lazy("Điểm tiếp nhận"), coerce=int, empty_value=None, required=False
    )
    territory_code = forms.Text(
        label=gettext_lazy("Xã, phường nơi giải quyết"),
        help_text=gettext_lazy("Gõ vài chữ của tên, không cần dấu; tên cũ cũng được."),
        required=False,
        max_length=200,
    )
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
    sets = django_forms.IntegerField(
        label=gettext_lazy("Số bộ hồ sơ"),
        min_value=1,
        max_value=SETS_MOST,
        required=False,
        widget=django_forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
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
    collect_at = django_forms.ChoiceField(
        label=gettext_lazy("Nơi đến nhận kết quả"),
        help_text=gettext_lazy("Kết quả được gửi đến đó trong túi có phiếu kiểm soát."),
        required=False,
    )
    relief = django_forms.ChoiceField(label=gettext_lazy("Diện miễn, giảm"), required=False)
    proof = forms.Text(
        label=gettext_lazy("Giấy tờ chứng minh diện miễn, giảm"), required=False, max_length=LONGEST_PROOF
    )
    reason_code = django_forms.ChoiceField(label=gettext_lazy("Lý do"), required=False)
    reason = forms.Text(
        label=gettext_lazy("Nêu rõ trong trường hợp này"),
        widget=django_forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    different = forms.Text(
        label=gettext_lazy("Lý do ghi khác dữ liệu dân cư"), required=False, max_length=LONGEST
    )
    told = django_forms.CharField(widget=django_forms.HiddenInput, required=False, max_length=4 * LONGEST)
    once = django_forms.CharField(widget=django_forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self,
        data: Any = None,
        *,
        version: catalogue.VersionRecord | None,
        agencies: list[tuple[int, str]],
        points: Sequence[tuple[int, str, int]],
        called: Sequence[units.Called],
        initial: Mapping[str, Any],
        places: Sequence[tuple[str, str]] = (),
        counted: Counted | None = None,
        definition: Definition | None = None,
        reliefs: Sequence[Relief] = (),
    ) -> None:
        sets = version.sets if version else 1
        usual = {"channel": "DIRECT", "result_way": "AT_SUBMISSION_PLACE", "sets": sets}
        super().__init__(data, initial={**usual, **initial})
        self.version, self.called, self.counted, self.reliefs = version, called, counted, tuple(reliefs)
        self.fields |= counted.fields() if counted else {}
        self.points = tuple(points)
        self.heard = population.told(data if data is not None else initial)
        self.scanned: dict[str, FileKind] = {}  # id of a wanted paper → what was digitised of it
        self.scanned_other = ""
        reasons = [(reason.code, _(reason.name)) for reason in REFUSAL_REASONS.values()]
        for name, choices in (
            ("agency", agencies),
            ("point", [*((id_, name) for id_, name, _of in points), ("", _("Không tại điểm nào"))]),
            ("channel", _choices(saying.CHANNELS, "ONLINE")),
            ("result_way", _choices(saying.RESULT_WAYS)),
            ("collect_at", places or [("", _("Tại nơi tiếp nhận"))]),
            ("relief", [("", _("Không")), *((r.code, f"{r.name} (−{r.percent} %)") for r in reliefs)]),
            ("reason_code", [("", _("Chọn một lý do")), *reasons]),
            ("case", saying.cases(version.choices) if version else []),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self._ask_for_papers(self._papers(version), definition)

    def _ask_for_papers(self, listed: Sequence[catalogue.PaperWanted], definition: Definition | None) -> None:
        """A tick and two numbers for every paper; what the source lists besides are remarks."""
        named = {code for one in definition.attachments for code in one.papers} if definition else set()
        wanted = [paper for paper in listed if is_wanted(paper) or paper.code in named]
        self.papers = papers_asked(wanted, definition)
        self.remarks = [saying.bare(paper.name) for paper in listed if paper not in wanted]
        for paper in self.papers:
            self.fields[f"p_{paper.key}"] = django_forms.BooleanField(label=paper.label, required=False)
            self.fields[f"o_{paper.key}"] = self._count(_("Số bản chính"), paper.originals)
            self.fields[f"c_{paper.key}"] = self._count(_("Số bản sao"), paper.copies)

    def _papers(self, version: catalogue.VersionRecord | None) -> tuple[catalogue.PaperWanted, ...]:
        if version is None:
            return ()
        case = self.data.get("case", "") if self.is_bound else self.initial.get("case", "")
        if case not in version.known_cases:
            case = version.choices[0] if version.choices else ""
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
            yield PaperRow(paper, self[f"p_{paper.key}"], self[f"o_{paper.key}"], self[f"c_{paper.key}"])

    @property
    def is_case_asked(self) -> bool:
        return len(self.fields["case"].choices) > 1  # type: ignore[attr-defined]

    @property
    def is_agency_asked(self) -> bool:
        return len(self.fields["agency"].choices) > 1  # type: ignore[attr-defined]

    @property
    def known(self) -> Mapping[str, Any]:
        """What the page shows in its fields."""
        return self.data if self.is_bound else self.initial

    @property
    def mark_name(self) -> str:
        return self.heard.mark("name", self.known) if self.heard else ""

    @property
    def mark_address(self) -> str:
        return self.heard.mark("address", self.known) if self.heard else ""

    @property
    def differing(self) -> tuple[str, ...]:
        """Fields that say otherwise than the population data."""
        return self.heard.different(self.known) if self.heard else ()

    @property
    def collects_at(self) -> str:
        """The code of the point where the result is wanted; "" where it is received, or when nobody comes for it."""
        given = self.cleaned_data
        comes = (given.get("result_way") or "AT_SUBMISSION_PLACE") == "AT_SUBMISSION_PLACE"
        return str(given.get("collect_at", "")) if comes else ""

    @property
    def number_fields(self) -> list[BoundField]:
        """What is counted, where the fee is the price of one."""
        return [self[name] for name in (self.counted.fields() if self.counted else ())]

    @property
    def counts(self) -> tuple[Count, ...]:
        """How many there are; nothing where one is meant, or nobody said."""
        return self.counted.counts(self.cleaned_data) if self.counted else ()

    @property
    def is_point_asked(self) -> bool:
        return len(self.points) > 1

    @property
    def commune(self) -> units.Called | None:
        """The commune that is meant, once only one can be."""
        return self.called[0] if self.called and self.called[0].is_only else None

    def clean_territory_code(self) -> str:
        """The code of the commune; "" while nothing was typed."""
        words = str(self.cleaned_data["territory_code"]).strip()
        if not words or self.commune is not None:
            return self.commune.unit.code if self.commune else ""
        if not self.called:
            raise django_forms.ValidationError(_nothing_called(words))
        message = _("Nhiều xã, phường có thể gọi là “{words}”. Hãy chọn một trong danh sách bên dưới.")
        raise django_forms.ValidationError(message.format(words=words))

    def clean(self) -> dict[str, Any] | None:
        """The point must be one of the agency that receives; what differs from the population data has a reason."""
        point, agency = self.cleaned_data.get("point"), self.cleaned_data.get("agency")
        if point is not None and agency and (point, agency) not in {(id_, of) for id_, _n, of in self.points}:
            self.add_error("point", _("Điểm này không thuộc nơi tiếp nhận đã chọn. Hãy chọn lại."))
        if self.cleaned_data.get("relief") and not self.cleaned_data.get("proof", "").strip():
            self.add_error("proof", _("Hãy ghi giấy tờ chứng minh của diện đã chọn."))
        for problem in difference_problems(self.differing, self.cleaned_data.get("different", "")):
            self.add_error("different", http_problems.text_of(problem))
        return super().clean()

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
            point_id=given.get("point"),
            sets=given.get("sets"),
        )

    def _given(self) -> Iterator[PaperGiven]:
        for paper in self.papers:
            kind = self.scanned.get(paper.key)
            is_ticked = bool(self.cleaned_data.get(f"p_{paper.key}"))
            if not is_ticked and kind is None:
                continue
            originals = (self.cleaned_data.get(f"o_{paper.key}") or 0) if is_ticked else 0
            copies = (
                (self.cleaned_data.get(f"c_{paper.key}") or 0) if is_ticked else int(kind is FileKind.COPY)
            )
            is_electronic = kind is FileKind.ELECTRONIC
            if not copies and not is_electronic:
                originals = originals or 1
            yield PaperGiven(saying.bare(paper.title), paper.wanted_id, originals, copies, is_electronic)
        lines = [line.strip() for line in self.cleaned_data.get("other_papers", "").splitlines()]
        if self.scanned_other and self.scanned_other not in lines:
            lines.append(self.scanned_other)
        yield from (PaperGiven(line, originals=1) for line in lines if line)

    def refuse(self, found: tuple[Problem, ...]) -> None:
        """Put the reasons of a refusal where they belong; missing papers at the first one that is missing."""
        for problem in found:
            field = problem.field.split("/", 1)[0]
            if field == "papers":
                field = next(self._missing(), "other_papers")
            if field == "procedure_code":
                field = ""
            if field == "point_id":
                field = "point"
            self.add_error(field if field in self.fields else None, http_problems.text_of(problem))

    def _missing(self) -> Iterator[str]:
        for paper in self.papers:
            if (
                paper.is_required
                and not self.cleaned_data.get(f"p_{paper.key}")
                and paper.key not in self.scanned
            ):
                yield f"p_{paper.key}"


def is_wanted(paper: catalogue.PaperWanted) -> bool:
    """The source lists sentences among the papers: none is wanted of them, so none is ticked."""
    return bool(paper.required or paper.originals or paper.copies)


def _nothing_called(words: str) -> str:
    """What to do about words that no commune answers to."""
    message = _(
        "Không có xã, phường nào trong tỉnh gọi là “{words}”. Hãy gõ tên khác, tên cũ cũng được, hoặc mã."
    )
    return message.format(words=words)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One wanted paper: its tick and how many of each. `title`: as the dossier calls it, `name`: as the page does."""

    paper: PaperAsked
    tick: BoundField
    originals: BoundField
    copies: BoundField

    @property
    def name(self) -> str:
        """The name without the bullet that the source puts before it."""
        return saying.bare(self.paper.label)

    @property
    def title(self) -> str:
        return saying.bare(self.paper.title)
