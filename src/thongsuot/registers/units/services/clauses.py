"""Write on the shares by which clause of which resolution they came about."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.units.rules import unknown_share
from thongsuot.registers.units.services.units import located

IDS = """select code, unit_id from unit_version
  where code = any(%s) and level = 'commune' and withdrawn_at is null and valid @> %s::date"""
SHARES = """select old_id, new_id, id from unit_share
  where old_id = any(%s) and day = %s and part_name = '' and withdrawn_at is null"""
WRITE = """update unit_share s set resolution = g.resolution, clause = g.clause
   from unnest(%s::bigint[], %s::text[], %s::text[]) as g(id, resolution, clause)
  where s.id = g.id and (s.resolution, s.clause) is distinct from (g.resolution, g.clause)"""


@command("units.load_clauses", by=frozenset())
def load_clauses(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Give shares their resolution and clause (rows as `rules.CLAUSES`).

    Raises `Refused` with every row whose share is not there.
    """
    share: dict[int, int] = {}
    for day in sorted({row["effective_date"] for row in rows}):
        share |= _shares_of(rows, date.fromisoformat(day))
    refuse_if(located(unknown_share(row) for n, row in enumerate(rows) if n not in share))
    told = [[row["resolution"] for row in rows], [row["clause"] for row in rows]]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [[share[n] for n in range(len(rows))], *told])
        changed = int(cursor.rowcount)
    if changed:
        reference.bump()
    note(count=changed)
    return LoadReport(changed=changed, unchanged=len(rows) - changed)


def _shares_of(rows: Sequence[Row], day: date) -> dict[int, int]:
    """Which share each row of that day means, by the row's place. Three steps, each by an index."""
    wanted = [(n, row) for n, row in enumerate(rows) if row["effective_date"] == day.isoformat()]
    with connection.cursor() as cursor:
        cursor.execute(IDS, [[row["old_code"] for _, row in wanted], day - timedelta(days=1)])
        old = dict(cursor.fetchall())
        cursor.execute(IDS, [[row["new_code"] for _, row in wanted], day])
        new = dict(cursor.fetchall())
        cursor.execute(SHARES, [list(old.values()), day])
        shares = {(old_id, new_id): share_id for old_id, new_id, share_id in cursor.fetchall()}
    pairs = {n: (old.get(row["old_code"]), new.get(row["new_code"])) for n, row in wanted}
    return {n: shares[pair] for n, pair in pairs.items() if pair in shares}
