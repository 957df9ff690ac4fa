"""Of what a fee is the price on a day."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.models import FeeUnit
from thongsuot.registers.catalogue.queries.records import VersionRecord


def fee_per(*, procedure_code: str, kind: str, vnd: int | None, note: str, day: date) -> rules.Per | None:
    """What must be counted to know what is due; None: the amount is the price of the whole filing."""
    if not vnd:
        return None
    if (
        found := _units(procedure_code=rules.clean_code(procedure_code), day=day).get((kind, vnd))
    ) is not None:
        return found
    unit = rules.stated_unit(vnd, note)
    return rules.Per(unit) if unit else None


def counted(*, version: VersionRecord, channel: str, day: date) -> rules.Per | None:
    """What whoever files is asked to count: the one fee of the channel, when it is the price of one of many."""
    fees = dict.fromkeys(
        (fee.kind.value, fee.vnd, fee.note) for fee in version.fees_of(channel) if fee.vnd != 0
    )
    if len(fees) != 1:
        return None
    ((kind, vnd, note),) = fees
    return fee_per(procedure_code=version.code, kind=kind, vnd=vnd, note=note, day=day)


@remembered
def _units(*, procedure_code: str, day: date) -> Mapping[tuple[str, int], rules.Per]:
    until = Q(valid_to=None) | Q(valid_to__gt=day)
    rows = FeeUnit.objects.filter(until, procedure_code=procedure_code, valid_from__lte=day)
    return {
        (row.kind, row.vnd): rules.Per(row.unit, row.reduced_from, row.reduced_vnd, row.most_vnd, row.article)
        for row in rows
    }
