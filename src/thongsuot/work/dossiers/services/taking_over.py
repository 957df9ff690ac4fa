"""Taking over open dossiers from an older register: with the code, the days and the holder that they have."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel import names
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.codes import DossierCode, PhoneNumber, read_identity
from thongsuot.kernel.deadlines import Term
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers.rules import Act, Applicant, State
from thongsuot.work.dossiers.services import storing

TAKE_OVER = """
with r as (
  select * from jsonb_to_recordset(%s::jsonb) as r(
    id uuid, code text, authority_id bigint, version_id bigint, case_name text, channel text, desk_id bigint,
    at timestamptz, is_elsewhere boolean, competent_id bigint, holder_id bigint, holder_officer_id bigint,
    territory_id bigint, territory_version_id bigint, applicant_name text, name_fold text, given_fold text,
    citizen_id text, phone text, email text, address text, summary text, state text, term jsonb, due_at timestamptz,
    due_trace jsonb, pauses jsonb, asked_times smallint, finished_at timestamptz, outcome jsonb, actor text,
    officer_id bigint, detail jsonb)
), d as (
  insert into dossier (id, code, external_code, authority_id, procedure_version_id, case_name, channel,
    received_agency_id, received_at, is_elsewhere, competent_agency_id, holder_agency_id, holder_officer_id,
    territory_id, territory_version_id, applicant_name, name_fold, given_fold, citizen_id, phone, email, address,
    summary, state, term, due_at, due_trace, pauses, asked_times, finished_at, result_way, outcome, steps, version,
    is_simulated)
  select id, code, '', authority_id, version_id, case_name, channel, desk_id, at, is_elsewhere, competent_id,
    holder_id, holder_officer_id, territory_id, territory_version_id, applicant_name, name_fold, given_fold,
    citizen_id, phone, email, address, summary, state, term, due_at, due_trace, pauses, asked_times, finished_at,
    'AT_SUBMISSION_PLACE', outcome, 1, 1, false
  from r
  on conflict (code) do nothing
  returning id, code
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select r.id, 1, r.at, %s, r.actor, r.officer_id, r.desk_id, r.state, r.competent_id, r.holder_id,
    r.holder_officer_id, r.due_at, r.detail
  from r join d using (id)
)
select id from d
"""


@dataclass(frozen=True, slots=True)
class Legacy:
    """An open dossier of an older register. All ids are those of today; `origin` says where it was written.

    `asked_at` when it waits for the applicant, `finished_at` when its result is there. `due_at` is what was promised
    (None while it waits, or when nothing was), `term` what the clock runs on after a pause.
    """

    id: UUID
    code: DossierCode
    authority_id: int
    version_id: int
    agency_id: int
    competent_agency_id: int
    holder_agency_id: int
    territory_id: int
    territory_version_id: int
    applicant: Applicant
    received_at: datetime
    state: State
    holder_officer_id: int | None = None
    case: str = ""
    channel: str = "DIRECT"
    is_elsewhere: bool = False
    term: Term | None = None
    due_at: datetime | None = None
    asked_at: datetime | None = None
    finished_at: datetime | None = None
    summary: str = ""
    result: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[str, ...] = ()


@command("dossiers.take_over", by=frozenset())
def take_over(
    *, actor: Actor, now: datetime, dossiers: Sequence[Legacy], officer_id: int | None
) -> set[UUID]:
    """Write the dossiers as they stand; returns the ids of those that are in.

    One whose code somebody else has by now is left out: the caller says so. Nobody is notified: the applicants were
    told long ago.
    """
    rows = [_row(actor, now, one, officer_id) for one in dossiers]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OVER, [json.dumps(rows, ensure_ascii=False, default=str), Act.RECEIVE.value])
        taken = {row[0] for row in cursor.fetchall()}
    note(subject="dossiers", count=len(taken), left_out=len(rows) - len(taken))
    return taken


def _row(actor: Actor, now: datetime, one: Legacy, officer_id: int | None) -> dict[str, Any]:
    is_waiting = one.asked_at is not None
    return {
        **_applicant_row(one.applicant),
        "id": one.id,
        "code": str(one.code),
        "authority_id": one.authority_id,
        "version_id": one.version_id,
        "case_name": one.case,
        "channel": one.channel,
        "desk_id": one.agency_id,
        "at": one.received_at.isoformat(),
        "is_elsewhere": one.is_elsewhere,
        "competent_id": one.competent_agency_id,
        "holder_id": one.holder_agency_id,
        "holder_officer_id": one.holder_officer_id,
        "territory_id": one.territory_id,
        "territory_version_id": one.territory_version_id,
        "summary": names.nfc(one.summary),
        "state": one.state.value,
        "term": storing.term_json(one.term),
        "due_at": one.due_at.isoformat() if one.due_at and not is_waiting else None,
        "due_trace": list(one.told),
        "pauses": [[one.asked_at.isoformat(), None]] if one.asked_at is not None else [],
        "asked_times": int(is_waiting),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "outcome": {"result": one.result} if one.finished_at else {},
        "actor": actor.key,
        "officer_id": officer_id,
        "detail": {"imported": dict(one.origin), "recorded_at": now.isoformat()},
    }


def _applicant_row(applicant: Applicant) -> dict[str, str]:
    name = names.nfc(applicant.name)
    fold = names.fold(name)
    return {
        "applicant_name": name,
        "name_fold": fold,
        "given_fold": " ".join(reversed(fold.split())),
        "citizen_id": str(read_identity(applicant.citizen_id)) if applicant.citizen_id else "",
        "phone": str(PhoneNumber.parse(applicant.phone)) if applicant.phone else "",
        "email": applicant.email.strip(),
        "address": names.nfc(applicant.address),
    }
