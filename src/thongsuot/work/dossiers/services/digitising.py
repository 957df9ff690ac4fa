"""Digitised papers: added at the counter or by the applicant, used again, certified, taken out, opened.

Files come examined (`plumbing.files`): what could harm was refused before any of these verbs runs.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel import names
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import CITIZENS, OFFICERS, command, note
from thongsuot.plumbing.files import keeping, uploads
from thongsuot.plumbing.files.keeping import Examined
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers import ports
from thongsuot.work.dossiers.queries import files as queries
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.queries.duties import duty_problems
from thongsuot.work.dossiers.queries.earlier import papers_of_person
from thongsuot.work.dossiers.rules import Filing
from thongsuot.work.dossiers.rules import files as rules
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.dossiers.rules.states import State
from thongsuot.work.dossiers.services import receiving

NOT_THERE = Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")
PDF = "application/pdf"
NO_FILE = Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem.")


@dataclass(frozen=True, slots=True)
class Paper:
    """Which paper a file is: its name, and the procedure's paper that it answers."""

    title: str
    wanted_id: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is handed out."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Scan:
    """What was digitised of one paper."""

    paper: Paper
    kind: FileKind
    files: Sequence[Examined]


@dataclass(frozen=True, slots=True)
class Again:
    """Files of earlier dossiers that stand for a paper of this one."""

    paper: Paper
    file_ids: Sequence[UUID]


@command("dossiers.receive_digitised", by=OFFICERS, grant=False)
def receive_digitised(
    *, actor: Actor, now: datetime, agency_id: int, filing: Filing, scans: Sequence[Scan],
    again: Sequence[Again] = (), consent: bool = False,
) -> receiving.Receipt:  # fmt: skip
    """Receive a filing together with its digitised papers: all or nothing. Needs the grants of both verbs.

    `again` are papers that the applicant has had before; they are used with his consent only.
    """
    if actor.kind is Kind.OFFICER:
        for verb in ("dossiers.receive", "dossiers.attach"):
            access.require(actor=actor, verb=verb, agency_id=agency_id, day=local(now).date())
    sizes = [len(one.file.data) for scan in scans for one in scan.files]
    refuse_if(
        (
            *(problem for scan in scans for problem in _title_problems(scan.paper)),
            *rules.room_problems(count=0, size=0, more=len(sizes), more_size=sum(sizes)),
        )
    )
    receipt = receiving.receive(actor=actor, now=now, agency_id=agency_id, filing=filing)
    if filing.point_id is not None and any(scan.kind is not FileKind.ELECTRONIC for scan in scans):
        refuse_if(scanning_problems(locked(receipt.id), agency_id, now, filing.point_id))
    for scan in scans:
        attach(
            actor=actor, now=now, agency_id=agency_id, dossier_id=receipt.id, paper=scan.paper, kind=scan.kind,
            files=scan.files,
        )  # fmt: skip
    if again:
        refuse_if(rules.consent_problems(consent))
        _use_had(actor, now, agency_id, receipt.id, again)
    note(subject=f"dossier:{receipt.id}", code=receipt.code, count=len(sizes), consent=bool(again))
    return receipt


def _use_had(actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, again: Sequence[Again]) -> None:
    """Use papers again of the one person whose number stands on the dossier now, and of nobody else."""
    with connection.cursor() as cursor:
        cursor.execute("select citizen_id, authority_id from dossier where id = %s", [dossier_id])
        citizen_id, authority_id = cursor.fetchone()
    had = papers_of_person(citizen_id=citizen_id, authority_id=authority_id)
    use_again(
        actor=actor, now=now, dossier_id=dossier_id, papers=again, known={one.id for one in had},
        agency_id=agency_id,
    )  # fmt: skip


def hand_in(*, actor: Actor, now: datetime, dossier_id: UUID, scans: Sequence[Scan]) -> None:
    """Within a verb that has just received the applicant's own filing: the files that came with it."""
    held = locked(dossier_id)
    refuse_if(problem for scan in scans for problem in _title_problems(scan.paper))
    for scan in scans:
        _added(actor, now, None, held, scan.paper, scan.kind, FileSource.CITIZEN, scan.files, ())


def use_again(
    *, actor: Actor, now: datetime, dossier_id: UUID, papers: Sequence[Again], known: Collection[UUID],
    agency_id: int | None = None,
) -> tuple[UUID, ...]:  # fmt: skip
    """Within a verb that has just received a filing: papers that the applicant has had before, by link. `known` are
    those that may be used. The content stays where it is and is compared with its hash."""
    held = locked(dossier_id)
    ids = [id_ for one in papers for id_ in one.file_ids]
    if not set(ids) <= set(known):
        raise NotFound(NO_FILE)
    count, size = queries.room_of(dossier_id=held.id)
    refuse_if(rules.room_problems(count=count, size=size, more=len(ids), more_size=0))
    linked = {row["from_file_id"]: row for row in queries.links(file_ids=ids)}
    rows = []
    for one in papers:
        refuse_if(_title_problems(one.paper))
        for id_ in one.file_ids:
            keeping.openable(linked[id_]["sha256"])
            said = {"title": names.nfc(one.paper.title.strip()), "wanted_id": one.paper.wanted_id}
            rows.append(linked[id_] | said | {"source": FileSource.REUSED})
    return insert(actor, now, agency_id, held.id, rows)


@command("dossiers.attach", by=OFFICERS)
def attach(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, paper: Paper, kind: FileKind,
    files: Sequence[Examined], upload_ids: Sequence[UUID] = (), source: FileSource = FileSource.COUNTER,
) -> tuple[UUID, ...]:  # fmt: skip
    """Add digitised papers to a dossier that the agency received, holds or decides. Returns the files' ids.

    What is scanned at the counter, its points must be able to scan.
    """
    held = locked(dossier_id)
    is_scanned = source is FileSource.COUNTER and kind is not FileKind.ELECTRONIC
    at_counter = scanning_problems(held, agency_id, now) if is_scanned else ()
    refuse_if(adding(held, kind, agency_id) + _title_problems(paper) + at_counter)
    return _added(actor, now, agency_id, held, paper, kind, source, files, upload_ids)


@command("dossiers.send_more", by=CITIZENS)
def send_more(
    *, actor: Actor, now: datetime, dossier_id: UUID, paper: Paper, files: Sequence[Examined],
    upload_ids: Sequence[UUID] = (), sender: Actor | None = None,
) -> tuple[UUID, ...]:  # fmt: skip
    """Add what was asked for; the counter then looks at it and receives it, which starts the clock again.

    `sender` began the uploads, where that is not the one who acts (logged in, and holding another's code).
    """
    held = locked(dossier_id)
    refuse_if(rules.sending_problems(held.stand.state) + _title_problems(paper))
    kind = FileKind.ELECTRONIC
    return _added(actor, now, None, held, paper, kind, FileSource.CITIZEN, files, upload_ids, sender)


@command("dossiers.open_store", by=OFFICERS)
def open_store(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, consent: bool
) -> tuple[queries.StoreItem, ...]:
    """Names of the papers that the applicant handed in before, anywhere in the province, if he agrees; journalled."""
    held = locked(dossier_id)
    refuse_if(adding(held, FileKind.COPY, agency_id) + rules.consent_problems(consent))
    found = queries.store_of(dossier_id=dossier_id)
    note(subject=f"dossier:{dossier_id}", count=len(found), consent=True)
    return found


@command("dossiers.reuse", by=OFFICERS)
def reuse(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, item_ids: Sequence[UUID], consent: bool
) -> tuple[UUID, ...]:
    """Use papers again that the applicant handed in before: by link, with his consent."""
    held = locked(dossier_id)
    refuse_if(adding(held, FileKind.COPY, agency_id) + rules.consent_problems(consent))
    return _linked(actor, now, agency_id, held, item_ids, queries.store_of(dossier_id=dossier_id))


@command("dossiers.reuse_own", by=frozenset({Kind.CITIZEN}))
def reuse_own(*, actor: Actor, now: datetime, dossier_id: UUID, item_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The citizen answers a request with papers of his own earlier dossiers: choosing them is his consent."""
    held = locked(dossier_id)
    refuse_if(rules.sending_problems(held.stand.state))
    own = queries.own_store(viewer=actor, dossier_id=dossier_id)
    return _linked(actor, now, None, held, item_ids, own)


@command("dossiers.remove_file", by=OFFICERS)
def remove_file(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, file_id: UUID, reason: str
) -> None:
    """Take a file out of the dossier; the row stays and says who did it and why."""
    held = locked(dossier_id)
    found = queries.file(viewer=actor, file_id=file_id)
    if found is None or found.dossier_id != dossier_id:
        raise NotFound(NO_FILE)
    refuse_if(adding(held, found.kind, agency_id) + rules.removing_problems(held.stand.state, reason))
    with connection.cursor() as cursor:
        cursor.execute(
            "update dossier_file set removed_at = %s, removed_by = %s, removed_because = %s where id = %s",
            [now, actor.key, names.nfc(reason.strip()), file_id],
        )
    note(subject=f"dossier:{dossier_id}", file=str(file_id))


@command("dossiers.open_file", by=OFFICERS | {Kind.CITIZEN}, grant=False)
def open_file(*, actor: Actor, now: datetime, file_id: UUID, agency_id: int | None = None) -> Content:
    """The content of a file, compared with its hash; every opening stands in the journal.

    Who only proved to hold a code does not open papers: slip and telephone number are lost too easily. The agency that
    the journal will name is one whose records the officer reads, or Forbidden is raised.
    """
    if agency_id is not None:
        access.require(actor=actor, verb=access.READ, agency_id=agency_id, day=local(now).date())
    found = queries.file(viewer=actor, file_id=file_id)
    if found is None:
        raise NotFound(NO_FILE)
    note(subject=f"dossier:{found.dossier_id}", file=str(file_id))
    return Content(found.file_name, found.media_type, keeping.openable(found.sha256))


def _title_problems(paper: Paper) -> tuple[Problem, ...]:
    return rules.title_problems(paper.title, is_published=paper.wanted_id is not None)


def locked(dossier_id: UUID) -> standing.Held:
    """The dossier, locked for the running verb; raises NotFound."""
    held = standing.lock([dossier_id]).get(dossier_id)
    if held is None:
        raise NotFound(NOT_THERE)
    return held


def scanning_problems(
    held: standing.Held, agency_id: int, now: datetime, point_id: int | None = None
) -> tuple[Problem, ...]:
    """Why papers of this dossier may not be digitised at the agency's points, or at the one that is known."""
    return duty_problems(
        Capability.DIGITISE, agency_id=agency_id, version_id=held.procedure_version_id, day=local(now).date(),
        point_id=point_id,
    )  # fmt: skip


def adding(held: standing.Held, kind: FileKind, agency_id: int) -> tuple[Problem, ...]:
    """Why a file of this kind may not be added in the name of the agency."""
    with connection.cursor() as cursor:
        cursor.execute("select received_agency_id from dossier where id = %s", [held.id])
        received = cursor.fetchone()[0]
    stand = held.stand
    concerned = frozenset({received, stand.holder_agency_id, stand.competent_agency_id})
    return rules.adding_problems(State(stand.state), kind, agency_id=agency_id, concerned=concerned)


def _added(
    actor: Actor, now: datetime, agency_id: int | None, held: standing.Held, paper: Paper, kind: FileKind,
    source: FileSource, files: Sequence[Examined], upload_ids: Sequence[UUID], sender: Actor | None = None,
) -> tuple[UUID, ...]:  # fmt: skip
    count, size = queries.room_of(dossier_id=held.id)
    more_size = sum(len(one.file.data) for one in files)
    refuse_if(rules.room_problems(count=count, size=size, more=len(files), more_size=more_size))
    rows = [
        {
            "title": names.nfc(paper.title.strip()), "wanted_id": paper.wanted_id, "kind": kind, "source": source,
            "file_name": one.file.name, "sha256": keeping.keep(one, now=now), "pages": one.file.pages,
            "detail": _borne(kind, one, now),
        }
        for one in files
    ]  # fmt: skip
    if upload_ids:
        uploads.forget(actor=sender or actor, upload_ids=upload_ids)
    return insert(actor, now, agency_id, held.id, rows)


def _borne(kind: FileKind, one: Examined, now: datetime) -> dict[str, Any]:
    """Whose signatures a result bears already, as its row keeps it."""
    is_read = kind is FileKind.RESULT and one.file.media_type == PDF
    return ports.borne(one.file.data, at=now) if is_read else {}


def add_signed(
    *, actor: Actor, now: datetime, agency_id: int, original: queries.FileRecord, signed: Examined
) -> UUID:
    """Within the verb that signed it: the result as it was signed, a file of its own that names what it signs."""
    count, size = queries.room_of(dossier_id=original.dossier_id)
    refuse_if(rules.room_problems(count=count, size=size, more=1, more_size=len(signed.file.data)))
    row = {
        "title": original.title, "wanted_id": original.wanted_id, "kind": FileKind.RESULT, "source": FileSource.SIGNED,
        "file_name": signed.file.name, "sha256": keeping.keep(signed, now=now), "pages": signed.file.pages,
        "from_file_id": str(original.id),
    }  # fmt: skip
    return insert(actor, now, agency_id, original.dossier_id, [row])[0]


def _linked(
    actor: Actor, now: datetime, agency_id: int | None, held: standing.Held, item_ids: Sequence[UUID],
    known: Sequence[queries.StoreItem],
) -> tuple[UUID, ...]:  # fmt: skip
    wanted = set(item_ids)
    chosen = [item.id for item in known if item.id in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise NotFound(NO_FILE)
    count, size = queries.room_of(dossier_id=held.id)
    refuse_if(rules.room_problems(count=count, size=size, more=len(chosen), more_size=0))
    rows = queries.links(file_ids=chosen)
    return insert(actor, now, agency_id, held.id, [row | {"source": FileSource.REUSED} for row in rows])


INSERT = """
insert into dossier_file (id, dossier_id, wanted_id, title, kind, source, file_name, sha256, pages, from_file_id, detail,
  added_at, added_by, officer_id, agency_id, removed_by, removed_because)
select id, %s, wanted_id, title, kind, source, file_name, sha256, pages, from_file_id, coalesce(detail, '{}'),
  %s, %s, %s, %s, '', ''
from jsonb_to_recordset(%s::jsonb) as r(id uuid, wanted_id bigint, title text, kind text, source text, file_name text,
  sha256 text, pages smallint, from_file_id uuid, detail jsonb)"""


def insert(
    actor: Actor, now: datetime, agency_id: int | None, dossier_id: UUID, rows: Sequence[Mapping[str, Any]]
) -> tuple[UUID, ...]:
    """Write rows of kept content within a verb, and say so in the journal."""
    made = [{"id": str(uuid7()), **row} for row in rows]
    officer_id = actor.account_id if actor.kind is Kind.OFFICER else None
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT, [dossier_id, now, actor.key, officer_id, agency_id, json.dumps(made, default=str)]
        )
    ids = tuple(UUID(row["id"]) for row in made)
    note(subject=f"dossier:{dossier_id}", count=len(ids), files=[str(one) for one in ids])
    return ids
