"""Two versions of a form: what differs, and how what was typed into one comes into the other without a loss."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules.attachments import Attachment
from thongsuot.registers.forms.rules.values import Definition, Field, Section, counter, key

Asked = Field | Attachment
LEFT = "~"  # before the key of a value whose question is no longer asked


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of fields that only the new or only the old version has, and id → names of what changed in it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Carried:
    """Raw answers for the new version, and old key → value of what it no longer asks (kept in `raw` as `~key`)."""

    raw: dict[str, str]
    left: dict[str, str]


@house_rule("whoever changes a form sees what the change does")
def differences(old: Definition, new: Definition) -> Differences:
    """By id, following `new.renamed`."""
    before, after = _each(old), _each(new)
    renamed = {a: b for a, b in new.renamed.items() if a in before and a not in after and b in after}
    from_old = {renamed.get(id_, id_): pair for id_, pair in before.items()}
    changed = {id_: tuple(_changes(from_old[id_], after[id_])) for id_ in after if id_ in from_old}
    return Differences(
        added=tuple(id_ for id_ in after if id_ not in from_old),
        removed=tuple(id_ for id_ in before if renamed.get(id_, id_) not in after),
        changed={id_: names for id_, names in changed.items() if names},
        renamed=renamed,
    )


def _each(form: Definition) -> dict[str, tuple[Section, Asked]]:
    """Questions and papers by their ids, which they share."""
    questions: dict[str, tuple[Section, Asked]] = {
        field.id: (section, field) for section, field in form.each()
    }
    return questions | {one.id: (section, one) for section in form.sections for one in section.attachments}


def _changes(old: tuple[Section, Asked], new: tuple[Section, Asked]) -> Iterator[str]:
    if type(old[1]) is not type(new[1]):
        yield "type"
        return
    for name in type(new[1]).__slots__:
        if name != "id" and getattr(old[1], name) != getattr(new[1], name):
            yield name
    if old[0].id != new[0].id:
        yield "section"
    if (old[0].repeat is None) != (new[0].repeat is None):
        yield "repeat"


@house_rule("a draft that meets a new version of its form loses no value")
def carried(raw: Mapping[str, str], old: Definition, new: Definition) -> Carried:
    """Every value of `raw` under its key in the new version; what has none there is kept aside, not dropped."""
    target = {id_: section for id_, (section, _asked) in _each(new).items()}
    source = _keys_of(old, raw)
    moved: dict[str, str] = {}
    left: dict[str, str] = {}
    for at, value in raw.items():
        bare = at.removeprefix(LEFT)
        if bare not in source:  # a counter, an answer about the filing itself, or what was left before
            moved[at] = value
            continue
        field_id, row = source[bare]
        wanted = field_id if field_id in target else new.renamed.get(field_id, field_id)
        section = target.get(wanted)
        place = key(section, wanted, row) if section is not None and (row == 0 or section.repeat) else ""
        if place and place not in moved:
            moved[place] = value
        else:
            left[bare] = value
            moved[LEFT + bare] = value
    return Carried(_without_old_counters(moved, old, new), left)


def _keys_of(definition: Definition, raw: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Key → field id and row, for every key that `raw` may hold of this version."""
    found = {}
    for section, field in definition.each():
        most = max(section.repeat.most, 1) if section.repeat else 1
        for row in range(most):
            found[key(section, field.id, row)] = (field.id, row)
    return found | {one.id: (one.id, 0) for one in definition.attachments}


def _without_old_counters(raw: dict[str, str], old: Definition, new: Definition) -> dict[str, str]:
    repeated = {counter(s.id) for s in new.sections if s.repeat}
    gone = {counter(s.id) for s in old.sections if s.repeat} - repeated
    return {at: value for at, value in raw.items() if at not in gone}


@house_rule("the screen has a switch between Vietnamese and English; the paper stays Vietnamese")
def in_language(definition: Definition, language: str) -> Definition:
    """The form with English words where `language` is English."""
    if not language.startswith("en"):
        return definition
    sections = tuple(
        replace(
            s, title=s.title_en, hint=s.hint_en or s.hint,
            repeat=replace(s.repeat, word=s.repeat.word_en) if s.repeat else None,
            fields=tuple(_english(field) for field in s.fields),
            attachments=tuple(replace(a, label=a.label_en, hint=a.hint_en or a.hint) for a in s.attachments),
        )
        for s in definition.sections
    )  # fmt: skip
    return replace(definition, title=definition.title_en, sections=sections)


def _english(field: Field) -> Field:
    options = tuple(replace(option, label=option.label_en) for option in field.options)
    return replace(field, label=field.label_en, hint=field.hint_en or field.hint, options=options)
