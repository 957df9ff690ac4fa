"""Reading forms: public facts, remembered until a register changes."""

from dataclasses import dataclass
from datetime import date

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.models import FormVersion
from thongsuot.registers.forms.rules import Definition


@dataclass(frozen=True, slots=True)
class FormRecord:
    """A version of a form: `id` is what drafts and answers keep."""

    id: int
    code: str
    version: int
    valid_from: date
    definition: Definition


@remembered
def form_on(*, procedure_code: str, day: date) -> FormRecord | None:
    """The form that a procedure has on a day; None when it has none (then the paper form is used)."""
    found = (
        FormVersion.objects.filter(
            procedures__contains=[procedure_code], valid_from__lte=day, withdrawn_at__isnull=True
        )
        .order_by("-valid_from", "-version")
        .first()
    )
    return _record(found) if found else None


@remembered
def form(*, form_id: int) -> FormRecord | None:
    """A version by its id, also one that was withdrawn: what was filed on it stays readable."""
    found = FormVersion.objects.filter(pk=form_id).first()
    return _record(found) if found else None


@remembered
def forms_on(*, day: date) -> tuple[FormRecord, ...]:
    """Every form in force on a day, by code."""
    found: dict[str, FormVersion] = {}
    rows = FormVersion.objects.filter(valid_from__lte=day, withdrawn_at__isnull=True)
    for row in rows.order_by("code", "valid_from", "version"):
        found[row.code] = row
    return tuple(_record(row) for row in found.values())


def _record(row: FormVersion) -> FormRecord:
    return FormRecord(row.pk, row.code, row.version, row.valid_from, rules.definition_of(row.definition))
