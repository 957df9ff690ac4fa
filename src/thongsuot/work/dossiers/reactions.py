"""What follows from a step without the officer waiting for it. Delivered at least once: idempotent by (dossier, step)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import format_date, local_day
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.bus import on
from thongsuot.registers.calendars.events import CalendarChanged
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.events import DeadlinesMoved, DossiersMoved, DossiersStepped
from thongsuot.work.dossiers.rules import Act
from thongsuot.work.notices import rules as notice_rules
from thongsuot.work.notices import services as notices

WHOM = (
    "select id, authority_id, competent_agency_id, citizen_account_id from dossier where id = any(%s::uuid[])"
)

# Results that arrived where they are fetched: for the applicant that is no forwarding.
SENT = """select s.dossier_id, s.number, s.holder_agency_id, d.received_agency_id
from dossier_step s join dossier d on d.id = s.dossier_id
where s.dossier_id = any(%s::uuid[]) and s.act = 'forward' and s.state = 'decided'"""
MOVED = """
select s.dossier_id, s.number, d.code, d.authority_id, d.competent_agency_id, d.citizen_account_id, s.at
from dossier_step s join dossier d on d.id = s.dossier_id
where s.id between %s and %s and s.act = %s and s.detail->>'run' = %s order by s.id"""
AUTHORITIES = "select distinct authority_id from dossier where is_open"
TELLINGS = 5000


@on(DossiersStepped)
def tell_applicants(event: DossiersStepped) -> None:
    """Tell the applicants what happened to their dossiers."""
    told = [step for step in event.steps if notice_rules.is_told(step.act)]
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(WHOM, [[str(step.dossier_id) for step in told]])
        whom = {row[0]: row[1:] for row in cursor.fetchall()}
    there = _results_there([step.dossier_id for step in told if step.act == Act.FORWARD])
    tellings = [
        notices.Telling(
            dossier_id=step.dossier_id,
            step=step.step,
            kind="result_there" if (step.dossier_id, step.step) in there else step.act,
            params={"code": step.code, **there.get((step.dossier_id, step.step), {})},
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


def _results_there(dossier_ids: Sequence[UUID]) -> dict[tuple[UUID, int], dict[str, str]]:
    """(dossier, step) of results that came to where they are handed out → the name of that place."""
    if not dossier_ids:
        return {}
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(SENT, [[str(id_) for id_ in dossier_ids]])
        rows = cursor.fetchall()
    chosen = queries.collect_places(viewer=SYSTEM, dossier_ids=dossier_ids)
    places = {id_: points.point(point_id=point_id) for id_, point_id in chosen.items()}
    wanted = {id_: place.agency_id for id_, place in places.items() if place is not None}
    there = [row for row in rows if row[2] == wanted.get(row[0], row[3])]
    names = units.agencies_by_id(agency_ids=frozenset(row[2] for row in there))
    return {(row[0], row[1]): {"agency": names[row[2]].name} for row in there}


@on(CalendarChanged)
def move_deadlines(event: CalendarChanged) -> None:
    """Recompute the open deadlines that a changed calendar touches; done again it finds nothing to do."""
    found = [event.authority_id] if event.authority_id is not None else []
    if event.authority_id is None:
        with seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(AUTHORITIES)
            found = [row[0] for row in cursor.fetchall()]
    for authority_id in found:
        services.recalculate(
            actor=SYSTEM,
            now=event.at,
            authority_id=authority_id,
            unit_id=event.unit_id,
            from_day=event.from_day,
            to_day=event.to_day,
            because=event.because,
        )


@on(DeadlinesMoved)
def tell_of_new_dates(event: DeadlinesMoved) -> None:
    """Tell the applicants that their dates moved."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(MOVED, [event.first_step, event.last_step, Act.RECALCULATE.value, str(event.run)])
        tellings = [
            notices.Telling(
                dossier_id=row[0],
                step=row[1],
                kind=Act.RECALCULATE.value,
                params={"code": row[2]},
                authority_id=row[3],
                agency_id=row[4],
                citizen_account_id=row[5],
                at=row[6],
            )
            for row in cursor.fetchall()
        ]
    for start in range(0, len(tellings), TELLINGS):
        notices.send(actor=SYSTEM, now=event.at, tellings=tellings[start : start + TELLINGS])


MANY = 2000
REHOUSED = """select s.dossier_id, s.number, d.code, d.authority_id, d.competent_agency_id, d.citizen_account_id, s.at,
  s.holder_agency_id, s.detail->>'ground'
from dossier_step s join dossier d on d.id = s.dossier_id
where s.act = 'move' and s.detail->>'ref' = %s and (s.detail->>'undo' is not null) = %s
  and (s.dossier_id, s.number) > (%s::uuid, %s) order by s.dossier_id, s.number limit %s"""


@on(DossiersMoved)
def tell_moved(event: DossiersMoved) -> None:
    """Tell the applicants who has their dossiers now, since when and by which act, some thousands at a time."""
    after: tuple[UUID, int] = (UUID(int=0), 0)
    while True:
        with seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(REHOUSED, [event.ref, event.back, str(after[0]), after[1], MANY])
            rows = cursor.fetchall()
        if not rows:
            return
        names = units.agencies_by_id(agency_ids=frozenset(row[7] for row in rows))
        tellings = [_moved(row, names[row[7]].name, event.back) for row in rows]
        notices.send(actor=SYSTEM, now=rows[-1][6], tellings=tellings)
        after = (rows[-1][0], rows[-1][1])


def _moved(row: Sequence[Any], holder: str, back: bool) -> notices.Telling:
    """What is said of one row of `REHOUSED`; without an act where the plan's line names none."""
    dossier, number, code, authority, competent, citizen, at, _, ground = row
    kind = "moved_back" if back else "moved_on_by" if ground else "moved_on"
    params = {"code": code, "agency": holder, "day": format_date(local_day(at)), "ground": ground or ""}
    return notices.Telling(dossier, number, kind, params, authority, competent, citizen, at)
