"""The database: that it suits, keeps what it acknowledged, and walls tenants off."""

from collections.abc import Iterator
from datetime import UTC

from thongsuot.edges.terminal.doctor.world import Finding, World
from thongsuot.plumbing.postgres import server

SKEW_S = 5.0
# Settings without which an acknowledged dossier may be lost or silently damaged.
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
SAFE_TOO = {"synchronous_commit": {"on", "local", "remote_write", "remote_apply"}}
OWNS = """select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) = current_user limit 1"""
TRIGGERS = """select tgname from pg_trigger where tgrelid = 'public.journal_entry'::regclass
 and tgname in ('append_only', 'append_only_truncate') and tgenabled in ('O', 'A')"""


def it_answers(world: World) -> Iterator[Finding]:
    """There is a database that lets the application in."""
    if world.silence is not None:
        yield Finding(
            "database_silent", world.silence.vi, world.silence.en,
            "Chạy thongsuot up (hoặc thongsuot db start); với máy chủ riêng, kiểm tra DATABASE_URL.",
            "Run thongsuot up (or thongsuot db start); with a server of your own, check DATABASE_URL.",
        )  # fmt: skip


def it_suits(world: World) -> Iterator[Finding]:
    """Version, encoding, extensions that the server offers, rights of the application."""
    if world.server is None:
        return
    codes = {"SUPERUSER": "role_passes_walls", "PostgreSQL ": "version", "ENCODING": "encoding"}
    for trouble in server.troubles(world.server):
        code = next((c for word, c in codes.items() if word in trouble.vi), "extension_not_offered")
        yield Finding(
            code, trouble.vi, trouble.en,
            "Chạy thongsuot db prepare với DATABASE_ADMIN_URL, hoặc dùng máy chủ PostgreSQL 15–18.",
            "Run thongsuot db prepare with DATABASE_ADMIN_URL, or use a PostgreSQL 15–18 server.",
        )  # fmt: skip


def extensions_are_made(world: World) -> Iterator[Finding]:
    """The extensions that searches and periods need are in this database."""
    if world.session is None:
        return
    had = {row[0] for row in world.rows("select extname from pg_extension")}
    for name in sorted(set(server.EXTENSIONS) - had):
        yield Finding(
            "extension_missing",
            f"Cơ sở dữ liệu thiếu phần mở rộng {name}.",
            f"The database lacks the extension {name}.",
            f"Chạy với quyền của owner: CREATE EXTENSION {name}; (hoặc thongsuot up).",
            f"Run as the owner: CREATE EXTENSION {name}; (or thongsuot up).",
        )


def it_is_migrated(world: World) -> Iterator[Finding]:
    """Every migration of this version is applied."""
    if world.session is None:
        return
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    exists = world.rows("select to_regclass('public.django_migrations') is not null")[0][0]
    applied = {tuple(r) for r in world.rows("select app, name from django_migrations")} if exists else set()
    replaced = {key for key in known if key not in applied}
    if replaced:
        first = ".".join(min(replaced))
        yield Finding(
            "unmigrated",
            f"Còn {len(replaced)} bước cập nhật bảng dữ liệu chưa chạy (đầu tiên: {first}).",
            f"{len(replaced)} migrations are not applied (first: {first}).",
            "Chạy thongsuot up, hoặc: THONGSUOT_DB_ROLE=owner python -m django migrate.",
            "Run thongsuot up, or: THONGSUOT_DB_ROLE=owner python -m django migrate.",
        )


def walls_stand(world: World) -> Iterator[Finding]:
    """Row-level security is forced on every table of tenants, and the application owns no table."""
    if world.session is None:
        return
    from thongsuot.plumbing import walls

    for name in walls.missing(lambda statement, values: world.rows(statement, *values)):
        yield Finding(
            "wall_missing",
            f"Bảng {name} không ép phân quyền theo dòng.",
            f"Row-level security is not forced on the table {name}.",
            f"Với quyền của owner: ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY.",
            f"As the owner: ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY.",
        )
    for (name,) in world.rows(OWNS):
        yield Finding(
            "role_owns_tables",
            f"Vai trò của ứng dụng sở hữu bảng {name} nên tự bỏ được phân quyền.",
            f"The application's role owns the table {name} and could lift its own walls.",
            "Giao bảng cho vai trò owner: ALTER TABLE … OWNER TO thongsuot_owner.",
            "Give the tables to the owner: ALTER TABLE … OWNER TO thongsuot_owner.",
        )


def journal_is_guarded(world: World) -> Iterator[Finding]:
    """The journal refuses every change."""
    if (
        world.session is None
        or not world.rows("select to_regclass('public.journal_entry') is not null")[0][0]
    ):
        return
    if len(world.rows(TRIGGERS)) < 2:
        yield Finding(
            "journal_unguarded",
            "Nhật ký hệ thống có thể bị sửa: trigger chặn sửa, xóa bị thiếu hoặc bị tắt.",
            "The journal can be changed: a trigger that refuses changes is missing or disabled.",
            "Với quyền của owner: ALTER TABLE journal_entry ENABLE TRIGGER ALL; tìm xem ai đã tắt.",
            "As the owner: ALTER TABLE journal_entry ENABLE TRIGGER ALL; find out who disabled it.",
        )


def what_is_acknowledged_is_kept(world: World) -> Iterator[Finding]:
    """The server writes to the disk before it says yes, and would notice a damaged page."""
    for name, wanted in SAFE.items():
        found = (world.parameters or {}).get(name, wanted)
        if found not in SAFE_TOO.get(name, {wanted}):
            yield Finding(
                f"{name}_off",
                f"PostgreSQL chạy với {name} = {found}: hồ sơ đã nhận có thể mất khi mất điện.",
                f"PostgreSQL runs with {name} = {found}: an acknowledged dossier may be lost in a power cut.",
                "Bật lại bằng pg_checksums --enable khi máy chủ dừng."
                if name == "data_checksums"
                else f"ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();",
                "Enable with pg_checksums --enable while the server is stopped."
                if name == "data_checksums"
                else f"ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();",
            )


def clocks_agree(world: World) -> Iterator[Finding]:
    """The clock of this machine and that of the database tell the same."""
    if world.session is None:
        return
    before = world.clock()
    there = world.rows("select clock_timestamp()")[0][0].astimezone(UTC)
    skew = (there - before - (world.clock() - before) / 2).total_seconds()
    if abs(skew) > SKEW_S:
        yield Finding(
            "clock_skew",
            f"Đồng hồ của máy này và của cơ sở dữ liệu lệch nhau {abs(skew):.0f} giây.",
            f"The clocks of this machine and of the database differ by {abs(skew):.0f} seconds.",
            "Bật đồng bộ giờ (timedatectl set-ntp true) trên cả hai máy.",
            "Switch time synchronisation on (timedatectl set-ntp true) on both.",
        )
