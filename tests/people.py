"""The demo province's people as tests meet them: an officer, his colleague, a stranger, a citizen."""

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.identity import services
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


class Program(Client):
    """A program that calls the API with an account's token at `NOW`: what it sends and gets is JSON."""

    def __init__(self, username: str) -> None:
        account_id = who(username).account_id
        assert account_id is not None
        token = services.make_token(actor=SYSTEM, now=NOW, account_id=account_id, name="test")
        super().__init__(headers={"authorization": f"Bearer {token}"})

    def call(self, address: str, body: Any = None, *, status: int = 200, **headers: str) -> Any:
        """GET without a body, else POST; asserts the status and gives the JSON of the answer."""
        asked = f"/api/v1/{address}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with patch("thongsuot.plumbing.http.middleware.datetime") as clock:
            clock.now.return_value = NOW
            answer = (
                self.get(asked, headers=named)
                if body is None
                else self.post(asked, body, content_type="application/json", headers=named)
            )
        assert answer.status_code == status, (asked, answer.content[:800].decode())
        is_json = answer["Content-Type"].startswith("application/") and "json" in answer["Content-Type"]
        return answer.json() if is_json else answer.content
