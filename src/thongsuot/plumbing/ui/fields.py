"""A bound form field taken apart, so that its label, hint, error and input are tied together rightly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.utils.translation import gettext

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui.forms import DayBoxes

FRAME_OPTIONS = ("label", "hint", "width", "suffix", "lone", "plain")


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an error summary: `anchor` is the id of the input to go to, "" for the whole form."""

    text: str
    anchor: str = ""


def parts(bound: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    """What `ui/field.html` shows: kind, label, hint, errors, and the input with its ARIA references."""
    frame = {key: options.get(key, "") for key in FRAME_OPTIONS}
    frame["label"] = frame["label"] or bound.label
    frame["hint"] = frame["hint"] or bound.help_text
    ids = {"hint": f"{bound.auto_id}-hint", "error": f"{bound.auto_id}-error"}
    described = [ids["hint"]] if frame["hint"] else []
    described += [ids["error"]] if bound.errors else []
    attrs = {key.replace("_", "-"): value for key, value in options.items() if key not in FRAME_OPTIONS}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    kind = _kind(bound)
    if kind in ("choices", "boxes"):
        # The group carries the description; each of its inputs would repeat it aloud.
        attrs.pop("aria-describedby", None)
    widget = bound.as_widget(attrs=attrs) if kind != "choices" else ""
    return {
        **frame,
        "bound": bound,
        "kind": kind,
        "ids": ids,
        "described": " ".join(described),
        "errors": bound.errors,
        "optional": not bound.field.required and kind != "checkbox" and not frame["plain"],
        "widget": widget,
        "choices": _choices(bound, attrs) if kind == "choices" else (),
        "input_type": "radio" if isinstance(bound.field.widget, RadioSelect) else "checkbox",
        "anchor": anchor(bound),
    }


def anchor(bound: BoundField) -> str:
    """The id of the input (of the first one in a group) that an error leads to."""
    first = f"{bound.auto_id}_0"
    return first if _kind(bound) in ("choices", "boxes") else bound.id_for_label or bound.auto_id


def form_errors(form: BaseForm) -> list[Reason]:
    """Every reason why a form was refused, fields first in their order, then the whole."""
    found = [Reason(str(text), anchor(bound)) for bound in form for text in bound.errors]
    return found + [Reason(str(text)) for text in form.non_field_errors()]


def problem_errors(problems: Iterable[Problem], form: BaseForm | None) -> list[Reason]:
    """The reasons of a `Refused`, translated, linked to the fields of `form` where they belong."""
    return [Reason(problem.say(gettext), _problem_anchor(problem, form)) for problem in problems]


def add_problems(form: BaseForm, problems: Iterable[Problem]) -> None:
    """Put the reasons of a `Refused` onto the fields of a valid form, so that its page can be shown again."""
    for problem in problems:
        name = problem.field if problem.field in form.fields else None
        form.add_error(name, problem.say(gettext))


def _problem_anchor(problem: Problem, form: BaseForm | None) -> str:
    if form is None or problem.field not in form.fields:
        return ""
    return anchor(form[problem.field])


def _kind(bound: BoundField) -> str:
    match bound.field.widget:
        case RadioSelect() | CheckboxSelectMultiple():
            return "choices"
        case DayBoxes():
            return "boxes"
        case CheckboxInput():
            return "checkbox"
        case FileInput():
            return "file"
        case _:
            return "input"


def _choices(bound: BoundField, attrs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The radios or checkboxes of a group, each with the id that its label names."""
    return [
        {"widget": choice.tag(), "label": choice.choice_label, "id": choice.id_for_label}
        for choice in bound.subwidgets
    ]
