"""The worker's part: goes on with a run wherever it stands."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.plumbing.jobs import Patient
from thongsuot.registers.identity import queries as people
from thongsuot.work.bulk import queries, services


@app.task(name=services.JOB, queue="bulk", retry=Patient())
def carry_on(run_id: str) -> None:
    """Carry out a run until it is through, paused, or the worker dies; done again, it finds nothing to do."""
    close_old_connections()
    to_end(UUID(run_id))


def to_end(run_id: UUID) -> None:
    """The same without a worker: in a request for a small run, in a benchmark."""
    account = queries.account_of(run_id=run_id)
    if account is None:
        return
    services.carry_on_to_end(
        actor_on=lambda day: people.actor_for(account_id=account, day=day),
        clock=lambda: datetime.now(UTC),
        run_id=run_id,
    )
