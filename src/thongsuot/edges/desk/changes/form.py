"""The form of a change of units: rows for what was, what begins, what takes in, and which part goes where."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui import fields, forms
from thongsuot.registers.units import rules
from thongsuot.registers.units.rules import Change, ChangeKind, EdgeKind, Level, NewUnit, Portion, UnitType

ROWS = {"old": 3, "into": 1, "new": 2, "part": 3}
MORE = 2  # rows that one asks for at a time
MOST = 60
TYPES = (UnitType.WARD, UnitType.COMMUNE, UnitType.TOWNSHIP, UnitType.SPECIAL_ZONE)
TYPE_NAMES = {
    UnitType.WARD: "Phường",
    UnitType.COMMUNE: "Xã",
    UnitType.TOWNSHIP: "Thị trấn",
    UnitType.SPECIAL_ZONE: "Đặc khu",
}
EDGES = {
    EdgeKind.PART: "một phần",
    EdgeKind.AREA_ONLY: "một phần diện tích, không có dân cư",
    EdgeKind.AREA_PART_POP_ALL: "một phần diện tích và toàn bộ dân cư",
    EdgeKind.POP_PART: "một phần dân cư",
    EdgeKind.WHOLE: "toàn bộ",
}
# Which of a row's fields shows what the register says against the whole row.
FIRST = {"old": "old_1", "new": "new_code_1", "into": "into_1", "portions": "part_old_1"}
HUNDRED = Decimal(100)


class Code(forms.Text):
    """The code of a unit, chosen from the province's communes or typed."""

    def __init__(self, label: str) -> None:
        attrs = {"list": "don-vi", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            label=label, required=False, max_length=120, widget=django_forms.TextInput(attrs=attrs)
        )


class ChangeForm(forms.Form):
    """One change by one clause of one act; rows that are left empty do not count."""

    kind = django_forms.ChoiceField(label=gettext_lazy("Loại thay đổi"))
    act = forms.Text(
        label=gettext_lazy("Số nghị quyết, quyết định"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Nghị quyết 1675/NQ-UBTVQH15."),
    )
    clause = forms.Text(label=gettext_lazy("Điều, khoản"), required=False, max_length=200)
    effective = forms.Day(label=gettext_lazy("Có hiệu lực từ ngày"))
    at = django_forms.TimeField(
        label=gettext_lazy("Giờ chuyển"),
        required=False,
        help_text=gettext_lazy("Để trống là 00:00."),
        widget=django_forms.TimeInput(format="%H:%M", attrs={"placeholder": "00:00"}),
        error_messages={"invalid": gettext_lazy("Hãy nhập giờ theo dạng 14:30.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, more: bool = False) -> None:
        super().__init__(data)
        self.rows = {name: _count(data, name, least, more) for name, least in ROWS.items()}
        kinds = [(kind.value, _(rules.TITLES[kind])) for kind in ChangeKind]
        self.fields["kind"].choices = [("", _("Hãy chọn")), *kinds]  # type: ignore[attr-defined]
        for name, field in self._row_fields():
            self.fields[name] = field

    def _row_fields(self) -> Iterator[tuple[str, django_forms.Field]]:
        types = [("", "–"), *((t.value, _(TYPE_NAMES[t])) for t in TYPES)]
        edges = [(e.value, _(said)) for e, said in EDGES.items()]
        for n in range(1, self.rows["old"] + 1):
            yield f"old_{n}", Code(_("Mã đơn vị cũ {n}").format(n=n))
        for n in range(1, self.rows["into"] + 1):
            yield f"into_{n}", Code(_("Mã đơn vị nhận thêm {n}").format(n=n))
        for n in range(1, self.rows["new"] + 1):
            yield f"new_code_{n}", Code(_("Mã mới {n}").format(n=n))
            yield (
                f"new_name_{n}",
                forms.Text(label=_("Tên mới {n}").format(n=n), required=False, max_length=100),
            )
            yield (
                f"new_type_{n}",
                django_forms.ChoiceField(label=_("Loại {n}").format(n=n), choices=types, required=False),
            )
        for n in range(1, self.rows["part"] + 1):
            yield f"part_old_{n}", Code(_("Từ mã {n}").format(n=n))
            yield f"part_new_{n}", Code(_("Sang mã {n}").format(n=n))
            yield (
                f"part_kind_{n}",
                django_forms.ChoiceField(label=_("Chuyển gì {n}").format(n=n), choices=edges, required=False),
            )
            yield (
                f"part_name_{n}",
                forms.Text(label=_("Tên phần {n}").format(n=n), required=False, max_length=200),
            )
            for what, label in (("area", _("% diện tích {n}")), ("people", _("% dân số {n}"))):
                yield f"part_{what}_{n}", _percent(label.format(n=n))

    def groups(self, name: str) -> list[list[django_forms.BoundField]]:
        """The bound fields of one kind of rows, row by row."""
        columns = {
            "old": ("old_{}",),
            "into": ("into_{}",),
            "new": ("new_code_{}", "new_name_{}", "new_type_{}"),
            "part": tuple(f"part_{c}_{{}}" for c in ("old", "new", "kind", "name", "area", "people")),
        }[name]
        return [[self[column.format(n)] for column in columns] for n in range(1, self.rows[name] + 1)]

    def change(self) -> Change:
        """The change as the register takes it, from a valid form."""
        data = self.cleaned_data
        at: time | None = data["at"]
        when: datetime | None = instant(data["effective"], at) if at else None
        return Change(
            kind=ChangeKind(data["kind"]), act=data["act"], clause=data["clause"], effective=data["effective"], at=when,
            level=Level.COMMUNE, old=self._codes("old"), into=self._codes("into"), new=tuple(self._new()),
            portions=tuple(self._portions()),
        )  # fmt: skip

    def _codes(self, name: str) -> tuple[str, ...]:
        given = (_bare(self.cleaned_data[f"{name}_{n}"]) for n in range(1, self.rows[name] + 1))
        return tuple(code for code in given if code)

    def _new(self) -> Iterator[NewUnit]:
        data = self.cleaned_data
        for n in range(1, self.rows["new"] + 1):
            code, name, kind = _bare(data[f"new_code_{n}"]), data[f"new_name_{n}"], data[f"new_type_{n}"]
            if code or name:
                yield NewUnit(code, name, UnitType(kind) if kind else UnitType.PROVINCE)

    def _portions(self) -> Iterator[Portion]:
        data = self.cleaned_data
        for n in range(1, self.rows["part"] + 1):
            old, new = _bare(data[f"part_old_{n}"]), _bare(data[f"part_new_{n}"])
            if old or new:
                kind = EdgeKind(data[f"part_kind_{n}"] or EdgeKind.PART)
                area, people = (data[f"part_{what}_{n}"] for what in ("area", "people"))
                yield Portion(
                    old, new, kind, data[f"part_name_{n}"],
                    area_share=None if area is None else area / HUNDRED,
                    people_share=None if people is None else people / HUNDRED,
                )  # fmt: skip

    def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Show every reason of the register at the row that it speaks of."""
        placed = (Problem(p.code, p.message, FIRST.get(p.field, p.field), p.params) for p in problems)
        fields.add_problems(self, tuple(placed))


def _count(data: Mapping[str, Any] | None, name: str, least: int, more: bool) -> int:
    """How many rows were there, and two more when asked for."""
    given = str((data or {}).get(f"{name}_rows", ""))
    known = int(given) if re.fullmatch(r"\d{1,2}", given) else least
    return min(MOST, max(least, known) + (MORE if more else 0))


def _percent(label: str) -> django_forms.DecimalField:
    attrs = {"inputmode": "decimal"}
    return django_forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), max_value=HUNDRED, max_digits=9, decimal_places=6,
        localize=False, widget=django_forms.TextInput(attrs=attrs),
        error_messages={
            "invalid": _("Hãy nhập một số phần trăm, ví dụ 37.5."),
            "min_value": _("Tỷ lệ phải từ 0 đến 100."), "max_value": _("Tỷ lệ phải từ 0 đến 100."),
        },
    )  # fmt: skip


def _bare(text: str) -> str:
    """The code at the head of "19999 Phường …"."""
    return text.split(" ", 1)[0].strip()
