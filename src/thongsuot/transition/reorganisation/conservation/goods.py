"""What a past switch did beside the dossiers, counted anew: due dates, rights, points, seals, codes and numbers."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from thongsuot.transition.reorganisation.conservation import looking
from thongsuot.transition.reorganisation.conservation.book import Book, run_of
from thongsuot.transition.reorganisation.conservation.looking import rows

# Before a run it was written down which rights and points it would take away, in a table that nobody can change.
NOTED = "select before::text from reorganisation_entry where plan_id = %s and run = %s and kind = 'before'"
DUE = """select count(*) from dossier_step s where s.act = 'move' and s.detail->>'ref' = %s and not s.detail ? 'undo'
  and s.due_at is distinct from (select p.due_at from dossier_step p where p.dossier_id = s.dossier_id and p.id < s.id
    order by p.id desc limit 1)"""
CUT = "select id, account_id, role_id, agency_id from role_grant where id = any(%s::bigint[])"
GIVEN = """select distinct account_id, role_id, agency_id from role_grant
  where account_id = any(%s::bigint[]) and (upper(valid) is null or upper(valid) > %s::date)"""
POINTS = "select point_id, agency_id, lower(valid) from point_version where id = any(%s::bigint[])"
RECALLED = """select agency_id, count(*) from seal where recalled_on is not null and right(minutes, length(%s)) = %s
  group by agency_id"""
FOLLOWED = """select old_id, new_id from agency_succession where note = %s and withdrawn_at is null"""
PAIRS = """select distinct old_agency_id, new_agency_id from reorganisation_line where plan_id = %s and ends
  and takes not in ('function', 'point')"""
NUMBERED = """select count(*) from dossier d join reorganisation_plan p on p.id = %s
  where d.received_agency_id = any(%s::bigint[]) and d.received_at > p.activated_at"""
# A switch that is carried out later than planned takes effect on the day on which it is.
DAY = """select greatest(day, (activated_at at time zone 'Asia/Ho_Chi_Minh')::date)
  from reorganisation_plan where id = %s"""


def findings(
    plan_id: int, ref: str, book: Book, entries: list[dict[str, Any]], *, is_standing: bool
) -> Iterator[str]:
    """What the report's entries say and the data do not; `is_standing`: the switch was not undone."""
    if moved := rows(DUE, ref)[0][0]:
        yield f"{moved} dossiers have another due date after the switch than before"
    noted = rows(NOTED, plan_id, run_of(ref))
    if not noted:
        yield "what stood before the switch was never written down"
        return
    before, day = json.loads(noted[0][0]), rows(DAY, plan_id)[0][0]
    yield from _rights(book, before, entries, day)
    yield from _points(before, entries, day)
    if is_standing:
        yield from _standing(plan_id, ref, book, entries, day)


def _told(entries: list[dict[str, Any]], item: str) -> dict[tuple[int, int], int]:
    """(from, to) → how many, as the report says."""
    return {
        (e["agency"], int(to)): count for e in entries if e["item"] == item for to, count in e["went"].items()
    }


def _rights(book: Book, before: dict[str, Any], entries: list[dict[str, Any]], day: Any) -> Iterator[str]:
    """Every right that was taken away, where the plan sends its officer; each of them was given there."""
    cut = rows(CUT, [one["id"] for one in before["grants"]])
    went: Counter[tuple[int, int]] = Counter()
    given = set(rows(GIVEN, sorted({account for _, account, _, _ in cut}), day))
    for id_, account, role, agency in cut:
        to = book.post(account, agency)
        if to is None or (account, role, to) not in given:
            yield f"grant {id_} of account {account} was taken away and given nowhere"
        else:
            went[agency, to] += 1
    if dict(went) != _told(entries, "grants"):
        yield "the rights that went on are not those of the report"


def _points(before: dict[str, Any], entries: list[dict[str, Any]], day: Any) -> Iterator[str]:
    withdrawn, recorded = (before["points"][part] for part in ("withdrawn", "recorded"))
    new = {
        point: agency for point, agency, first in rows(POINTS, recorded) if first is not None and first >= day
    }
    went = Counter(
        (agency, new[point])
        for point, agency, _first in rows(POINTS, withdrawn)
        if new.get(point, agency) != agency
    )
    if dict(went) != _told(entries, "points"):
        yield "the points that went on are not those of the report"


def _standing(plan_id: int, ref: str, book: Book, entries: list[dict[str, Any]], day: Any) -> Iterator[str]:
    """What is so only until the switch is undone."""
    seals = {e["agency"]: e["before"] for e in entries if e["item"] == "seals"}
    named = f"({ref})"
    if seals != dict(rows(RECALLED, named, named)):
        yield "the seals recalled by this switch are not those of the report"
    ends = sorted(book.ends)
    if living := looking.living(ends, day):
        yield f"{len(living)} agencies that ended still live"
    if left := looking.rights(ends, day):
        yield f"{len(left)} rights at agencies that ended are in force"
    if left := looking.points(ends, day):
        yield f"{len(left)} points are answered for by agencies that ended"
    if left := looking.tasks(ends):
        yield f"{len(left)} tasks wait at agencies that ended"
    if set(rows(FOLLOWED, ref)) != set(rows(PAIRS, plan_id)):
        yield "the successions of agency codes are not those of the plan"
    if numbered := rows(NUMBERED, plan_id, ends)[0][0]:
        yield f"{numbered} dossiers took a number of an agency after it ended"
