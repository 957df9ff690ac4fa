"""What papers do when something else happens. Delivered at least once: what has followed follows no further."""

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.bus import on
from thongsuot.work.custody import services
from thongsuot.work.dossiers.events import DossiersMoved


@on(DossiersMoved)
def follow_the_dossiers(event: DossiersMoved) -> None:
    """Let papers go where their agencies' work went."""
    if event.at is not None:
        services.follow(actor=SYSTEM, now=event.at, ref=event.ref, back=event.back)
