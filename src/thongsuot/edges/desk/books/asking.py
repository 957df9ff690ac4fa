"""Which book is asked for: of which office, for which days, up to when it speaks. It stands in the address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import saying, seats
from thongsuot.kernel.dates import format_date, format_time, instant, local, parse_date, parse_time
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms
from thongsuot.registers.units.rules import AgencyKind
from thongsuot.work.books import rules
from thongsuot.work.books.rules import BOOK_NAMES, Book, Span

DIGEST_LONGEST = 60


class Moment(forms.Text):
    """An instant typed as `14:30 30/11/2026`; "" is None."""

    default_error_messages = {
        "invalid": gettext_lazy("Hãy nhập theo dạng giờ:phút ngày/tháng/năm, ví dụ 14:30 30/11/2026."),
    }

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        clock, _space, day = super().to_python(value).strip().partition(" ")
        if not clock:
            return None
        try:
            return instant(parse_date(day.strip()), parse_time(clock))
        except Refused:
            raise django_forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class Asked(forms.Form):
    """The fields bear the names that refusals point to."""

    book = django_forms.ChoiceField(label=gettext_lazy("Sổ"), required=False)
    agency = django_forms.TypedChoiceField(
        label=gettext_lazy("Đơn vị"), coerce=int, empty_value=None, required=False
    )
    start = forms.Day(label=gettext_lazy("Từ ngày"), required=False)
    to = forms.Day(label=gettext_lazy("Đến hết ngày"), required=False)
    until = Moment(
        label=gettext_lazy("Số liệu đến lúc"),
        required=False,
        help_text=gettext_lazy(
            "Để trống là đến bây giờ. Muốn có lại đúng bản đã in, hãy ghi như trên bản ấy."
        ),
    )
    digest = forms.Text(
        label=gettext_lazy("Mã đối chiếu trên bản in"),
        required=False,
        max_length=DIGEST_LONGEST,
        help_text=gettext_lazy("Chỉ khi cần kiểm tra một bản in có đúng với dữ liệu không."),
    )

    def __init__(self, *args: Any, offices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = [(book.value, _(name)) for book, name in BOOK_NAMES.items()]  # type: ignore[attr-defined]
        self.fields["agency"].choices = offices  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A book of an office; `digest` "" when nobody wants to compare."""

    book: Book
    agency_id: int
    span: Span
    digest: str = ""

    def query(self, **changes: Any) -> str:
        """The address of just this book, at any later time."""
        until = local(self.span.until)
        given = {
            "book": self.book.value, "agency": self.agency_id, "start": format_date(self.span.from_day),
            "to": format_date(self.span.to_day), "until": f"{format_time(until)} {format_date(until.date())}",
            **changes,
        }  # fmt: skip
        return urlencode({key: value for key, value in given.items() if str(value)})


def asked(request: Request, **given: Any) -> tuple[Asked, Wanted | None]:
    """What the address asks for: without a question, this month's dossiers of the officer's own counter until now."""
    offices = [(one.id, saying.agency(one.id)) for one in _offices(request)]
    first: dict[str, Any] = {"book": Book.DOSSIERS, "agency": offices[0][0] if offices else "", "to": request.day,
             "start": request.day.replace(day=1)}  # fmt: skip
    data = {**request.GET.dict(), **given} if request.GET or given else None
    form = Asked(data, offices=offices, initial=first)
    if form.is_bound and not form.is_valid():
        return form, None
    typed = form.cleaned_data if form.is_bound else {}
    agency_id = typed.get("agency") or first["agency"]
    if not agency_id:
        return form, None
    span = Span(
        typed.get("start") or first["start"],
        typed.get("to") or first["to"],
        typed.get("until") or request.now.replace(second=0, microsecond=0),
    )
    if problems := rules.span_problems(span, now=request.now, today=request.day):
        if not form.is_bound:  # pragma: no cover (what stands there by itself is always sound)
            raise Refused(*problems)
        fields.add_problems(form, problems)
        return form, None
    return form, Wanted(Book(typed.get("book") or Book.DOSSIERS), agency_id, span, typed.get("digest", ""))


def _offices(request: Request) -> list[Any]:
    """The offices whose books the officer may read, his own counters first; schools and hospitals keep none."""
    found = [a for a in seats.places(seats.readable(request)) if a.kind is not AgencyKind.SERVICE_UNIT]
    return sorted(found, key=lambda one: one.kind not in seats.COUNTERS)
