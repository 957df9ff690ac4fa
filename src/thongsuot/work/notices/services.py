"""Verbs of the notices."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.commands import command, note


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell: `kind` is a key of rules.TEXTS, `params` fill its text. `channel`: a reminder of the same step
    has one of its own, so that it is told beside it."""

    dossier_id: UUID
    step: int
    kind: str
    params: dict[str, Any]
    authority_id: int
    agency_id: int
    citizen_account_id: int | None
    at: datetime
    channel: str = "portal"


SEND = """
insert into notice (dossier_id, step, kind, params, channel, authority_id, agency_id, citizen_account_id, at)
select dossier_id, step, kind, params, channel, authority_id, agency_id, citizen_account_id, at
from jsonb_to_recordset(%s::jsonb) as r(dossier_id uuid, step int, kind text, params jsonb, authority_id bigint,
  agency_id bigint, citizen_account_id bigint, at timestamptz, channel text)
on conflict (dossier_id, step, channel) do nothing"""


@command("notices.send", by=frozenset())
def send(*, actor: Actor, now: datetime, tellings: Sequence[Telling]) -> int:
    """Write notices to the applicants' portal; those already written are left as they are. Returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(SEND, [json.dumps([asdict(t) for t in tellings], default=str)])
        new = int(cursor.rowcount)
    note(subject="notices", count=new)
    return new
