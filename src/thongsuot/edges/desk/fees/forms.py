"""What the pages of the money ask for; fields bear the names that refusals point to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.kernel import money
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.ui import forms
from thongsuot.registers.catalogue.rules import Per
from thongsuot.work.fees import queries, rules
from thongsuot.work.fees.rules.quotes import KIND_NAMES, MOST_PIECES

EXTRA = "extra"  # the line that no register knows
LONGEST = 300


class Vnd(django_forms.Field):
    """An amount typed as 10000, 10.000 or 10.000 đ."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=django_forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 30}), **kwargs
        )

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return money.parse_vnd(text[:40])
        except Refused as refused:
            raise django_forms.ValidationError([problems.text_of(p) for p in refused.problems]) from None

    def prepare_value(self, value: Any) -> Any:
        return money.format_vnd(value).removesuffix(" đ") if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """The fields of one line of the assessment, as the page lays them out."""

    name: str
    note: str
    is_open: bool
    tick: Any
    vnd: Any
    units: Any  # None: not asked
    quantity: Any
    relief: Any
    ground: Any


class Assess(forms.Form):
    """One line for each published fee, and one for what no register knows."""

    seen = django_forms.IntegerField(widget=django_forms.HiddenInput, required=False)
    free_ground = forms.Text(
        label=gettext_lazy("Nếu không thu: căn cứ"),
        help_text=gettext_lazy("Ví dụ: nghị quyết nào của hội đồng nhân dân quy định không thu."),
        required=False,
        max_length=LONGEST,
    )

    def __init__(
        self, *args: Any, quote: rules.Quote, reliefs: Sequence[rules.Relief], field_code: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = (*quote.lines, rules.Line(EXTRA, "SERVICE_FEE", None))
        for line in self.lines:
            fitting = [r for r in reliefs if r.covers(kind=line.kind, field_code=field_code)]
            self.fields |= _line_fields(line, fitting, is_only=not quote.is_open)

    def rows(self) -> list[ChargeRow]:
        """The lines with their fields, in order."""
        return [
            ChargeRow(
                _("Khoản khác") if line.key == EXTRA else _(KIND_NAMES[line.kind]),
                line.note if not line.ground else f"{line.note} ({line.ground})",
                line.is_open and line.key != EXTRA,
                *(
                    self._asked(f"{name}-{line.key}")
                    for name in ("tick", "vnd", "units", "quantity", "relief", "ground")
                ),
            )
            for line in self.lines
        ]

    def _asked(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    def charges(self) -> tuple[rules.Charge, ...]:
        """The lines that were ticked."""
        data = self.cleaned_data
        return tuple(
            rules.Charge(
                line.key,
                line.kind,
                data[f"vnd-{line.key}"] or 0,
                data.get(f"quantity-{line.key}") or 1,
                data[f"relief-{line.key}"],
                data[f"ground-{line.key}"],
                data.get(f"units-{line.key}") or 1,
            )
            for line in self.lines
            if data[f"tick-{line.key}"]
        )


def numbers(line: rules.Line, initial: int | None = 1) -> dict[str, django_forms.Field]:
    """What is counted of a line: pieces, and before them the pages of each where its price goes by them."""
    per = line.per
    pieces = _("Số {unit}").format(unit=_(per.unit)) if per else _("Số lượng")
    if per is None or not per.is_graded:
        return {f"quantity-{line.key}": _number(pieces, initial)}
    each = _("Số {unit} của bản chính").format(unit=_(per.unit))
    return {
        f"units-{line.key}": _number(each, initial, _graded(line.vnd or 0, per)),
        f"quantity-{line.key}": _number(_("Số bản"), initial),
    }


def _graded(vnd: int, per: Per) -> str:
    """How the price of one copy comes about, by which article."""
    told = [_("{vnd} mỗi {unit}").format(vnd=money.format_vnd(vnd), unit=_(per.unit))]
    if per.reduced_from is not None:
        said = _("từ {unit} thứ {nth}: {vnd}")
        told.append(
            said.format(unit=_(per.unit), nth=per.reduced_from, vnd=money.format_vnd(per.reduced_vnd or 0))
        )
    if per.most_vnd is not None:
        told.append(_("mỗi bản không quá {vnd}").format(vnd=money.format_vnd(per.most_vnd)))
    return "; ".join(told) + (f" ({per.article})" if per.article else "")


def _number(label: str, initial: int | None, hint: str = "") -> django_forms.IntegerField:
    wrong = _("Hãy ghi số lượng từ 1 đến 1.000.")
    return django_forms.IntegerField(
        label=label, help_text=hint, required=False, initial=initial, min_value=1, max_value=MOST_PIECES,
        error_messages={"min_value": wrong, "max_value": wrong, "invalid": wrong},
    )  # fmt: skip


def _line_fields(
    line: rules.Line, reliefs: Sequence[rules.Relief], *, is_only: bool
) -> dict[str, django_forms.Field]:
    """`is_only`: the registers leave nothing open, so what they name is meant."""
    key = line.key
    return {
        f"tick-{key}": django_forms.BooleanField(
            label=_("Thu khoản này"), required=False, initial=bool(line.vnd) and is_only
        ),
        f"vnd-{key}": Vnd(label=_("Mức thu"), required=False, initial=line.vnd or None),
        **{name: field for name, field in numbers(line).items() if line.per or line.is_open},
        f"relief-{key}": django_forms.ChoiceField(
            label=_("Miễn, giảm"), required=False,
            choices=[("", _("Không")), *((r.code, f"{r.name} (−{r.percent} %)") for r in reliefs)],
        ),
        f"ground-{key}": forms.Text(label=_("Căn cứ mức thu"), required=False, max_length=LONGEST),
    }  # fmt: skip


class Collect(forms.Form):
    """Money taken at the counter."""

    vnd = Vnd(label=gettext_lazy("Số tiền"))
    method = django_forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        choices=[("cash", gettext_lazy("Tiền mặt")), ("bank", gettext_lazy("Chuyển khoản"))],
        widget=django_forms.RadioSelect,
        initial="cash",
    )
    external_ref = forms.Text(
        label=gettext_lazy("Số giao dịch của ngân hàng"), required=False, max_length=60,
        help_text=gettext_lazy("Chỉ ghi khi người nộp chuyển khoản."),
    )  # fmt: skip
    payer = forms.Text(
        label=gettext_lazy("Người nộp tiền, nếu không phải người nộp hồ sơ"), required=False, max_length=200
    )


class Refund(forms.Form):
    """Money paid back."""

    vnd = Vnd(label=gettext_lazy("Số tiền trả lại"))
    method = django_forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        choices=[("cash", gettext_lazy("Tiền mặt")), ("bank", gettext_lazy("Chuyển khoản"))],
        widget=django_forms.RadioSelect,
        initial="cash",
    )
    reason = forms.Text(label=gettext_lazy("Lý do"), max_length=LONGEST)
    ground = forms.Text(label=gettext_lazy("Căn cứ"), required=False, max_length=LONGEST)
    receiver = forms.Text(
        label=gettext_lazy("Người nhận tiền, nếu không phải người nộp hồ sơ"), required=False, max_length=200
    )


class DecideRelief(forms.Form):
    """What the officer says to the relief that was asked for."""

    answer = django_forms.ChoiceField(
        label=gettext_lazy("Diện này"), widget=django_forms.RadioSelect,
        choices=[("yes", gettext_lazy("Xác nhận, đã xem giấy tờ")), ("no", gettext_lazy("Không được miễn, giảm"))],
    )  # fmt: skip
    reason = forms.Text(label=gettext_lazy("Lý do, nếu không"), required=False, max_length=LONGEST)


class RefundOnline(forms.Form):
    """Money that the gateway gives back to whoever paid it."""

    payment = django_forms.ChoiceField(label=gettext_lazy("Khoản đã nộp"))
    vnd = Vnd(label=gettext_lazy("Số tiền trả lại"))
    reason = forms.Text(label=gettext_lazy("Lý do"), max_length=LONGEST)
    ground = forms.Text(label=gettext_lazy("Căn cứ"), required=False, max_length=LONGEST)

    def __init__(self, *args: Any, payments: Sequence[queries.OnlinePayment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("{ref}, còn trả lại được {vnd}")
        self.fields["payment"].choices = [  # type: ignore[attr-defined]
            (str(one.payment.id), said.format(ref=one.payment.external_ref, vnd=money.format_vnd(one.left)))
            for one in payments
            if one.left > 0 and not one.is_asked
        ]


def starting(stand: queries.Standing, lines: Sequence[Any]) -> dict[str, Any]:
    """The assessment in force as the form shows it, or nothing before the first."""
    found: dict[str, Any] = {"seen": stand.balance.charged}
    if not stand.is_assessed:
        return found
    found |= {f"tick-{line.key}": False for line in stand.quote.lines}
    known = {line.key for line in stand.quote.lines}
    for line in lines:
        key = line["key"] if line["key"] in known else EXTRA
        found |= {
            f"tick-{key}": True, f"vnd-{key}": line["vnd"], f"quantity-{key}": line["quantity"],
            f"units-{key}": line.get("units", 1),
            f"relief-{key}": line["relief_code"], f"ground-{key}": line["ground"],
        }  # fmt: skip
    return found
