"""The form as data, without a framework: what it is, what is wrong with it, what was answered on it."""

from thongsuot.kernel.sheets import Source
from thongsuot.registers.forms.rules.answers import (
    LONGEST,
    Read,
    around,
    listed,
    plain,
    raw_of,
    read,
    said,
    shape_problems,
    typed,
)
from thongsuot.registers.forms.rules.attachments import Attachment, kinds_said
from thongsuot.registers.forms.rules.checking import block_faults, form_faults, twice_faults
from thongsuot.registers.forms.rules.conditions import Op, When
from thongsuot.registers.forms.rules.reading import Doc, definition_of, expanded, when_of
from thongsuot.registers.forms.rules.schema import json_schema
from thongsuot.registers.forms.rules.values import (
    YES,
    Definition,
    Field,
    Option,
    Repeat,
    Section,
    Type,
    counter,
    key,
)
from thongsuot.registers.forms.rules.versions import (
    LEFT,
    Carried,
    Differences,
    carried,
    differences,
    in_language,
)

__all__ = [
    "LEFT",
    "LONGEST",
    "YES",
    "Attachment",
    "Carried",
    "Definition",
    "Differences",
    "Doc",
    "Field",
    "Op",
    "Option",
    "Read",
    "Repeat",
    "Section",
    "Source",
    "Type",
    "When",
    "around",
    "block_faults",
    "carried",
    "counter",
    "definition_of",
    "differences",
    "expanded",
    "form_faults",
    "in_language",
    "json_schema",
    "key",
    "kinds_said",
    "listed",
    "plain",
    "raw_of",
    "read",
    "said",
    "shape_problems",
    "twice_faults",
    "typed",
    "when_of",
]
