"""A few communes of the loaded province, each with a centre and a committee, and agencies that are not founded yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access
from thongsuot.registers.units import queries as units

COMMUNES, SPARE = 6, 24
COUNTERS = 2  # of each centre

AGENCY = """insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id, authority_id, valid, source,
  is_simulated, recorded_at) values (%s, %s, %s, '', %s, %s, %s, %s, daterange(null, null), 'gate', true, now())
on conflict (code) do update set source = excluded.source returning id"""
OFFICER = """with a as (
  insert into account (username, kind, full_name, authority_id, phone, password, is_active, is_demo, created_at)
  values (%s, 'officer', %s, %s, '', '!', true, true, now())
  on conflict (username) do update set full_name = excluded.full_name returning id),
 g as (insert into role_grant (account_id, role_id, agency_id, reach, valid, reason, granted_at, revoked_because)
  select a.id, r.id, %s, 'own', daterange('2021-01-01', null), 'gate', now(), '' from a, role r where r.code = %s
  on conflict do nothing)
select id from a"""

POINT = """with known as (select id from point where authority_id = %(authority)s and code = %(code)s),
 made as (insert into point (authority_id, code) select %(authority)s, %(code)s where not exists (select from known)
  returning id),
 told as (insert into point_version (point_id, name, kind_id, agency_id, unit_id, address, phone, longitude, latitude,
    place_source, is_simulated, source, valid, recorded_at)
  select id, %(code)s, 'commune_centre', %(agency)s, %(unit)s, '', '', 107.58, 16.46, 'gate', true, 'gate',
    daterange('2021-01-01', null), now() from made)
select id from known union all select id from made"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A commune's committee (where a head sits) and centre (where an officer of the counter does)."""

    committee: int
    centre: int
    territory: int
    territory_code: str


@dataclass(frozen=True, slots=True)
class Scene:
    """`pairs` work from the beginning, `spare` wait to be founded.

    `points`: the counters of each centre in the beginning: point → (centre, unit in which it stands).
    """

    authority_id: int
    agency_id: int
    pairs: tuple[Pair, ...]
    spare: tuple[Pair, ...]
    prefix: str  # with which the codes of its dossiers begin
    points: dict[int, tuple[int, int]]


def build(day: date) -> Scene:
    """Make the scene's agencies and officers, or find them again."""
    authority = units.home_authority()
    assert authority is not None
    top = units.agencies_of(authority_id=authority, day=day, kind="province_committee")[0]
    homes = units.children(unit_id=authority, day=day).units[:COMMUNES]
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        pairs = tuple(_pair(cursor, top, homes[n % COMMUNES], n) for n in range(COMMUNES + SPARE))
        for n, pair in enumerate(pairs[:COMMUNES]):
            for role, agency in (("head", pair.committee), ("counter", pair.centre)):
                cursor.execute(OFFICER, [f"cong.{n}.{role}", f"Cán bộ {n}", authority, agency, role])
        points = {
            _point(cursor, authority, pair, f"{top.code}.A{n:02}.P{m}"): (pair.centre, pair.territory)
            for n, pair in enumerate(pairs[:COMMUNES])
            for m in range(COUNTERS)
        }
    return Scene(authority, top.id, pairs[:COMMUNES], pairs[COMMUNES:], f"{top.code}.A", points)


def officers(scene: Scene, agency_id: int, count: int) -> list[int]:
    """Account ids of so many heads of one agency, all of different names."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        found = []
        for n in range(count):
            name = f"Nguyễn Văn Thử {n:03}"
            cursor.execute(OFFICER, [f"doi.{agency_id}.{n}", name, scene.authority_id, agency_id, "head"])
            found.append(int(cursor.fetchone()[0]))
    return found


def _pair(cursor: Any, top: units.AgencyRecord, unit: units.UnitRecord, n: int) -> Pair:
    code = f"{top.code}.A{n:02}"
    committee = _one(
        cursor, code, f"000.00.A{n:02}.{top.code}", f"UBND {n}", "commune_committee", unit.id, top.id, top.authority_id
    )  # fmt: skip
    centre = _one(
        cursor, f"{code}.1", f"000.1.A{n:02}.{top.code}", f"Trung tâm {n}", "commune_centre", unit.id, committee,
        top.authority_id,
    )  # fmt: skip
    return Pair(committee, centre, unit.id, unit.code)


def _point(cursor: Any, authority: int, pair: Pair, code: str) -> int:
    given = {"authority": authority, "code": code, "agency": pair.centre, "unit": pair.territory}
    cursor.execute(POINT, given)
    return int(cursor.fetchone()[0])


def _one(cursor: Any, *params: Any) -> int:
    cursor.execute(AGENCY, params)
    return int(cursor.fetchone()[0])


CLEAR = """update agency set valid = daterange(null, %s) where unit_id = any(%s) and kind like 'commune%%'
  and not id = any(%s)"""
UNFOUNDED = "update agency set valid = daterange('2100-01-01', null) where id = any(%s)"


def clear(scene: Scene, day: date) -> None:
    """Let only the scene's own agencies work in its communes, and the spare ones not yet."""
    own = [a for p in scene.pairs for a in (p.committee, p.centre)]
    spare = [a for p in scene.spare for a in (p.committee, p.centre)]
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(CLEAR, [day, [p.territory for p in scene.pairs], own + spare])
        cursor.execute(UNFOUNDED, [spare])


def found(pair: Pair, day: date) -> None:
    """Let a spare pair's life begin on a day."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        sql = "update agency set valid = daterange(%s, null) where id = any(%s)"
        cursor.execute(sql, [day, [pair.committee, pair.centre]])
