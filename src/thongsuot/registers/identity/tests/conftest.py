"""A small authority: a province, two communes with a centre each, and officers in them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.rows import Row
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries, services

PASSWORD = "mưa trắng ngoài sông"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)

AGENCIES = """
with p as (insert into unit (level, first_code) values ('province', 'T1') returning id),
 a as (insert into unit (level, first_code) values ('commune', 'T11') returning id),
 b as (insert into unit (level, first_code) values ('commune', 'T12') returning id)
insert into agency (code, legacy_code, name, short_name, kind, unit_id, parent_id, authority_id, valid,
  source, is_simulated, recorded_at)
select v.code, v.code || '-old', v.code, '', v.kind, v.unit, null, p.id, daterange(null, null), '', true,
  now()
  from p, a, b, lateral (values ('H98', 'province_committee', p.id), ('H98.101', 'commune_committee', a.id),
   ('H98.101.01', 'commune_centre', a.id), ('H98.102', 'commune_committee', b.id)) as v(code, kind, unit)
"""
TREE = "update agency c set parent_id = p.id from agency p where c.code = 'H98.101.01' and p.code = 'H98.101'"
TOTP = "insert into mfa_authenticator (user_id, type, data, created_at) values (%s, 'totp', '{}', now())"


def rows(text):
    heading, *lines = [line.split(",") for line in text.strip().splitlines()]
    return [Row("t.csv", n, dict(zip(heading, line, strict=True))) for n, line in enumerate(lines, 2)]


ROLES = """code,name,name_en,verbs
counter,Tiếp nhận,Counter,records.read dossiers.receive
head,Lãnh đạo,Head,records.read dossiers.decide
province,Tỉnh,Province,records.read"""

ACCOUNTS = """username,kind,full_name,role,agency,reach,citizen_id,phone
counter.a,officer,Trần Thị Bích,counter,H98.101.01,own,,
head.a,officer,Lê Văn Cảnh,head,H98.101,tree,,
counter.b,officer,Ngô Thị Dung,counter,H98.102,own,,
tinh,officer,Phạm Văn Em,province,H98,authority,,
dan,citizen,Hồ Thị Gái,,,,046190001234,0905000111"""


NAMES = ("counter.a", "head.a", "counter.b", "tinh", "dan")


class World:
    """Ids by name and code, and ways to open sessions."""

    minute = timedelta(minutes=1)

    def __init__(self):
        with access.seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(AGENCIES)
            cursor.execute(TREE)
            cursor.execute("select code, id from agency")
            self.agencies = dict(cursor.fetchall())
            cursor.execute("select id from unit where first_code = 'T1'")
            (self.authority,) = cursor.fetchone()
        services.load_roles(actor=SYSTEM, now=NOW, rows=rows(ROLES))
        services.load_accounts(
            actor=SYSTEM, now=NOW, rows=rows(ACCOUNTS), demo_password=PASSWORD, from_date=date(2026, 1, 1)
        )
        self.ids = {name: queries.account_called(username=name).id for name in NAMES}

    def session(self, name, *, at=NOW):
        return services.begin_session(
            actor=SYSTEM, now=at, account_id=self.ids[name], device="Thử", method="password"
        )

    def resolve(self, sid, *, at=NOW, day=DAY):
        caller = queries.resolve(sid=sid, now=at, day=day)
        return caller and caller.actor

    def add_totp(self, name):
        self._run(TOTP, self.ids[name])

    def make_real(self, name):
        self._run("update account set is_demo = false where id = %s", self.ids[name])

    def _run(self, statement, *params):
        with access.seeing(SYSTEM), connection.cursor() as cursor:
            cursor.execute(statement, params)


@pytest.fixture(autouse=True)
def _cheap_hashes(settings):
    """What is tested is how often one may guess, not how long a hash takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db, _cheap_hashes):
    return World()
