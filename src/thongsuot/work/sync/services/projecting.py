"""From steps of dossiers to messages in the outbox. Doing it twice makes nothing twice."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.access import seeing
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act
from thongsuot.work.sync import ports, queries, rules
from thongsuot.work.sync.models import Message, Receiver

CHUNK = 1000


def project(*, dossier_ids: Iterable[UUID]) -> int:
    """Write a message for every step of these dossiers that a receiver was not told of yet; how many were written.

    All steps are looked at, not only the one that was heard of: an event that was lost, or overtaken by a later
    one, is made good by the next. A later step is never seen without the earlier ones, so order needs no lock.
    """
    written = 0
    for some in _batches(sorted(set(dossier_ids)), CHUNK):
        with transaction.atomic(), seeing(SYSTEM):
            written += _project(some)
    return written


def project_money(*, dossier_id: UUID, transfer_id: UUID) -> int:
    """Have the portal told once how a dossier stands since a transfer; how many messages. Its steps go first."""
    project(dossier_ids=[dossier_id])
    with transaction.atomic(), seeing(SYSTEM):
        steps = dossiers.happenings(viewer=SYSTEM, dossier_ids=[dossier_id])
        if not steps:
            return 0
        living = queries.living(authority_ids=[steps[-1].authority_id])
        rows = [
            message(one.id, dossier_id, steps[-1].number, rules.RECORD, at=steps[-1].at, now=steps[-1].at,
                    again=str(transfer_id))
            for one in living
            if one.kind == ports.PORTAL
        ]  # fmt: skip
        Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _batches(ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _project(ids: Sequence[UUID]) -> int:
    happened = dossiers.happenings(viewer=SYSTEM, dossier_ids=ids)
    authorities = {one.authority_id: one.at for one in happened}
    for authority_id, at in authorities.items():
        portal_receiver(authority_id=authority_id, now=at)
    written = 0
    for receiver in queries.living(authority_ids=list(authorities)):
        known = queries.last_steps(receiver_id=receiver.id, dossier_ids=ids)
        news = [one for one in happened if one.number > known.get(one.dossier_id, 0)]
        mine = ports.chosen(receiver.kind, receiver.id, ids)
        wanted = [
            one for one in news if _concerns(receiver, one) and (mine is None or one.dossier_id in mine)
        ]
        rows = [message for one in wanted for message in _messages(receiver, one)]
        Message.objects.bulk_create(rows, ignore_conflicts=True)
        written += len(rows)
    return written


def portal_receiver(*, authority_id: int, now: datetime) -> None:
    """The portal is a receiver of every province from the moment it is configured."""
    if ports.portal() is not None and not queries.has_portal(authority_id=authority_id):
        row = Receiver(
            kind=ports.PORTAL, authority_id=authority_id, name="Cổng Dịch vụ công quốc gia", since=now
        )
        Receiver.objects.bulk_create([row], ignore_conflicts=True)


def _concerns(receiver: queries.Listening, one: dossiers.Happening) -> bool:
    if one.authority_id != receiver.authority_id:
        return False
    if receiver.kind != ports.WEBHOOK:
        return True
    if one.at < receiver.since or (receiver.acts and one.act not in receiver.acts):
        return False
    assert receiver.agency_id is not None
    within = units.agency_tree(agency_id=receiver.agency_id, day=local_day(one.at))
    return bool(one.agency_ids & within)


def _messages(receiver: queries.Listening, one: dossiers.Happening) -> Iterator[Message]:
    if receiver.kind == ports.PORTAL:
        services: Sequence[str] = rules.services_of(
            number=one.number, state=one.state, state_before=one.state_before, due_at=one.due_at,
            due_before=one.due_before, act=one.act,
        )  # fmt: skip
    elif receiver.kind == ports.PROVINCE:
        services = (*_results(one), rules.STATUS)
    else:
        services = (rules.EVENT,)
    for service in services:
        yield message(receiver.id, one.dossier_id, one.number, service, at=one.at, now=one.at)


def _results(one: dossiers.Happening) -> Iterator[str]:
    """With the step that gives the result out go its files: the other province hands them to the applicant."""
    if one.act == Act.RETURN:
        for file in dossiers.results_of(viewer=SYSTEM, dossier_id=one.dossier_id):
            yield f"{rules.RESULT}/{file.id}"


def message(
    receiver_id: int,
    dossier_id: UUID,
    step: int,
    service: str,
    *,
    at: datetime,
    now: datetime,
    again: str = "",
) -> Message:
    """A message as it is written to the outbox; `again` makes it another one than the first about this step."""
    id_ = rules.event_id(dossier_id=dossier_id, step=step, service=service, again=again)
    return Message(
        receiver_id=receiver_id, event_id=id_, dossier_id=dossier_id, step=step, rank=rules.rank_of(service),
        service=service, at=at, made_at=now, next_at=now,
    )  # fmt: skip
