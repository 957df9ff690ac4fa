"""What each act asks for: one small form, whose fields bear the names that refusals point to."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import scan
from thongsuot.plumbing.ui import forms
from thongsuot.work.custody.rules import WAY_NAMES
from thongsuot.work.dossiers.rules import REFUSAL_REASONS

LONGEST = 2000
Choices = Sequence[tuple[Any, Any]]
KINDS = (
    ("original", gettext_lazy("Bản chính")),
    ("copy", gettext_lazy("Bản sao")),
    ("electronic", gettext_lazy("Bản điện tử")),
)


def _area(rows: int = 3) -> django_forms.Textarea:
    return django_forms.Textarea(attrs={"rows": rows})


class ActForm(forms.Form):
    """`seen` is the version of the dossier that the officer looked at."""

    seen = django_forms.IntegerField(widget=django_forms.HiddenInput, required=False)


class Forward(ActForm):
    to_agency = django_forms.TypedChoiceField(label=gettext_lazy("Chuyển đến"), coerce=int)
    field_order = ("to_agency",)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_agency"].choices = places  # type: ignore[attr-defined]


class Assign(ActForm):
    to_officer = django_forms.TypedChoiceField(
        label=gettext_lazy("Giao cho"), coerce=int, empty_value=None, required=False
    )
    field_order = ("to_officer",)

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _("Để chung, chưa giao riêng ai"))
        self.fields["to_officer"].choices = [nobody, *officers]  # type: ignore[attr-defined]


class AskForMore(ActForm):
    wanted = django_forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ cần bổ sung"), widget=django_forms.CheckboxSelectMultiple, required=False
    )
    more = forms.Text(
        label=gettext_lazy("Nội dung khác cần bổ sung, hoàn thiện"),
        help_text=gettext_lazy("Mỗi dòng một việc. Chỉ được yêu cầu một lần, nên hãy ghi đủ."),
        widget=_area(),
        required=False,
        max_length=LONGEST,
    )
    reason = forms.Text(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Người nộp đọc câu này trên phiếu yêu cầu bổ sung."),
        widget=_area(),
    )

    until = forms.Day(
        label=gettext_lazy("Bổ sung đến hết ngày"),
        help_text=gettext_lazy(
            "In trên phiếu yêu cầu bổ sung. Quá ngày này hồ sơ không tự dừng: bạn quyết định."
        ),
        required=False,
    )
    again = django_forms.BooleanField(
        label=gettext_lazy("Tôi biết: yêu cầu lần nữa thì đồng hồ không dừng và hồ sơ tính là quá hạn"),
        required=False,
    )

    def __init__(
        self, *args: Any, papers: Iterable[str], asked_before: bool = False, law: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if law:
            self.fields["until"].help_text = law
        if not asked_before:
            del self.fields["again"]
        self.fields["wanted"].choices = [(name, name) for name in dict.fromkeys(papers)]  # type: ignore[attr-defined]
        if not self.fields["wanted"].choices:  # type: ignore[attr-defined]
            del self.fields["wanted"]

    def everything(self) -> tuple[str, ...]:
        """All that is asked for, each once."""
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines()]
        return tuple(dict.fromkeys([*self.cleaned_data.get("wanted", ()), *filter(None, lines)]))


class Supplement(ActForm):
    papers = django_forms.MultipleChoiceField(
        label=gettext_lazy("Đã nhận"), widget=django_forms.CheckboxSelectMultiple, required=False
    )
    more = forms.Text(
        label=gettext_lazy("Giấy tờ khác đã nhận"),
        help_text=gettext_lazy("Mỗi dòng một giấy tờ."),
        widget=_area(2),
        required=False,
        max_length=LONGEST,
    )
    kind = django_forms.ChoiceField(
        label=gettext_lazy("Các giấy tờ này là"),
        choices=KINDS,
        initial="original",
        widget=django_forms.RadioSelect,
    )

    def __init__(self, *args: Any, asked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = [(name, name) for name in asked]  # type: ignore[attr-defined]
        if not self.fields["papers"].choices:  # type: ignore[attr-defined]
            del self.fields["papers"]

    def clean(self) -> dict[str, Any]:
        """Something must have come, else the clock would go on for nothing."""
        data = super().clean() or {}
        if not self.errors and not self.received():
            first = "papers" if "papers" in self.fields else "more"
            self.add_error(first, _("Hãy đánh dấu hoặc ghi giấy tờ đã nhận."))
        return data

    def received(self) -> tuple[str, ...]:
        """The names of what came, each once."""
        lines = [line.strip() for line in self.cleaned_data.get("more", "").splitlines()]
        return tuple(dict.fromkeys([*self.cleaned_data.get("papers", ()), *filter(None, lines)]))


class Extend(ActForm):
    to_date = forms.Day(
        label=gettext_lazy("Ngày hẹn trả mới"),
        help_text=gettext_lazy("Một ngày làm việc, ví dụ 27/11/2026. Chỉ được hẹn lại một lần."),
    )
    reason = forms.Text(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Viết tiếp sau “vì”; in trên văn bản xin lỗi."),
        widget=_area(),
    )


class Decide(ActForm):
    result = forms.Text(
        label=gettext_lazy("Kết quả giải quyết"),
        help_text=gettext_lazy("Số, ký hiệu hoặc tên giấy tờ, ví dụ “Trích lục khai sinh số 142/2026”."),
        max_length=500,
    )


class Refuse(ActForm):
    reason_code = django_forms.ChoiceField(label=gettext_lazy("Lý do từ chối"))
    reason = forms.Text(
        label=gettext_lazy("Nêu rõ trong trường hợp này"),
        help_text=gettext_lazy("Người nộp đọc câu này trên phiếu từ chối: vì sao, và nên làm gì tiếp."),
        widget=_area(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(reason.code, _(reason.name)) for reason in REFUSAL_REASONS.values()]
        self.fields["reason_code"].choices = [("", _("Chọn một lý do")), *reasons]  # type: ignore[attr-defined]


class Stop(ActForm):
    reason = forms.Text(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("In trên thông báo dừng giải quyết."),
        widget=_area(),
    )


class Withdraw(ActForm):
    reason = forms.Text(
        label=gettext_lazy("Lý do người nộp nêu, nếu có"), widget=_area(), required=False, max_length=LONGEST
    )


class CorrectApplicant(ActForm):
    """Nothing is required here: the rules say all that is wrong at once."""

    name = forms.Text(label=gettext_lazy("Họ, chữ đệm và tên"), required=False, max_length=400)
    citizen_id = forms.Text(
        label=gettext_lazy("Số định danh cá nhân"),
        help_text=gettext_lazy("12 chữ số, hoặc quét mã QR trên căn cước; để trống nếu người nộp không có."),
        required=False,
        max_length=400,
    )
    phone = forms.Text(
        label=gettext_lazy("Điện thoại"),
        help_text=gettext_lazy("4 số cuối mở trang theo dõi hồ sơ: số mới dùng được ngay, số cũ thì không."),
        required=False,
        max_length=100,
    )
    email = forms.Text(label=gettext_lazy("Thư điện tử"), required=False, max_length=400)
    address = forms.Text(label=gettext_lazy("Địa chỉ"), required=False, max_length=2 * LONGEST)
    reason = forms.Text(
        label=gettext_lazy("Lý do sửa"),
        help_text=gettext_lazy("Ví dụ: nhập nhầm một chữ số điện thoại. Nằm trong lịch sử hồ sơ."),
        required=False,
        max_length=LONGEST,
    )
    field_order = ("name", "citizen_id", "phone", "email", "address", "reason")

    def clean(self) -> dict[str, Any]:
        """A scanned card fills in what stands on it; nothing of it counts before the officer has seen it."""
        data = super().clean() or {}
        if card := scan.read(data.get("citizen_id", "")):
            self.data = {**dict(self.data.items()), **card}
            self.add_error("citizen_id", _("Đã điền từ thẻ căn cước. Hãy xem lại rồi bấm lần nữa."))
        return data


def taker(label: Any) -> forms.Text:
    """The field for who took what is handed out."""
    return forms.Text(
        label=label, help_text=gettext_lazy("Người nộp, hoặc người được ủy quyền."), max_length=200
    )


def shown_number() -> forms.Text:
    """The field for the number of the card that he showed."""
    return forms.Text(
        label=gettext_lazy("Số định danh đã xuất trình"),
        help_text=gettext_lazy("Quét hoặc nhập; khác số của người nộp thì ghi giấy ủy quyền."),
        required=False,
        max_length=40,
    )


def authority_paper() -> forms.Text:
    """The field for the paper by which he comes for somebody else."""
    return forms.Text(label=gettext_lazy("Giấy ủy quyền"), required=False, max_length=300)


class Return(ActForm):
    """Who took the result. Only the name is asked of the applicant himself; whoever comes for him shows more."""

    received_by = taker(gettext_lazy("Ai đã nhận kết quả"))
    number = shown_number()
    authority = authority_paper()
    way = django_forms.ChoiceField(
        label=gettext_lazy("Cách trả"),
        choices=[(way.value, gettext_lazy(name)) for way, name in WAY_NAMES.items()],
        initial="counter",
        required=False,
    )
    tracking = forms.Text(
        label=gettext_lazy("Số hiệu bưu gửi"),
        help_text=gettext_lazy("Chỉ khi gửi qua bưu chính."),
        required=False,
        max_length=60,
    )

    def clean_way(self) -> str:
        """Nothing chosen: at the counter."""
        return self.cleaned_data["way"] or "counter"


class Handover(forms.Form):
    """Who takes the results of a whole batch: the applicants themselves, or the post."""

    received_by = forms.Text(
        label=gettext_lazy("Ai đã nhận kết quả"),
        help_text=gettext_lazy("Ví dụ: người nộp hồ sơ; nhân viên bưu điện nhận chuyển phát."),
        initial=gettext_lazy("Người nộp hồ sơ"),
        max_length=200,
    )
