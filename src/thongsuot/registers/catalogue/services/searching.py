"""What the search stands on: the words of versions, and what each word of the vocabulary weighs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection

from thongsuot.registers.catalogue import models, rules
from thongsuot.registers.catalogue.services import copying

# A word of half of all names says almost nothing, one of a single name says most.
WEIGH = """
with texts as (
  select word from procedure_search_word where %(all)s or word = any(%(words)s)
  union all
  select word from procedure_everyday_phrase, unnest(words) word where %(all)s or word = any(%(words)s)
), total as (
  select 1 + (select count(*) from procedure_version) + (select count(*) from procedure_everyday_phrase) as count
)
insert into procedure_vocabulary (word, weight)
select word, ln(1 + (select count from total)::float / count(*)) from texts group by word
on conflict (word) do update set weight = excluded.weight"""
# The vocabulary is read once and joined: while a pack is loaded there are no statistics yet, and PostgreSQL 15 asks
# the trigram index anew for each phrase, through the list of what it has not taken in: 20 seconds.
WEIGH_PHRASES = """
with known as materialized (select word, weight from procedure_vocabulary), heavy as (
  select e.id, coalesce(sum(known.weight), 0) as weight from procedure_everyday_phrase e
    left join lateral (select distinct word from unnest(e.words) word) w on true
    left join known on known.word = w.word group by e.id
)
update procedure_everyday_phrase p set weight = heavy.weight from heavy where heavy.id = p.id"""
MANY = 20_000


def write_words(records: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Write the words by which new versions are found, and weigh them."""
    # In the order of the index, which is then written from left to right.
    rows = sorted(_rows(records), key=itemgetter(1, 0))
    copying.copy(models.SearchWord, ("version_id", "word", "weight"), rows)
    weigh({word for _, word, _ in rows})


def _rows(records: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[int, str, float]]:
    for version_id, record in records:
        words = rules.search_words(
            name=record["name"],
            results=[result["name"] for result in record["results"]],
            keywords=record["keywords"],
            field_name=record["categories"][0]["name"] if record["categories"] else "",
        )
        for word, weight in words.items():
            yield version_id, word, weight


def weigh(words: Collection[str]) -> None:
    """Weigh anew the words that came with versions or phrases; all of them when they are many."""
    many = len(words) > MANY
    with connection.cursor() as cursor:
        if many:
            cursor.execute("delete from procedure_vocabulary")
        cursor.execute(WEIGH, {"all": many, "words": [] if many else list(words)})
        cursor.execute(WEIGH_PHRASES)
