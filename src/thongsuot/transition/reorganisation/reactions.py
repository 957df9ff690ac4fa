"""What follows from a person's order, and from a switch once it has committed."""

from datetime import UTC, datetime

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.bus import on
from thongsuot.registers.identity import queries as identity
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.events import Ordered, Switched


@on(Switched)
def settle_what_was_in_hand(event: Switched) -> None:
    """Dossiers that somebody held at the moment of the switch follow now."""
    services.settle(actor=SYSTEM, now=event.at, plan_id=event.plan_id)


@on(Ordered)
def carry_out_order(event: Ordered) -> None:
    """Do what was ordered, with the rights that the officer has by now. A refusal is written down and not tried again."""
    now = datetime.now(UTC)
    found = services.begin_order(actor=SYSTEM, now=now, order_id=event.order_id)
    if found is None:
        return
    officer = identity.actor_for(account_id=found.account_id, day=local_day(now))
    try:
        services.carry_out(actor=officer, now=now, agency_id=found.agency_id, order_id=found.id)
    except Refused as refused:
        services.turn_down(actor=SYSTEM, now=datetime.now(UTC), order_id=found.id, problems=refused.problems)
