"""Loading reliefs and tariffs from a pack: what changed is withdrawn and stays known."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.differences import difference
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.kernel.tables import Shape, row_faults
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.work.fees import models, rules


@command("fees.load_reliefs", by=frozenset())
def load_reliefs(*, actor: Actor, now: datetime, authority_id: int | None, rows: Sequence[Row]) -> LoadReport:
    """Make the reliefs of the country (`authority_id` None) or of a province those of a pack. Whole or nothing."""
    wanted = {
        (row["code"], parse_date(row["valid_from"])): {
            **_texts(row, "name", "field_code", "kind", "ground", "source"),
            "percent": int(row["percent"]),
            "valid_to": parse_date(row["valid_to"]) if row["valid_to"] else None,
        }
        for row in _sound(rows, rules.RELIEFS)
    }
    return _keep(models.FeeRelief, ("code", "valid_from"), wanted, authority_id, now)


@command("fees.load_tariffs", by=frozenset())
def load_tariffs(*, actor: Actor, now: datetime, authority_id: int | None, rows: Sequence[Row]) -> LoadReport:
    """The same for the amounts that councils decided."""
    wanted = {
        (row["procedure_code"], row["case"], row["channel"], row["kind"], parse_date(row["valid_from"])): {
            **_texts(row, "name", "ground", "source"),
            "vnd": int(row["vnd"]),
            "is_simulated": row["is_simulated"] == "yes",
            "valid_to": parse_date(row["valid_to"]) if row["valid_to"] else None,
        }
        for row in _sound(rows, rules.TARIFFS)
    }
    key = ("procedure_code", "case", "channel", "kind", "valid_from")
    return _keep(models.FeeTariff, key, wanted, authority_id, now)


@command("fees.load_bank_columns", by=frozenset())
def load_bank_columns(
    *, actor: Actor, now: datetime, authority_id: int | None, rows: Sequence[Row]
) -> LoadReport:
    """The same for the headings under which banks give their statements."""
    refuse_if(
        Problem(f.problem.code, f.problem.message, f.column, f.problem.params)
        for f in row_faults(rows, rules.BANK_COLUMNS)
        if f.fatal
    )
    wanted = {(row["field"], row["heading"]): _texts(row, "source") for row in rows}
    return _keep(models.FeeBankColumn, ("field", "heading"), wanted, authority_id, now)


def _sound(rows: Sequence[Row], shape: Shape) -> Sequence[Row]:
    refuse_if(
        Problem(f.problem.code, f.problem.message, f.column, f.problem.params)
        for f in rules.relief_faults(rows, shape)
        if f.fatal
    )
    return rows


def _texts(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _keep(
    model: type[Model], key: Sequence[str], wanted: dict[tuple[Any, ...], dict[str, Any]], authority_id: int | None,
    now: datetime,
) -> LoadReport:  # fmt: skip
    rest = list(next(iter(wanted.values()), {}))
    table = model._default_manager
    present = {
        tuple(getattr(one, k) for k in key): one
        for one in table.filter(authority_id=authority_id, withdrawn_at=None)
    }
    found = difference(
        {k: tuple(values[name] for name in rest) for k, values in wanted.items()},
        {k: tuple(getattr(one, name) for name in rest) for k, one in present.items()},
    )
    ended = [present[k].pk for k in (*found.gone, *found.changed)]
    table.filter(pk__in=ended).update(withdrawn_at=now)
    table.bulk_create(
        model(authority_id=authority_id, recorded_at=now, **dict(zip(key, k, strict=True)), **wanted[k])
        for k in (*found.added, *found.changed)
    )
    note(subject=model._meta.db_table, count=found.report.changes)
    if found.report.changes:
        reference.bump()
    return found.report
