"""What need not be done again: fingerprints of sources, kept in the home beside what was made of them."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

from thongsuot.edges.packs import provinces
from thongsuot.plumbing.postgres import connection

SOURCE = Path(__file__).resolve().parents[3]
PROJECT = SOURCE.parents[1]


def holds(path: Path, stamp: str) -> bool:
    """Whether `path` says that this very state was dealt with."""
    try:
        return path.read_text("utf-8") == stamp
    except OSError:
        return False


def of_static() -> str:
    """Changes when a static file of ours, or the set of installed packages, changes."""
    return _of_files([*SOURCE.rglob("static/**/*"), PROJECT / "requirements.lock"], SOURCE)


def of_packs(pack: str, *, demo: bool) -> str:
    """Changes when a file of the packs changes, or when another database stands behind the home."""
    folder = provinces.packs_dir()
    files = (file for name in ("national", pack) for file in (folder / name).rglob("*"))
    return f"{pack} {'demo' if demo else ''} {_of_files(files, folder)} {_database()}"


def of_migrations() -> str:
    """Changes when a migration is added or edited, by us or by a package, or when the database's own list
    of applied ones differs; empty when the database cannot tell (then it must be migrated)."""
    files = [*SOURCE.rglob("migrations/*.py"), PROJECT / "requirements.lock"]
    try:
        with psycopg.connect(connection.dsn("owner"), connect_timeout=10) as session:
            rows = session.execute("select app, name from django_migrations order by id").fetchall()
    except psycopg.Error:
        return ""
    applied = hashlib.sha256(repr(rows).encode()).hexdigest()
    return f"{_of_files(files, SOURCE)} {applied} {_database()}"


def _of_files(files: Iterable[Path], base: Path) -> str:
    """By what is in the files: a checkout that only touches them changes nothing."""
    found = hashlib.sha256()
    for file in sorted(f for f in files if f.is_file()):
        found.update(os.path.relpath(file, base).encode() + b"\0")
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _database() -> str:
    """Which database this is: a fresh cluster in the same place is another one."""
    try:
        with psycopg.connect(connection.dsn("app"), connect_timeout=10) as session:
            row = session.execute(
                "select system_identifier::text, oid::text from pg_control_system(), pg_database"
                " where datname = current_database()"
            ).fetchone()
    except psycopg.Error:
        return "?"
    return "/".join(row) if row else "?"
