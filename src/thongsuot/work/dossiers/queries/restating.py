"""Who stands on a day for the units of other days, and with how much: asked once for each stretch between two changes."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from thongsuot.plumbing.reference import remembered
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import statistics as rules
from thongsuot.work.dossiers.rules.statistics import Stand

COUNTED = """select territory_id, count(*) from dossier where state <> 'declined'
  and received_at >= %s::timestamp at time zone 'Asia/Ho_Chi_Minh'
  and received_at < %s::timestamp at time zone 'Asia/Ho_Chi_Minh' group by territory_id"""
COUNTED_THEN = """select territory_id, sum(count) from dossier_day_count
where kind = 'received' and day >= %s and day < %s group by territory_id"""


@remembered
def _shares() -> tuple[units.ShareRow, ...]:
    """What of which unit went to which other, whenever: thousands of lines that hardly ever change."""
    return tuple(units.every_share())


@remembered
def change_days() -> tuple[date, ...]:
    """The days on which anything went from one unit to another, in order."""
    return tuple(sorted({share.day for share in _shares()}))


class Standing:
    """The units of `day` for those of other days; `live`: weighed by every dossier, else by the days that were counted."""

    def __init__(self, day: date, *, live: bool) -> None:
        self.day, self.live = day, live
        self.known: dict[tuple[int, str, int, bool], Sequence[Stand]] = {}
        self.counts: dict[date, dict[int, int]] = {}
        self.into: dict[int, list[units.ShareRow]] = defaultdict(list)
        for share in _shares():
            if share.kind != "area-only":
                self.into[share.new_id].append(share)

    def of(self, unit_id: int, on: date) -> Sequence[Stand]:
        """Who stands for the unit as it was `on` a day, later or earlier."""
        found = units.unit(unit_id=unit_id, day=on)
        if found is None:
            return ()
        is_later = self.day < on
        key = (unit_id, found.code, bisect_right(change_days(), on), is_later)
        if key not in self.known:
            self.known[key] = self._origins(found, on) if is_later else self._heirs(found, on)
        return self.known[key]

    def _heirs(self, found: units.UnitRecord, on: date) -> Sequence[Stand]:
        heirs = units.heirs(code=found.code, day=on, on=self.day, level=found.level)
        return rules.heirs_of([(heir.unit.id, heir.people_share, heir.area_share) for heir in heirs])

    def _origins(self, found: units.UnitRecord, on: date) -> Sequence[Stand]:
        """The units of `day` of which anything came to the unit until `on`, with how much of each."""
        reached, first = self._came_from(found.id, on)
        came = []
        for unit_id in sorted(reached):
            then = units.unit(unit_id=unit_id, day=self.day)
            heirs = units.heirs(code=then.code, day=self.day, on=on, level=then.level) if then else ()
            came += [(unit_id, _known(heir)) for heir in heirs if heir.unit.id == found.id]
        counted = self._counted(first) if len(came) > 1 else {}
        return rules.origins_of(came, {id_: counted[id_] for id_, _ in came if id_ in counted})

    def _came_from(self, unit_id: int, on: date) -> tuple[dict[int, date], date]:
        """Every unit of which something came to this one after `day` (until when it counts), and the first such day."""
        reached, first, frontier = {unit_id: on}, on, [unit_id]
        while frontier:
            until = reached[new := frontier.pop()]
            for share in self.into[new]:
                if not self.day < share.day <= until:
                    continue
                first = min(first, share.day)
                if reached.get(share.old_id, date.min) < share.day:
                    reached[share.old_id] = share.day
                    frontier.append(share.old_id)
        return reached, first

    def _counted(self, before: date) -> dict[int, int]:
        """What each unit received in the year before a change, as far as the viewer sees."""
        if before not in self.counts:
            with connection.cursor() as cursor:
                year = before - timedelta(days=365)
                cursor.execute(COUNTED if self.live else COUNTED_THEN, [year, before])
                self.counts[before] = dict(cursor.fetchall())
        return self.counts[before]


def _known(heir: units.Heir) -> Decimal | None:
    return heir.area_share if heir.people_share is None else heir.people_share
