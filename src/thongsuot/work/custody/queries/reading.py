"""Reading who has which papers, through the viewer's eyes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.custody import rules
from thongsuot.work.custody.models import Collection, Line, Slip, Stay
from thongsuot.work.custody.rules import Custodian, Kind, Outcome, SlipState, Way, Where

LIMIT = 200


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """A bundle and where it is; `id` None while it lies where the dossier was received and was never moved."""

    id: UUID | None
    code: str
    kind: Kind
    dossier_id: UUID
    dossier_code: str
    authority_id: int
    originals: int
    copies: int
    begun_at: datetime
    custodian: Custodian
    agency_id: int
    since: datetime
    slip_code: str | None
    goes_to_id: int  # the agency that holds the dossier itself

    @property
    def where(self) -> Where:
        """What the rules ask of it."""
        return Where(self.code, self.custodian, self.agency_id, self.slip_code)


@dataclass(frozen=True, slots=True)
class LineRecord:
    """One bundle of a bag."""

    bundle_id: UUID
    code: str
    kind: Kind
    dossier_code: str
    originals: int
    copies: int
    outcome: Outcome
    note: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SlipRecord:
    """A control slip. Instants are aware UTC; `count` bundles, `missing` of them."""

    id: UUID
    code: str
    from_agency_id: int
    to_agency_id: int
    state: SlipState
    carrier: str
    seal_number: str
    packed_at: datetime
    packed_by_id: int | None
    handed_at: datetime | None
    expected_at: datetime
    closed_at: datetime | None
    closed_by_id: int | None
    count: int
    missing: int

    def is_too_long(self, now: datetime) -> bool:
        """Whether it should have arrived."""
        return self.state is SlipState.ON_WAY and rules.is_too_long(
            handed_at=self.handed_at, expected_at=self.expected_at, now=now
        )


@dataclass(frozen=True, slots=True)
class StayRecord:
    """With whom a bundle was from when to when (None: still)."""

    kind: Kind
    custodian: Custodian
    agency_id: int
    slip_code: str
    begun_at: datetime
    ended_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class CollectionRecord:
    """How a result reached its owner, or papers whoever had handed them in."""

    agency_id: int
    way: Way
    name: str
    number: str
    authority: str
    tracking: str
    at: datetime
    officer_id: int | None


# What was never moved lies where the dossier was received; a result where it was decided, until somebody moves it or
# it is handed out: then it is with its owner, and the step says since when and where.
# The code is taken apart before the join: behind row-level security only a plain comparison finds it by its index.
BUNDLES = """
with asked as materialized (
  select upper(x) as code, regexp_replace(upper(x), '-KQ$', '') as dossier_code from unnest(%(codes)s::text[]) x),
d as (
  select d.*, a.code as asked, a.code like '%%-KQ' as is_result from asked a join dossier d on d.code = a.dossier_code
), p as (
  select d.asked, coalesce(sum(p.originals), 0) as originals, coalesce(sum(p.copies), 0) as copies
  from d left join dossier_paper p on p.dossier_id = d.id group by 1
)
select b.id, d.asked, case when d.is_result then 'result' else 'filed' end, d.id, d.code, d.authority_id,
  coalesce(b.originals, case when d.is_result then 1 else p.originals end),
  coalesce(b.copies, case when d.is_result then 0 else p.copies end),
  coalesce(b.begun_at, case when d.is_result then d.finished_at else d.received_at end),
  coalesce(s.custodian, case when d.is_result and d.state = 'returned' then 'person' else 'agency' end),
  coalesce(s.agency_id, g.agency_id, case when d.is_result then d.competent_agency_id else d.received_agency_id end),
  coalesce(lower(s.during), g.at, case when d.is_result then d.finished_at else d.received_at end),
  l.code, d.holder_agency_id
from d join p using (asked)
left join custody_bundle b on b.code = d.asked
left join custody_stay s on s.bundle_id = b.id and upper_inf(s.during)
left join lateral (
  select t.at, coalesce(t.agency_id, d.holder_agency_id) as agency_id from dossier_step t
  where b.id is null and d.is_result and d.state = 'returned' and t.dossier_id = d.id and t.act = 'return'
  order by t.number desc limit 1) g on true
left join lateral (
  select k.code from custody_line l join custody_slip k on k.id = l.slip_id
  where l.bundle_id = b.id and l.outcome in ('waiting', 'missing')) l on true
where case when d.is_result then d.finished_at is not null and d.state in ('decided', 'returned')
           else p.originals + p.copies > 0 end"""


@reading
def bundles(*, viewer: Actor, codes: Sequence[str]) -> tuple[BundleRecord, ...]:
    """The bundles of these codes: a dossier's code for what was filed, with `-KQ` behind it for the result."""
    with connection.cursor() as cursor:
        cursor.execute(BUNDLES, {"codes": list(codes)})
        found = {row[1]: _bundle(row) for row in cursor.fetchall()}
    return tuple(found[code] for code in dict.fromkeys(codes) if code in found)


def _bundle(row: Sequence[Any]) -> BundleRecord:
    values = list(row)
    values[2], values[9] = Kind(values[2]), Custodian(values[9])
    return BundleRecord(*values)


@reading
def slip(*, viewer: Actor, code: str) -> SlipRecord | None:
    """The slip of this code, None when the viewer may not see one."""
    found = Slip.objects.filter(code=code.strip().upper()).first()
    return _slips([found])[0] if found else None


@reading
def slips(
    *, viewer: Actor, agency_ids: Sequence[int], is_coming: bool | None = None, open_only: bool = False,
    before: UUID | None = None, limit: int = LIMIT,
) -> tuple[SlipRecord, ...]:  # fmt: skip
    """Slips from (`is_coming` False) or to (True) some agencies, or both (None), the latest first.

    `before`: only those after this one on the list, for the next page.
    """
    rows = Slip.objects.order_by("-packed_at", "-id")
    here = list(agency_ids)
    if is_coming is None:
        rows = rows.filter(from_agency_id__in=here) | rows.filter(to_agency_id__in=here)
    else:
        rows = rows.filter(**{"to_agency_id__in" if is_coming else "from_agency_id__in": here})
    if open_only:
        rows = rows.filter(state__in=[SlipState.PACKED, SlipState.ON_WAY])
    if before is not None:
        last = Slip.objects.filter(id=before).values_list("packed_at", flat=True).first()
        if last is None:
            return ()
        rows = rows.filter(packed_at__lte=last).exclude(packed_at=last, id__gte=before)
    return _slips(list(rows[:limit]))


@reading
def overdue_slips(*, viewer: Actor, now: datetime) -> tuple[SlipRecord, ...]:
    """Bags that have been on the way too long, as far as the viewer sees them, the oldest first."""
    rows = Slip.objects.filter(state=SlipState.ON_WAY, expected_at__lt=now).order_by("expected_at", "id")
    return _slips(list(rows[:LIMIT]))


COUNTS = """select slip_id, count(*) filter (where outcome <> 'cancelled'), count(*) filter (where outcome = 'missing')
from custody_line where slip_id = any(%s::uuid[]) group by 1"""


def _slips(rows: Sequence[Slip]) -> tuple[SlipRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [[str(row.pk) for row in rows]])
        counts = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    return tuple(
        SlipRecord(
            row.pk, row.code, row.from_agency_id, row.to_agency_id, SlipState(row.state), row.carrier,
            row.seal_number, row.packed_at, row.packed_by_id, row.handed_at, row.expected_at, row.closed_at,
            row.closed_by_id, *counts.get(row.pk, (0, 0)),
        )
        for row in rows
    )  # fmt: skip


@reading
def lines(*, viewer: Actor, slip_id: UUID) -> tuple[LineRecord, ...]:
    """What is in a bag, in the order in which it was packed."""
    rows = Line.objects.filter(slip_id=slip_id).select_related("bundle").order_by("id")
    return tuple(
        LineRecord(
            row.bundle_id, row.bundle.code, Kind(row.bundle.kind),
            row.bundle.code.removesuffix(rules.RESULT_MARK), row.bundle.originals, row.bundle.copies,
            Outcome(row.outcome), row.note, row.at,
        )
        for row in rows
    )  # fmt: skip


@reading
def stays(*, viewer: Actor, dossier_id: UUID) -> tuple[StayRecord, ...]:
    """Everybody who has had the papers of a dossier, in order; nothing while they were never moved."""
    rows = Stay.objects.filter(bundle__dossier_id=dossier_id).select_related("bundle", "slip")
    return tuple(
        StayRecord(
            Kind(row.bundle.kind), Custodian(row.custodian), row.agency_id, row.slip.code if row.slip else "",
            row.during.lower, row.during.upper, row.note,
        )
        for row in rows.order_by("bundle__kind", "during")
    )  # fmt: skip


# Handing out may be put back; what was kept of it stays written, and the dossier itself says that it does not count.
COLLECTED = """select c.id from custody_collection c join dossier d on d.id = c.dossier_id
where c.dossier_id = %s and c.act = 'return' and c.at = (d.outcome->>'returned_at')::timestamptz
order by c.id desc limit 1"""


@reading
def collection(*, viewer: Actor, dossier_id: UUID) -> CollectionRecord | None:
    """How the result was handed out; None when it was not, or the viewer may not see the dossier."""
    with connection.cursor() as cursor:
        cursor.execute(COLLECTED, [dossier_id])
        found = cursor.fetchone()
    if found is None:
        return None
    return _collection(Collection.objects.get(pk=found[0]))


@reading
def given_back(*, viewer: Actor, dossier_id: UUID) -> tuple[CollectionRecord, ...]:
    """To whom papers of a dossier were given back, in order."""
    rows = Collection.objects.filter(dossier_id=dossier_id, act=rules.GIVE_BACK).order_by("at", "id")
    return tuple(_collection(row) for row in rows)


def _collection(row: Collection) -> CollectionRecord:
    return CollectionRecord(
        row.agency_id,
        Way(row.way),
        row.name,
        row.number,
        row.authority_paper,
        row.tracking,
        row.at,
        row.officer_id,
    )


HELD = """select b.code, lower(s.during) from custody_stay s join custody_bundle b on b.id = s.bundle_id
where s.agency_id = any(%s::bigint[]) and upper_inf(s.during) and s.custodian = 'agency' and lower(s.during) > b.begun_at
order by 2, 1 limit %s"""


@reading
def held(*, viewer: Actor, agency_ids: Sequence[int], is_whole: bool = False) -> tuple[BundleRecord, ...]:
    """Bundles that came to some agencies and lie there, the longest first; at most LIMIT unless all are wanted."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [list(agency_ids), None if is_whole else LIMIT])
        codes = [row[0] for row in cursor.fetchall()]
    return bundles(viewer=viewer, codes=codes)


WAITING = """select d.code from dossier d
where d.received_agency_id = any(%(here)s::bigint[]) and d.is_elsewhere and d.is_open
  and d.holder_agency_id <> d.received_agency_id
  and exists (select 1 from dossier_paper p where p.dossier_id = d.id and p.originals + p.copies > 0)
  and not exists (select 1 from custody_bundle b where b.dossier_id = d.id and b.kind = 'filed')
order by d.received_at limit %(limit)s"""
RESULTS = """select d.code || '-KQ' from dossier d
where d.competent_agency_id = any(%(here)s::bigint[]) and d.is_open and d.state = 'decided'
  and d.result_way <> 'ONLINE' and d.holder_agency_id <> d.competent_agency_id
  and not exists (select 1 from custody_bundle b where b.dossier_id = d.id and b.kind = 'result')
order by d.finished_at limit %(limit)s"""


@reading
def to_send(*, viewer: Actor, agency_ids: Sequence[int]) -> tuple[BundleRecord, ...]:
    """Papers whose dossier another agency holds already while they still lie here: what the next bag is for."""
    given: Mapping[str, Any] = {"here": list(agency_ids), "limit": LIMIT}
    with connection.cursor() as cursor:
        cursor.execute(WAITING, given)
        codes = [row[0] for row in cursor.fetchall()]
        cursor.execute(RESULTS, given)
        codes += [row[0] for row in cursor.fetchall()]
    return bundles(viewer=viewer, codes=codes)
