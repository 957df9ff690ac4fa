"""A province of its own for benchmarks and gates: an own home with an own database cluster, loaded from the packs.

It is kept between runs under `<home>/bench`, so only the first run waits for the loading.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from thongsuot.edges.packs import provinces
from thongsuot.kernel.actor import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Place:
    """Where the benchmark works: its environment for child processes, a bearer token, the database's process."""

    home: Path
    environment: dict[str, str]
    authority_code: str
    token: str
    postmaster: int


@cache
def province() -> Place:
    """The place of this process; the command line enters it before it imports a benchmark that needs Django."""
    return enter()


def enter(*, name: str = "bench", pack: str | None = None) -> Place:
    """Prepare (or find again) the province of `pack` in its own home, and let this process work there."""
    home, environment = _begin(name)
    _load(environment, "national")
    _load(environment, pack or provinces.default(), "--demo")
    return _place(home, environment)


def enter_many(*, name: str, packs: Iterable[str]) -> Path:
    """The same for several provinces in one database, without their demonstrations; returns the home."""
    home, environment = _begin(name)
    for pack in ("national", *packs):
        _load(environment, pack)
    import django

    django.setup()
    return home


def enter_alone(*, name: str, packs: Iterable[str]) -> dict[str, str]:
    """A home of its own for processes of its own: their environment. This process goes on where it was."""
    before = dict(os.environ)
    try:
        _home, environment = _begin(name)
        for pack in packs:
            _load(environment, pack)
        return environment
    finally:
        os.environ.clear()
        os.environ.update(before)


def home_of(name: str) -> Path:
    """Where the province `name` of benchmarks lives."""
    base = Path(os.environ.get("THONGSUOT_HOME", Path(__file__).resolve().parents[4] / "var"))
    return base if base.name == name else base / name


def _begin(name: str) -> tuple[Path, dict[str, str]]:
    """A running, migrated database of its own."""
    home = home_of(name)
    environment = {
        "THONGSUOT_HOME": str(home),
        "THONGSUOT_DEMO": "1",
        "THONGSUOT_DB_ROLE": "app",
        "DJANGO_SETTINGS_MODULE": "thongsuot.plumbing.settings",
        "THONGSUOT_LOG": "ERROR",
    }
    os.environ.update(environment)
    os.environ.pop("DATABASE_URL", None)  # never a province's own server
    from thongsuot.plumbing.postgres import cluster

    cluster.ensure_running(home)
    owner = {**os.environ, "THONGSUOT_DB_ROLE": "owner"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=owner, check=True)
    return home, environment


def _load(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "thongsuot", "load", *arguments], env={**os.environ, **environment}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _place(home: Path, environment: dict[str, str]) -> Place:
    from thongsuot.plumbing.postgres import cluster, process

    postmaster = process.postmaster(cluster.ensure_running(home).places)
    assert postmaster is not None
    import django

    django.setup()
    code, token = _token()
    return Place(home, environment, code, token, postmaster)


def _token() -> tuple[str, str]:
    """The province's agency code, and a token of its integrator account."""
    import django

    django.setup()
    from thongsuot.registers.identity import queries as identity
    from thongsuot.registers.identity import services
    from thongsuot.registers.units import queries as units

    now = datetime.now(UTC)
    authority = units.home_authority()
    assert authority is not None
    accounts = identity.accounts_of(viewer=SYSTEM, authority_id=authority)
    account = max(
        accounts, key=lambda a: _desks(identity.actor_for(account_id=a.id, day=now.date()), now.date())
    ).id
    token = services.make_token(actor=SYSTEM, now=now, account_id=account, name="bench")
    code = units.agencies_of(authority_id=authority, day=now.date(), kind="province_committee")[0].code
    return code, token


def _desks(actor: Actor, day: date) -> int:
    """At how many agencies the actor may receive: the integrator's token opens the most."""
    from thongsuot.plumbing import access

    return len(access.agencies_of(actor=actor, verb="dossiers.receive", day=day))
