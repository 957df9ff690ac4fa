"""Taking a book out of the house: no row moves, and the journal says which book, how many lines and their sum."""

from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.books.rules import Book, Span


@command("books.take_out", grant=False)
def take_out(
    *, actor: Actor, now: datetime, book: Book, office_id: int, span: Span, kind: str,
    lines: int | None = None, digest: str = "",
) -> None:  # fmt: skip
    """Say in the journal that a book goes out as `kind` (pdf, xlsx, csv).

    Said when it begins (`lines` None), and when it ended with how many lines went and the sum over them, which a
    printed copy bears: whoever finds a copy can tell whether it is what was printed. Raises Forbidden where the actor
    does not read the office's records: the journal says of nobody that he took what he could not have taken.
    """
    access.require(actor=actor, verb=access.READ, agency_id=office_id, day=local_day(now))
    note(
        subject=f"book:{book.value}:{office_id}", count=lines or 0, kind=kind, from_day=span.from_day,
        to_day=span.to_day, until=span.until, ended=lines is not None, digest=digest,
    )  # fmt: skip
