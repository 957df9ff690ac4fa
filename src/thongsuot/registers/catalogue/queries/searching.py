"""Search as people type: codes, names, everyday words; with or without accents, with slips of the hand.

Every word weighs by its rareness; a name scores by the share of the typed weight that it holds, an
everyday phrase by how much of it was typed, and what is asked often goes before what is rare.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.kernel.names import fold, nfc
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.rules import Level, Online

LONGEST = 200
MOST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure found. `why`: code, everyday (then `phrase` is what people call it) or name."""

    version_id: int
    code: str
    name: str
    field_code: str
    field_name: str
    levels: frozenset[Level]
    online: Online
    score: float
    why: str
    phrase: str


# A word that nobody's name holds is taken for its likest neighbours, at a discount.
SEARCH = """
with typed as materialized (
  select w.word, v.weight, w.is_syllable from unnest(%(words)s::text[], %(is_syllable)s::boolean[])
    as w(word, is_syllable) left join procedure_vocabulary v on v.word = w.word
), asked as materialized (
  select word, weight, weight as full_weight from typed where weight is not null
  union all
  select n.word, n.weight * n.likeness * 0.8, case when n.rank = 1 then n.weight * 0.8 else 0 end
  from typed t cross join lateral (
    select v.word, v.weight, similarity(v.word, t.word) as likeness,
      row_number() over (order by similarity(v.word, t.word) desc, v.weight, v.word) as rank
    from procedure_vocabulary v where v.word %% t.word order by rank limit 4
  ) n
  where t.weight is null and t.is_syllable and length(t.word) > 2 and not t.word = any(%(fillers)s)
), total as materialized (
  select greatest(sum(full_weight), 0.001) as weight from asked
), named as materialized (
  select s.version_id, least(1.3, sum(a.weight * s.weight) / (select weight from total)) as score
  from asked a join procedure_search_word s on s.word = a.word group by s.version_id
), phrases as (
  select p.procedure_code, p.phrase, greatest(
    (select sum(a.weight) from asked a where a.word = any(p.words))
      / (0.7 * p.weight + 0.3 * (select weight from total)),
    power(similarity(p.folded, %(folded)s), 1.5)) - 0.02 * p.rank as score
  from procedure_everyday_phrase p
  where p.words && array(select word from asked) or p.folded %% %(folded)s
), everyday as materialized (
  select distinct on (procedure_code) procedure_code, phrase, score
  from phrases order by procedure_code, score desc
), candidates as materialized (
  (select version_id from named order by score desc limit 400)
  union
  select v.id from everyday e join procedure p on p.code = e.procedure_code
    join procedure_version v on v.procedure_id = p.id
), scored as (
  select v.id, p.code, v.name, v.field_code, v.field_name, v.levels, v.online, e.phrase,
    coalesce(n.score, 0) as name_score, coalesce(e.score, 0) as everyday_score,
    coalesce((select c.weight from procedure_commonness c where c.procedure_code = p.code and c.field_code = ''),
      (select c.weight from procedure_commonness c where c.field_code = v.field_code and c.procedure_code = ''),
      10) / 100.0 as commonness
  from candidates k join procedure_version v on v.id = k.version_id join procedure p on p.id = v.procedure_id
  left join named n on n.version_id = v.id
  left join everyday e on e.procedure_code = p.code
  where v.withdrawn_at is null and v.valid_from <= %(day)s and coalesce(v.valid_to > %(day)s, true)
    and (%(root)s::text is null or (not v.is_internal and v.local_to in ('', %(root)s)
         and v.levels && '{ward,province}'))
    and (%(level)s::text is null or %(level)s = any(v.levels))
)
select id, code, name, field_code, field_name, levels, online,
  name_score + 1.6 * everyday_score + 0.25 * commonness
    + case when 'ward' = any(levels) then 0.05 else 0 end as score,
  case when everyday_score > 0.5 then phrase else '' end as phrase
from scored order by score desc, length(name), code limit %(limit)s"""

BY_CODE = """
select v.id, p.code, v.name, v.field_code, v.field_name, v.levels, v.online,
  case when p.clean_code = %(code)s then 2 when starts_with(p.clean_code, %(code)s) then 1 else 0.5 end
    as score, ''
from procedure p join procedure_version v on v.procedure_id = p.id and v.withdrawn_at is null
  and daterange(v.valid_from, v.valid_to) @> %(day)s::date
where (starts_with(p.clean_code, %(code)s)
       or (length(%(digits)s) >= 3 and position(%(digits)s in p.clean_code) > 0))
  and (%(root)s::text is null or (not v.is_internal and v.local_to in ('', %(root)s)
       and v.levels && '{ward,province}'))
  and (%(level)s::text is null or %(level)s = any(v.levels))
order by score desc, 'ward' = any(v.levels) desc, p.clean_code, p.code limit %(limit)s"""

# Words around a wish that name nothing; an unknown word of these is not taken for a slip of the hand.
FILLERS = (
    "toi", "em", "minh", "muon", "can", "hoi", "voi", "nhu", "nao", "dau", "the", "gi", "cho", "thi", "phai",
    "lam", "sao", "xin", "giup", "ad", "oi", "bac", "chu", "anh", "chi", "con", "nha", "duoc", "khong", "ntn",
)  # fmt: skip


def search(
    *,
    words: str,
    day: date,
    authority_code: str | None = None,
    level: str | None = None,
    limit: int = 20,
) -> tuple[Hit, ...]:
    """Procedures for what somebody typed, best first, at most `limit` (100).

    authority_code: only what that province's people may ask for, police and tax included. level: ward,
    province, ministry, other or vertical.
    """
    typed = nfc(_storable(words))[:LONGEST]
    asked: dict[str, Any] = {
        "day": day,
        "root": authority_code and rules.root_code(authority_code),
        "level": level,
        "limit": max(1, min(limit, MOST)),
    }
    code = rules.code_in(typed)
    if code:
        return _hits(BY_CODE, asked | {"code": code, "digits": typed.strip()}, why="code")
    syllables = set(rules.syllables(typed))
    wanted = rules.words_of(typed)
    if not wanted:
        return ()
    asked |= {
        "words": list(wanted),
        "is_syllable": [word in syllables for word in wanted],
        "fillers": list(FILLERS),
        "folded": fold(typed),
    }
    return _hits(SEARCH, asked)


def _storable(text: str) -> str:
    """The text without what PostgreSQL cannot hold: NUL and halves of letters."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


def _hits(statement: str, asked: dict[str, Any], why: str = "") -> tuple[Hit, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return tuple(
            Hit(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                frozenset(map(Level, row[5])),
                Online(row[6]),
                round(float(row[7]), 4),
                why or ("everyday" if row[8] else "name"),
                row[8],
            )
            for row in cursor.fetchall()
        )
