"""Tables of the catalogue: `procedures` and their versions, `clocks`, `counting`, `mandates`."""

from thongsuot.registers.catalogue.models.clocks import ClockRule
from thongsuot.registers.catalogue.models.counting import FeeUnit
from thongsuot.registers.catalogue.models.mandates import Mandate
from thongsuot.registers.catalogue.models.procedures import (
    Commonness,
    Competence,
    Contradiction,
    EverydayPhrase,
    Fee,
    Field,
    LegalBasis,
    LifeEvent,
    PaperWanted,
    Procedure,
    ProcedureVersion,
    SameDay,
    SearchWord,
    SubjectType,
    Term,
    Vocabulary,
)

__all__ = [
    "ClockRule",
    "Commonness",
    "Competence",
    "Contradiction",
    "EverydayPhrase",
    "Fee",
    "FeeUnit",
    "Field",
    "LegalBasis",
    "LifeEvent",
    "Mandate",
    "PaperWanted",
    "Procedure",
    "ProcedureVersion",
    "SameDay",
    "SearchWord",
    "SubjectType",
    "Term",
    "Vocabulary",
]
