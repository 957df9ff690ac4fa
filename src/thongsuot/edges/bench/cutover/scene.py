"""The province as it was before the two tiers: agencies of every old commune and district, made from the crosswalk.

They carry simulated codes, officers and dossiers. A scene is kept between runs and grows to what is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from thongsuot.edges.bench import million
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation.rules import PlanLine, Takes

EVE = date(2025, 6, 30)
ACT = "Nghị quyết số 1675/NQ-UBTVQH15"
Server = psycopg.Connection[tuple[Any, ...]]

AGENCY = """insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id, authority_id, valid, source,
  is_simulated, recorded_at) values (%s, %s, %s, '', %s, %s, %s, %s, daterange(null, null), 'bench', true, now())
on conflict (code) do update set source = excluded.source returning id"""
OFFICER = """with a as (
  insert into account (username, kind, full_name, authority_id, phone, password, is_active, is_demo, created_at)
  values (%s, 'officer', %s, %s, '', '!', true, true, now()) on conflict (username) do nothing returning id)
insert into role_grant (account_id, role_id, agency_id, reach, valid, reason, granted_at, revoked_because)
select a.id, r.id, %s, 'own', daterange('2021-01-01', null), 'bench', now(), '' from a, role r where r.code = %s"""
# As in the benchmark of a million, but how many are open is said, not one in ten.
INSERT = million.INSERT.replace("n %% 10 = 0 as open", "%(open)s::boolean as open")
COUNT = """select count(*) filter (where not is_open), count(*) filter (where is_open),
  coalesce(max(substr(code, 5)::int), 0) from dossier where code like 'SIM-%'"""

# What was filed under the load of an earlier run: left open, every run would move more than the one before.
WITHDRAW = """update dossier set state = 'withdrawn', finished_at = now()
where is_open and code not like 'SIM-%%' and received_agency_id = any(%s)"""


@dataclass(frozen=True, slots=True)
class Old:
    """An old unit's committee and centre; `new_ids` the new communes that it went to, its people's first."""

    unit: units.UnitRecord
    committee_id: int
    centre_id: int
    new_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The old agencies of a province, and the new ones as they are on `day`."""

    authority_id: int
    agency_id: int
    day: date
    communes: tuple[Old, ...]
    districts: tuple[Old, ...]

    def lines(self) -> list[PlanLine]:
        """Old commune to new commune: of a split one what a part leads goes where it says, the rest to the first heir.

        A district's work goes by territory, the rest to the first of its communes' heirs.
        """
        found = []
        for old in self.communes:
            found += self._whole(old, old.new_ids[0])
            for other in old.new_ids[1:]:
                found += [replace(line, takes=Takes.CANDIDATE) for line in self._whole(old, other)]
        for district in self.districts:
            below = [c for c in self.communes if c.unit.parent_id == district.unit.id]
            found += self._whole(district, below[0].new_ids[0])
            for commune in below:
                to = self._committee(commune.new_ids[0])
                found.append(PlanLine(district.committee_id, to, Takes.TERRITORY, commune.unit.id, act=ACT))
        return found

    def _whole(self, old: Old, new_id: int) -> list[PlanLine]:
        return [
            PlanLine(old.committee_id, self._committee(new_id), act=ACT),
            PlanLine(old.centre_id, self._centre(new_id), act=ACT),
        ]

    def _committee(self, unit_id: int) -> int:
        found = units.committee_of(unit_id=unit_id, day=self.day)
        assert found is not None
        return found.id

    def _centre(self, unit_id: int) -> int:
        found = units.centre_of(unit_id=unit_id, day=self.day)
        assert found is not None
        return found.id


def build(server: Server, day: date) -> Scene:
    """Make (or find again) the old agencies and their officers."""
    server.execute("select set_config('ts.system', 'on', false)")
    authority = units.home_authority()
    assert authority is not None
    top = units.agencies_of(authority_id=authority, day=day, kind="province_committee")[0]
    home = units.unit(
        unit_id=authority, day=day
    )  # a province that was merged itself is not the one of the eve
    assert home is not None
    old_units = [
        unit for code in _provinces(home.code, day) for unit in units.communes_of(province_code=code, day=EVE)
    ]
    parents = {u.parent_id for u in old_units if u.parent_id is not None}
    districts = sorted(units.units_by_id(unit_ids=frozenset(parents), day=EVE).values(), key=lambda u: u.code)
    communes = [_old(server, n, unit, top, _heirs(unit)) for n, unit in enumerate(old_units, 1)]
    heads = [_old(server, 500 + n, unit, top, ()) for n, unit in enumerate(districts, 1)]
    server.commit()
    return Scene(authority, top.id, day, tuple(communes), tuple(heads))


def _provinces(code: str, day: date) -> list[str]:
    """The provinces of the eve that make up the one of today."""
    came = units.predecessors(code=code, day=day, level="province")
    return sorted({unit.code for unit in came.units} | {code})


def _heirs(unit: units.UnitRecord) -> tuple[int, ...]:
    went = units.residents_go_to(code=unit.code, day=EVE)
    return tuple(u.id for u in went.units)


def _old(
    server: Server, number: int, unit: units.UnitRecord, top: units.AgencyRecord, new: tuple[int, ...]
) -> Old:
    code = f"{top.code}.X{number}"
    legacy = f"000.00.X{number}.{top.code}"
    committee = _one(
        server, AGENCY, code, legacy, f"UBND {unit.full_name} (cũ)", "commune_committee", unit.id, top.id,
        top.authority_id,
    )  # fmt: skip
    centre = _one(
        server, AGENCY, f"{code}.1", f"000.1.X{number}.{top.code}", f"Một cửa {unit.full_name} (cũ)", "commune_centre",
        unit.id, committee, top.authority_id,
    )  # fmt: skip
    for role, agency in (("head", committee), ("processor", committee), ("counter", centre)):
        server.execute(OFFICER, [f"cu.{number}.{role}", f"Cán bộ {number}", top.authority_id, agency, role])
    return Old(unit, committee, centre, new)


def _one(server: Server, sql: str, *params: Any) -> int:
    row = server.execute(sql, params).fetchone()
    assert row is not None
    return int(row[0])


def fill(server: Server, scene: Scene, *, closed: int, opened: int, tell: Callable[[str], None]) -> None:
    """Have so many closed and open dossiers at the old agencies, one in ten of them at the districts'."""
    server.execute("select set_config('ts.system', 'on', false)")
    server.execute(WITHDRAW, [[old.centre_id for old in scene.communes]])
    row = server.execute(COUNT).fetchone()
    assert row is not None
    have = {False: row[0], True: row[1]}
    versions, first = _versions(scene), row[2]
    for is_open, wanted in ((False, closed), (True, opened)):
        missing = wanted - have[is_open]
        if missing <= 0:
            continue
        tell(f"{missing} {'open' if is_open else 'closed'} dossiers")
        seats = [(o, o.unit) for o in scene.communes]
        seats += [
            (d, c.unit) for d in scene.districts for c in scene.communes if c.unit.parent_id == d.unit.id
        ][::9]
        share, rest = divmod(missing, len(seats))
        for index, (old, land) in enumerate(seats):
            count = share + (index < rest)
            if count:
                server.execute(INSERT, _slice(scene, old, land, versions, first, count, is_open))
                server.commit()
                first += count
    server.commit()
    server.autocommit = True
    server.execute("vacuum analyze dossier")
    server.autocommit = False


def _versions(scene: Scene) -> list[int]:
    top = units.agency(agency_id=scene.agency_id)
    assert top is not None
    offered = catalogue.offered(authority_code=top.code, day=scene.day, level="ward")[:40]
    found = [catalogue.version_on(code=offer.code, day=scene.day) for offer in offered]
    return [version.id for version in found if version is not None]


def _slice(
    scene: Scene, old: Old, land: units.UnitRecord, versions: list[int], first: int, count: int, is_open: bool
) -> dict[str, Any]:
    return {
        "first": first, "count": count, "now": datetime.now(UTC), "authority": scene.authority_id, "versions": versions,
        "centre": old.centre_id, "committee": old.committee_id, "territory": land.id, "open": is_open,
        "territory_version": land.version_id, "family": million.FAMILY, "middle": million.MIDDLE, "given": million.GIVEN,
    }  # fmt: skip
