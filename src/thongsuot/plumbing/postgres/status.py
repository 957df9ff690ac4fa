"""How the database is: running or not, where, how full."""

import json
from dataclasses import dataclass
from datetime import datetime

from thongsuot.kernel.dates import local
from thongsuot.plumbing.cli.trouble import Trouble, t
from thongsuot.plumbing.postgres import client, connection, places, process

_QUESTION = """\
select json_build_object(
  'version', current_setting('server_version'),
  'started_at', pg_postmaster_start_time(),
  'size_mb', pg_database_size(current_database()) / 1048576,
  'connections', (select count(*) from pg_stat_activity where backend_type = 'client backend'),
  'max_connections', current_setting('max_connections')::int)"""


@dataclass(frozen=True, slots=True)
class Status:
    """`kind` is "embedded" or "server"; what only a running database knows is None when it is not."""

    kind: str
    running: bool
    address: str
    data: str | None
    pid: int | None
    version: str | None = None
    started_at: str | None = None
    size_mb: int | None = None
    connections: int | None = None
    max_connections: int | None = None


def status() -> Status:
    """Look without starting anything. A database that does not answer counts as not running."""
    given = connection.parameters("app")
    if not connection.is_embedded():
        address = f"{given.get('host', '')}:{given.get('port', '5432')}/{given['dbname']}"
        return _asked(Status("server", False, address, None, None))
    where = places.here()
    pid = process.postmaster(where)
    found = Status("embedded", False, str(where.socket), str(where.data), pid)
    return _asked(found) if pid else found


def lines(found: Status) -> list[tuple[str, object]]:
    """The same for people: label and value."""
    return [
        (t("Loại", "Kind"), found.kind),
        (t("Đang chạy", "Running"), t("có", "yes") if found.running else t("không", "no")),
        (t("Địa chỉ", "Address"), found.address),
        (t("Dữ liệu", "Data"), found.data),
        (t("Phiên bản", "Version"), found.version),
        (t("Chạy từ", "Since"), _local(found.started_at)),
        (t("Dung lượng (MB)", "Size (MB)"), found.size_mb),
        (t("Kết nối", "Connections"), f"{found.connections or 0}/{found.max_connections or '–'}"),
    ]


def _local(moment: str | None) -> str:
    """An instant of the server as people here read it."""
    return f"{local(datetime.fromisoformat(moment)):%H:%M %d/%m/%Y}" if moment else "–"


def _asked(found: Status) -> Status:
    # psql, not psycopg: it answers before psycopg would be imported.
    try:
        said = client.run("psql", "app", "-XAtqc", _QUESTION)
    except Trouble:
        return found
    return Status(found.kind, True, found.address, found.data, found.pid, **json.loads(said))
