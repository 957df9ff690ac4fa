"""What machines are told of a running installation: that it lives, whether it can work and why not, what it counted."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from thongsuot.plumbing.http import health


class Away:
    """A database that cannot be reached."""

    def cursor(self) -> Any:
        raise OperationalError("connection refused")


def ready() -> tuple[int, Any]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json().get("reason")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def _as_owner(db: None) -> None:
    run("set local role none")


@pytest.mark.django_db
def test_a_migrated_database_is_enough() -> None:
    assert ready() == (200, None)
    assert health.known_migrations() == set(MigrationLoader(None).disk_migrations)


def test_a_database_that_is_away_is_the_reason_and_the_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "connection", Away())
    assert ready() == (503, "database")
    assert Client().get("/livez").status_code == 200


@pytest.mark.parametrize(
    "planted",
    [
        "delete from django_migrations where app = 'dossiers'",
        "drop table django_migrations",
        "alter table revision rename to planted",
    ],
)
@pytest.mark.usefixtures("_as_owner")
def test_a_database_of_an_older_version_is_the_reason(planted: str) -> None:
    run(planted)
    assert ready() == (503, "migrations")


@pytest.mark.usefixtures("_as_owner")
def test_a_database_that_knows_more_than_this_version_is_ready() -> None:
    run("insert into django_migrations (app, name, applied) values ('dossiers', '9999_later', now())")
    assert ready() == (200, None)


def scrape(address: str = "10.0.0.9", **headers: str) -> int:
    return Client(REMOTE_ADDR=address).get("/metrics", headers=headers).status_code


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_for_who_has_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THONGSUOT_METRICS_TOKEN", raising=False)
    assert scrape("127.0.0.1") == 200
    assert scrape("127.0.0.1", x_forwarded_for="10.0.0.9") == 404  # a proxy asks for somebody
    assert scrape() == scrape(authorization="Bearer None") == scrape(authorization="Bearer ") == 404
    monkeypatch.setenv("THONGSUOT_METRICS_TOKEN", "bí mật")
    assert scrape(authorization="Bearer bí mật") == 200
    assert scrape() == scrape(authorization="Bearer sai") == scrape(authorization="bí mật") == 404
    assert scrape("127.0.0.1") == 200


@pytest.mark.django_db
def test_what_a_stranger_invents_is_no_row_of_its_own() -> None:
    Client().generic("NHAN", "/khong/co/trang/0905123456")
    text = Client(REMOTE_ADDR="127.0.0.1").get("/metrics").content.decode()
    assert 'ts_requests_total{method="-",route="-"' in text
    assert "NHAN" not in text
    assert "0905123456" not in text
