"""What is told to others follows from steps. Delivered at least once: a message is written once for each step."""

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.bus import on
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.events import DeadlinesMoved, DossiersGiven, DossiersMoved, DossiersStepped
from thongsuot.work.fees.events import MoneyMoved
from thongsuot.work.sync import services


@on(DossiersStepped)
def tell_steps(event: DossiersStepped) -> None:
    """One verb's steps."""
    if event.steps:
        services.project(dossier_ids=[step.dossier_id for step in event.steps])


@on(DeadlinesMoved)
def tell_new_dates(event: DeadlinesMoved) -> None:
    """Due dates that a changed calendar moved."""
    ids = dossiers.ids_recalculated(viewer=SYSTEM, first_step=event.first_step, last_step=event.last_step)
    services.project(dossier_ids=ids)


@on(DossiersGiven)
def tell_given(event: DossiersGiven) -> None:
    """Dossiers that went to other officers, very many at once."""
    ids = dossiers.ids_given(viewer=SYSTEM, first_step=event.first_step, last_step=event.last_step)
    services.project(dossier_ids=ids)


@on(DossiersMoved)
def tell_moved(event: DossiersMoved) -> None:
    """Dossiers that went to other agencies when units were reorganised."""
    services.project(dossier_ids=dossiers.ids_moved(viewer=SYSTEM, ref=event.ref))


@on(MoneyMoved)
def tell_money(event: MoneyMoved) -> None:
    """What was charged, paid or paid back."""
    services.project_money(dossier_id=event.dossier_id, transfer_id=event.transfer_id)
