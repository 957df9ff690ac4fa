"""Forms that speak: every missing answer says what to do, days are typed dd/mm/yyyy, text is NFC."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

_CHOOSING = (forms.ChoiceField, forms.ModelChoiceField)


class Form(forms.Form):
    """A form whose refusals come from the server, all at once, each with a verb in it.

    The browser's own bubbles stay off (`novalidate` on the form element): they cannot be translated,
    and show one fault at a time.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " "))
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _missing(field, label)


class Text(forms.CharField):
    """A line of text, brought to NFC so that the same word is always the same characters."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", super().to_python(value) or "")


class Day(forms.DateField):
    """A day typed as 1/7/2025, 01.07.2025, 01-07-2025 or 01072025; never a two-digit year."""

    default_error_messages = {
        "invalid": gettext_lazy("Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 27/03/1985."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return super().to_python(value)
        found = read_day(str(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class DayBoxes(forms.MultiWidget):
    """A day in three boxes: the easiest way to type a date that one knows by heart."""

    template_name = "ui/day_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {**(attrs or {}), "inputmode": "numeric", "autocomplete": "off"}
        super().__init__([forms.TextInput(attrs={**box, "maxlength": size}) for size in (2, 2, 4)])

    def decompress(self, value: Any) -> list[Any]:
        return (
            [f"{value:%d}", f"{value:%m}", f"{value:%Y}"] if isinstance(value, date) else [None, None, None]
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (gettext("Ngày"), gettext("Tháng"), gettext("Năm"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context


class DayInBoxes(forms.MultiValueField):
    """A day asked in three boxes; what was typed stays in them when it is not a day."""

    widget = DayBoxes
    default_error_messages = {
        "invalid": gettext_lazy("Hãy nhập một ngày có thật, ví dụ 27 3 1985."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            fields=[forms.CharField(required=False) for _ in range(3)], require_all_fields=False, **kwargs
        )

    def compress(self, data_list: list[Any]) -> date | None:
        if not any(data_list):
            return None
        found = read_day("/".join(str(part or "") for part in data_list))
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def read_day(text: str) -> date | None:
    """The day that somebody typed, day first; None when it is none."""
    match = re.fullmatch(
        r"\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})\s*|(\d{2})(\d{2})(\d{4})", text
    )
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _missing(field: forms.Field, label: str) -> str:
    """What to do about an empty field, in the words of its label."""
    if isinstance(field, forms.BooleanField):
        return gettext("Hãy đánh dấu “{label}”.").format(label=label)
    if label.endswith("?"):
        return gettext("Hãy trả lời: “{label}”").format(label=label)
    label = label[:1].lower() + label[1:] if _is_plain(label) else label
    if isinstance(field, forms.FileField):
        return gettext("Hãy chọn tệp: {label}.").format(label=label)
    if isinstance(field, _CHOOSING):
        return gettext("Hãy chọn {label}.").format(label=label)
    return gettext("Hãy nhập {label}.").format(label=label)


def _is_plain(label: str) -> bool:
    """An ordinary word may lose its capital in a sentence; an abbreviation such as CCCD may not."""
    first = label.split(" ", 1)[0]
    return len(first) == 1 or first[1:].islower()
