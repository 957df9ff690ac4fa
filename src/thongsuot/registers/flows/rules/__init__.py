"""A flow as data, without a framework: what it is, what is wrong with it, how a dossier walks through it.

`values` · `offices` who does the steps of others · `reading` from a pack's words · `checking` faults with lines ·
`soundness` whether it can be walked ·
`walking` · `terms` · `versions` differences and moves between them · `layout`, `drawing`, `words` its picture · `bpmn`.
"""

from thongsuot.registers.flows.rules.bpmn import Given, Read, bpmn_of, read
from thongsuot.registers.flows.rules.checking import flow_faults, twice_faults
from thongsuot.registers.flows.rules.drawing import Box, Line, Picture, Said, drawn
from thongsuot.registers.flows.rules.offices import LINKED, OFFICES, Office, office_faults, office_on
from thongsuot.registers.flows.rules.reading import document_of, flow_of, term_of, toml_of
from thongsuot.registers.flows.rules.soundness import MESSAGES, before, in_order, regions, unsound
from thongsuot.registers.flows.rules.terms import Sum, added, longest
from thongsuot.registers.flows.rules.values import (
    END,
    Flow,
    Fork,
    Join,
    Node,
    Place,
    Running,
    Step,
    Wait,
    Way,
)
from thongsuot.registers.flows.rules.versions import (
    Differences,
    Rebased,
    alone,
    differences,
    proposed,
    rebased,
)
from thongsuot.registers.flows.rules.walking import (
    Walked,
    back_problems,
    begun,
    outcome_problems,
    places,
    walked,
    way_of,
)
from thongsuot.registers.flows.rules.words import (
    PLACE_NAMES,
    Listed,
    Shown,
    listed,
    name_of,
    place_of,
    said_of,
    shown,
    sum_said,
    term_said,
)

__all__ = [
    "END",
    "LINKED",
    "MESSAGES",
    "OFFICES",
    "PLACE_NAMES",
    "Box",
    "Differences",
    "Flow",
    "Fork",
    "Given",
    "Join",
    "Line",
    "Listed",
    "Node",
    "Office",
    "Picture",
    "Place",
    "Read",
    "Rebased",
    "Running",
    "Said",
    "Shown",
    "Step",
    "Sum",
    "Wait",
    "Walked",
    "Way",
    "added",
    "alone",
    "back_problems",
    "before",
    "begun",
    "bpmn_of",
    "differences",
    "document_of",
    "drawn",
    "flow_faults",
    "flow_of",
    "in_order",
    "listed",
    "longest",
    "name_of",
    "office_faults",
    "office_on",
    "outcome_problems",
    "place_of",
    "places",
    "proposed",
    "read",
    "rebased",
    "regions",
    "said_of",
    "shown",
    "sum_said",
    "term_of",
    "term_said",
    "toml_of",
    "twice_faults",
    "unsound",
    "walked",
    "way_of",
]
