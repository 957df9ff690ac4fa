"""A section of a form as inputs of a page, and what was sent of it: the same for every page that asks."""

from collections.abc import Iterable, Mapping

from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.ui import fields
from thongsuot.plumbing.ui.questions import Question, QuestionForm
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.rules import Definition, Section, When

CONTROL = ("csrfmiddlewaretoken", "go", "_base", "_window", "_typed", "_after", "_number", "_plain")
KEY_LONGEST, VALUE_LONGEST = 120, 20_000


def rows_of(
    section: Section,
    raw: Mapping[str, str],
    found: Iterable[Problem] = (),
    said: Mapping[str, str] | None = None,
) -> list[QuestionForm]:
    """One form of questions for each row of the section; `said`: sentences that belong to a key besides."""
    wrong: dict[str, list[str]] = {}
    for problem in found:
        wrong.setdefault(problem.field, []).append(problems.text_of(problem))
    for key, sentence in (said or {}).items():
        wrong.setdefault(key, []).append(sentence)
    return [_row(section, row, raw, wrong) for row in range(section.rows(raw))]


def _row(section: Section, row: int, raw: Mapping[str, str], wrong: Mapping[str, list[str]]) -> QuestionForm:
    seen = rules.around(section, row, raw)
    keys = section.keys(row)
    here = set(keys.values())
    questions = [
        Question(
            keys[field.id],
            field,
            field.is_visible(seen),
            field.required or field.required_when is not None,
            _when(field.visible_when, keys, section),
        )
        for field in section.fields
        # a condition on another page is decided already: what is not asked there is not on this page
        if field.is_visible(seen) or _is_here(field.visible_when, keys)
    ]
    return QuestionForm(questions, raw, {name: said for name, said in wrong.items() if name in here})


def _is_here(when: When | None, keys: Mapping[str, str]) -> bool:
    return when is not None and when.fields() <= set(keys)


def _when(when: When | None, keys: Mapping[str, str], section: Section) -> Mapping[str, object] | None:
    """The condition in the names of the page; None when the page alone cannot decide it."""
    if when is None or not _is_here(when, keys):
        return None
    return renamed(when, keys).as_json()


def renamed(when: When, keys: Mapping[str, str]) -> When:
    """The condition with the keys of a row for the ids of fields."""
    parts = tuple(renamed(part, keys) for part in when.parts)
    return When(when.op, keys.get(when.field, when.field), when.values, parts)


def given(section: Section, posted: Mapping[str, str]) -> dict[str, str]:
    """What was sent for a section's questions; a box or a choice that was not sent was emptied."""
    found = sent(posted)
    rows = section.rows(found)
    keys = {key for row in range(rows) for key in section.keys(row).values()}
    boxes = {
        section.keys(row)[f.id] for row in range(rows) for f in section.fields if f.type in ("yes", "choice")
    }
    told = {key: value for key, value in found.items() if key in keys}
    told |= dict.fromkeys(boxes - told.keys(), "")
    if section.repeat is not None:
        told[rules.counter(section.id)] = str(rows)
    return told


def given_all(definition: Definition, posted: Mapping[str, str]) -> dict[str, str]:
    """What was sent for all questions of a form that stands on one page."""
    found: dict[str, str] = {}
    for section in definition.sections:
        found |= given(section, posted)
    return found


def sent(posted: Mapping[str, str]) -> dict[str, str]:
    """Everything that was sent but the page's own marks, none of it endless."""
    return {
        k: str(v)[:VALUE_LONGEST] for k, v in posted.items() if k not in CONTROL and len(k) <= KEY_LONGEST
    }


def reasons_of(rows: list[QuestionForm], found: tuple[Problem, ...] = ()) -> list[fields.Reason]:
    """Every reason of every row with the input it leads to; of `found` also what belongs to no input here."""
    names = {name for form in rows for name in form.fields}
    others = [fields.Reason(problems.text_of(problem)) for problem in found if problem.field not in names]
    return [*others, *(reason for form in rows for reason in fields.form_errors(form))]
