"""Reading notices."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.notices import rules


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A notice; `text` is the template (a msgid), to be filled with `params`."""

    dossier_id: UUID
    step: int
    kind: str
    text: str
    params: Mapping[str, Any]
    at: datetime


COLUMNS = "dossier_id, step, kind, params, at"


@reading
def of_dossier(*, viewer: Actor, dossier_id: UUID) -> tuple[NoticeRecord, ...]:
    """What was told about a dossier, latest first."""
    return _found(
        f"select {COLUMNS} from notice where dossier_id = %s order by step desc, id desc", dossier_id
    )


@reading
def latest(*, viewer: Actor, limit: int = 20) -> tuple[NoticeRecord, ...]:
    """What the citizen was told last, about all his dossiers."""
    return _found(
        f"select {COLUMNS} from notice where citizen_account_id = ts_citizen() order by id desc limit %s",
        limit,
    )


def _found(statement: str, param: UUID | int) -> tuple[NoticeRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [param])
        rows = cursor.fetchall()
    return tuple(
        NoticeRecord(
            id_, step, kind, rules.TEXTS[kind], json.loads(params) if isinstance(params, str) else params, at
        )
        for id_, step, kind, params, at in rows
    )
