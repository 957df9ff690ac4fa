"""What the other province asks the applicant to add: handed in where it was filed, sent on with its scans."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.kernel import names
from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_verbs
from thongsuot.work.dossiers.rules.files import room_problems
from thongsuot.work.relays import queries, rules
from thongsuot.work.relays.models import Relay, RelayFile
from thongsuot.work.relays.rules import Direction, Handed, PaperHanded, State
from thongsuot.work.relays.services import filing, receiving
from thongsuot.work.sync import services as sync

NOT_HERE = Problem("no_such_relay", "Không có hồ sơ liên tỉnh này, hoặc bạn không được xem.")


@command("relays.supplement", by=OFFICERS)
def supplement(
    *, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, papers: Sequence[PaperHanded],
    scans: Sequence[filing.Scan],
) -> int:  # fmt: skip
    """Send on what the applicant handed in here after the other province asked for it; which supplement it is (1…)."""
    row = (
        Relay.objects.select_for_update()
        .filter(pk=relay_id, direction=Direction.OUT, agency_id=agency_id)
        .first()
    )
    if row is None:
        raise NotFound(NOT_HERE)
    return _send_on(row, papers, scans, now, by="counter")


@command("relays.send_more", by=frozenset({Kind.TRACKER}))
def send_more(
    *,
    actor: Actor,
    now: datetime,
    relay_id: UUID,
    papers: Sequence[PaperHanded],
    scans: Sequence[filing.Scan],
) -> int:
    """The same by whoever proved to hold the relay's code: all papers that were asked for, as files."""
    if actor.kind is Kind.TRACKER and actor.dossier_id != str(relay_id):
        raise NotFound(NOT_HERE)
    with seeing(SYSTEM):
        row = Relay.objects.select_for_update().filter(pk=relay_id, direction=Direction.OUT).first()
        if row is None:
            raise NotFound(NOT_HERE)
        asked = rules.open_request(
            state=State(row.state), their_state=row.their_state, known_step=row.known_step, story=row.story,
            supplements=row.supplements,
        )  # fmt: skip
        wanted = [str(one) for one in (asked or {}).get("wanted", ())]
        refuse_if(rules.sending_problems(papers, wanted=wanted))
        return _send_on(row, papers, scans, now, by="applicant")


def _send_on(
    row: Relay, papers: Sequence[PaperHanded], scans: Sequence[filing.Scan], now: datetime, *, by: str
) -> int:
    """Keep the papers, put them into the outbox; which supplement it is (1…). `by`: counter or applicant."""
    refuse_if(_problems(row, papers, scans))
    kept = filing.keep(row.pk, scans, now)
    number = len(row.supplements) + 1
    said = {
        "number": number, "step": row.known_step, "at": now.isoformat(), "state": Handed.SENDING.value, "problems": [],
        "papers": [
            {"name": names.nfc(one.name.strip())[:500], "code": one.code, "originals": one.originals, "files": one.files}
            for one in papers
        ],
        "files": [str(one) for one in kept], "by": by,
    }  # fmt: skip
    row.supplements = [*row.supplements, said]
    row.save(update_fields=["supplements"])
    peer = queries.partner_of(peer_id=row.peer_id)
    assert peer is not None
    for service in (*(f"{rules.FILE}/{one}" for one in kept), f"{rules.SUPPLEMENT}/{number}"):
        sync.announce(receiver_id=peer.receiver_id, subject=row.pk, service=service, now=now)
    note(subject=f"relay:{row.pk}", number=number, files=len(kept))
    return number


def _problems(row: Relay, papers: Sequence[PaperHanded], scans: Sequence[filing.Scan]) -> tuple[Problem, ...]:
    """Why they cannot be sent on: nothing is asked, or it is too much."""
    problems = rules.supplement_problems(
        papers, state=State(row.state), their_state=row.their_state, asked_at=row.known_step,
        answered={one["step"] for one in row.supplements if one["state"] != Handed.REFUSED},
    )  # fmt: skip
    files = RelayFile.objects.filter(relay=row)
    sizes = [len(one.file.data) for scan in scans for one in scan.files]
    size = sum(files.values_list("size", flat=True))
    room = room_problems(count=files.count(), size=size, more=len(sizes), more_size=sum(sizes))
    return (*problems, *room)


def receive(actor: Actor, now: datetime, row: Relay, body: Mapping[str, Any]) -> dict[str, Any]:
    """At the other end: the dossier goes on, or the reasons why it does not go back to the counter."""
    problems: tuple[Problem, ...] = ()
    try:
        with transaction.atomic():
            _receive(actor, now, row, body)
    except Refused as refused:
        problems = refused.problems
    state, told = (Handed.REFUSED if problems else Handed.TAKEN), receiving.as_json(problems)
    said = {
        "number": str(body["number"])[:20], "at": now.isoformat(), "state": state.value,
        "problems": told, "files": [], "step": 0,
        "papers": [
            {"name": str(one.get("name") or "")[:500], "originals": 0}
            for one in body["papers"][:100]
            if isinstance(one, dict)
        ],
    }  # fmt: skip
    row.supplements = [*row.supplements, said][-50:]
    row.save(update_fields=["supplements"])
    return {"state": state.value, "problems": receiving.sentences(told)}


def _receive(actor: Actor, now: datetime, row: Relay, body: Mapping[str, Any]) -> None:
    record = dossiers.dossier(viewer=actor, dossier_id=row.dossier_id) if row.dossier_id else None
    if record is None:
        raise NotFound(Problem("not_received", "Hồ sơ này chưa được tiếp nhận ở đây."))
    version = catalogue.version(version_id=record.procedure_version_id)
    wanted = receiving.wanted_papers(row, version) if version else {}
    dossier_verbs.supplement(
        actor=actor, now=now, agency_id=record.received_agency_id, dossier_ids=[record.id],
        papers=receiving.given_papers(body["papers"], wanted),
    )  # fmt: skip


@command("relays.acknowledge_supplement", by=frozenset())
def acknowledge_supplement(
    *, actor: Actor, now: datetime, relay_id: UUID, number: int, answer: Mapping[str, Any]
) -> None:
    """Keep whether the other province took a supplement; when not, its reasons, and it may be handed in again."""
    row = Relay.objects.select_for_update().filter(pk=relay_id, direction=Direction.OUT).first()
    if row is None:
        return
    state = Handed.REFUSED if answer.get("state") == Handed.REFUSED else Handed.TAKEN
    told = {"state": state.value, "problems": receiving.told(answer)}
    row.supplements = [one | told if one["number"] == number else one for one in row.supplements]
    row.save(update_fields=["supplements"])
    note(subject=f"relay:{row.pk}", number=number, state=state.value)
