"""What the verbs read and lock before they move a dossier."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.deadlines import AfterPause, Extension, Linked, Pause, Term, TimeUnit
from thongsuot.work.dossiers.rules.stands import Stand
from thongsuot.work.dossiers.rules.states import Act, State


@dataclass(frozen=True, slots=True)
class Held:
    """A locked dossier: how it stands, and its version."""

    id: UUID
    code: str
    authority_id: int
    version: int
    steps: int
    stand: Stand
    procedure_version_id: int
    territory_id: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a locked dossier lies and how far it is: all that giving it to somebody else asks."""

    id: UUID
    code: str
    authority_id: int
    version: int
    state: State
    holder_agency_id: int
    holder_officer_id: int | None
    competent_agency_id: int


@dataclass(frozen=True, slots=True)
class LastStep:
    """Who did what to a dossier last. `officer_id` None: not an officer."""

    number: int
    at: datetime
    act: Act
    officer_id: int | None


LOCK = """
select d.id, d.code, d.authority_id, d.version, d.steps,
  d.state, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.received_at, d.term, d.pauses,
  d.extension, d.due_at, d.asked_times, d.finished_at, d.outcome, d.procedure_version_id, d.territory_id
from dossier d where d.id = any(%s::uuid[]) order by d.id for update of d"""

PLACES = """
select d.id, d.code, d.authority_id, d.version, d.state, d.holder_agency_id, d.holder_officer_id, d.competent_agency_id
from dossier d where d.id = any(%s::uuid[]) order by d.id for update of d"""

LAST = """select number, at, act, officer_id from dossier_step where dossier_id = %s
order by number desc limit 1"""


def lock(ids: Sequence[UUID]) -> dict[UUID, Held]:
    """Lock the visible ones of `ids`, in one order for everybody so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [[str(id_) for id_ in ids]])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["id"]: _held(row) for row in rows}


def lock_places(ids: Sequence[UUID]) -> dict[UUID, Placed]:
    """`lock` for acts that ask nothing of the clock: a hundred thousand of them in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [[str(id_) for id_ in ids]])
        return {row[0]: _placed(row) for row in cursor.fetchall()}


def _placed(row: Sequence[Any]) -> Placed:
    id_, code, authority, version, state, *rest = row
    return Placed(id_, code, authority, version, State(state), *rest)


def last_step(dossier_id: UUID) -> LastStep:
    """The last step of a dossier that is locked.

    A statement of its own: the one that waited for the lock still looks at the journal as it was before.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST, [str(dossier_id)])
        number, at, act, officer_id = cursor.fetchone()
    return LastStep(number, at, Act(act), officer_id)


def _held(row: Mapping[str, Any]) -> Held:
    stand = Stand(
        state=State(row["state"]),
        competent_agency_id=row["competent_agency_id"],
        holder_agency_id=row["holder_agency_id"],
        holder_officer_id=row["holder_officer_id"],
        received_at=row["received_at"],
        term=term_of_json(loaded(row["term"])),
        pauses=pauses_of_json(loaded(row["pauses"])),
        extension=extension_of_json(loaded(row["extension"])),
        due_at=row["due_at"],
        asked_times=row["asked_times"],
        finished_at=row["finished_at"],
        outcome=loaded(row["outcome"]),
    )
    return Held(
        row["id"], row["code"], row["authority_id"], row["version"], row["steps"], stand,
        row["procedure_version_id"], row["territory_id"],
    )  # fmt: skip


def loaded(value: Any) -> Any:
    """JSON of a raw cursor: Django leaves it as text."""
    return json.loads(value) if isinstance(value, str) else value


def term_of_json(value: Mapping[str, Any] | None) -> Term | None:
    """The term as the dossier keeps it."""
    if value is None:
        return None
    until = value["same_day_until"]
    return Term(
        value["quantity"],
        TimeUnit(value["unit"]),
        time.fromisoformat(until) if until else None,
        value["hours_are_office_hours"],
        AfterPause(value["after_pause"]),
        tuple(tuple(_linked(one) for one in group) for group in value.get("then", ())),
    )


def _linked(value: Mapping[str, Any]) -> Linked:
    term = term_of_json(value["term"])
    assert term is not None
    return Linked(value["name"], term)


def pauses_of_json(value: Sequence[Sequence[str | None]]) -> tuple[Pause, ...]:
    """The pauses as the dossier keeps them: pairs of instants."""
    return tuple(
        Pause(datetime.fromisoformat(from_), datetime.fromisoformat(to) if to else None)
        for from_, to in value
        if from_ is not None
    )


def extension_of_json(value: Mapping[str, str] | None) -> Extension | None:
    """The one extension, if there was one."""
    if value is None:
        return None
    return Extension(datetime.fromisoformat(value["granted_at"]), date.fromisoformat(value["to_date"]))
