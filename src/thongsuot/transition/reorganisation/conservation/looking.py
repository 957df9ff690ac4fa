"""How things stand, read straight from the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thongsuot.transition.reorganisation.conservation.balance import digest

MOVES = ("competent_agency_id", "holder_agency_id", "holder_officer_id", "steps")
# Tables of which a switch writes no row, and those of which it deletes none.
UNTOUCHED = (
    "account",
    "account_session",
    "api_token",
    "dossier_counter",
    "dossier_paper",
    "unit",
    "unit_version",
)
KEPT = ("dossier", "agency", "role_grant", "point_version", "dossier_step", "journal_entry")
LIVES_ON = "(upper(valid) is null or upper(valid) > %s::date)"
FACTS = """row(name, kind_id, unit_id, address, phone, longitude, latitude, place_source, is_simulated, source,
  upper(valid))"""


@dataclass(slots=True)
class Stand:
    """One dossier as it was read: where it is, and a fingerprint of everything that may not change."""

    competent: int
    holder: int
    officer: int | None
    steps: int
    state: str
    territory: int
    print: int


def dossiers(
    authority: int, agencies: Iterable[int], ids: Iterable[str], *, only_open: bool = False
) -> dict[str, Stand]:
    """The open dossiers that the agencies hold or are competent for, and those named."""
    fixed = rows(
        """select string_agg(quote_ident(attname), ', d.' order by attnum) from pg_attribute
        where attrelid = 'dossier'::regclass and attnum > 0 and not attisdropped and attname <> all(%s)""",
        list(MOVES),
    )[0][0]
    sql = f"""select d.id::text, d.competent_agency_id, d.holder_agency_id, d.holder_officer_id, d.steps, d.state,
        d.territory_id, hash_record_extended(row(d.{fixed}), 0)
      from dossier d join (
        select id from dossier where is_open and authority_id = %s and competent_agency_id = any(%s::bigint[])
          and competent_agency_id <> holder_agency_id
        union select id from dossier where is_open and authority_id = %s and holder_agency_id = any(%s::bigint[])
        union select unnest(%s::uuid[])) x on x.id = d.id
      where d.is_open or not %s"""
    wanted = sorted(agencies)
    found = rows(sql, authority, wanted, authority, wanted, sorted(ids), only_open)
    return {row[0]: Stand(*row[1:]) for row in found}


def rights(agencies: Iterable[int], day: Any) -> list[tuple[Any, ...]]:
    """Grants that go on past the day: account, role, agency, first day from the switch on, last."""
    sql = f"""select account_id, role_id, agency_id, greatest(lower(valid), %s::date), upper(valid) from role_grant
        where agency_id = any(%s::bigint[]) and revoked_at is null and {LIVES_ON}"""
    return rows(sql, day, sorted(agencies), day)


def rights_of(accounts: Iterable[int]) -> dict[tuple[int, int, int], list[tuple[Any, Any]]]:
    """All periods in which these accounts hold a role at an agency, in order."""
    sql = """select account_id, role_id, agency_id, lower(valid), upper(valid) from role_grant
        where revoked_at is null and account_id = any(%s::bigint[]) order by lower(valid)"""
    held: dict[tuple[int, int, int], list[tuple[Any, Any]]] = {}
    for account, role, agency, first, last in rows(sql, sorted(set(accounts))):
        held.setdefault((account, role, agency), []).append((first, last))
    return held


def points(agencies: Iterable[int], day: Any) -> list[tuple[Any, ...]]:
    """Points answered for on the day or later: point, agency, unit, fingerprint of the rest."""
    sql = f"""select point_id, agency_id, unit_id, md5({FACTS}::text) from point_version
        where agency_id = any(%s::bigint[]) and withdrawn_at is null and {LIVES_ON}"""
    return rows(sql, sorted(agencies), day)


def points_now(ids: Iterable[int], day: Any) -> dict[tuple[int, str], int]:
    """Which agency answers for these points: (point, fingerprint) → agency."""
    sql = f"""select point_id, agency_id, md5({FACTS}::text) from point_version
        where point_id = any(%s::bigint[]) and withdrawn_at is null and {LIVES_ON}"""
    return {(row[0], row[2]): row[1] for row in rows(sql, sorted(ids), day)}


def faces(authority: int) -> dict[int, tuple[Any, ...]]:
    """Every agency of the province: what names it. Codes are for ever."""
    sql = """select id, code, legacy_code, name, kind, unit_id, parent_id, lower(valid) from agency
        where authority_id = %s"""
    return {row[0]: row[1:] for row in rows(sql, authority)}


def living(agencies: Iterable[int], day: Any) -> list[int]:
    """Those of the agencies that go on past the day."""
    sql = f"select id from agency where id = any(%s::bigint[]) and {LIVES_ON} order by id"
    return [row[0] for row in rows(sql, sorted(agencies), day)]


def followed(agencies: Iterable[int]) -> set[int]:
    """Those of the agencies of which the register says who stands for them."""
    sql = "select old_id from agency_succession where old_id = any(%s::bigint[]) and withdrawn_at is null and ends_old"
    return {row[0] for row in rows(sql, sorted(agencies))}


def seals(agencies: Iterable[int]) -> list[tuple[Any, ...]]:
    """Seals that are out: number and agency."""
    sql = "select number, agency_id from seal where agency_id = any(%s::bigint[]) and recalled_on is null"
    return rows(sql, sorted(agencies))


def in_hand(ids: set[str]) -> set[str]:
    """Those of the dossiers that another transaction holds locked."""
    if not ids:
        return set()
    free = rows("select id::text from dossier where id = any(%s::uuid[]) for update skip locked", sorted(ids))
    return ids - {row[0] for row in free}


def told(ref: str, back: bool, ids: Iterable[str]) -> int:
    """Of how many of these dossiers the last step in their journal tells of the switch, and stands as they do."""
    sql = """select count(*) from unnest(%s::uuid[]) x join dossier d on d.id = x
      join dossier_step s on s.dossier_id = d.id and s.number = d.steps
      where s.act = 'move' and s.detail->>'ref' = %s and (s.detail ? 'undo') = %s
        and (s.competent_agency_id, s.holder_agency_id, s.state) = (d.competent_agency_id, d.holder_agency_id, d.state)
        and s.holder_officer_id is not distinct from d.holder_officer_id and s.due_at is not distinct from d.due_at"""
    count: int = rows(sql, sorted(ids), ref, back)[0][0]
    return count


def standing(agency_ids: Iterable[int]) -> str:
    """A fingerprint of what agencies are and have: life, rights in force, points, seals. Equal after an undo as before."""
    ids = sorted(set(agency_ids))
    agencies = "select * from agency where id = any(%s::bigint[]) order by id"
    grants = "select * from role_grant where agency_id = any(%s::bigint[]) and revoked_at is null order by id"
    places = f"""select point_id, agency_id, {FACTS}::text, valid from point_version
        where agency_id = any(%s::bigint[]) and withdrawn_at is null order by point_id, valid"""
    out = "select * from seal where agency_id = any(%s::bigint[]) order by id"
    return digest([rows(agencies, ids), rows(grants, ids), rows(places, ids), rows(out, ids)])


def written() -> dict[str, tuple[int, int, int]]:
    """Rows that this transaction added, changed and deleted, by table, as PostgreSQL counted them."""
    sql = """select n, pg_stat_get_xact_tuples_inserted(n::regclass), pg_stat_get_xact_tuples_updated(n::regclass),
        pg_stat_get_xact_tuples_deleted(n::regclass) from unnest(%s::text[]) n"""
    return {row[0]: (row[1], row[2], row[3]) for row in rows(sql, [*UNTOUCHED, *KEPT])}


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall())
