"""Questions that are data, as inputs: whoever describes them (`Asked`) gets fields that keep whatever was typed.

Nothing is checked here: what was typed comes back as it was, and the problems are given from outside.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms as django_forms
from django.forms import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext as _

from thongsuot.plumbing.ui import forms

RADIOS_MOST = 7  # more options than these are a list that drops down
BLANK = "–"


class Choice(Protocol):
    """One option."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...


class Asked(Protocol):
    """One question as its module describes it. `type`: a word, see `_widget`."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def options(self) -> Sequence[Choice]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a page: under which `name` it is sent, whether it is asked now and must be answered.

    `when`: the condition as `conditions.js` reads it, with the names of the page; None: always asked.
    """

    name: str
    asked: Asked
    is_visible: bool = True
    is_required: bool = False
    when: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template needs of one question."""

    bound: BoundField
    when: str
    is_hidden: bool


class QuestionForm(forms.Form):
    """The inputs of these questions with what was typed (`raw`) and what is wrong with it (name → sentences)."""

    def __init__(
        self,
        questions: Iterable[Question],
        raw: Mapping[str, str],
        wrong: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(dict(raw))
        self.questions = list(questions)
        self.wrong = dict(wrong or {})
        for question in self.questions:
            field = _field(question.asked)
            field.required = question.is_required
            self.fields[question.name] = field

    def full_clean(self) -> None:
        """Only what was given from outside is wrong."""
        self.cleaned_data = {}
        self._errors = ErrorDict()
        for name, sentences in self.wrong.items():
            place = name if name in self.fields else "__all__"
            known = self._errors.setdefault(
                place, ErrorList(error_class="nonfield" if place == "__all__" else None)
            )
            known.extend(sentences)

    def shown(self) -> list[Shown]:
        """The questions in their order."""
        return [
            Shown(
                self[one.name],
                json.dumps(one.when, ensure_ascii=False) if one.when is not None else "",
                not one.is_visible,
            )
            for one in self.questions
        ]


def _field(asked: Asked) -> django_forms.Field:
    common: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": False}
    match str(asked.type):
        case "choice":
            options = [(option.code, option.label) for option in asked.options]
            if len(options) > RADIOS_MOST:
                return django_forms.ChoiceField(choices=[("", BLANK), *options], **common)
            return django_forms.ChoiceField(choices=options, widget=django_forms.RadioSelect, **common)
        case "yes":
            return django_forms.CharField(widget=django_forms.CheckboxInput(attrs={"value": "yes"}), **common)
        case "long":
            return django_forms.CharField(widget=django_forms.Textarea(attrs={"rows": 3}), **common)
        case kind:
            return django_forms.CharField(widget=django_forms.TextInput(attrs=_attributes(kind)), **common)


def _attributes(kind: str) -> dict[str, str]:
    match kind:
        case "number" | "money" | "person_id":
            return {"inputmode": "numeric", "autocomplete": "off"}
        case "date":
            return {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("ngày/tháng/năm")}
        case "phone":
            return {"inputmode": "tel"}
        case "email":
            return {"inputmode": "email"}
        case _:
            return {}
