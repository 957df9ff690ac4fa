"""The worker's part: checks large files, and loads until nothing is left."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.jobs import Patient
from thongsuot.registers.identity import queries as people
from thongsuot.work.imports import queries, services


@app.task(name=services.CHECK_JOB, queue="imports", retry=Patient())
def check(book_id: str) -> None:
    """Check a file that was too large to be checked while somebody waits."""
    close_old_connections()
    services.check_now(actor=SYSTEM, now=datetime.now(UTC), book_id=UUID(book_id))


@app.task(name=services.LOAD_JOB, queue="imports", retry=Patient())
def load(book_id: str) -> None:
    """Load what is left of a book; done again, it finds nothing to do."""
    close_old_connections()
    to_end(UUID(book_id))


def to_end(book_id: UUID) -> None:
    """In the name of whoever handed the file in, with the rights that he has by now."""
    book = queries.book(viewer=SYSTEM, book_id=book_id)
    if book is None:
        return
    who = SYSTEM
    if book.officer_id is not None:
        who = people.actor_for(account_id=book.officer_id, day=local_day(datetime.now(UTC)))
    services.load_to_end(actor=who, clock=lambda: datetime.now(UTC), book_id=book_id)
