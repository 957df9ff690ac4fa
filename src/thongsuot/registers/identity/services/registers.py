"""Roles and demo accounts from packs: set-based, idempotent, whole or nothing."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import reference
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.identity.rules import AccountKind, Reach
from thongsuot.registers.units import queries as units

ROLES = """with given as (
  select * from jsonb_to_recordset(%s::jsonb) as r(code text, name text, name_en text, verbs text[])),
 written as (
  insert into role as o (code, name, name_en, verbs) select code, name, name_en, verbs from given
  on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, verbs = excluded.verbs
   where (o.name, o.name_en, o.verbs) is distinct from (excluded.name, excluded.name_en, excluded.verbs)
  returning xmax = 0 as is_new)
 select count(*) filter (where is_new), count(*) filter (where not is_new),
   (select count(*) from given) from written"""

ACCOUNTS = """with given as (
  select * from jsonb_to_recordset(%s::jsonb) as r(username text, kind text, full_name text,
    authority_id bigint, citizen_id text, phone text)),
 written as (
  insert into account as o (username, kind, full_name, authority_id, citizen_id, phone, password, is_active,
    is_demo, created_at)
  select username, kind, full_name, authority_id, citizen_id, phone, %s, true, true, %s from given
  on conflict (username) do update set full_name = excluded.full_name, authority_id = excluded.authority_id,
    citizen_id = excluded.citizen_id, phone = excluded.phone, password = excluded.password
   where (o.full_name, o.authority_id, o.citizen_id, o.phone, o.password) is distinct from
    (excluded.full_name, excluded.authority_id, excluded.citizen_id, excluded.phone, excluded.password)
  returning xmax = 0 as is_new)
 select count(*) filter (where is_new), count(*) filter (where not is_new),
   (select count(*) from given) from written"""

GRANTS = """with given as (
  select a.id as account_id, r.id as role_id, g.agency_id, g.reach, g.post
    from jsonb_to_recordset(%s::jsonb) as g(username text, role text, agency_id bigint, reach text, post text)
    join account a using (username) join role r on r.code = g.role),
 titled as (
  update role_grant o set post = g.post from given g
   where (o.account_id, o.role_id, o.agency_id) = (g.account_id, g.role_id, g.agency_id)
     and o.reason = 'pack' and o.revoked_at is null and o.post <> g.post returning 1),
 written as (
  insert into role_grant (account_id, role_id, agency_id, reach, valid, reason, granted_at, revoked_because, post)
  select account_id, role_id, agency_id, reach, daterange(%s, null), 'pack', %s, '', post from given
  on conflict do nothing returning 1)
 select (select count(*) from written), (select count(*) from titled), (select count(*) from given)"""


@command("identity.load_roles", by=frozenset())
def load_roles(*, actor: Actor, now: datetime, rows: Sequence[Row]) -> LoadReport:
    """Bring the roles to what the pack says: columns code, name, name_en, verbs (separated by blanks)."""
    given = [
        {
            "code": r["code"],
            "name": r["name"],
            "name_en": r["name_en"],
            "verbs": sorted(set(r["verbs"].split())),
        }
        for r in rows
    ]
    report = _write(ROLES, json.dumps(given))
    if report.changes:
        reference.bump()
    note(subject="roles", count=report.changes)
    return report


@command("identity.load_accounts", by=frozenset())
def load_accounts(
    *, actor: Actor, now: datetime, rows: Sequence[Row], demo_password: str, from_date: date
) -> LoadReport:
    """Bring the demo accounts and their grants to what the pack says. Real accounts are never touched.

    Columns: username, kind, full_name, role, agency, reach, citizen_id, phone, post; one row a grant, so a
    user name may stand in several rows. Grants count from `from_date`.
    Raises Refused with every row that cannot be: unknown role or agency, a name that is a real account.
    """
    refuse_if(_problems(rows))
    people: dict[str, dict[str, Any]] = {}
    grants = []
    for row in rows:
        agency = units.agency_by_code(code=row["agency"]) if row["agency"] else None
        person = people.setdefault(row["username"], _person(row))
        if agency is not None:
            person["authority_id"] = agency.authority_id
            grants.append(
                {
                    "username": row["username"],
                    "role": row["role"],
                    "agency_id": agency.id,
                    "reach": row["reach"] or "own",
                    "post": row["post"],
                }
            )
    written = _write(ACCOUNTS, json.dumps(list(people.values())), _password(demo_password), now)
    report = written + _write(GRANTS, json.dumps(grants), from_date, now)
    note(subject="accounts", count=report.changes)
    return report


def _person(row: Row) -> dict[str, Any]:
    return {
        "username": row["username"],
        "kind": row["kind"],
        "full_name": row["full_name"],
        "authority_id": None,
        "citizen_id": row["citizen_id"] or None,
        "phone": row["phone"],
    }


def _password(demo_password: str) -> str:
    """One hash for all demo accounts, and the one they have already if it fits.

    Hashing each of 200 accounts by itself takes half a minute for a password that everybody may know; a
    shared salt gives nothing away that is not printed at the start of the demo. Real accounts get theirs
    one by one, through `change_password`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select password from account where is_demo limit 1")
        row = cursor.fetchone()
    if row is not None and check_password(demo_password, row[0]):
        return str(row[0])
    return make_password(demo_password)


UNKNOWN = {
    "kind": "{file}:{line}: không có loại tài khoản “{text}”.",
    "role": "{file}:{line}: không có vai trò “{text}”.",
    "agency": "{file}:{line}: không có cơ quan “{text}”.",
    "reach": "{file}:{line}: không có phạm vi “{text}”.",
    "username": "{file}:{line}: “{text}” là tài khoản thật.",
}


def _problems(rows: Sequence[Row]) -> list[Problem]:
    """Every cell that names what is not there, and every row that would touch a real account."""
    known, real = _first("select code from role"), _first("select username from account where not is_demo")
    found = []
    for row in rows:
        agency = row["agency"] and units.agency_by_code(code=row["agency"])
        is_wrong = {
            "kind": row["kind"] not in set(AccountKind),
            "username": row["username"] in real,
            "role": row["role"] and row["role"] not in known,
            "agency": row["role"] and not agency,
            "reach": row["reach"] and row["reach"] not in set(Reach),
        }
        found += [_problem(row, column) for column, wrong in is_wrong.items() if wrong]
    return found


def _first(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {value for (value,) in cursor.fetchall()}


def _problem(row: Row, column: str) -> Problem:
    where = {"file": row.file, "line": row.line, "text": row[column]}
    return Problem(
        f"{column}_unknown" if column != "username" else "account_is_real", UNKNOWN[column], column, where
    )


def _write(statement: str, *params: str | date) -> LoadReport:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        added, changed, given = cursor.fetchone()
    return LoadReport(added=added, changed=changed, unchanged=given - added - changed)
