"""How things stand, read straight from the tables."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from thongsuot.transition.reorganisation.conservation.balance import digest

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


def tasks(agencies: Iterable[int]) -> list[tuple[Any, ...]]:
    """What is open at the agencies: its id, the dossier, the dossier's territory, the agency."""
    sql = """select p.id, p.dossier_id::text, d.territory_id, p.agency_id from step_position p
        join dossier d on d.id = p.dossier_id where p.left_at is null and p.agency_id = any(%s::bigint[])"""
    return rows(sql, sorted(agencies))


def tasks_now(ids: Iterable[int]) -> dict[int, tuple[int | None, bool]]:
    """Where these are now, and whether somebody has done them since."""
    sql = "select id, agency_id, left_at is not null from step_position where id = any(%s::bigint[])"
    return {row[0]: (row[1], row[2]) for row in rows(sql, list(ids))}


def in_hand(ids: set[str]) -> set[str]:
    """Those of the dossiers that another transaction holds locked."""
    if not ids:
        return set()
    free = rows("select id::text from dossier where id = any(%s::uuid[]) for update skip locked", sorted(ids))
    return ids - {row[0] for row in free}


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


def rows(sql: str, *params: Any, **named: Any) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, named or params or None)
        return list(cursor.fetchall())


def run(sql: str, *params: Any) -> None:
    """Carry out one statement that answers with no rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
