"""Dossiers that the portal has and we lack: fetched again one by one, and taken in as every arrival is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync import ports
from thongsuot.work.sync.models import Arrival
from thongsuot.work.sync.services.arriving import key_of, take_in

MOST = 50  # each is a question to the portal while a person waits


@dataclass(frozen=True, slots=True)
class Refetched:
    """Codes by what came of them: here now, refused with reasons that stay with the arrival, or not given there."""

    here: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def ask_for(*, codes: Sequence[str]) -> list[ports.Arrived]:
    """What the portal holds about these dossiers; asked before the verb, which holds a transaction. Raises `Refused`."""
    wanted = tuple(dict.fromkeys(codes))
    with ports.asking() as portal:
        if not 0 < len(wanted) <= MOST:
            text = "Hãy chọn từ 1 đến {most} hồ sơ mỗi lần lấy lại."
            raise Refused(Problem("codes_bad", text, "codes", {"most": MOST}))
        return [one for code in wanted for one in portal.dossier(code) if one.about == code]


@command("sync.fetch_dossiers", by=OFFICERS)
def fetch_dossiers(
    *, actor: Actor, now: datetime, agency_id: int, authority_id: int, codes: Sequence[str],
    given: Sequence[ports.Arrived],
) -> Refetched:  # fmt: skip
    """Take in what `ask_for` gave about these dossiers; what is here already stays as it is."""
    with seeing(SYSTEM):
        for one in sorted(given, key=lambda one: (len(one.key), one.key)):
            row = _kept(authority_id, one, now)
            if row.state != "done":
                take_in(actor=SYSTEM, now=now, arrival_id=row.pk)
        found = _sorted_out(authority_id, codes, {one.about for one in given})
    note(count=len(found.here), refused=list(found.refused), absent=list(found.absent))
    return found


def _kept(authority_id: int, one: ports.Arrived, now: datetime) -> Arrival:
    """The arrival under its number there, as the portal tells it now: who refused or closed it before is overruled."""
    row, is_new = Arrival.objects.select_for_update().get_or_create(
        authority_id=authority_id,
        key=key_of(one),
        defaults={"kind": one.kind[:40], "about": one.about[:100], "body": dict(one.body), "arrived_at": now},
    )
    if not is_new and row.state != "done":
        row.kind, row.about, row.body, row.state = one.kind[:40], one.about[:100], dict(one.body), "new"
        row.save()
    return row


def _sorted_out(authority_id: int, codes: Sequence[str], given: set[str]) -> Refetched:
    here: list[str] = []
    refused: list[str] = []
    absent: list[str] = []
    for code in dict.fromkeys(codes):
        known = dossiers.id_by_external(viewer=SYSTEM, authority_id=authority_id, external_code=code)
        known = known or dossiers.ids_by_code(viewer=SYSTEM, authority_id=authority_id, codes=[code]).get(
            code
        )
        (here if known else refused if code in given else absent).append(code)
    return Refetched(tuple(here), tuple(refused), tuple(absent))
