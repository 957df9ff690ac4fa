"""Finding a dossier by what the person at the counter has: a code, a phone number, a name without accents.

Comparisons are ranges on folded columns: PostgreSQL may then use the index beneath row-level security,
which a LIKE, not being leakproof, may not.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.kernel import names
from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.access import reading
from thongsuot.work.dossiers.queries.worklists import COLUMNS, Page, WorklistRow, as_row
from thongsuot.work.dossiers.rules.states import OPEN_STATES, State

LIMIT = 50
LOOKED_THROUGH = (
    1000  # how many of what the words mean are asked for their state, when only some states are wanted
)
LAST = "\U0010ffff"

BY_CODE = f"select {COLUMNS} from dossier d where d.code >= %s and d.code < %s order by d.code limit %s"
BY_EXTERNAL = f"select {COLUMNS} from dossier d where d.external_code = %s and d.external_code <> '' limit %s"
# Open and closed dossiers have indexes of their own: each is asked by name.
BY_PHONE = f"""select {COLUMNS} from (
  select * from dossier where is_open and phone = %s and phone <> ''
  union all select * from dossier where not is_open and phone = %s and phone <> '') d
order by d.received_at desc limit %s"""
BY_CITIZEN = f"""select {COLUMNS} from dossier d where d.citizen_id = %s and d.citizen_id <> ''
 order by d.received_at desc limit %s"""

MINE = f"""select {COLUMNS} from dossier d where d.citizen_account_id = ts_citizen()
  and (%(after)s = '' or (d.received_at, d.id) < (select m.received_at, m.id from dossier m where m.code = %(after)s))
order by d.received_at desc, d.id desc limit %(limit)s"""

# Whole name from its beginning, or from the given name (how people are called), the rest as a filter.
_NAMED = """(select d.* from dossier d where {which} and d.name_fold >= %(name)s and d.name_fold < %(name_end)s
   order by d.name_fold limit %(limit)s)
  union
  (select d.* from dossier d where {which} and d.given_fold >= %(given)s and d.given_fold < %(given_end)s
     and d.name_fold like %(like)s order by d.given_fold limit %(limit)s)"""
_ARMS = (
    "d.competent_agency_id = a.id and d.is_open",
    "d.competent_agency_id = a.id and not d.is_open",
    "d.received_agency_id = a.id and d.is_elsewhere",
)
BY_NAME = f"""
select {COLUMNS} from (
  select unnest(%(agencies)s::bigint[]) union select f.id from agency_forebears(%(agencies)s::bigint[]) f) as a(id)
  cross join lateral ({" union ".join(_NAMED.format(which=arm) for arm in _ARMS)}) d
order by d.name_fold, d.received_at desc limit %(limit)s"""


@reading
def find(
    *, viewer: Actor, agency_ids: Sequence[int], words: str, limit: int = LIMIT
) -> tuple[WorklistRow, ...]:
    """Dossiers of the agencies (competent, or received there) that `words` may mean; best first, at most `limit`.

    Closed ones of agencies for which these stand today are among them.
    """
    text = " ".join(words.split())
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(text) < 2:
        return ()
    if any(letter.isdigit() for letter in text) and ("-" in text or "." in text):
        return _rows(BY_CODE, [text.upper(), text.upper() + LAST, limit]) or _rows(BY_EXTERNAL, [text, limit])
    if len(digits) == 12 and digits == text.replace(" ", ""):
        return _rows(BY_CITIZEN, [digits, limit])
    if 9 <= len(digits) <= 11 and not any(letter.isalpha() for letter in text):
        return _rows(BY_PHONE, [digits, digits, limit])
    return _by_name(agency_ids, names.fold(text), limit)


@reading
def search(
    *, viewer: Actor, agency_ids: Sequence[int], words: str, state: State | None = None, officer_id: int | None = None,
    due_before: datetime | None = None,
) -> Page:  # fmt: skip
    """What `find` finds and the filters of a list let through, at most `LIMIT`; `is_cut` says that there is more."""
    is_narrowed = not (state is None and officer_id is None and due_before is None)
    most = LOOKED_THROUGH if is_narrowed else LIMIT
    looked = find(viewer=viewer, agency_ids=agency_ids, words=words, limit=most + 1)
    rows = [
        row
        for row in looked
        if (state is None or row.state is state)
        and (officer_id is None or (row.state in OPEN_STATES and (row.holder_officer_id or 0) == officer_id))
        and (due_before is None or _is_due(row, due_before))
    ]
    return Page(tuple(rows[:LIMIT]), None, is_cut=len(rows) > LIMIT or len(looked) > most)


@reading
def mine(*, viewer: Actor, after: str = "", limit: int = LIMIT) -> tuple[WorklistRow, ...]:
    """The dossiers of the citizen who looks, the latest first; nothing for anybody else.

    `after`: only those after the dossier of this code, for the next page.
    """
    return _rows(MINE, {"after": after, "limit": limit})


def _is_due(row: WorklistRow, before: datetime) -> bool:
    is_running = row.state in OPEN_STATES and row.state is not State.DECIDED
    return is_running and row.due_at is not None and row.due_at < before


def _by_name(agency_ids: Sequence[int], fold: str, limit: int) -> tuple[WorklistRow, ...]:
    if not fold:
        return ()
    given = fold.split()[-1]
    escaped = fold.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    params = {
        "agencies": list(agency_ids), "limit": limit, "name": fold, "name_end": fold + LAST, "given": given,
        "given_end": given + LAST, "like": f"%{escaped}%",
    }  # fmt: skip
    return _rows(BY_NAME, params)


def _rows(statement: str, params: Sequence[Any] | Mapping[str, Any]) -> tuple[WorklistRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(as_row(row) for row in cursor.fetchall())
