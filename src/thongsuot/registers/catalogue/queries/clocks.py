"""What the law of a procedure says of its clock on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thongsuot.kernel.deadlines import AfterPause, Term, TimeUnit
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.models import ClockRule, Field


@dataclass(frozen=True, slots=True)
class ClockRuleRecord:
    """`silence`: "" nobody's, "deciding" or "asked"; `answer_term`: what an asked agency has to answer (None: no say).

    `article` is what a step that the law took instead of a person names.
    """

    after_pause: AfterPause
    silence: str
    answer_term: Term | None
    article: str


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
    return ClockRuleRecord(AfterPause(row.after_pause), row.silence, term, row.article)
