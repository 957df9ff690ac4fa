"""When agencies are reorganised, what was to be done there is done by their successors from that instant on."""

from datetime import datetime

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.work.dossiers.rules import Move
from thongsuot.work.steps import queries

# Undone, the entry of the run goes too, so that the place stands as it stood.
CARRY = f"""{queries.GOING}
update step_position p set agency_id = t.a1, asked_by_id = t.b1,
  carried = case when t.was is not null then p.carried - (-1)
    else p.carried || jsonb_build_array(jsonb_build_object('ref', %(ref)s::text, 'agency', t.a0, 'agency_to', t.a1,
      'asked_by', t.b0, 'asked_by_to', t.b1)) end
from t where p.id = t.id and (t.a0, t.b0) is distinct from (t.a1, t.b1)"""


@command("steps.carry", by=frozenset())
def carry(*, actor: Actor, now: datetime, move: Move) -> int:
    """Lead open steps and questions of the switched agencies on (or back); how many. Done again it finds nothing.

    Terms and what was asked stay; a question whose asker is reorganised is answered to the successor.
    """
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(CARRY, queries.params_of(move))
        count = int(cursor.rowcount)
    note(subject=move.ref, count=count)
    return count
