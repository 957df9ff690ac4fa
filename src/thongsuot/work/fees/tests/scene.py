"""Dossiers with a price, and the people who take money."""

from tests.people import HERE, NOW, centre, filing, who

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_services
from thongsuot.work.fees import queries, rules, services

COUNTER, TREASURER, STRANGER = "motcua.thuanhoa", "ketoan.thuanhoa", "motcua.phubai"
UNMARRIED = "1.004873"  # the catalogue leaves the amount to the council, whose tariff says 10.000
PRICE = 10_000


def received(procedure=UNMARRIED, at=NOW):
    """A dossier received at the counter of HERE."""
    return dossier_services.receive(
        actor=who(COUNTER), now=at, agency_id=centre(HERE), filing=filing(procedure=procedure)
    )


def record(receipt, viewer=None):
    return dossiers.dossier(viewer=viewer or who(COUNTER), dossier_id=receipt.id)


def standing(receipt):
    return queries.standing(viewer=who(COUNTER), record=record(receipt))


def collect(receipt, vnd=PRICE, *, user=COUNTER, at=NOW, **more):
    return services.collect(
        actor=who(user), now=at, agency_id=centre(HERE), dossier_id=receipt.id, vnd=vnd, **more
    )


def assess(receipt, *charges, user=COUNTER, **more):
    return services.assess(
        actor=who(user), now=NOW, agency_id=centre(HERE), dossier_id=receipt.id, charges=charges, **more
    )


def refund(receipt, vnd, *, user=TREASURER, reason="Rút hồ sơ", **more):
    return services.refund(
        actor=who(user),
        now=NOW,
        agency_id=centre(HERE),
        dossier_id=receipt.id,
        vnd=vnd,
        reason=reason,
        **more,
    )


def withdrawn(receipt):
    dossier_services.withdraw(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id], reason="Không cần nữa"
    )


def holder(receipt):
    """Whoever proved to hold the dossier's code."""
    return Actor(Kind.TRACKER, dossier_id=str(receipt.id))


def charge(vnd, *, key="x", ground="NQ 12/2026/NQ-HĐND", **more):
    return rules.Charge(key, "SERVICE_FEE", vnd, ground=ground, **more)
