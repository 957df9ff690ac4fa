"""Loading the lists beside the catalogue: fields, subject types, everyday words, commonness, same-day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Model

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.names import fold
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import commands, reference
from thongsuot.plumbing.commands import command
from thongsuot.registers.catalogue import models, rules
from thongsuot.registers.catalogue.services import searching


@command("catalogue.load_fields", by=frozenset())
def load_fields(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Load the list of fields: columns code, name_vi, source. Raises `Refused` with every faulty cell."""
    refuse_faults("fields", rows)
    wanted = {row["code"]: {"name": row["name_vi"], "source": row["source"]} for row in rows}
    return _keep(models.Field, "code", wanted, now)


@command("catalogue.load_subject_types", by=frozenset())
def load_subject_types(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Load the list of subject types: columns code, name_vi, source."""
    refuse_faults("subject_types", rows)
    wanted = {row["code"]: {"name": row["name_vi"], "source": row["source"]} for row in rows}
    return _keep(models.SubjectType, "code", wanted, now)


@command("catalogue.load_everyday_words", by=frozenset())
def load_everyday_words(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Replace what people call procedures: columns phrase, codes (best first, apart by spaces)."""
    refuse_faults("everyday", rows)
    phrases = [
        models.EverydayPhrase(
            phrase=row["phrase"],
            folded=fold(row["phrase"]),
            words=list(rules.words_of(row["phrase"])),
            procedure_code=code,
            rank=rank,
        )
        for row in rows
        for rank, code in enumerate(row["codes"].split())
    ]
    report = replace_all(models.EverydayPhrase, ("phrase", "procedure_code", "rank"), phrases)
    if report.changes:
        searching.weigh({word for phrase in phrases for word in phrase.words})
    return report


@command("catalogue.load_commonness", by=frozenset())
def load_commonness(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Replace how often people ask: columns field_code or procedure_code, weight 0–100."""
    refuse_faults("commonness", rows)
    entries = [
        models.Commonness(
            field_code=row["field_code"], procedure_code=row["procedure_code"], weight=int(row["weight"])
        )
        for row in rows
    ]
    return replace_all(models.Commonness, ("field_code", "procedure_code", "weight"), entries)


@command("catalogue.load_same_day", by=frozenset())
def load_same_day(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Replace the procedures settled the same day.

    Columns procedure_code, until (HH:MM), valid_from, valid_to, source.
    """
    refuse_faults("same_day", rows)
    entries = [
        models.SameDay(
            procedure_code=row["procedure_code"],
            until=time.fromisoformat(row["until"]),
            valid_from=parse_date(row["valid_from"]),
            valid_to=parse_date(row["valid_to"]) if row["valid_to"] else None,
            source=row["source"],
            recorded_at=now,
        )
        for row in rows
    ]
    return replace_all(
        models.SameDay, ("procedure_code", "until", "valid_from", "valid_to", "source"), entries
    )


def refuse_faults(table: str, rows: Sequence[Row]) -> None:
    faults = rules.table_faults(table, rows)
    refuse_if(
        Problem(f.problem.code, f.problem.message, f"{f.file}:{f.line}:{f.column}", f.problem.params)
        for f in faults
        if f.fatal
    )


def _keep(model: type[Any], key: str, wanted: Mapping[str, Mapping[str, Any]], now: datetime) -> LoadReport:
    """Add what is missing and change what differs; what is no longer listed stays: records name it."""
    present = {getattr(entry, key): entry for entry in model.objects.all()}
    added = [
        model(**{key: code}, **values, recorded_at=now)
        for code, values in wanted.items()
        if code not in present
    ]
    changed = []
    for code, values in wanted.items():
        entry = present.get(code)
        if entry is not None and any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            changed.append(entry)
    model.objects.bulk_create(added)
    if changed:
        model.objects.bulk_update(changed, list(next(iter(wanted.values()))))
    return _report(len(added), len(changed), 0, len(wanted) - len(added) - len(changed))


def replace_all(
    model: type[Any], columns: Sequence[str], entries: Sequence[Model], **within: Any
) -> LoadReport:
    """Make the table (or its part `within`) hold exactly these entries."""

    def values(entry: Any) -> tuple[Any, ...]:
        return tuple(getattr(entry, column) for column in columns)

    present = {values(entry): entry.pk for entry in model.objects.filter(**within)}
    wanted = {values(entry): entry for entry in entries}
    ended = [pk for key, pk in present.items() if key not in wanted]
    added = [entry for key, entry in wanted.items() if key not in present]
    model.objects.filter(pk__in=ended).delete()
    model.objects.bulk_create(added)
    return _report(len(added), 0, len(ended), len(wanted) - len(added))


def _report(added: int, changed: int, ended: int, unchanged: int) -> LoadReport:
    report = LoadReport(added, changed, ended, unchanged)
    if report.changes:
        reference.bump()
    commands.note(count=added + changed + ended + unchanged, added=added, changed=changed, ended=ended)
    return report
