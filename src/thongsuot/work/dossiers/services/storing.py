"""The two statements that write dossiers: new ones, and ones that moved. Both take one row or thousands."""

from collections.abc import Iterable
from typing import Any

from thongsuot.kernel import names
from thongsuot.kernel.codes import DossierCodeFormat
from thongsuot.kernel.deadlines import Term
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules.filing import PaperGiven

# The counter's row stays locked until the commit: a serial is given only with its dossier, so no gap can arise.
COUNTED = """), c as (
  insert into dossier_counter as k (agency_id, day, last)
  select desk_id, day, of from r where nth = 1 order by 1, 2
  on conflict (agency_id, day) do update set last = k.last + excluded.last
  returning agency_id, day, last
), n as (
  select r.*, c.last - r.of + r.nth as serial from r join c on c.agency_id = r.desk_id and c.day = r.day
"""
# The serial was taken from the counter before (`RESERVE`): whoever took it tells what becomes of it.
GIVEN = """), n as (
  select r.*, r.of as serial from r
"""
RESERVE = """insert into dossier_counter as k (agency_id, day, last) values (%s, %s, %s)
on conflict (agency_id, day) do update set last = k.last + excluded.last returning last"""
_WRITE = """
with r as (
  select * from jsonb_to_recordset(%s::jsonb) as r(
    id uuid, prefix text, digits int, day date, external_code text, authority_id bigint, version_id bigint,
    is_elsewhere boolean,
    case_name text, channel text, desk_id bigint, point_id bigint, officer_id bigint, at timestamptz,
    competent_id bigint, territory_id bigint, territory_version_id bigint, applicant_name text, name_fold text,
    given_fold text, citizen_id text, phone text, email text, address text, citizen_account_id bigint, summary text,
    state text, term jsonb, due_at timestamptz, due_trace jsonb, result_way text, outcome jsonb,
    finished_at timestamptz, is_simulated boolean, sets smallint, act text, actor text, papers jsonb, nth int, of int)
/*numbered*/), d as (
  insert into dossier (id, code, external_code, authority_id, procedure_version_id, case_name, channel,
    received_agency_id, received_point_id, received_by_id, received_at, is_elsewhere, competent_agency_id,
    holder_agency_id,
    territory_id, territory_version_id, applicant_name, name_fold, given_fold, citizen_id, phone, email, address,
    citizen_account_id, summary, state, term, due_at, due_trace, pauses, asked_times, finished_at, result_way,
    outcome, steps, version, is_simulated, sets)
  select id, prefix || lpad(serial::text, greatest(digits, length(serial::text)), '0'), external_code, authority_id,
    version_id, case_name, channel, desk_id, point_id, officer_id, at, is_elsewhere, competent_id, desk_id, territory_id,
    territory_version_id, applicant_name, name_fold, given_fold, citizen_id, phone, email, address,
    citizen_account_id, summary, state, term, due_at, due_trace, '[]', 0, finished_at, result_way, outcome, 1, 1,
    is_simulated, sets
  from n
  returning id, code
), p as (
  insert into dossier_paper (dossier_id, position, wanted_id, name, originals, copies, is_electronic, came_with_step)
  select r.id, p.n, p.wanted_id, p.name, p.originals, p.copies, p.is_electronic, 1
  from r cross join lateral jsonb_to_recordset(r.papers) as p(
    n smallint, wanted_id bigint, name text, originals smallint, copies smallint, is_electronic boolean)
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select id, 1, at, act, actor, officer_id, desk_id, state, competent_id, desk_id, null, due_at, outcome from r
)
select id, code from d
"""

RECEIVE = _WRITE.replace("/*numbered*/", COUNTED)
RECEIVE_GIVEN = _WRITE.replace("/*numbered*/", GIVEN)

MOVE = """
with r as (
  select * from jsonb_to_recordset(%s::jsonb) as r(
    id uuid, at timestamptz, act text, actor text, officer_id bigint, agency_id bigint, state text,
    competent_id bigint, holder_id bigint, holder_officer_id bigint, due_at timestamptz, due_trace jsonb,
    pauses jsonb, extension jsonb, asked_times smallint, finished_at timestamptz, outcome jsonb, detail jsonb,
    papers jsonb, term jsonb)
), d as (
  update dossier d set state = r.state, competent_agency_id = r.competent_id, holder_agency_id = r.holder_id,
    holder_officer_id = r.holder_officer_id, due_at = r.due_at, due_trace = coalesce(r.due_trace, d.due_trace),
    pauses = r.pauses, extension = r.extension, asked_times = r.asked_times, finished_at = r.finished_at,
    outcome = r.outcome, steps = d.steps + 1, version = d.version + 1, term = coalesce(r.term, d.term)
  from r where d.id = r.id
  returning d.id, d.code, d.steps, d.version
), p as (
  insert into dossier_paper (dossier_id, position, wanted_id, name, originals, copies, is_electronic, came_with_step)
  select r.id, 1000 + p.n, p.wanted_id, p.name, p.originals, p.copies, p.is_electronic, d.steps
  from r join d using (id) cross join lateral jsonb_to_recordset(r.papers) as p(
    n smallint, wanted_id bigint, name text, originals smallint, copies smallint, is_electronic boolean)
), s as (
  insert into dossier_step (dossier_id, number, at, act, actor, officer_id, agency_id, state, competent_agency_id,
    holder_agency_id, holder_officer_id, due_at, detail)
  select r.id, d.steps, r.at, r.act, r.actor, r.officer_id, r.agency_id, r.state, r.competent_id, r.holder_id,
    r.holder_officer_id, r.due_at, r.detail
  from r join d using (id)
)
select id, code, steps, version from d
"""


def code_format(authority_id: int) -> DossierCodeFormat:
    """How the province writes its dossier codes."""
    return DossierCodeFormat(**units.setting(authority_id=authority_id, key="dossier_code", default={}))


def papers_json(papers: Iterable[PaperGiven]) -> list[dict[str, Any]]:
    """The papers in the order in which they were handed over."""
    return [
        {
            "n": number,
            "wanted_id": paper.wanted_id,
            "name": names.nfc(paper.name.strip()),
            "originals": paper.originals,
            "copies": paper.copies,
            "is_electronic": paper.is_electronic,
        }
        for number, paper in enumerate(papers, 1)
    ]


def term_json(term: Term | None) -> dict[str, Any] | None:
    """A term as the dossier keeps it, so that its clock never depends on a later version."""
    if term is None:
        return None
    found: dict[str, Any] = {
        "quantity": term.quantity,
        "unit": term.unit.value,
        "same_day_until": term.same_day_until and term.same_day_until.isoformat(),
        "hours_are_office_hours": term.hours_are_office_hours,
        "after_pause": term.after_pause.value,
    }
    if term.then:
        found["then"] = [[{"name": o.name, "term": term_json(o.term)} for o in g] for g in term.then]
    return found
