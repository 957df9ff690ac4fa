"""A million open dossiers whose clocks run: real terms of the province's procedures, pauses, extensions, trace and all.

The due dates are the kernel's: computed for some ten thousand different clocks, each given to many dossiers. A clock
that has stood still or was extended belongs to one dossier alone, as in life.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg

from thongsuot.edges.bench.intake import filings
from thongsuot.kernel.dates import instant, local_day
from thongsuot.kernel.deadlines import Extension, Pause, Term, TimeUnit, due_date
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units

DAYS = 45  # receptions of so many days back
OWN = 0.06  # of the dossiers have stood still
EXTENDED = 0.01
SHARED = 25_000  # clocks given to many

MAKE = """
create temp table clock (n bigserial, received_at timestamptz, version_id bigint, term jsonb, pauses jsonb,
  extension jsonb, due_at timestamptz, due_trace jsonb, state text, many int)"""
COPY = """copy clock (received_at, version_id, term, pauses, extension, due_at, due_trace, state, many) from stdin"""
INSERT = """
insert into dossier (id, code, external_code, authority_id, procedure_version_id, case_name, channel,
  received_agency_id, received_at, is_elsewhere, competent_agency_id, holder_agency_id, territory_id,
  territory_version_id, applicant_name, name_fold, given_fold, citizen_id, phone, email, address, summary, state,
  term, due_at, due_trace, pauses, extension, asked_times, result_way, outcome, steps, version, is_simulated)
select gen_random_uuid(), 'DUE-' || to_char(row_number() over () + %(have)s, 'FM0000000'), '', %(authority)s,
  c.version_id, '', 'DIRECT', p.centre, c.received_at + random() * interval '59 seconds', false, p.committee,
  p.committee, p.territory, p.territory_version, 'Nguyễn Thử Nghiệm', 'nguyen thu nghiem', 'nghiem thu nguyen', '',
  '09' || lpad((random() * 99999999)::int::text, 8, '0'), '', '', '', c.state, c.term, c.due_at, c.due_trace,
  c.pauses, c.extension, (c.pauses <> '[]')::int, 'AT_SUBMISSION_PLACE', '{}', 1, 1, true
from clock c cross join lateral generate_series(1, c.many) g
  join unnest(%(centres)s::bigint[], %(committees)s::bigint[], %(territories)s::bigint[], %(versions)s::bigint[])
    with ordinality as p(centre, committee, territory, territory_version, n)
    on p.n = 1 + (c.n + g) %% cardinality(%(centres)s::bigint[])"""
HAVE = """
select count(*), count(*) filter (where finished_at is null), max(received_at) filter (where finished_at is null)
from dossier where code like 'DUE-%'"""
END = """update dossier set state = 'returned', finished_at = now()
where code like 'DUE-%' and finished_at is null"""
STEPS = """
insert into dossier_step (dossier_id, number, at, act, actor, agency_id, state, competent_agency_id,
  holder_agency_id, due_at, detail)
select id, 1, received_at, 'receive', 'system', received_agency_id, state, competent_agency_id, holder_agency_id,
  due_at, '{}'
from dossier where code like 'DUE-%' and finished_at is null"""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as a dossier names it."""

    centre: int
    committee: int
    territory: int
    territory_version: int


def ensure(line: psycopg.Connection[Any], total: int, today: date, tell: Callable[[float], None]) -> None:
    """Have `total` open dossiers with running clocks, received in the last weeks; made anew when they are not so."""
    line.execute("select set_config('ts.system', 'on', false)")
    row = line.execute(HAVE).fetchone()
    made, have, latest = row or (0, 0, None)
    if have == total and latest is not None and local_day(latest) > today - timedelta(days=4):
        return
    line.execute(END)  # a dossier cannot be deleted
    authority = units.home_authority()
    assert authority is not None
    places = list(_places(today))
    line.execute(MAKE)
    with line.cursor().copy(COPY) as copy:
        for clock in _clocks(total, today, authority):
            copy.write_row(clock)
    tell(0.2)
    given = {
        "have": made,
        "authority": authority,
        "centres": [p.centre for p in places],
        "committees": [p.committee for p in places],
        "territories": [p.territory for p in places],
        "versions": [p.territory_version for p in places],
    }
    line.execute(INSERT, given)
    tell(0.7)
    line.execute(STEPS)
    line.commit()
    line.autocommit = True
    line.execute("vacuum analyze dossier")
    line.execute("vacuum analyze dossier_step")


def _places(day: date) -> Iterator[Place]:
    for desk in filings.desks(day):
        unit = units.unit_on(code=desk.territory_code, day=day).units[0]
        committee = units.committee_of(unit_id=unit.id, day=day)
        assert committee is not None
        yield Place(desk.agency_id, committee.id, unit.id, unit.version_id)


def _clocks(total: int, today: date, authority: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `clock`, enough for `total` dossiers."""
    rnd = random.Random(20261122)
    terms = _terms(today, authority)
    calendar = calendars.calendar_for(authority_id=authority, unit_id=None, day=today)
    own = int(total * OWN)
    shared = min(SHARED, total - own)
    for n in range(own + shared):
        many = 1 if n < own else (total - own) // shared + (n - own < (total - own) % shared)
        while (found := _clock(rnd, terms, calendar, today, is_own=n < own)) is None:
            pass
        yield (*found, many)


def _terms(day: date, authority: int) -> list[tuple[int, Term]]:
    """The published terms of the province's communal procedures; OTHER has no clock."""
    code = units.agencies_of(authority_id=authority, day=day, kind="province_committee")[0].code
    found = []
    for procedure in filings.procedures(day, code):
        version = catalogue.version_on(code=procedure, day=day)
        assert version is not None
        term = version.legal_term(case=version.choices[0] if version.choices else "", channel="DIRECT")
        if term.unit is not TimeUnit.OTHER and term.same_day_until is None and term.quantity > 1:
            found.append((version.id, term))
    return found


def _clock(
    rnd: random.Random, terms: list[tuple[int, Term]], calendar: WorkCalendar, today: date, *, is_own: bool
) -> tuple[Any, ...] | None:
    version, term = rnd.choice(terms)
    minute = rnd.randrange(6 * 60, 19 * 60)
    received = instant(today - timedelta(days=rnd.randrange(1, DAYS)), time(*divmod(minute, 60)))
    pauses: tuple[Pause, ...] = ()
    extension = None
    now = instant(today, time(8))
    if is_own:
        asked = received + timedelta(minutes=rnd.randrange(60, 10 * 24 * 60))
        back = asked + timedelta(minutes=rnd.randrange(60, 10 * 24 * 60))
        if asked >= now:
            return None
        pauses = (Pause(asked, back if back < now else None),)
        if rnd.random() < EXTENDED / OWN and back < now:
            extension = Extension(back, calendar.add(today, rnd.randrange(1, 15)))
    due = due_date(received_at=received, term=term, calendar=calendar, pauses=pauses, extension=extension)
    waits = bool(pauses) and pauses[-1].to_at is None
    return (
        received, version, json.dumps(_term(term)), json.dumps([[_said(p.from_at), _said(p.to_at)] for p in pauses]),
        extension and json.dumps({"granted_at": _said(extension.granted_at), "to_date": extension.to_date.isoformat()}),
        due.due_at, json.dumps(due.explained(), ensure_ascii=False), "waiting" if waits else "processing",
    )  # fmt: skip


def _said(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _term(term: Term) -> dict[str, Any]:
    return {
        "quantity": term.quantity,
        "unit": term.unit.value,
        "same_day_until": None,
        "hours_are_office_hours": term.hours_are_office_hours,
        "after_pause": term.after_pause.value,
    }
