"""Received, settled and late dossiers by unit and month: as it was, as it is, or restated to the units of a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.queries import day_counts
from thongsuot.work.dossiers.queries.restating import Standing, change_days
from thongsuot.work.dossiers.rules import statistics as rules
from thongsuot.work.dossiers.rules.statistics import Line, Quality, Stand, View, Weight

# A month is parted at the days on which units changed, so that each part knows the unit as it was.
_DAY = "({0} at time zone 'Asia/Ho_Chi_Minh')::date"
_PART = (
    "date_trunc('month', {0})::date as month, width_bucket({0}, %(changes)s::date[]) as part, min({0}) as day"
)
_SETTLER = """coalesce((%(units)s::bigint[])[array_position(%(agencies)s::bigint[], d.competent_agency_id)],
  d.territory_id)"""
RECEIVED = f"""
select unit_id, {_PART.format("on_day")}, count(*), 0, 0
from (select d.territory_id as unit_id, {_DAY.format("d.received_at")} as on_day from dossier d
  where d.state <> 'declined' and d.authority_id = %(authority)s) r
where on_day >= %(from)s and on_day < %(to)s group by unit_id, month, part"""
SETTLED = f"""
select unit_id, {_PART.format("on_day")}, 0, count(*), count(*) filter (where is_late)
from (select {_SETTLER} as unit_id, {_DAY.format("d.finished_at")} as on_day,
    coalesce(d.finished_at > d.due_at, false) or d.asked_times > 1 as is_late from dossier d
  where d.finished_at is not null and d.state <> 'declined' and d.authority_id = %(authority)s) r
where on_day >= %(from)s and on_day < %(to)s group by unit_id, month, part"""
# The same from the days that the worker counted.
RECEIVED_THEN = f"""
select unit_id, {_PART.format("on_day")}, sum(count), 0, 0
from (select territory_id as unit_id, day as on_day, count from dossier_day_count
  where authority_id = %(authority)s and kind = 'received' and day >= %(from)s and day < %(to)s) r
group by unit_id, month, part"""
SETTLED_THEN = f"""
select unit_id, {_PART.format("on_day")}, 0, sum(count), sum(late)
from (select {_SETTLER.replace("competent_agency_id", "agency_id")} as unit_id, d.day as on_day, count, d.part as late
  from dossier_day_count d where authority_id = %(authority)s and kind = 'settled'
    and d.day >= %(from)s and d.day < %(to)s) r
group by unit_id, month, part"""
SETTLERS_THEN = """select distinct agency_id from dossier_day_count
where authority_id = %s and kind = 'settled'"""
SETTLERS = "select distinct competent_agency_id from dossier where authority_id = %s"
COMMUNE_KINDS = ("commune_committee", "commune_department", "commune_centre")


@dataclass(frozen=True, slots=True)
class Series:
    """The months of one unit, and how far they compare. `unit_name` as on the day the series is told for."""

    unit_id: int
    unit_code: str
    unit_name: str
    quality: Quality
    lines: tuple[Line, ...]

    @property
    def weights(self) -> frozenset[Weight]:
        """By what its numbers were divided; empty when whole units were counted."""
        return frozenset(weight for line in self.lines for weight in line.weights)


@dataclass(frozen=True, slots=True)
class Statistics:
    """`series` by code of unit; the totals of every month are the same whichever way it is told.

    `at`: when the worker counted the days that were summed; None: every dossier was counted just now.
    """

    view: View
    day: date
    series: tuple[Series, ...]
    at: datetime | None = None

    def total(self, month: date | None = None) -> tuple[Decimal, Decimal, Decimal]:
        """Received, settled, late: of a month, or of all."""
        lines = [line for one in self.series for line in one.lines if month in (None, line.month)]
        return (
            sum((line.received for line in lines), Decimal(0)),
            sum((line.settled for line in lines), Decimal(0)),
            sum((line.late for line in lines), Decimal(0)),
        )


@reading
def statistics(
    *, viewer: Actor, authority_id: int, from_day: date, to_day: date, view: View = View.WAS, day: date,
    live: bool = False,
) -> Statistics:  # fmt: skip
    """Months from `from_day` to `to_day` (not included) of what the viewer may see. `day`: whose units are meant.

    WAS: a reception counts for the territory it named, a settlement for the commune that settled it (the territory
    when the province did). IS and RESTATED tell the same facts for the units of `day`, forward by the shares of the
    conversion tables, backward by what each earlier unit counted in the year before the change. `live`: count every
    dossier, whatever the worker counted.
    """
    counted = None if live else day_counts.counted(viewer=viewer, authority_id=authority_id)
    lines = _facts(authority_id, from_day, to_day, is_counted=counted is not None)
    if view is not View.WAS:
        lines = rules.restated(lines, Standing(day, live=counted is None).of)
    else:
        lines = rules.restated(lines, lambda unit_id, _: [Stand(unit_id, Decimal(1))])
    by_unit: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_unit[line.unit_id].append(line)
    series = [_series(unit_id, found, day) for unit_id, found in by_unit.items()]
    found = tuple(sorted(series, key=lambda one: (one.unit_code, one.unit_id)))
    return Statistics(view, day, found, counted.at if counted else None)


def _facts(authority_id: int, from_day: date, to_day: date, *, is_counted: bool) -> tuple[Line, ...]:
    params: dict[str, Any] = {"authority": authority_id, "from": from_day, "to": to_day}
    params["changes"] = list(change_days()) or [date(1900, 1, 1)]
    found = []
    with connection.cursor() as cursor:
        cursor.execute(SETTLERS_THEN if is_counted else SETTLERS, [authority_id])
        ids = frozenset(row[0] for row in cursor.fetchall())
        own = {
            a.id: a.unit_id for a in units.agencies_by_id(agency_ids=ids).values() if a.kind in COMMUNE_KINDS
        }
        params |= {"agencies": list(own), "units": list(own.values())}
        for statement in (RECEIVED_THEN, SETTLED_THEN) if is_counted else (RECEIVED, SETTLED):
            cursor.execute(statement, params)
            found += cursor.fetchall()
    return tuple(
        Line(unit_id, month, Decimal(received), Decimal(settled), Decimal(late), day)
        for unit_id, month, _, day, received, settled, late in found
    )


def _series(unit_id: int, lines: list[Line], day: date) -> Series:
    """The unit by its name on the day; a unit of before by the last name it had."""
    found = units.unit(unit_id=unit_id, day=day)
    for line in reversed(lines):
        found = (
            found or units.unit(unit_id=unit_id, day=line.day) or units.unit(unit_id=unit_id, day=_end(line))
        )
    code, name = (found.code, found.full_name) if found else ("", "")
    return Series(unit_id, code, name, rules.quality_of(lines), tuple(lines))


def _end(line: Line) -> date:
    """The last day of the month: a unit may have begun within it."""
    return (line.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
