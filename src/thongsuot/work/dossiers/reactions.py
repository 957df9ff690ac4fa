"""What follows from a step without the officer waiting for it. Delivered at least once: idempotent by (dossier, step)."""

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.bus import on
from thongsuot.work.dossiers.events import DossiersStepped
from thongsuot.work.notices import rules as notice_rules
from thongsuot.work.notices import services as notices

WHOM = (
    "select id, authority_id, competent_agency_id, citizen_account_id from dossier where id = any(%s::uuid[])"
)


@on(DossiersStepped)
def tell_applicants(event: DossiersStepped) -> None:
    """Tell the applicants what happened to their dossiers."""
    told = [step for step in event.steps if notice_rules.is_told(step.act)]
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(WHOM, [[str(step.dossier_id) for step in told]])
        whom = {row[0]: row[1:] for row in cursor.fetchall()}
    tellings = [
        notices.Telling(
            dossier_id=step.dossier_id,
            step=step.step,
            kind=step.act,
            params={"code": step.code},
            authority_id=whom[step.dossier_id][0],
            agency_id=whom[step.dossier_id][1],
            citizen_account_id=whom[step.dossier_id][2],
            at=step.at,
        )
        for step in told
        if step.dossier_id in whom
    ]
    if tellings:
        notices.send(actor=SYSTEM, now=max(step.at for step in told), tellings=tellings)
