"""Taking a list out of the house: no row moves, and the journal says who took how much of what."""

from datetime import datetime

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.commands import command, note


@command("dossiers.export", grant=False)
def export(
    *, actor: Actor, now: datetime, query: str, kind: str, rows: int | None = None, is_whole: bool = False
) -> None:
    """Say in the journal that a list (its address, without words searched for) goes out as `kind`.

    Said when it begins (`rows` None), and when it ends with how many rows went and whether that was all.
    """
    note(subject="dossiers", count=rows or 0, query=query, kind=kind, ended=rows is not None, whole=is_whole)
