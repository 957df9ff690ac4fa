"""What a form is made of. Frozen values; ids of fields never change their meaning between versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thongsuot.kernel.law import house_rule
from thongsuot.registers.forms.rules.attachments import Attachment
from thongsuot.registers.forms.rules.conditions import When


class Type(StrEnum):
    """`NAME` a person's full name · `LONG` several lines · `YES` one box to tick · `ADDRESS` a written address ·
    `ATTACHMENT` a paper, which is handed in and not answered (`Attachment`)."""

    TEXT = "text"
    LONG = "long"
    NAME = "name"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES = "yes"
    ADDRESS = "address"
    PERSON_ID = "person_id"
    PHONE = "phone"
    EMAIL = "email"
    ATTACHMENT = "attachment"


YES = "yes"  # what a ticked box says


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `required` always, `required_when` under a condition; `visible_when` None: always asked.

    `prefill` names what may be known already ("citizen.name"); `most` is the largest number or longest text;
    `past`: a day that cannot lie in the future.
    """

    id: str
    type: Type
    label: str
    label_en: str
    hint: str = ""
    hint_en: str = ""
    required: bool = False
    required_when: When | None = None
    visible_when: When | None = None
    options: tuple[Option, ...] = ()
    prefill: str = ""
    least: int | None = None
    most: int | None = None
    past: bool = False
    paper: str = ""

    def is_required(self, answers: Mapping[str, str]) -> bool:
        return self.required or (self.required_when is not None and self.required_when.holds(answers))

    def is_visible(self, answers: Mapping[str, str]) -> bool:
        return self.visible_when is None or self.visible_when.holds(answers)

    @property
    def on_paper(self) -> str:
        """How the printed declaration calls it."""
        return self.paper or self.label


@dataclass(frozen=True, slots=True)
class Repeat:
    """The section is answered `least` to `most` times; `word` is what one of them is called."""

    least: int
    most: int
    word: str
    word_en: str


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together: one page on a telephone, one block on paper."""

    id: str
    title: str
    title_en: str
    fields: tuple[Field, ...]
    hint: str = ""
    hint_en: str = ""
    visible_when: When | None = None
    repeat: Repeat | None = None
    attachments: tuple[Attachment, ...] = ()

    def is_visible(self, answers: Mapping[str, str]) -> bool:
        """Whether it asks anything: papers are asked for together, after all questions."""
        return bool(self.fields) and (self.visible_when is None or self.visible_when.holds(answers))

    def rows(self, raw: Mapping[str, str]) -> int:
        """How many times it is answered in these raw answers: at least `least`, at most `most`."""
        if self.repeat is None:
            return 1
        told = raw.get(counter(self.id), "")
        count = int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else 0
        heads = (key.split(".") for key in raw if key.startswith(f"{self.id}."))
        typed = [
            int(part[1]) + 1 for part in heads if len(part) == 3 and part[1].isascii() and part[1].isdecimal()
        ]
        return min(max([count, self.repeat.least, *typed]), self.repeat.most)

    def keys(self, row: int) -> dict[str, str]:
        """Field id → key of its raw answer in that row."""
        return {field.id: key(self, field.id, row) for field in self.fields}


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one form, without blocks and abbreviations.

    `addressee` and `pledge` are printed; `source` names the legal form; `checked` False: not yet compared with
    the official text, and said so wherever it is shown. `renamed` old id → new id against earlier versions.
    `counts` is the field that says how many copies are wanted, where the fee is the price of one.
    """

    code: str
    title: str
    title_en: str
    version: int
    valid_from: date
    procedures: tuple[str, ...]
    source: str
    checked: bool
    addressee: str
    pledge: str
    sections: tuple[Section, ...]
    renamed: Mapping[str, str]
    declaration: str = ""
    counts: str = ""

    def each(self) -> Iterator[tuple[Section, Field]]:
        for section in self.sections:
            for field in section.fields:
                yield section, field

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Every paper that the form asks for, in its order."""
        return tuple(one for section in self.sections for one in section.attachments)

    def section(self, section_id: str) -> Section | None:
        return next((s for s in self.sections if s.id == section_id), None)


@house_rule("ids of fields are stable, so that no answer loses its question")
def key(section: Section, field_id: str, row: int) -> str:
    """The key of a raw answer: the field's id, in a repeated section `section.row.id`."""
    return field_id if section.repeat is None else f"{section.id}.{row}.{field_id}"


@house_rule("an empty row that was asked for stays on the page")
def counter(section_id: str) -> str:
    """The key under which a repeated section keeps how many rows it shows."""
    return f"{section_id}.count"
