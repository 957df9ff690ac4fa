"""What each deed asks for before the dossiers are looked through."""

from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.edges.desk import acts, saying, seats
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, forms
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.bulk.rules import Deed

LONGEST = 2000


class Assign(forms.Form):
    officers = django_forms.TypedMultipleChoiceField(
        label=gettext_lazy("Giao cho"),
        help_text=gettext_lazy("Chọn nhiều người thì hồ sơ được chia đều theo thứ tự thời hạn."),
        widget=django_forms.CheckboxSelectMultiple,
        coerce=int,
    )

    def __init__(self, request: Request, agencies: list[int], *args: Any) -> None:
        super().__init__(*args)
        able = seats.able(request, Deed.ASSIGN.verb)
        found = {
            id_: name for one in agencies if one in able for id_, name in acts.officers(one, request.day)
        }
        nobody = (0, _("Để chung, chưa giao riêng ai"))
        self.fields["officers"].choices = [*found.items(), nobody]  # type: ignore[attr-defined]


class Forward(forms.Form):
    to_agency = django_forms.TypedChoiceField(
        label=gettext_lazy("Chuyển đến"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, request: Request, agencies: list[int], *args: Any) -> None:
        super().__init__(*args)
        home = seats.home(request)
        found = (
            units.offices_of(authority_id=home.authority_id, day=request.day)
            if home and home.authority_id
            else ()
        )
        each = ("", _("Mỗi hồ sơ đến cơ quan có thẩm quyền của nó"))
        self.fields["to_agency"].choices = [each, *((one.id, one.name) for one in found)]  # type: ignore[attr-defined]


class HandOn(forms.Form):
    to_date = forms.Day(
        label=gettext_lazy("Túi dự kiến đến ngày"),
        help_text=gettext_lazy(
            "Mỗi nơi nhận một túi có phiếu kiểm soát; bản giấy nào không nằm ở đây thì hồ sơ vẫn chuyển, không vào túi."
        ),
    )

    def __init__(self, request: Request, agencies: list[int], *args: Any) -> None:
        super().__init__(*args, initial={"to_date": request.day + timedelta(days=1)})


class Extend(forms.Form):
    to_date = forms.Day(label=gettext_lazy("Ngày hẹn trả mới"))
    reason = forms.Text(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Người nộp đọc câu này trên văn bản xin lỗi."),
        widget=django_forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
    )

    def __init__(self, request: Request, agencies: list[int], *args: Any) -> None:
        super().__init__(*args)


class Return(forms.Form):
    received_by = forms.Text(
        label=gettext_lazy("Người nhận kết quả"),
        help_text=gettext_lazy("Ghi chung cho mọi hồ sơ, ví dụ: bưu tá nhận theo bảng kê số 12."),
        max_length=200,
    )

    def __init__(self, request: Request, agencies: list[int], *args: Any) -> None:
        super().__init__(*args)


FORMS: dict[Deed, Any] = {
    Deed.ASSIGN: Assign,
    Deed.FORWARD: Forward,
    Deed.HAND_ON: HandOn,
    Deed.EXTEND: Extend,
    Deed.RETURN: Return,
}


def told(deed: Deed, data: dict[str, Any]) -> list[dict[str, str]]:
    """What a run was told, as facts."""
    names = identity.names(account_ids=[one for one in data["officers"] if one])
    officers = [names.get(one, "") if one else _("Để chung, chưa giao riêng ai") for one in data["officers"]]
    to_date = formats.day(date.fromisoformat(data["to_date"])) if data["to_date"] else ""
    to = saying.agency(data["to_agency"]) or _("Mỗi hồ sơ đến cơ quan có thẩm quyền của nó")
    facts = {
        Deed.ASSIGN: [(_("Giao cho"), "; ".join(officers))],
        Deed.FORWARD: [(_("Chuyển đến"), to)],
        Deed.HAND_ON: [(_("Túi dự kiến đến ngày"), to_date)],
        Deed.EXTEND: [(_("Ngày hẹn trả mới"), to_date), (_("Lý do"), data["reason"])],
        Deed.RETURN: [(_("Người nhận kết quả"), data["received_by"])],
    }.get(deed, [])
    return [{"term": term, "value": value} for term, value in facts]
