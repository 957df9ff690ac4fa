"""Reading the catalogue: versions on a day, what a province offers, search, contradictions."""

from thongsuot.registers.catalogue.queries.authorities import authority_code_of
from thongsuot.registers.catalogue.queries.clocks import (
    ClockRuleRecord,
    SupplementLaw,
    clock_rule,
    field_name,
)
from thongsuot.registers.catalogue.queries.competence import competent_agency
from thongsuot.registers.catalogue.queries.counting import counted, fee_per
from thongsuot.registers.catalogue.queries.functions import (
    FunctionRecord,
    function,
    functions_called,
    versions_of,
)
from thongsuot.registers.catalogue.queries.life_events import LifeEventRecord, life_events
from thongsuot.registers.catalogue.queries.lists import (
    ContradictionRecord,
    Listed,
    contradictions,
    offered,
)
from thongsuot.registers.catalogue.queries.mandates import competent, heirs, mandates_of
from thongsuot.registers.catalogue.queries.powers import (
    Effect,
    MandateRecord,
    Span,
    effects,
    mandate,
    mandates,
    spans,
)
from thongsuot.registers.catalogue.queries.records import (
    VersionRecord,
    published,
    version,
    version_id_on,
    version_on,
)
from thongsuot.registers.catalogue.queries.searching import Hit, search
from thongsuot.registers.catalogue.rules import Fee, Named, PaperWanted, Term

__all__ = [
    "ClockRuleRecord",
    "ContradictionRecord",
    "Effect",
    "Fee",
    "FunctionRecord",
    "Hit",
    "LifeEventRecord",
    "Listed",
    "MandateRecord",
    "Named",
    "PaperWanted",
    "Span",
    "SupplementLaw",
    "Term",
    "VersionRecord",
    "authority_code_of",
    "clock_rule",
    "competent",
    "competent_agency",
    "contradictions",
    "counted",
    "effects",
    "fee_per",
    "field_name",
    "function",
    "functions_called",
    "heirs",
    "life_events",
    "mandate",
    "mandates",
    "mandates_of",
    "offered",
    "published",
    "search",
    "spans",
    "version",
    "version_id_on",
    "version_on",
    "versions_of",
]
