"""Reminding applicants of what they were asked to add, a few days before the day that was announced is over."""

from datetime import datetime

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import format_date, local_day
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers import rules
from thongsuot.work.dossiers.queries.supplementing import Ending, ending
from thongsuot.work.notices import services as notices

CHANNEL = "reminder"


@command("dossiers.remind", by=frozenset())
def remind(*, actor: Actor, now: datetime) -> int:
    """Remind each applicant once of each request; how many were. Done again it finds nothing."""
    first, last = rules.reminded_days(today=local_day(now))
    with seeing(SYSTEM):
        found = [_telling(one, now) for one in ending(viewer=SYSTEM, first=first, last=last)]
        new = notices.send(actor=SYSTEM, now=now, tellings=found) if found else 0
    note(subject="dossiers", count=new)
    return new


def _telling(one: Ending, now: datetime) -> notices.Telling:
    return notices.Telling(
        one.dossier_id, one.step, "supplement_soon", {"code": one.code, "day": format_date(one.until)},
        one.authority_id, one.competent_agency_id, one.citizen_account_id, now, CHANNEL,
    )  # fmt: skip
