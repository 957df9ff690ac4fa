"""The plan as the audit understands it: where each dossier, right and point has to be afterwards."""

from dataclasses import dataclass, field
from typing import Any

from thongsuot.transition.reorganisation.conservation.looking import rows
from thongsuot.transition.reorganisation.conservation.stands import Stand

LINES = """select old_agency_id, new_agency_id, takes, territory_id, ends, point_id from reorganisation_line
  where plan_id = %s"""
# Lines of one procedure, one field or one counter, read for themselves: of every dossier that is or was at the old
# agency, or has something open there, what it is about and where it was received; the closest line leads.
NARROW = """with x as (
    select id, holder_agency_id as agency from dossier where is_open and authority_id = %(authority)s
      and holder_agency_id = any(%(olds)s::bigint[])
    union select id, competent_agency_id from dossier where is_open and authority_id = %(authority)s
      and competent_agency_id = any(%(olds)s::bigint[])
    union select dossier_id, agency_id from step_position where left_at is null and agency_id = any(%(olds)s::bigint[])
    union select s.dossier_id, a.agency from dossier_step s cross join lateral (
      values ((s.detail->>'competent')::bigint), ((s.detail->>'holder')::bigint)) a(agency)
      where s.act = 'move' and s.detail->>'ref' = %(ref)s and not s.detail ? 'undo')
  select distinct on (x.id, x.agency) x.id::text, x.agency, l.new_agency_id
  from x join dossier d on d.id = x.id join procedure_version v on v.id = d.procedure_version_id
    join procedure p on p.id = v.procedure_id
    join reorganisation_line l on l.plan_id = %(plan)s and l.old_agency_id = x.agency
      and (l.takes = 'function' and l.function in (p.code, v.field_code)
        or l.takes = 'point' and l.point_id = d.received_point_id)
  order by x.id, x.agency, l.takes = 'point', l.function <> p.code"""
WORDS = """select dossier_id::text, account_id, old_agency_id, new_agency_id from reorganisation_word
  where plan_id = %s"""
PLACINGS = """select coalesce(dossier_id::text, point_id::text), old_agency_id, new_agency_id from reorganisation_placing
  where plan_id = %s and run = %s"""
# A part may lead a dossier only to an agency of a unit that took over something of the dossier's own territory.
UNBACKED = """select p.dossier_id::text from reorganisation_placing p
  join reorganisation_plan r on r.id = p.plan_id join dossier d on d.id = p.dossier_id
  join agency n on n.id = p.new_agency_id
  where p.plan_id = %s and p.run = %s and n.unit_id is distinct from d.territory_id
    and not exists (select 1 from unit_share s where s.old_id = d.territory_id and s.new_id = n.unit_id
      and s.day = r.day and s.withdrawn_at is null)
  order by p.dossier_id"""


@dataclass(slots=True)
class Book:
    """`ways`: (old agency, territory or None) → new; `words`: (dossier or point, old agency) → new.

    `narrow`: the old agencies of which a line takes one function or one counter.
    """

    authority: int = 0
    olds: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)
    ways: dict[tuple[int, int | None], int] = field(default_factory=dict)
    words: dict[tuple[str, int], int] = field(default_factory=dict)
    posts: dict[tuple[int, int], int] = field(default_factory=dict)
    narrow: set[int] = field(default_factory=set)

    def leads(self, id_: str, agency: int, land: int | None) -> int:
        """Where a dossier's agency leads; itself when nowhere."""
        if (id_, agency) in self.words:
            return self.words[id_, agency]
        return self.ways.get((agency, land), self.ways.get((agency, None), agency))

    def wanted(self, id_: str, was: Stand) -> tuple[int, int]:
        """Competent agency and holder after the switch."""
        competent = self.leads(id_, was.competent, was.territory)
        holder = self.leads(id_, was.holder, was.territory)
        if was.told:
            competent_1, holder_1, competent_0, holder_0, _ = was.told
            if was.competent == competent_1 != competent_0:
                competent = competent_0
            if was.holder == holder_1 != holder_0:
                holder = holder_0
        return competent, holder

    def officers(self, was: Stand) -> set[int | None]:
        """In whose hands the dossier may be afterwards."""
        return {was.officer, None, *was.told[4:]}

    @property
    def named(self) -> set[str]:
        """The dossiers of which a word was said; a point's number is no such id."""
        return {id_ for id_, _ in self.words if len(id_) == 36}

    def may_stay(self, id_: str, was: Stand) -> bool:
        """Whether the dossier is right where it is."""
        is_living = was.competent not in self.ends and was.holder not in self.ends
        return is_living and self.wanted(id_, was) == (was.competent, was.holder)

    def learn(self, plan_id: int, ref: str) -> None:
        """What parts of split units and narrow lines say of single dossiers and points; a person's word goes before."""
        told = rows(PLACINGS, plan_id, run_of(ref))
        if self.narrow:
            asked = {"authority": self.authority, "olds": sorted(self.narrow), "ref": ref, "plan": plan_id}
            told += rows(NARROW, **asked)
        self.words = {(dossier, old): new for dossier, old, new in told} | self.words

    def post(self, account: int, agency: int) -> int | None:
        """Where an officer of an agency that ends goes on."""
        if (account, agency) in self.posts:
            return self.posts[account, agency]
        if (agency, None) in self.ways:
            return self.ways[agency, None]
        everywhere = {to for (old, _), to in self.ways.items() if old == agency}
        return everywhere.pop() if len(everywhere) == 1 else None


def read(plan_id: int, ref: str, *, back: bool) -> Book:
    """The plan's lines and words; `back`: turned round, with what the journals of the dossiers say."""
    authority, day = rows("select authority_id, day from reorganisation_plan where id = %s", plan_id)[0]
    lines = rows(LINES, plan_id)
    if back:
        return _turned(authority, day, lines)
    words = rows(WORDS, plan_id)
    book = Book(
        authority,
        {old for old, *_ in lines},
        {old for old, _, _, _, ends, _ in lines if ends},
        {(old, land): new for old, new, takes, land, *_ in lines if takes in ("all", "territory")},
        {(dossier, old): new for dossier, _, old, new in words if dossier}
        | {(str(point), old): new for old, new, *_, point in lines if point is not None},
        {(account, old): new for _, account, old, new in words if account},
        {old for old, _, takes, *_ in lines if takes in ("function", "point")},
    )
    book.learn(plan_id, ref)
    return book


def unbacked(plan_id: int, ref: str) -> list[str]:
    """Dossiers that a part led to an agency whose unit has nothing of their territory."""
    return [row[0] for row in rows(UNBACKED, plan_id, run_of(ref))]


def run_of(ref: str) -> int:
    """The run that the name of a switch ends with."""
    return int(ref.rsplit(":", 1)[1])


def _turned(authority: int, day: Any, lines: list[tuple[Any, ...]]) -> Book:
    """A new agency leads back if it came from one only; agencies that lived before the plan keep what is theirs."""
    sql = "select id from agency where id = any(%s::bigint[]) and lower(valid) = %s::date"
    born = {row[0] for row in rows(sql, [line[1] for line in lines], day)}
    came: dict[int, set[int]] = {}
    for old, new, *_ in lines:
        came.setdefault(new, set()).add(old)
    ways: dict[tuple[int, int | None], int] = {
        (new, None): min(olds) for new, olds in came.items() if new in born and len(olds) == 1
    }
    return Book(authority, set(born), set(born), ways)
