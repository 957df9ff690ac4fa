"""The verbs that load a pack's flows and the offices of their steps. Idempotent, whole or nothing."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import parse_date
from thongsuot.kernel.differences import difference
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.kernel.sheets import Source
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.models import FlowOffice, FlowVersion
from thongsuot.registers.units import queries as units


@command("flows.load_flows", by=frozenset())
def load_flows(*, actor: Actor, now: datetime, pack: str, sources: Sequence[Source]) -> LoadReport:
    """Make the flows those of the pack. A version whose words changed is recorded anew; what runs by the earlier
    words keeps them. Raises `Refused` with every fault."""
    refuse_if(fault.problem for source in sources for fault in rules.flow_faults(source))
    refuse_if(fault.problem for fault in rules.twice_faults(sources))
    documents = [json.loads(json.dumps(source.document, default=str)) for source in sources]
    wanted = {(d["code"], d["version"]): d for d in documents}
    present = {
        (f.code, f.version): f for f in FlowVersion.objects.filter(withdrawn_at__isnull=True, pack=pack)
    }
    found = difference(wanted, {key: flow.definition for key, flow in present.items()})
    stale = [present[key].pk for key in (*found.changed, *found.gone)]
    FlowVersion.objects.filter(pk__in=stale).update(withdrawn_at=now)
    FlowVersion.objects.bulk_create(_row(pack, wanted[key], now) for key in (*found.added, *found.changed))
    if found.report.changes:
        reference.bump()
    note(count=found.report.changes)
    return found.report


def _row(pack: str, document: dict[str, object], now: datetime) -> FlowVersion:
    flow = rules.flow_of(document)
    return FlowVersion(
        pack=pack,
        code=flow.code,
        version=flow.version,
        valid_from=flow.valid_from,
        valid_to=flow.valid_to,
        procedures=list(flow.procedures),
        source=flow.source,
        is_checked=flow.checked,
        definition=document,
        recorded_at=now,
    )


COLUMNS = ("place", "unit_id", "agency_id", "valid_from", "valid_to", "source", "is_simulated")


@command("flows.load_offices", by=frozenset())
def load_offices(*, actor: Actor, now: datetime, authority_id: int, rows: Sequence[Row]) -> LoadReport:
    """Make the offices of a province's interlinked steps those of the pack. Raises `Refused` with every fault."""
    refuse_if(
        Problem(f.problem.code, f.problem.message, f"{f.file}:{f.line}:{f.column}", f.problem.params)
        for f in rules.office_faults(rows)
        if f.fatal
    )
    found = [_office(row) for row in rows]
    refuse_if(
        Problem("office_unknown", "{file}:{line}: không có cơ quan {agency} hoặc đơn vị {unit}.", "agency_code", {
            "file": row.file, "line": row.line, "agency": row["agency_code"], "unit": row["unit_code"]})
        for row, values in zip(rows, found, strict=True)
        if (row["unit_code"] and values[1] is None) or (row["agency_code"] and values[2] is None)
    )  # fmt: skip
    held = FlowOffice.objects.filter(authority=authority_id)
    present = {tuple(getattr(one, name) for name in COLUMNS): one.pk for one in held}
    ended = [pk for values, pk in present.items() if values not in set(found)]
    added = [dict(zip(COLUMNS, values, strict=True)) for values in found if values not in present]
    FlowOffice.objects.filter(pk__in=ended).delete()
    FlowOffice.objects.bulk_create(
        FlowOffice(authority_id=authority_id, recorded_at=now, **values) for values in added
    )
    report = LoadReport(len(added), 0, len(ended), len(found) - len(added))
    if report.changes:
        reference.bump()
    note(subject="offices", count=len(found))
    return report


def _office(row: Row) -> tuple[Any, ...]:
    """The values of a row in the order of `COLUMNS`."""
    day = parse_date(row["valid_from"])
    unit = units.unit_on(code=row["unit_code"], day=day).units if row["unit_code"] else ()
    agency = units.agency_by_code(code=row["agency_code"]) if row["agency_code"] else None
    return (
        row["place"], unit[0].id if unit else None, agency.id if agency else None, day,
        parse_date(row["valid_to"]) if row["valid_to"] else None, row["source"], row["is_simulated"] == "yes",
    )  # fmt: skip
