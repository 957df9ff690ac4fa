"""`up --fresh`: throw the demo province away and begin again. Never anything but a demo of our own cluster."""

import shutil
from pathlib import Path

import psycopg
import typer
from psycopg import sql

from thongsuot.plumbing.cli.trouble import Exit, Trouble, t
from thongsuot.plumbing.postgres import cluster, connection, initialise

# Real people's accounts; the table is not there before the first migration.
IS_MADE = "select to_regclass('public.account') is not null"
REAL = "select count(*) from account where not is_demo"
STAMPS = ("migrated", "loaded")  # what `phases` remembers to have done


def throw_away(home: Path, *, demo: bool, is_sure: bool) -> None:
    """Drop the database and the files handed in, after asking (not when `is_sure`).

    Raises Trouble, and leaves everything, when this is no demo, not our own cluster, in use, or holds real accounts.
    """
    refuse_unless_ours(demo=demo)
    cluster.ensure_running(home)
    _refuse_real_accounts()
    if not is_sure and not _asked(home):
        raise Trouble("Không xóa gì.", "Nothing was thrown away.", Exit.REFUSED)
    _drop(home)
    shutil.rmtree(home / "media", ignore_errors=True)
    for name in STAMPS:
        (home / name).unlink(missing_ok=True)


def refuse_unless_ours(*, demo: bool) -> None:
    """Raise Trouble for a real province and for a server that is not ours."""
    if not demo:
        raise Trouble(
            "--fresh chỉ dùng cho tỉnh mẫu (THONGSUOT_DEMO=1); dữ liệu thật không xóa bằng lệnh này.",
            "--fresh is for the demo province only (THONGSUOT_DEMO=1); it never deletes real data.",
            Exit.REFUSED,
        )
    if not connection.is_embedded():
        raise Trouble(
            "--fresh không đụng đến máy chủ của bạn (DATABASE_URL); chỉ xóa cơ sở dữ liệu nhúng.",
            "--fresh does not touch a server of your own (DATABASE_URL), only the embedded database.",
            Exit.REFUSED,
        )


def _refuse_real_accounts() -> None:
    with psycopg.connect(connection.dsn("owner"), connect_timeout=10) as session:
        (is_made,) = session.execute(IS_MADE).fetchone() or (False,)
        (real,) = (session.execute(REAL).fetchone() or (0,)) if is_made else (0,)
    if real:
        raise Trouble(
            f"Trong cơ sở dữ liệu có {real} tài khoản thật; --fresh không xóa.",
            f"There are {real} real accounts in the database; --fresh leaves it.",
            Exit.REFUSED,
        )


def _asked(home: Path) -> bool:
    question = t(f"Xóa toàn bộ tỉnh mẫu trong {home}?", f"Throw the whole demo province in {home} away?")
    try:
        return typer.confirm(question)
    except typer.Abort:  # nobody is there to answer
        return False


def _drop(home: Path) -> None:
    """Without force: whoever still works with it, another `up` for one, is not thrown out."""
    where = cluster.ensure_running(home).places
    with psycopg.connect(initialise.superuser_dsn(where), autocommit=True) as session:
        try:
            session.execute(sql.SQL("drop database {}").format(sql.Identifier(connection.DATABASE)))
        except psycopg.errors.ObjectInUse as error:
            raise Trouble(
                "Cơ sở dữ liệu đang được dùng; hãy dừng “thongsuot up” đang chạy rồi thử lại.",
                "The database is in use; stop the running “thongsuot up” and try again.",
                Exit.REFUSED,
            ) from error
    initialise.prepare(where)
