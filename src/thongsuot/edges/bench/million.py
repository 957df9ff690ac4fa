"""A million lifelike dossiers in the benchmark's own database, written by one statement a slice.

Not through the verbs: what is measured is reading, and a million intakes would take a quarter of an hour.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import psycopg

from thongsuot.edges.bench.intake import filings
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units

FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Tôn Thất Huỳnh Võ Trương Đoàn"
).split()
MIDDLE = (
    "Văn Thị Hữu Đức Ngọc Minh Thanh Quang Xuân Thu Hồng Bảo Gia Khánh Như Công Đình Anh Tuấn Kim"
).split()
GIVEN = (
    "An Anh Bình Châu Chi Cường Dũng Dung Đạt Đức Giang Hà Hải Hạnh Hiền Hiếu Hoa Hòa Hùng Hương Huy "
    "Khánh Khoa Lan Linh Long Mai Minh Nam Nga Ngọc Nhi Nhung Phong Phúc Phương Quân Quang Quỳnh Sơn "
    "Tâm Thanh Thảo Thắng Thịnh Thu Thủy Tiến Trang Trí Trung Tú Tuấn Tùng Uyên Vân Việt Vinh Vy Xuân "
    "Yến"
).split()

INSERT = """
insert into dossier (id, code, external_code, authority_id, procedure_version_id, case_name, channel,
  received_agency_id, received_at, is_elsewhere, competent_agency_id, holder_agency_id, territory_id, territory_version_id,
  applicant_name, name_fold, given_fold, citizen_id, phone, email, address, summary, state, term, due_at, due_trace,
  pauses, asked_times, finished_at, result_way, outcome, steps, version, is_simulated)
select gen_random_uuid(), 'SIM-' || to_char(%(first)s + n, 'FM0000000'), '', %(authority)s,
  (%(versions)s::bigint[])[1 + n %% cardinality(%(versions)s::bigint[])], '', 'DIRECT', %(centre)s, at, false, %(committee)s,
  case when open then (array[%(centre)s, %(committee)s]::bigint[])[1 + n %% 2] else %(centre)s end, %(territory)s,
  %(territory_version)s, name, vi_norm(name), vi_norm(split_part(name, ' ', 3) || ' ' || split_part(name, ' ', 2)
    || ' ' || split_part(name, ' ', 1)), '', '09' || lpad((random() * 99999999)::int::text, 8, '0'), '', '', '',
  case when open then (array['received', 'processing', 'waiting', 'decided'])[1 + n %% 4] else 'returned' end, null,
  case when open and n %% 4 = 2 then null else at + interval '7 days' end, '[]', '[]', 0,
  case when open and n %% 4 <> 3 then null else at + interval '5 days' end, 'AT_SUBMISSION_PLACE', '{}', 1, 1, true
from (
  select n, %(now)s - random() * interval '400 days' as at, n %% %(one_open_in)s = 0 as open,
    (%(family)s::text[])[1 + (random() * (cardinality(%(family)s::text[]) - 1))::int] || ' '
    || (%(middle)s::text[])[1 + (random() * (cardinality(%(middle)s::text[]) - 1))::int] || ' '
    || (%(given)s::text[])[1 + (random() * (cardinality(%(given)s::text[]) - 1))::int] as name
  from generate_series(1, %(count)s) n) r
"""


def ensure(
    connection: psycopg.Connection[tuple[object, ...]],
    total: int,
    tell: Callable[[float], None],
    *,
    one_open_in: int = 10,
) -> None:
    """Have at least `total` simulated dossiers spread over every commune of the province. `tell` hears the share done.

    `one_open_in`: how many of those that are written are still open; 1: all of them.
    """
    connection.execute("select set_config('ts.system', 'on', false)")
    row = connection.execute(
        "select coalesce(max(substr(code, 5)::int), 0) from dossier where code like 'SIM-%'"
    ).fetchone()
    have = int(str(row[0])) if row else 0
    if have >= total:
        return
    now = datetime.now(UTC)
    day = now.date()
    desks = filings.desks(day)
    versions = _versions(desks, day)
    for index, desk in enumerate(desks):
        first, end = (have + (total - have) * at // len(desks) for at in (index, index + 1))
        given = _slice(desk, versions, now, first, end - first)
        connection.execute(INSERT, given | {"one_open_in": one_open_in})
        connection.commit()
        tell((index + 1) / len(desks))
    connection.autocommit = True
    connection.execute("vacuum analyze dossier")


def _versions(desks: Sequence[filings.Desk], day: object) -> list[int]:
    rnd = random.Random(3)
    today = datetime.now(UTC).date()
    authority = units.home_authority()
    assert authority is not None
    code = units.agencies_of(authority_id=authority, day=today, kind="province_committee")[0].code
    codes = filings.procedures(today, code)
    found = [catalogue.version_on(code=c, day=today) for c in codes]
    ids = [version.id for version in found if version is not None]
    rnd.shuffle(ids)
    return ids


def _slice(
    desk: filings.Desk, versions: list[int], now: datetime, first: int, count: int
) -> dict[str, object]:
    day = now.date()
    centre = units.agency(agency_id=desk.agency_id)
    assert centre is not None
    unit = units.unit_on(code=desk.territory_code, day=day).units[0]
    committee = units.committee_of(unit_id=unit.id, day=day)
    assert committee is not None
    return {
        "first": first, "count": count, "now": now, "authority": centre.authority_id, "versions": versions,
        "centre": centre.id, "committee": committee.id, "territory": unit.id, "territory_version": unit.version_id,
        "family": FAMILY, "middle": MIDDLE, "given": GIVEN,
    }  # fmt: skip
