"""Files that the portal holds for dossiers of ours: fetched, looked into, kept; what fails stays with its reasons.

The dossier never waits for them. A file is fetched outside any transaction; what becomes of it is one transaction
with its row locked, so that two who fetch the same file keep it once, and a killed one is done again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from thongsuot.kernel import names
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.plumbing.files import keeping, limits, refusals
from thongsuot.plumbing.files.keeping import Examined
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_verbs
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.sync import ports, rules
from thongsuot.work.sync.models import Arrival, PortalFile
from thongsuot.work.sync.rules.attachments import Fault, FileState

AT_A_TIME = 200
AWAY_MOST = (
    3  # so many in a row that nobody answered for: the portal is away, the others are left for the next round
)
OPEN = (FileState.WAITING.value, FileState.FAILED.value)
REASON_LONGEST = 500
NO_FILE = Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem.")
NO_PORTAL = Problem("no_portal", "Chưa kết nối Cổng Dịch vụ công quốc gia.")
AWAY = Problem("portal_away", "Cổng không trả lời: {why}.")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking for a file once: it, or why not."""

    file: Examined | None = None
    fault: Fault | None = None
    problems: tuple[Problem, ...] = ()


def remember(row: Arrival, dossier_id: UUID, *, now: datetime) -> None:
    """Within the verb that took a message in: write down its files, to be fetched; those known already once."""
    found = rules.attachments_of(row.body)
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=dossier_id) if found else None
    version = catalogue.version(version_id=record.procedure_version_id) if record else None
    if record is None:
        return
    papers = version.papers_of(record.case_name) if version else ()
    known = {names.fold(p.name): p for p in papers} | {p.code: p for p in papers if p.code}
    made = []
    for one in found:
        paper = known.get(one.paper_code) or known.get(names.fold(one.name))
        made.append(
            PortalFile(
                arrival=row, authority_id=row.authority_id, dossier_id=dossier_id, ref=one.ref, address=one.address,
                title=names.nfc(rules.title_of(paper.name if paper else "", one.name)), file_name=one.name,
                wanted_id=paper.id if paper else None, told_hash=one.told_hash, came_at=now, next_at=now,
            )
        )  # fmt: skip
    PortalFile.objects.bulk_create(made, ignore_conflicts=True)


def fetch_files(*, authority_id: int, now: datetime) -> int:
    """Fetch what is due; how many were kept. Stops when the portal seems to be away."""
    with seeing(SYSTEM):
        due = PortalFile.objects.filter(authority_id=authority_id, state="waiting", next_at__lte=now)
        ids = list(due.order_by("next_at", "id").values_list("pk", flat=True)[:AT_A_TIME])
    kept = away = 0
    for id_ in ids if ports.portal() is not None else ():
        found = fetch_file(file_id=id_, now=now)
        kept += found is None
        away = away + 1 if found is Fault.AWAY else 0
        if away == AWAY_MOST:
            break
    return kept


def fetch_file(*, file_id: int, now: datetime) -> Fault | None:
    """Ask for one file that waits, and write down what came of it; None: it is in its dossier, or settled otherwise."""
    with seeing(SYSTEM):
        row = PortalFile.objects.filter(pk=file_id, state="waiting").first()
    if row is None:
        return None
    return settle_file(actor=SYSTEM, now=now, file_id=file_id, fetched=_asked(row))


def _asked(row: PortalFile) -> Fetched:
    """The file, fetched and looked into; touches no table."""
    portal = ports.portal()
    if portal is None:
        return Fetched(None, Fault.AWAY, (NO_PORTAL,))
    name = row.file_name or row.title
    try:
        data = portal.file(row.address)
    except ports.Unreachable as error:
        return Fetched(None, Fault.AWAY, (Problem(AWAY.code, AWAY.message, "", {"why": str(error)}),))
    except ports.NotGiven as error:
        return Fetched(None, Fault.UNFIT if error.is_final else Fault.MISSING, (error.problem,))
    if len(data) > limits.FILE_MOST:
        return Fetched(None, Fault.UNFIT, (refusals.too_big(name, len(data)),))
    if problems := rules.hash_problems(data, told=row.told_hash):
        return Fetched(None, Fault.MISSING, problems)
    try:
        return Fetched(keeping.examine(name, data))
    except Refused as refused:
        return Fetched(None, Fault.UNFIT, refused.problems)


@command("sync.settle_file", by=frozenset())
def settle_file(*, actor: Actor, now: datetime, file_id: int, fetched: Fetched) -> Fault | None:
    """Put a fetched file into its dossier once, or keep why it is not there and when it is asked for again."""
    row = PortalFile.objects.select_for_update().filter(pk=file_id, state="waiting").first()
    if row is None:
        return None
    note(subject=f"dossier:{row.dossier_id}", file=row.pk)
    fault, problems = fetched.fault, fetched.problems
    if fetched.file is not None:
        try:
            with transaction.atomic():
                _keep(actor, now, row, fetched.file)
        except Refused as refused:
            fault, problems = Fault.UNFIT, refused.problems
    row.attempts += 1
    row.problems = [
        {
            "code": p.code,
            "message": p.message,
            "field": p.field,
            "params": {k: str(v) for k, v in p.params.items()},
        }
        for p in problems
    ]
    pause = rules.after_fault(fault, row.attempts) if fault else None
    if fault is None:
        row.state, row.settled_at = FileState.KEPT, now
    elif pause is None:
        row.state = FileState.FAILED
    else:
        row.next_at = now + pause
    row.save()
    return fault


def _keep(actor: Actor, now: datetime, row: PortalFile, file: Examined) -> None:
    record = dossiers.dossier(viewer=actor, dossier_id=row.dossier_id)
    assert record is not None
    (row.dossier_file_id,) = dossier_verbs.attach(
        actor=actor, now=now, agency_id=record.received_agency_id, dossier_id=record.id,
        paper=dossier_verbs.Paper(row.title, row.wanted_id), kind=FileKind.ELECTRONIC, files=[file],
        source=FileSource.CITIZEN,
    )  # fmt: skip
    row.sha256 = file.file.sha256


@command("sync.fetch_again", by=OFFICERS)
def fetch_again(*, actor: Actor, now: datetime, agency_id: int, file_ids: Sequence[int]) -> int:
    """Have files asked for again at once, whatever became of them; how many. Raises `NotFound`, `Refused`."""
    found = PortalFile.objects.filter(pk__in=list(file_ids), state__in=OPEN)
    ids = list(found.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not ids:
        raise NotFound(NO_FILE)
    PortalFile.objects.filter(pk__in=ids).update(state="waiting", next_at=now, attempts=0)
    note(count=len(ids), files=ids)
    return len(ids)


@command("sync.dismiss_file", by=OFFICERS)
def dismiss_file(*, actor: Actor, now: datetime, agency_id: int, file_id: int, reason: str) -> None:
    """Ask for a file no more: the paper came otherwise, or is not needed; the reason stays with it."""
    row = PortalFile.objects.select_for_update().filter(pk=file_id).first()
    if row is None:
        raise NotFound(NO_FILE)
    if row.state not in OPEN:
        raise Conflict(Problem("file_settled", "Tệp này đã được xử lý. Hãy tải lại trang."))
    if not reason.strip():
        raise Refused(Problem("reason_missing", "Hãy ghi lý do.", "reason"))
    row.state, row.because = FileState.DISMISSED, names.nfc(reason.strip())[:REASON_LONGEST]
    row.settled_at, row.settled_by = now, actor.key
    row.save()
    note(subject=f"dossier:{row.dossier_id}", file=row.pk)
