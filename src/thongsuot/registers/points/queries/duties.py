"""The rows of who may do what, and the kinds of points over which they lie."""

from datetime import date

from thongsuot.plumbing import reference
from thongsuot.registers.points import rules
from thongsuot.registers.points.models import PointDuty, PointKind


@reference.remembered
def duties_on(*, day: date) -> tuple[rules.Duty, ...]:
    """Every row of who may do what, on a day: those about everything first, then by field and procedure."""
    rows = PointDuty.objects.filter(valid__contains=day, withdrawn_at=None).order_by(
        "kind_id", "procedure_code", "field_code", "capability"
    )
    return tuple(
        rules.Duty(r.kind_id, r.procedure_code, r.field_code, r.capability, r.is_allowed, r.source, r.valid.lower)
        for r in rows
    )  # fmt: skip


def duties_of(*, kind: str, day: date) -> tuple[rules.Duty, ...]:
    """The rows of one kind of point on a day."""
    return tuple(duty for duty in duties_on(day=day) if duty.kind == kind)


@reference.remembered
def kinds() -> tuple[tuple[str, str, str, frozenset[str]], ...]:
    """Every kind of point: code, name, English name, what it can do."""
    rows = PointKind.objects.order_by("code")
    return tuple((row.code, row.name, row.name_en, frozenset(row.capabilities)) for row in rows)
