"""Files that the portal holds for dossiers, as far as they are not simply papers of a dossier by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import reading, seeing
from thongsuot.work.sync.models import Arrival, PortalFile, UploadedResult
from thongsuot.work.sync.rules.attachments import FileState

MOST = 200
OPEN = (FileState.FAILED, FileState.WAITING)


@dataclass(frozen=True, slots=True)
class PortalFileRecord:
    """`code`: of its dossier; `problems`: [{"code", "message", "field", "params"}] of the last try."""

    id: int
    dossier_id: UUID
    code: str
    title: str
    file_name: str
    told_hash: str
    state: FileState
    problems: Sequence[Mapping[str, Any]]
    attempts: int
    came_at: datetime
    next_at: datetime
    because: str
    dossier_file_id: UUID | None


FIELDS = tuple(PortalFileRecord.__dataclass_fields__)


def _records(rows: QuerySet[PortalFile]) -> tuple[PortalFileRecord, ...]:
    found: list[dict[str, Any]] = list(rows.annotate(code=F("dossier__code")).values(*FIELDS))
    return tuple(PortalFileRecord(**{**one, "state": FileState(one["state"])}) for one in found)


@reading
def files_from_portal(
    *, viewer: Actor, dossier_id: UUID, states: Sequence[FileState] = OPEN
) -> tuple[PortalFileRecord, ...]:
    """The files of a dossier that stand so, in the order in which they came."""
    rows = PortalFile.objects.filter(dossier_id=dossier_id, state__in=[one.value for one in states])
    return _records(rows.order_by("id"))


@reading
def open_files(*, viewer: Actor, authority_id: int, limit: int = MOST) -> tuple[PortalFileRecord, ...]:
    """What could not be kept (first) and what waits, in a province, the latest first."""
    rows = PortalFile.objects.filter(authority_id=authority_id, state__in=[one.value for one in OPEN])
    return _records(rows.order_by("state", "-id")[:limit])


@reading
def count_failed(*, viewer: Actor, authority_id: int) -> int:
    """How many files of a province are asked for only when a person asks."""
    return PortalFile.objects.filter(authority_id=authority_id, state=FileState.FAILED.value).count()


def told_papers(*, authority_id: int, code: str) -> tuple[Mapping[str, Any], ...]:
    """What the portal said of the papers of a dossier that was filed there, with the filing and with every supplement."""
    with seeing(SYSTEM):
        rows = Arrival.objects.filter(authority_id=authority_id, about=code, state="done").order_by("id")
        given = [body.get("TaiLieuNop") for body in rows.values_list("body", flat=True)]
    return tuple(one for some in given if isinstance(some, list) for one in some if isinstance(one, Mapping))


def addresses_of(*, dossier_id: UUID) -> dict[UUID, str]:
    """Where files of a dossier lie at the portal, by file; of those that were kept from there."""
    with seeing(SYSTEM):
        rows = PortalFile.objects.filter(dossier_id=dossier_id, state=FileState.KEPT.value)
        return {id_: address for id_, address in rows.values_list("dossier_file_id", "address") if id_}


def uploaded(*, receiver_id: int, dossier_id: UUID) -> dict[str, tuple[str, str]]:
    """SHA-256 → (id, address) at the portal of files of the result that it has."""
    with seeing(SYSTEM):
        rows = UploadedResult.objects.filter(receiver_id=receiver_id, dossier_id=dossier_id)
        return {
            sha256: (id_, address)
            for sha256, id_, address in rows.values_list("sha256", "their_id", "address")
        }
