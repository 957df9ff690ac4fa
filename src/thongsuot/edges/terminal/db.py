"""`thongsuot db …`: the database from the terminal."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import Exit, Trouble, t

app = typer.Typer(
    help=t("Cơ sở dữ liệu PostgreSQL của Thông Suốt.", "The PostgreSQL database of Thông Suốt."),
    add_completion=False,
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]


@app.command(help=t("Khởi động cơ sở dữ liệu nhúng.", "Start the embedded database."))
def start() -> None:
    from thongsuot.plumbing.postgres import cluster

    _require_embedded()
    with console.progress(t("Đang khởi động PostgreSQL", "Starting PostgreSQL")):
        found = cluster.ensure_running()
    _say(t("PostgreSQL đang chạy", "PostgreSQL is running") + f": {found.places.data}")


@app.command(help=t("Dừng cơ sở dữ liệu nhúng.", "Stop the embedded database."))
def stop() -> None:
    from thongsuot.plumbing.postgres import cluster

    _require_embedded()
    stopped = cluster.stop()
    _say(
        t("PostgreSQL đã dừng.", "Stopped.")
        if stopped
        else t("PostgreSQL không chạy.", "It was not running.")
    )


@app.command(
    help=t("Trạng thái; mã thoát 3 khi không chạy.", "Its state; exit code 3 when it is not running.")
)
def status(as_json: AsJson = False) -> None:
    from thongsuot.plumbing.postgres import status as looked

    found = looked.status()
    console.emit(found, as_json, lambda: console.table(("", ""), looked.lines(found)))
    if not found.running:
        raise typer.Exit(Exit.NOT_FOUND)


@app.command(
    help=t("Mở psql (mặc định với quyền ứng dụng).", "Open psql (by default as the application)."),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def psql(
    context: typer.Context,
    role: Annotated[str, typer.Option(help="app | owner | backup | superuser")] = "app",
) -> None:
    from thongsuot.plumbing.postgres import client

    client.become("psql", role, context.args)


@app.command(
    help=t(
        "Tạo vai trò và cơ sở dữ liệu trên máy chủ thật (cần DATABASE_ADMIN_URL).",
        "Make roles and database on a real server (needs DATABASE_ADMIN_URL).",
    )
)
def prepare() -> None:
    from thongsuot.plumbing.postgres import roles
    from thongsuot.plumbing.postgres.connection import DATABASE, dsn

    roles.prepare_roles(dsn("superuser", "postgres"))
    _say(t("Đã sẵn sàng", "Ready") + f": {DATABASE}")


@app.command(help=t("Sao lưu vào một thư mục mới, kèm mã băm.", "Back up into a new folder, with its hash."))
def backup(
    into: Annotated[Path | None, typer.Argument(help=t("thư mục chứa", "folder for it"))] = None,
    as_json: AsJson = False,
) -> None:
    from thongsuot.plumbing.postgres import cluster, connection, dump, places

    if connection.is_embedded():
        cluster.ensure_running()
    with console.progress(t("Đang sao lưu", "Backing up")):
        folder, made = dump.backup(into or places.home() / "backups", now=datetime.now(UTC))
    found = {"folder": str(folder), "bytes": made.bytes, "sha256": made.sha256, "rows": made.rows}
    console.emit(found, as_json, lambda: _say(f"{folder} · {made.bytes} B · sha256 {made.sha256}"))


@app.command(
    help=t(
        "Khôi phục: đối chiếu từng bảng rồi mới thay; bản cũ được giữ dưới tên khác.",
        "Restore: every table is compared before it takes over; the former database is kept.",
    )
)
def restore(
    folder: Annotated[Path, typer.Argument(help=t("thư mục sao lưu", "folder of the backup"))],
    force: Annotated[
        bool, typer.Option(help=t("ngắt các kết nối đang dùng", "disconnect its users"))
    ] = False,
    as_json: AsJson = False,
) -> None:
    from thongsuot.plumbing.postgres import cluster, connection, dump

    if connection.is_embedded():
        cluster.ensure_running()
    with console.progress(t("Đang khôi phục", "Restoring")):
        done = dump.restore(folder, now=datetime.now(UTC), force=force)
    rows = done.manifest.rows
    found = {"tables": len(rows), "rows": sum(rows.values()), "kept_as": done.kept_as}
    said = t("Đã khôi phục; số bảng và số dòng khớp", "Restored; tables and rows agree")
    kept = t("bản cũ", "former database")
    console.emit(
        found, as_json, lambda: _say(f"{said}: {len(rows)}, {sum(rows.values())} · {kept}: {done.kept_as}")
    )


def _require_embedded() -> None:
    from thongsuot.plumbing.postgres import connection

    if not connection.is_embedded():
        raise Trouble(
            "DATABASE_URL trỏ đến máy chủ riêng; hãy khởi động và dừng nó bằng công cụ của máy chủ đó.",
            "DATABASE_URL names a server of its own; start and stop it with the tools of that server.",
            Exit.USAGE,
        )


def _say(line: str) -> None:
    console.out().print(line, markup=False, highlight=False)
