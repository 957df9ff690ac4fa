"""The verb that loads a pack's flows. Idempotent, whole or nothing."""

import json
from collections.abc import Sequence
from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.differences import difference
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.rows import LoadReport
from thongsuot.kernel.sheets import Source
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.flows import rules
from thongsuot.registers.flows.models import FlowVersion


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
