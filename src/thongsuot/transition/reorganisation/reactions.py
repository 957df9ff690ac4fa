"""What follows a switch once it has committed."""

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.bus import on
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.events import Switched


@on(Switched)
def settle_what_was_in_hand(event: Switched) -> None:
    """Dossiers that somebody held at the moment of the switch follow now."""
    services.settle(actor=SYSTEM, now=event.at, plan_id=event.plan_id)
