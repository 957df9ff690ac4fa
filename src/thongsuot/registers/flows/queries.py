"""Reading flows: public facts, remembered until a register changes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.models import FlowOffice, FlowVersion
from thongsuot.registers.flows.rules import Flow, Office, Place


@dataclass(frozen=True, slots=True)
class FlowRecord:
    """A version of a flow: `id` is what running dossiers keep. `is_withdrawn`: other words took its place."""

    id: int
    pack: str
    is_withdrawn: bool
    flow: Flow


@remembered
def flow_on(*, procedure_code: str, day: date) -> FlowRecord | None:
    """The flow that a procedure has on a day; None when it has none."""
    found = (
        FlowVersion.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
            procedures__contains=[procedure_code.strip()],
            valid_from__lte=day,
            withdrawn_at__isnull=True,
        )
        .order_by("-valid_from", "-version")
        .first()
    )
    return _record(found) if found else None


@remembered
def flow(*, flow_id: int) -> FlowRecord | None:
    """A version by its id, also one that was withdrawn: what runs by it stays readable."""
    found = FlowVersion.objects.filter(pk=flow_id).first()
    return _record(found) if found else None


@remembered
def flows() -> tuple[FlowRecord, ...]:
    """Every version that is believed, by code, the newest first."""
    rows = FlowVersion.objects.filter(withdrawn_at__isnull=True)
    return tuple(_record(row) for row in rows.order_by("code", "-valid_from", "-version"))


@remembered
def offices(*, authority_id: int) -> tuple[Office, ...]:
    """Which office does the steps of others for which commune, on all days."""
    rows = FlowOffice.objects.filter(authority=authority_id)
    return tuple(Office(Place(o.place), o.unit_id, o.agency_id, o.valid_from, o.valid_to) for o in rows)


def _record(row: FlowVersion) -> FlowRecord:
    return FlowRecord(row.pk, row.pack, row.withdrawn_at is not None, rules.flow_of(row.definition))
