"""The dossiers of a switch as they stood before it, kept in a table of the transaction and compared there.

Dossiers that are alike in all that the audit asks (where, in whose hands, in what state, of what territory, what
their journals say, what has become of them) are one group: a hundred thousand dossiers are a few thousand groups.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from thongsuot.transition.reorganisation.conservation.looking import rows, run

# What a switch may change of a dossier; all the rest is in its print.
MOVES = ("competent_agency_id", "holder_agency_id", "holder_officer_id", "steps")
BEFORE = """create temp table if not exists audit_before (id uuid primary key, competent bigint, holder bigint,
  officer bigint, steps int, state text, territory bigint, print bigint, waits boolean) on commit drop"""
TOLD = """create temp table if not exists audit_told (id uuid primary key, competent_1 bigint, holder_1 bigint,
  competent_0 bigint, holder_0 bigint, officer_0 bigint) on commit drop"""
NAMED = "create temp table if not exists audit_named (id uuid primary key) on commit drop"
NAME = "insert into audit_named select distinct unnest(%s::uuid[])"
SAID = """insert into audit_told select distinct on (dossier_id) dossier_id, competent_agency_id, holder_agency_id,
    (detail->>'competent')::bigint, (detail->>'holder')::bigint, (detail->>'officer')::bigint
  from dossier_step where act = 'move' and detail->>'ref' = %s and not detail ? 'undo' order by dossier_id, number"""
COLUMNS = """select string_agg(quote_ident(attname), ', d.' order by attnum) from pg_attribute
  where attrelid = 'dossier'::regclass and attnum > 0 and not attisdropped and attname <> all(%s)"""
LOOK = """insert into audit_before
  select d.id, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.steps, d.state, d.territory_id,
    {print}, %s
  from dossier d join (
    select id from dossier where is_open and authority_id = %s and holder_agency_id = any(%s::bigint[])
    union select id from dossier where is_open and authority_id = %s and competent_agency_id = any(%s::bigint[])
      and competent_agency_id <> holder_agency_id
    union select id from audit_told
    union select id from audit_before where waits) x on x.id = d.id
  where d.is_open order by d.id
  on conflict (id) do update set competent = excluded.competent, holder = excluded.holder, officer = excluded.officer,
    steps = excluded.steps, state = excluded.state, territory = excluded.territory, print = excluded.print
    where audit_before.waits"""
CLOSED = """delete from audit_before b where b.waits
  and not exists (select from dossier d where d.id = b.id and d.is_open)"""
UNMOVED = """d.steps = b.steps and d.competent_agency_id = b.competent and d.holder_agency_id = b.holder"""
WAIT = f"""update audit_before b set waits = not b.waits from dossier d
  where d.id = b.id and (b.waits or not %s) and b.waits <> ({UNMOVED})"""
# Where all have moved and none waited there is nothing to change.
ASIDE = "select count(*) filter (where not waits), count(*) filter (where waits) from audit_before"
WAS = """b.competent, b.holder, b.officer, b.state, b.territory,
    t.competent_1, t.holder_1, t.competent_0, t.holder_0, t.officer_0"""
# The last step in a dossier's journal, looked up one by one: where nothing was ever moved, the server expects to find
# next to no such steps now either, and would compare each dossier with every one of them.
LAST = (
    """lateral (select x.* from dossier_step x where x.dossier_id = d.id and x.number = d.steps offset 0) s"""
)
# It tells of the switch, and it stands as the dossier does.
TRUE = """s.act = 'move' and s.detail->>'ref' = %s
    and (s.detail ? 'undo') = %s
    and (s.competent_agency_id, s.holder_agency_id, s.state) = (d.competent_agency_id, d.holder_agency_id, d.state)
    and s.holder_officer_id is not distinct from d.holder_officer_id and s.due_at is not distinct from d.due_at"""
GROUPS = f"""select count(*), count(s.id), min(b.id::text), n.id::text as own,
    d.id is null as gone, d.steps - b.steps as made, {{print}} is distinct from b.print as changed,
    d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, {WAS}
  from audit_before b left join dossier d on d.id = b.id left join audit_told t on t.id = b.id
    left join audit_named n on n.id = b.id
    left join {LAST} on {TRUE}
  where (b.waits or not %s) and not coalesce({UNMOVED}, false)
  group by {", ".join(map(str, range(4, 21)))} order by 3"""
LEFT = f"""select b.id::text, {WAS} from audit_before b left join audit_told t on t.id = b.id
  where b.waits order by b.id"""
COUNTS = "select competent, holder, state, waits, count(*) from audit_before group by 1, 2, 3, 4"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a dossier was. `told`: what the switch that is undone said of it (competent and holder after, then before,
    and the officer before); empty when it said nothing."""

    competent: int
    holder: int
    officer: int | None
    state: str
    territory: int
    told: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """`count` dossiers that were alike and are alike now; of `true` of them the journals tell so.

    `own`: the dossier's id where a word was said of it by name, else ""; `example`: the first of them.
    """

    count: int
    true: int
    example: str
    own: str
    is_gone: bool
    made: int
    is_changed: bool
    competent: int
    holder: int
    officer: int | None
    was: Stand

    @property
    def named(self) -> str:
        """How a finding calls them."""
        return f"dossier {self.example}" if self.count == 1 else f"{self.count} dossiers like {self.example}"


def begin(authority: int, agencies: Iterable[int], undone: str | None) -> None:
    """Remember the open dossiers of the agencies, and those that the switch `undone` had moved."""
    for statement in (BEFORE, TOLD, "delete from audit_before", "delete from audit_told"):
        run(statement)
    if undone is not None:
        run(SAID, undone)
    _look(authority, agencies, waits=False)
    run("analyze audit_before (id, waits)")


def again(authority: int, agencies: Iterable[int]) -> None:
    """Remember anew those that wait, and what has come to the agencies since; what waited and was closed is gone."""
    run(CLOSED)
    _look(authority, agencies, waits=True)


def _look(authority: int, agencies: Iterable[int], *, waits: bool) -> None:
    olds = sorted(agencies)
    run(LOOK.format(print=_print()), waits, authority, olds, authority, olds)


def _print() -> str:
    fixed = rows(COLUMNS, list(MOVES))[0][0]
    return f"hash_record_extended(row(d.{fixed}), 0)"


def moved(ref: str, named: Iterable[str], *, back: bool, only_waiting: bool) -> list[Group]:
    """What became of those remembered (or only of those that wait) and are no longer as they were.

    Those that are as they were wait from now on. named: dossiers of which a word was said.
    """
    for statement in (NAMED, "delete from audit_named"):
        run(statement)
    run(NAME, list(named))
    for table in (
        "audit_named",
        "audit_told",
    ):  # thousands may be named; without a count they would be looked for row by row
        run(f"analyze {table}")
    found = rows(GROUPS.format(print=_print()), ref, back, only_waiting)
    expected, waiting = rows(ASIDE)[0]
    if waiting or (not only_waiting and sum(group[0] for group in found) != expected):
        run(WAIT, only_waiting)
    return [_group(row) for row in found]


def _group(row: Sequence[Any]) -> Group:
    count, true, example, own, is_gone, made, is_changed, competent, holder, officer, *was = row
    return Group(
        count, true, example, own or "", is_gone, made, is_changed, competent, holder, officer, _stand(was)
    )  # fmt: skip


def _stand(values: Sequence[Any]) -> Stand:
    competent, holder, officer, state, territory, *told = values
    return Stand(competent, holder, officer, state, territory, tuple(told) if told[0] is not None else ())


def left() -> Iterator[tuple[str, Stand]]:
    """Those that wait, one by one."""
    for row in rows(LEFT):
        yield row[0], _stand(row[1:])


def counts() -> list[tuple[int, int, str, bool, int]]:
    """Competent agency, holder and state before, whether they wait still, and how many."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows(COUNTS)]
