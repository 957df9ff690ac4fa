"""What came into an office's hands, and which results it handed out: the lines of its registers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import seeing
from thongsuot.work.custody.rules import PUT_BACK, Custodian, Kind, Way
from thongsuot.work.dossiers import queries as dossiers

# A bag on the way is answered for by its sender: whom a bundle came from or went to stands on the slip. A result whose
# handing out was put back never went and never came: its stay goes on under a note, and the book passes over both.
CAME = """
select came, code, kind, originals, copies, from_custodian, from_id, went, to_custodian, to_id, slip, note from (
  select d.received_at as came, d.code, 'filed' as kind, sum(p.originals) as originals, sum(p.copies) as copies,
    'person' as from_custodian, null::bigint as from_id, null::timestamptz as went, null as to_custodian,
    null::bigint as to_id, null as slip, '' as note
  from dossier d join dossier_paper p on p.dossier_id = d.id
  join dossier_step f on f.dossier_id = d.id and f.number = 1 and f.act = 'receive'
    and coalesce((f.detail->>'recorded_at')::timestamptz, f.at) <= %(until)s
  where d.received_agency_id = %(agency)s and d.received_at >= %(begins)s and d.received_at < %(ends)s
    and coalesce(p.came_with_step, 1) = 1
    and not exists (select 1 from custody_bundle b where b.dossier_id = d.id and b.kind = 'filed')
  group by d.id, d.received_at, d.code having sum(p.originals) > 0
  union all
  select lower(s.during), b.code, b.kind, b.originals, b.copies,
    case when before.slip_id is null and b.kind = 'filed' and lower(s.during) = b.begun_at then 'person'
      else before.custodian end,
    sent.from_agency_id, lower(behind.during), behind.custodian, carried.to_agency_id, carried.code, s.note
  from custody_stay s join custody_bundle b on b.id = s.bundle_id
  left join custody_stay before on before.bundle_id = b.id and upper(before.during) = lower(s.during)
  left join custody_slip sent on sent.id = before.slip_id
  left join lateral (select x.* from custody_stay x
    where x.bundle_id = b.id and lower(x.during) >= upper(s.during) and lower(x.during) <= %(until)s
      and x.note <> %(put_back)s and not exists (select 1 from custody_stay y where y.bundle_id = b.id
        and lower(y.during) = upper(x.during) and lower(y.during) <= %(until)s and y.note = %(put_back)s)
    order by lower(x.during) limit 1) behind on true
  left join custody_slip carried on carried.id = behind.slip_id
  where s.agency_id = %(agency)s and s.custodian = 'agency' and s.note <> %(put_back)s
    and lower(s.during) >= %(begins)s and lower(s.during) < %(ends)s and lower(s.during) <= %(until)s
) came order by came, code, kind"""
HANDED_OUT = f"""
select s.at, d.code, d.procedure_version_id, coalesce(known.was->>'name', d.applicant_name), due.due_at, done.at,
  coalesce(c.way, 'counter'), coalesce(c.name, s.detail->>'received_by', ''), coalesce(c.number, ''),
  coalesce(c.authority_paper, ''), coalesce(c.tracking, ''), s.officer_id
from dossier_step s join dossier d on d.id = s.dossier_id
left join lateral (select x.due_at from dossier_step x
  where x.dossier_id = d.id and x.number < s.number and x.due_at is not null order by x.number desc limit 1) due on true
left join lateral (select x.at from dossier_step x where x.dossier_id = d.id and x.number < s.number
  and x.act in ('decide', 'consent', 'refuse') order by x.number limit 1) done on true
left join lateral (select k.* from custody_collection k where k.dossier_id = d.id and k.at = s.at
    and k.act = 'return'
  order by k.id desc limit 1) c on true
{dossiers.AS_KNOWN}
where s.act = 'return' and s.agency_id = %(agency)s and s.at >= %(begins)s and s.at < %(ends)s and s.at <= %(until)s
  and not exists (select 1 from dossier_step x where x.dossier_id = d.id and x.number = s.number + 1
    and x.act = 'put_back' and x.at <= %(until)s)
order by s.at, d.code"""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Came:
    """Papers that came into an office's hands: from whom, and to whom they went on (None: they still lie there)."""

    came_at: datetime
    code: str
    kind: Kind
    originals: int
    copies: int
    from_custodian: Custodian | None
    from_agency_id: int | None
    went_at: datetime | None
    to_custodian: Custodian | None
    to_agency_id: int | None
    slip_code: str
    note: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A result that an office put into somebody's hands."""

    at: datetime
    code: str
    procedure_version_id: int
    applicant_name: str
    due_at: datetime | None
    settled_at: datetime | None
    way: Way
    name: str
    number: str
    authority: str
    tracking: str
    officer_id: int | None


def came_in(
    *, viewer: Actor, agency_id: int, begins: datetime, ends: datetime, until: datetime
) -> Iterator[Came]:
    """Papers that came to an office in a period, as known at `until`; what was never moved came with its dossier."""
    for row in _told(viewer, CAME, agency_id, begins, ends, until):
        went = row[7] if row[7] is not None and row[7] <= until else None
        yield Came(
            row[0], row[1], Kind(row[2]), int(row[3]), int(row[4]), Custodian(row[5]) if row[5] else None, row[6],
            went, Custodian(row[8]) if went and row[8] else None, row[9] if went else None,
            (row[10] or "") if went else "", row[11],
        )  # fmt: skip


def handed_out(
    *, viewer: Actor, agency_id: int, begins: datetime, ends: datetime, until: datetime
) -> Iterator[HandedOut]:
    """Results that an office handed out in a period, as known at `until`."""
    for row in _told(viewer, HANDED_OUT, agency_id, begins, ends, until):
        values = (*row[:6], Way(row[6]), *row[7:])
        yield HandedOut(*values)


def _told(
    viewer: Actor, statement: str, agency_id: int, begins: datetime, ends: datetime, until: datetime
) -> Iterator[Sequence[Any]]:
    given: Mapping[str, Any] = {
        "agency": agency_id, "begins": begins, "ends": ends, "until": until, "put_back": PUT_BACK,
    }  # fmt: skip
    with seeing(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(statement, given)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows
