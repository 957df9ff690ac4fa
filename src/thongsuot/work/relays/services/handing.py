"""What came back: opened by an officer, handed to the applicant."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points.rules import Capability
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.services import Content
from thongsuot.work.relays import queries, rules
from thongsuot.work.relays.models import Relay, RelayFile
from thongsuot.work.relays.rules import Direction, State

NOT_HERE = Problem("no_such_relay", "Không có hồ sơ liên tỉnh này, hoặc bạn không được xem.")
LONGEST = 200


@command("relays.hand_out", by=OFFICERS)
def hand_out(
    *, actor: Actor, now: datetime, agency_id: int, relay_id: UUID, received_by: str, paper: str = ""
) -> None:
    """The applicant has the result: who took it, and which paper came from there if no file did."""
    row = (
        Relay.objects.select_for_update()
        .filter(pk=relay_id, direction=Direction.OUT, agency_id=agency_id)
        .first()
    )
    if row is None:
        raise NotFound(NOT_HERE)
    results = RelayFile.objects.filter(relay=row, is_result=True).exclude(sha256="").count()
    refuse_if(
        rules.handing_problems(state=State(row.state), results=results, received_by=received_by, paper=paper)
        + _duty_problems(row, now)
    )
    row.state, row.handed_at, row.handed_to = State.HANDED, now, received_by.strip()[:LONGEST]
    row.reason = paper.strip()[:LONGEST]
    row.save(update_fields=["state", "handed_at", "handed_to", "reason"])
    note(subject=f"relay:{row.pk}", results=results)


def _duty_problems(row: Relay, now: datetime) -> tuple[Problem, ...]:
    """Whether the agency's points may hand out results of the procedure."""
    version = catalogue.version_on(code=row.procedure_code, day=local_day(row.received_at))
    if version is None:
        return ()
    return dossiers.duty_problems(
        Capability.RETURN, agency_id=row.agency_id, version_id=version.id, day=local_day(now)
    )


@command("relays.open_file", by=OFFICERS, grant=False)
def open_file(*, actor: Actor, now: datetime, file_id: UUID) -> Content:
    """The content of a scan or of a result that the officer may see; every opening stands in the journal."""
    row = RelayFile.objects.filter(pk=file_id).exclude(sha256="").first()
    if row is None:
        raise NotFound(Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem."))
    note(subject=f"relay:{row.relay_id}", file=str(file_id))
    return Content(row.file_name, row.media_type, queries.content_of(sha256=row.sha256))
