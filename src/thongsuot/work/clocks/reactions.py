"""Clocks follow what happens to their dossiers. Delivered at least once: computed from the dossier's steps each time."""

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.bus import on
from thongsuot.work.clocks import services
from thongsuot.work.dossiers.events import DeadlinesMoved, DossiersGiven, DossiersMoved, DossiersStepped

OF_STEPS = "select distinct dossier_id from dossier_step where id between %s and %s and detail->>'run' = %s"

LAST = "select max(at) from dossier_step where act = 'move' and detail->>'ref' = %s"


@on(DossiersStepped)
def follow_steps(event: DossiersStepped) -> None:
    """Bring the clocks of these dossiers along."""
    ids = sorted({step.dossier_id for step in event.steps})
    services.follow_all(now=max(step.at for step in event.steps), dossier_ids=ids)


@on(DeadlinesMoved)
def follow_dates(event: DeadlinesMoved) -> None:
    """A changed calendar moved due dates: each is a new version of its clock."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(OF_STEPS, [event.first_step, event.last_step, str(event.run)])
        ids = [row[0] for row in cursor.fetchall()]
    services.follow_all(now=event.at, dossier_ids=sorted(ids))


@on(DossiersGiven)
def follow_officers(event: DossiersGiven) -> None:
    """Very many dossiers went to other officers: whom an alert concerns, and nothing else."""
    services.regive(actor=SYSTEM, now=event.at, first_step=event.first_step, last_step=event.last_step)


@on(DossiersMoved)
def follow_holders(event: DossiersMoved) -> None:
    """A reorganisation changed who holds them."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(LAST, [event.ref])
        last = cursor.fetchone()[0]
    if last is not None:
        services.rehold(actor=SYSTEM, now=last, ref=event.ref)
