"""The doctor finds every planted misconfiguration, names it, and has nothing to say of a healthy home."""

import os
import socket
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from thongsuot.edges.terminal import doctor
from thongsuot.edges.terminal.doctor import machine, production
from thongsuot.edges.terminal.doctor.world import World
from thongsuot.edges.terminal.up import stamps
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing import access, messages
from thongsuot.plumbing.postgres import server

SAFE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "data_checksums": "on",
    "TimeZone": "UTC",
}
WORKER = "insert into procrastinate_workers (last_heartbeat) values (now())"
HELD_BY_NOBODY = """insert into procrastinate_jobs (queue_name, task_name, status, args)
 values ('q', 't', 'doing', '{}')"""
Plant = Callable[[World], World]


class Session:
    """Django's own connection of the test in place of the doctor's: what is planted is rolled back."""

    def execute(self, statement: str, values: Any = None) -> Any:
        connection.ensure_connection()
        return connection.connection.execute(statement, values)


def as_owner(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        role = cursor.fetchone()[0]
        cursor.execute("set role none")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"set role {role}")


@pytest.fixture
def healthy(province: Any, tmp_path: Path) -> World:
    """A home where everything is as it should be, on a loaded province."""
    (tmp_path / "secrets").mkdir(mode=0o700)
    (tmp_path / "secrets" / "django.key").write_text("k" * 60)
    (tmp_path / "secrets" / "django.key").chmod(0o600)
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    (tmp_path / "static" / ".stamp").write_text(stamps.of_static())
    (tmp_path / "backups" / "today").mkdir(parents=True)
    (tmp_path / "backups" / "today" / "manifest.json").write_text("{}")
    messages.compile_stale()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    seen = server.Server("app", 18, "UTF8", False, False, frozenset(server.EXTENSIONS), "thongsuot_owner")
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(WORKER)
    return World(
        tmp_path, {"THONGSUOT_DEMO": "1"}, datetime.now(UTC), port, True, tmp_path / "run",
        Session(), seen, SAFE,  # type: ignore[arg-type]
    )  # fmt: skip


def codes(world: World) -> set[str]:
    checks = [check for check in doctor.CHECKS if check.__name__ != "deploy_check_is_clean"]
    return {finding.code for check in checks for finding in check(world)}


def environment(**more: str) -> Plant:
    return lambda world: replace(world, environment={**world.environment, **more})


def parameter(name: str, value: str) -> Plant:
    return lambda world: replace(world, parameters={**SAFE, name: value})


def sql(*statements: str) -> Plant:
    def plant(world: World) -> World:
        as_owner(*statements)
        return world

    return plant


def seen(**more: Any) -> Plant:
    return lambda world: replace(world, server=replace(world.server, **more))  # type: ignore[type-var]


def readable_key(world: World) -> World:
    (world.home / "secrets" / "django.key").chmod(0o644)
    return world


def open_socket(world: World) -> World:
    world.socket.chmod(0o777)
    return world


def no_static(world: World) -> World:
    (world.home / "static" / "staticfiles.json").unlink()
    return world


def old_backup(world: World) -> World:
    before = time.time() - 9 * 86400
    os.utime(world.home / "backups" / "today" / "manifest.json", (before, before))
    return world


def real(world: World, **more: str) -> World:
    """No demo: demo accounts are locked, so only what is planted is wrong."""
    as_owner(
        "select set_config('ts.system', 'on', true)",
        "update account set is_active = false where is_demo",
    )
    return replace(world, environment={"THONGSUOT_DEMO": "0", **more})


PLANTS: dict[str, Plant] = {
    "secret_readable": readable_key,
    "socket_open": open_socket,
    "static_not_collected": no_static,
    "backup_old": old_backup,
    "demo_in_production": environment(THONGSUOT_HOSTS="dichvucong.example.gov.vn"),
    "demo_accounts": environment(THONGSUOT_DEMO="0"),
    "debugging_on": environment(DJANGO_DEBUG="1"),
    "https_off": lambda world: real(world, THONGSUOT_HTTPS="0"),
    "half_connected": environment(THONGSUOT_PORTAL_URL="https://cong.example.gov.vn"),
    "any_host": lambda world: real(world, THONGSUOT_HOSTS="*"),
    "time_zone": parameter("TimeZone", "America/New_York"),
    "fsync_off": parameter("fsync", "off"),
    "synchronous_commit_off": parameter("synchronous_commit", "off"),
    "full_page_writes_off": parameter("full_page_writes", "off"),
    "data_checksums_off": parameter("data_checksums", "off"),
    "role_passes_walls": seen(passes_rls=True),
    "version": seen(major=14),
    "encoding": seen(encoding="SQL_ASCII"),
    "extension_not_offered": seen(extensions=frozenset({"unaccent", "pg_trgm"})),
    "extension_missing": sql("drop extension btree_gist cascade"),
    "unmigrated": sql("delete from django_migrations where app = 'dossiers'"),
    "wall_missing": sql("alter table dossier_paper no force row level security"),
    "role_owns_tables": sql(
        "grant create on schema public to thongsuot_app", "alter table revision owner to thongsuot_app"
    ),
    "journal_unguarded": sql("alter table journal_entry disable trigger append_only"),
    "clock_skew": lambda world: replace(world, clock=lambda: datetime.now(UTC) + timedelta(seconds=40)),
    "pack_not_loaded": sql("delete from authority_setting"),
    "calendar_missing": sql("delete from calendar_day"),
    "worker_missing": sql("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"),
    "jobs_stuck": sql(HELD_BY_NOBODY),
}


@pytest.mark.django_db
def test_a_healthy_home_gives_nothing_to_say(healthy: World) -> None:
    assert codes(healthy) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("code", PLANTS)
def test_what_is_planted_is_found_and_nothing_else(healthy: World, code: str) -> None:
    assert codes(PLANTS[code](healthy)) == {code}


@pytest.mark.django_db
def test_a_full_disk_a_strange_program_and_uncompiled_words(
    healthy: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", healthy.port))
        other.listen()
        monkeypatch.setattr(machine, "_is_ours", lambda _: False)  # it would hang: nobody answers there
        assert codes(healthy) == {"port_in_use"}
    monkeypatch.setattr(machine.checks, "free_mb", lambda _: 200)
    assert codes(healthy) == {"disk_nearly_full"}
    monkeypatch.setattr(machine.checks, "free_mb", lambda _: 20_000)
    monkeypatch.setattr(messages, "stale", lambda: [Path("django.po")])
    assert codes(healthy) == {"messages_not_compiled"}


def test_there_are_twenty_and_more() -> None:
    assert len(PLANTS) >= 20


def test_djangos_own_checks_are_clean_in_production_and_speak_up_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(
        "DJANGO_ALLOW_ASYNC_UNSAFE", raising=False
    )  # the browser tests of this process need it
    clean = {
        "THONGSUOT_HOME": str(tmp_path),
        "THONGSUOT_HOSTS": "dichvucong.example.gov.vn",
        "THONGSUOT_DEMO": "0",
    }
    world = World(tmp_path, clean, datetime.now(UTC), 1, False, tmp_path)
    assert list(production.deploy_check_is_clean(world)) == []
    weak = replace(world, environment={**clean, "THONGSUOT_SECRET_KEY": "short", "THONGSUOT_HTTPS": "0"})
    assert [finding.code for finding in production.deploy_check_is_clean(weak)] == ["deploy_check"]
    assert stat.S_IMODE((tmp_path / "secrets" / "django.key").stat().st_mode) == 0o600
