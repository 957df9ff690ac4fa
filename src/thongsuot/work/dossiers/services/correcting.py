"""Correcting who asks, while the dossier is open: search, tracking and papers follow at once, the receipt stays."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection

from thongsuot.kernel import names
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers import ports
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.queries.correcting import Asking, asking
from thongsuot.work.dossiers.rules import Act, Applicant, Correction, stands
from thongsuot.work.dossiers.rules.correcting import corrected
from thongsuot.work.dossiers.rules.stands import Moved
from thongsuot.work.dossiers.services import acting
from thongsuot.work.dossiers.services.acting import NOT_THERE, Done

CORRECT = """
update dossier d set applicant_name = r.name, name_fold = r.name_fold, given_fold = r.given_fold,
  citizen_id = r.citizen_id, phone = r.phone, email = r.email, address = r.address
from jsonb_to_recordset(%s::jsonb) as r(id uuid, name text, name_fold text, given_fold text, citizen_id text,
  phone text, email text, address text)
where d.id = r.id"""


@command("dossiers.correct_applicant")
def correct_applicant(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID], correction: Correction,
    reason: str, seen: int | None = None,
) -> Done:  # fmt: skip
    """Put right what was mistyped of the applicant: by who received the dossier, is competent for it or holds it.

    Raises NotFound, Conflict when somebody was faster than `seen`, Refused with every reason.
    """
    held = standing.lock(dossier_ids)
    asked = {
        id_: one for id_, one in asking(list(held)).items() if _concerns(actor, agency_id, held[id_], one)
    }
    refused: dict[UUID, tuple[Problem, ...]] = {id_: (NOT_THERE,) for id_ in dossier_ids if id_ not in asked}
    if len(dossier_ids) == 1 and refused:
        raise NotFound(NOT_THERE)
    against = ports.objections(Act.CORRECT_APPLICANT, list(asked))
    found: dict[UUID, Moved] = {}
    for id_, one in asked.items():
        if seen is not None and held[id_].version != seen:
            raise acting.too_late(held[id_], actor)
        rule = partial(stands.correct_applicant, correction=correction, reason=reason, before=one.applicant)
        moved = acting.attempt(Act.CORRECT_APPLICANT, rule, actor, now, agency_id, held[id_])
        if problems := moved.problems + against.get(id_, ()):
            refused[id_] = problems
        else:
            found[id_] = moved
    if len(dossier_ids) == 1 and refused:
        raise Refused(*refused[dossier_ids[0]])
    versions = _store(actor, now, agency_id, found, {id_: asked[id_].applicant for id_ in found}, correction)
    fields = sorted({name for moved in found.values() for name in moved.detail["before"]})
    subject = f"dossier:{dossier_ids[0]}" if len(dossier_ids) == 1 else "dossiers"
    note(subject=subject, count=len(found), refused=len(refused), fields=fields)
    return Done(versions, refused)


def _concerns(actor: Actor, agency_id: int, held: standing.Held, one: Asking) -> bool:
    """Whether the agency has to do with the dossier: to see it in another agency's name is not enough."""
    places = (one.received_agency_id, held.stand.competent_agency_id, held.stand.holder_agency_id)
    return actor.kind is not Kind.OFFICER or agency_id in places


def _store(
    actor: Actor, now: datetime, agency_id: int, found: Mapping[UUID, Moved], before: Mapping[UUID, Applicant],
    correction: Correction,
) -> dict[UUID, int]:  # fmt: skip
    """The step of each with what stood before, then what stands now with the columns by which it is found."""
    if not found:
        return {}
    act = Act.CORRECT_APPLICANT
    rows = [acting.row(act, actor, now, agency_id, id_, moved, ()) for id_, moved in found.items()]
    versions = acting.write(rows, dict.fromkeys(found, (act, now)))
    after = [_columns(id_, corrected(before[id_], correction)) for id_ in found]
    with connection.cursor() as cursor:
        cursor.execute(CORRECT, [json.dumps(after, ensure_ascii=False)])
    return versions


def _columns(id_: UUID, applicant: Applicant) -> dict[str, str]:
    fold = names.fold(applicant.name)
    folded = {"name_fold": fold, "given_fold": " ".join(reversed(fold.split()))}
    return {"id": str(id_), **asdict(applicant), **folded}
