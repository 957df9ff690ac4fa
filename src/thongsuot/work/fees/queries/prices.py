"""What a filing costs by the registers on a day."""

from dataclasses import replace
from datetime import date

from django.db.models import Q

from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import reference
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue import rules as catalogue_rules
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import models, rules


def _on(day: date, authority_id: int) -> tuple[Q, ...]:
    return (
        Q(authority_id=None) | Q(authority_id=authority_id),
        Q(withdrawn_at=None),
        Q(valid_from__lte=day),
        Q(valid_to=None) | Q(valid_to__gt=day),
    )


@reference.remembered
def reliefs(*, authority_id: int, day: date) -> tuple[rules.Relief, ...]:
    """Who pays less on that day, in the country and in the province, by name."""
    rows = models.FeeRelief.objects.filter(*_on(day, authority_id)).order_by("name", "id")
    return tuple(
        rules.Relief(
            row.code,
            row.name,
            row.percent,
            row.field_code,
            row.kind,
            row.ground,
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    )


@reference.remembered
def tariffs(*, authority_id: int, procedure_code: str, day: date) -> tuple[rules.Tariff, ...]:
    """The amounts decided for a procedure on that day; the province's before the country's."""
    found = models.FeeTariff.objects.filter(procedure_code=procedure_code).filter(*_on(day, authority_id))
    return tuple(
        rules.Tariff(
            row.procedure_code, row.case, row.channel, row.kind, row.vnd, row.name, row.ground, row.valid_from,
            row.valid_to, row.is_simulated,
        )
        for row in sorted(found, key=lambda row: (row.authority_id is None, row.pk))
    )  # fmt: skip


def price(*, version_id: int, case: str, channel: str, authority_id: int, day: date) -> rules.Quote:
    """The price of a filing under a version of a procedure."""
    version = catalogue.version(version_id=version_id)
    if version is None:
        return rules.Quote(())
    published = [
        rules.Line(str(fee.id), fee.kind.value, fee.vnd, fee.note, "", fee.by_council)
        for fee in version.fees_of(channel)
    ]
    found = tariffs(authority_id=authority_id, procedure_code=version.code, day=day)
    told = rules.quote(published=published, tariffs=found, case=case, channel=channel)
    return rules.Quote(tuple(replace(line, per=_per(version.code, line, day)) for line in told.lines))


def _per(procedure_code: str, line: rules.Line, day: date) -> catalogue_rules.Per | None:
    return catalogue.fee_per(
        procedure_code=procedure_code, kind=line.kind, vnd=line.vnd, note=line.note, day=day
    )


def price_of(record: DossierRecord) -> rules.Quote:
    """The price of a dossier, by the registers of the day on which it was received."""
    return price(
        version_id=record.procedure_version_id,
        case=record.case_name,
        channel=record.channel,
        authority_id=record.authority_id,
        day=local_day(record.received_at),
    )
