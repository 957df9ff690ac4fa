"""The demo province's people as tests meet them: an officer, his colleague, a stranger, a citizen."""

from datetime import UTC, date, datetime

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import Applicant, Filing

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 09:00 in Viet Nam
TODAY = date(2026, 11, 20)
HERE, THERE, ELSEWHERE = "19789", "19960", "19753"  # the commune of most tests, another, a third
BIRTH = "1.001193"  # register a birth: due the same day when received before 15:00


def who(username: str, day: date = TODAY) -> Actor:
    """The actor that a demo account is on a day."""
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id from account where username = %s", [username])
        row = cursor.fetchone()
    assert row is not None, f"no demo account {username}"
    return identity.actor_for(account_id=row[0], day=day)


def committee(code: str = HERE, day: date = TODAY) -> int:
    """The id of the people's committee of a commune."""
    found = units.committee_of(unit_id=units.unit_on(code=code, day=day).units[0].id, day=day)
    assert found is not None
    return found.id


def centre(code: str = HERE, day: date = TODAY) -> int:
    """The id of the one-stop centre of a commune."""
    found = units.centre_of(unit_id=units.unit_on(code=code, day=day).units[0].id, day=day)
    assert found is not None
    return found.id


def filing(territory: str = HERE, procedure: str = BIRTH, **more: object) -> Filing:
    """A complete filing of a birth registration."""
    applicant = Applicant("Nguyễn Thị Hòa", "046198000123", "0905123456", address="12 Lê Lợi")
    return Filing(
        **{"procedure_code": procedure, "territory_code": territory, "applicant": applicant, **more}
    )  # type: ignore[arg-type]
