"""What the law of a procedure says of its clock on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thongsuot.kernel.deadlines import AfterPause, Term, TimeUnit
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.models import ClockRule, Field


@dataclass(frozen=True, slots=True)
class SupplementLaw:
    """What the law says of the applicant's time to add what is missing: its length (None: whoever asks names it)."""

    term: Term | None
    article: str


@dataclass(frozen=True, slots=True)
class ClockRuleRecord:
    """`silence`: "" nobody's, "deciding" or "asked"; `answer_term`: what an asked agency has to answer (None: no say).

    `article` is what a step that the law took instead of a person names. `supplement` None: the law says nothing of it.
    """

    after_pause: AfterPause
    silence: str
    answer_term: Term | None
    article: str
    supplement: SupplementLaw | None = None


@remembered
def field_name(*, code: str) -> str:
    """The name of a field of the catalogue, "" for none."""
    row = Field.objects.filter(code=code).first()
    return row.name if row else ""


@remembered
def clock_rule(*, procedure_code: str, day: date) -> ClockRuleRecord | None:
    """The rule of a procedure on a day; None: its clock runs as every clock does."""
    clean = rules.clean_code(procedure_code)
    until = Q(valid_to=None) | Q(valid_to__gt=day)
    row = ClockRule.objects.filter(until, procedure_code=clean, valid_from__lte=day).first()
    if row is None:
        return None
    term = Term(row.quantity, TimeUnit(row.unit)) if row.quantity is not None and row.unit else None
    return ClockRuleRecord(
        AfterPause(row.after_pause),
        row.silence,
        term,
        row.article,
        _supplement(row.supplement, row.supplement_article),
    )


def _supplement(said: str, article: str) -> SupplementLaw | None:
    """`said` as the pack has it: "", "named", or a quantity and its unit."""
    if not said:
        return None
    if said == "named":
        return SupplementLaw(None, article)
    quantity, unit = said.split()
    return SupplementLaw(Term(int(quantity), TimeUnit(unit)), article)
