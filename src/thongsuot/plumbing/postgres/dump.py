"""Back up to a folder and restore from it, each with a proof.

A backup is a folder with `thongsuot.dump` (pg_dump's own format) and `manifest.json`: the dump's
SHA-256 and the number of rows of every table, counted in the very snapshot that was dumped. A restore
fills a new database, compares it with the manifest line by line, and only then takes the name.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from thongsuot import __version__
from thongsuot.plumbing.cli import checks
from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import client, connection, roles

DUMP, MANIFEST = "thongsuot.dump", "manifest.json"
MAINTENANCE = "postgres"
_TABLES = """\
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1"""
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `made_at` is UTC in ISO form, `rows` the rows of each table by name."""

    made_at: str
    database: str
    platform: str
    server: str
    sha256: str
    bytes: int
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept_as` is the name under which the former database still exists; None when there was none."""

    manifest: Manifest
    kept_as: str | None


def backup(into: Path, *, now: datetime) -> tuple[Path, Manifest]:
    """Dump the database into a new folder below `into`, as the backup role. Returns folder and manifest."""
    stamp = now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
    folder, unfinished = into / f"thongsuot-{stamp}", into / f".thongsuot-{stamp}.unfinished"
    checks.require_writable(unfinished)
    unfinished.chmod(0o700)
    with psycopg.connect(connection.dsn("backup")) as session:
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _value(session, "SELECT pg_export_snapshot()")
        file = unfinished / DUMP
        client.run("pg_dump", "backup", "-Fc", f"--snapshot={snapshot}", f"--file={file}")
        file.chmod(0o600)
        manifest = Manifest(
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            database=str(_value(session, "SELECT current_database()")),
            platform=__version__,
            server=str(_value(session, "SHOW server_version")),
            sha256=_digest(file),
            bytes=file.stat().st_size,
            rows=_rows(session),
        )
    (unfinished / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False), "utf-8")
    unfinished.rename(folder)
    return folder, manifest


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose dump is whole. Trouble when a file is missing or was changed."""
    try:
        given: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        manifest = Manifest(**given)
        is_whole = _digest(folder / DUMP) == manifest.sha256
    except (OSError, ValueError, TypeError) as error:
        raise Trouble(
            f"{folder} không phải là một bản sao lưu đầy đủ (cần {DUMP} và {MANIFEST}).",
            f"{folder} is not a complete backup (it needs {DUMP} and {MANIFEST}).",
            Exit.NOT_FOUND,
        ) from error
    if not is_whole:
        raise Trouble(
            f"Tệp {folder / DUMP} không khớp với mã SHA-256 trong {MANIFEST}: bản sao lưu đã bị hỏng hoặc "
            "bị sửa.",
            f"{folder / DUMP} does not have the SHA-256 of its {MANIFEST}: damaged or changed.",
            Exit.REFUSED,
        )
    return manifest


def restore(folder: Path, *, now: datetime, force: bool = False) -> Restored:
    """Fill a new database from a backup, compare, and let it take the place of the present one.

    Refused while anybody is connected; with `force` they are disconnected. The former database is kept
    under another name. Nothing changes for anybody before the comparison has held.
    """
    manifest = read(folder)
    target = connection.parameters("owner")["dbname"]
    stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    fresh, former = f"{target}_new_{stamp}", f"{target}_before_{stamp}"
    with psycopg.connect(connection.dsn("owner", MAINTENANCE), autocommit=True) as session:
        if not force:
            _require_alone(session, target)
        roles.make_database(session, fresh)
        try:
            client.run(
                "pg_restore",
                "owner",
                "--no-owner",
                "--exit-on-error",
                "-j",
                "2",
                f"--dbname={fresh}",
                str(folder / DUMP),
            )
            _compare(manifest, fresh)
            kept = _take_place(session, target, fresh, former, force=force)
        except BaseException:
            session.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(fresh)))
            raise
    return Restored(manifest, kept)


def _compare(manifest: Manifest, database: str) -> None:
    with psycopg.connect(connection.dsn("backup", database)) as session:
        found = _rows(session)
    if found == manifest.rows:
        with psycopg.connect(connection.dsn("owner", database), autocommit=True) as session:
            session.execute("ANALYZE")
        return
    differing = sorted(t for t in manifest.rows | found if manifest.rows.get(t) != found.get(t))
    told = ", ".join(f"{t}: {manifest.rows.get(t)} → {found.get(t)}" for t in differing[:10])
    raise Trouble(
        f"Khôi phục không khớp với bản sao lưu ({told}); cơ sở dữ liệu hiện tại không bị thay đổi.",
        f"What was restored differs from the backup ({told}); the present database was not touched.",
        Exit.REFUSED,
    )


def _take_place(
    session: roles.Connection, target: str, fresh: str, former: str, *, force: bool
) -> str | None:
    """Swap the names in one transaction: at no time is there no database, or half of one."""
    exists = bool(session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [target]).fetchone())
    if exists and force:
        session.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> pg_backend_pid()",
            [target],
        )
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with session.transaction():
            if exists:
                session.execute(rename.format(sql.Identifier(target), sql.Identifier(former)))
            session.execute(rename.format(sql.Identifier(fresh), sql.Identifier(target)))
    except psycopg.errors.ObjectInUse as error:
        raise _in_use(target, 1) from error
    return former if exists else None


def _require_alone(session: roles.Connection, target: str) -> None:
    row = session.execute(_OTHERS, [target]).fetchone()
    count = int(str(row[0])) if row else 0
    if count:
        raise _in_use(target, count)


def _in_use(target: str, count: int) -> Trouble:
    return Trouble(
        f"Có {count} kết nối đang dùng cơ sở dữ liệu {target}; hãy dừng Thông Suốt rồi chạy lại, hoặc dùng "
        "--force.",
        f"{count} connections use the database {target}; stop Thông Suốt and run again, or use --force.",
        Exit.REFUSED,
    )


def _rows(session: roles.Connection) -> dict[str, int]:
    names = [str(row[0]) for row in session.execute(_TABLES).fetchall()]
    # The names come quoted from the server itself.
    return {name: int(str(_value(session, f"SELECT count(*) FROM {name}"))) for name in names}


def _value(session: roles.Connection, statement: str) -> object:
    row = session.execute(statement.encode()).fetchone()
    return row[0] if row else None


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
