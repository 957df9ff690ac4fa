"""A commune with a hundred thousand open dossiers in one officer's hands, and what is asked about them from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from thongsuot.edges.bench.access import people as crowd
from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units

INSERT = """
insert into dossier (id, code, external_code, authority_id, procedure_version_id, case_name, channel,
  received_agency_id, received_at, is_elsewhere, competent_agency_id, holder_agency_id, holder_officer_id,
  territory_id, territory_version_id, applicant_name, name_fold, given_fold, citizen_id, phone, email, address, summary,
  state, term, due_at, due_trace, pauses, asked_times, finished_at, result_way, outcome, steps, version, is_simulated)
select gen_random_uuid(), 'BULK-' || to_char(n, 'FM000000'), '', %(authority)s, %(version)s, '', 'DIRECT', %(office)s,
  %(now)s, false, %(office)s, %(office)s, %(officer)s, %(territory)s, %(territory_version)s, 'Nguyễn Văn A',
  'nguyen van a', 'a van nguyen', '', '', '', '', '', (array['received', 'processing', 'waiting'])[1 + n %% 3], null,
  %(now)s + n * interval '1 second', '[]', '[]', 0, null, 'AT_SUBMISSION_PLACE', '{}', 1, 1, true
from generate_series(%(first)s::int, %(last)s::int) n"""
# Said without a word of the code that is measured: which facts stand, and who did how often what.
FACTS = """select md5(string_agg(md5(row(id, state, competent_agency_id, holder_agency_id, holder_officer_id, due_at,
  finished_at, outcome::text)::text), '' order by id)) from dossier where code like 'BULK-%' and code <= %s"""
WRONG = """with s as (
  select dossier_id, count(*) as times, (array_agg(holder_officer_id order by number desc))[1] as last
  from dossier_step where act = %(act)s and at >= %(since)s group by 1)
select count(*) filter (where s.times > 1), count(*) filter (where s.times is null),
  count(*) filter (where (coalesce(o.outcome, '') = 'done') <> (s.times is not null)),
  count(*) filter (where d.steps <> (select count(*) + 1 from dossier_step x where x.dossier_id = d.id)),
  count(*) filter (where o.run_id is null)
from bulk_item i join dossier d on d.id = i.dossier_id
left join bulk_outcome o on o.run_id = i.run_id and o.nth = i.nth and o.is_undo = %(back)s
left join s on s.dossier_id = i.dossier_id where i.run_id = %(run)s"""
FLOOR = """with d as (
  update dossier set holder_officer_id = %(to)s, steps = steps + 1, version = version + 1
  where code like 'BULK-%%' and code <= %(last)s and is_open
  returning id, steps, state, competent_agency_id, holder_agency_id, due_at)
insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
  holder_agency_id, holder_officer_id, due_at, detail)
select id, steps, now(), 'assign', 'floor', null, holder_agency_id, state, competent_agency_id, holder_agency_id, %(to)s,
  due_at, '{}' from d"""


@dataclass(frozen=True, slots=True)
class Place:
    """The office, who leads it, who holds everything, and to whom it may go."""

    office: int
    head: Actor
    holder: int
    others: tuple[int, ...]


def build(count: int) -> Place:
    """The office with `count` dossiers in one officer's hands."""
    day = datetime.now(UTC).date()
    desk = filings.desks(day)[0]
    centre = units.agency(agency_id=desk.agency_id)
    assert centre is not None
    office = units.agency(agency_id=centre.parent_id or centre.id)
    assert office is not None
    found = identity.colleagues(agency_id=office.id, day=day, verb="dossiers.take")
    head = crowd.account_id(crowd.officers_at(office.id)["head"])
    others = [one.id for one in found if one.id != head]
    place = Place(office.id, identity.actor_for(account_id=head, day=day), others[0], (*others[1:], head))
    _fill(desk, office, place.holder, count)
    return place


def _fill(desk: filings.Desk, office: units.AgencyRecord, holder: int, count: int) -> None:
    now = datetime.now(UTC)
    unit = units.unit_on(code=desk.territory_code, day=now.date()).units[0]
    version = catalogue.version_on(code=filings.procedures(now.date(), office.code)[0], day=now.date())
    assert version is not None
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from dossier where code like 'BULK-%'")
        have = cursor.fetchone()[0]
        given: dict[str, Any] = {
            "authority": office.authority_id, "version": version.id, "office": office.id, "officer": holder,
            "now": now, "territory": unit.id, "territory_version": unit.version_id, "first": have + 1, "last": count,
        }  # fmt: skip
        cursor.execute(INSERT, given)
        cursor.execute(
            "update dossier set holder_officer_id = %s where code like 'BULK-%%' and holder_officer_id <> %s",
            [holder, holder],
        )


def ids(count: int) -> list[UUID]:
    """The dossiers of the measurement."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id from dossier where code like 'BULK-%%' and code <= %s", [last(count)])
        return [row[0] for row in cursor.fetchall()]


def last(count: int) -> str:
    """The code of the last of so many."""
    return f"BULK-{count:06}"


def facts(count: int) -> str:
    """One digest over how every dossier stands, its journal and version aside."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(FACTS.replace("'BULK-%'", "'BULK-%%'"), [last(count)])
        return str(cursor.fetchone()[0])


def wrong(run_id: UUID, since: datetime, *, back: bool = False) -> dict[str, int]:
    """What outcomes, journal and dossiers say of a run that does not fit together."""
    given: dict[str, Any] = {
        "run": run_id,
        "since": since,
        "act": "put_back" if back else "assign",
        "back": back,
    }
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")  # fresh tables have no statistics yet
        cursor.execute(WRONG, given)
        names = ("doubles", "lost", "untrue", "unnumbered", "without_outcome")
        return dict(zip(names, map(int, cursor.fetchone()), strict=True))


def floor(count: int, to: int) -> None:
    """The plain statement, its keys checked, and taken back."""
    with transaction.atomic(), seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(FLOOR, {"to": to, "last": last(count)})
        cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)


def holders(count: int) -> Sequence[int]:
    """How many dossiers each officer has, the most first."""
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from dossier where code like 'BULK-%%' and code <= %s"
            " group by holder_officer_id order by 1 desc",
            [last(count)],
        )
        return [row[0] for row in cursor.fetchall()]


def forget_jobs() -> None:
    """What the runs before left to listeners: the worker that is measured begins with this run's own job."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where status = 'todo'")
