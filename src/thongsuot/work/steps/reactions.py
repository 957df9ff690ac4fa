"""What follows from acts on dossiers for their steps. Delivered at least once: done again it finds nothing to do."""

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.bus import on
from thongsuot.work.dossiers.events import DeadlinesMoved, DossiersStepped
from thongsuot.work.dossiers.rules import Act
from thongsuot.work.steps import services
from thongsuot.work.steps.services.following import ENDS, MOVING, VERBS

# Open steps of dossiers whose dates a run of the calendar moved.
TOUCHED = """select distinct p.dossier_id from step_position p join dossier_step s on s.dossier_id = p.dossier_id
  where p.left_at is null and p.kind = 'step' and p.due_at is not null
    and s.id between %s and %s and s.act = %s and s.detail->>'run' = %s"""
AT_ONCE = 500


@on(DossiersStepped)
def lead_on(event: DossiersStepped) -> None:
    """Write down where received dossiers begin; lead decided, returned and ended ones on."""
    received = [step.dossier_id for step in event.steps if step.act == Act.RECEIVE]
    if received:
        services.begin(actor=SYSTEM, now=event.steps[0].at, dossier_ids=received)
    for step in event.steps:
        if step.act in {*VERBS, *ENDS}:
            services.follow(actor=SYSTEM, now=step.at, dossier_id=step.dossier_id, act=step.act)
    moved = [step.dossier_id for step in event.steps if step.act in MOVING]
    if moved:
        services.reckon(actor=SYSTEM, now=event.steps[-1].at, dossier_ids=moved)


@on(DeadlinesMoved)
def reckon_anew(event: DeadlinesMoved) -> None:
    """Open steps last by the calendar as it is now."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(TOUCHED, [event.first_step, event.last_step, Act.RECALCULATE.value, str(event.run)])
        touched = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(touched), AT_ONCE):
        services.reckon(actor=SYSTEM, now=event.at, dossier_ids=touched[start : start + AT_ONCE])
