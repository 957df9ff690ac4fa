"""What follows from acts on dossiers for their steps. Delivered at least once: done again it finds nothing to do."""

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.bus import on
from thongsuot.work.dossiers.events import DossiersStepped
from thongsuot.work.dossiers.rules import Act
from thongsuot.work.steps import services
from thongsuot.work.steps.services.following import ENDS, VERBS


@on(DossiersStepped)
def lead_on(event: DossiersStepped) -> None:
    """Write down where received dossiers begin; lead decided, returned and ended ones on."""
    received = [step.dossier_id for step in event.steps if step.act == Act.RECEIVE]
    if received:
        services.begin(actor=SYSTEM, now=event.steps[0].at, dossier_ids=received)
    for step in event.steps:
        if step.act in {*VERBS, *ENDS}:
            services.follow(actor=SYSTEM, now=step.at, dossier_id=step.dossier_id, act=step.act)
