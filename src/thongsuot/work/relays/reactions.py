"""What relays do when something else happens. Delivered at least once: what has followed follows no further."""

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.bus import on
from thongsuot.work.dossiers.events import DossiersMoved
from thongsuot.work.relays import services


@on(DossiersMoved)
def follow_the_dossiers(event: DossiersMoved) -> None:
    """Let the agency that took over the work of another hand out what comes back for its applicants."""
    if event.at is not None:
        services.follow(actor=SYSTEM, now=event.at, ref=event.ref, back=event.back)
