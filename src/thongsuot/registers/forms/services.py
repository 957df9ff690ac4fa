"""The verb that loads a pack's forms. Idempotent, whole or nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.differences import difference
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.rows import LoadReport
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.forms import rules
from thongsuot.registers.forms.models import FormVersion
from thongsuot.registers.forms.rules import Source

Blocks = Mapping[str, Sequence[Mapping[str, Any]]]


@command("forms.load_forms", by=frozenset())
def load_forms(
    *, actor: Actor, now: datetime, pack: str, sources: Sequence[Source], blocks: Blocks
) -> LoadReport:
    """Make the forms those of the pack. A version whose words changed is recorded anew; what was filed on the
    earlier words keeps them. Raises `Refused` with every fault."""
    refuse_if(fault.problem for source in sources for fault in rules.form_faults(source, blocks))
    refuse_if(fault.problem for fault in rules.twice_faults(sources))
    wanted = {}
    for source in sources:
        whole = json.loads(json.dumps(rules.expanded(source.document, blocks), default=str))
        wanted[whole["code"], whole["version"]] = whole
    present = {
        (f.code, f.version): f for f in FormVersion.objects.filter(withdrawn_at__isnull=True, pack=pack)
    }
    found = difference(wanted, {key: form.definition for key, form in present.items()})
    stale = [present[key].pk for key in (*found.changed, *found.gone)]
    FormVersion.objects.filter(pk__in=stale).update(withdrawn_at=now)
    FormVersion.objects.bulk_create(
        FormVersion(
            pack=pack,
            code=code,
            version=version,
            valid_from=wanted[code, version]["valid_from"],
            procedures=wanted[code, version]["procedures"],
            source=wanted[code, version]["source"],
            is_checked=wanted[code, version].get("checked", False),
            definition=wanted[code, version],
            recorded_at=now,
        )
        for code, version in (*found.added, *found.changed)
    )
    if found.report.changes:
        reference.bump()
    note(count=found.report.changes)
    return found.report
