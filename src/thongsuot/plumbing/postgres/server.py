"""Whether the database that the environment names suits us. Asked before migrating, and by `doctor`."""

from dataclasses import dataclass

import psycopg

from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import connection, secret

OLDEST, NEWEST = 15, 18
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
_QUESTION = """\
SELECT current_setting('server_version_num')::int / 10000, getdatabaseencoding(), r.rolsuper, r.rolbypassrls,
       array(SELECT name FROM pg_available_extensions WHERE name = ANY(%s)),
       (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database())
  FROM pg_roles r WHERE r.rolname = current_user"""


@dataclass(frozen=True, slots=True)
class Server:
    """What one role sees: major version, encoding, its own rights, extensions, owner of the database."""

    role: str
    major: int
    encoding: str
    is_superuser: bool
    passes_rls: bool
    extensions: frozenset[str]
    database_owner: str


def look(role: str) -> Server:
    """Ask the database as `owner` or `app`. Trouble when it does not let the role in."""
    try:
        with psycopg.connect(connection.dsn(role), connect_timeout=10) as session:
            row = session.execute(_QUESTION, [list(EXTENSIONS)]).fetchone()
    except psycopg.OperationalError as error:
        raise _unreachable(role, error) from error
    if row is None:  # a role always finds itself
        raise AssertionError
    major, encoding, is_superuser, passes_rls, extensions, owner = row
    return Server(role, major, encoding, is_superuser, passes_rls, frozenset(extensions), owner)


def troubles(server: Server) -> list[Trouble]:
    """Everything about it that does not suit, one sentence each; empty when it suits."""
    found: list[Trouble] = []
    if not OLDEST <= server.major <= NEWEST:
        found.append(
            _trouble(
                f"Máy chủ là PostgreSQL {server.major}; Thông Suốt cần bản từ {OLDEST} đến {NEWEST}.",
                f"The server is PostgreSQL {server.major}; Thông Suốt needs {OLDEST} to {NEWEST}.",
            )
        )
    if server.encoding != "UTF8":
        found.append(
            _trouble(
                f"Cơ sở dữ liệu dùng bảng mã {server.encoding}; hãy tạo lại với ENCODING 'UTF8'.",
                f"The database has encoding {server.encoding}; make it anew with ENCODING 'UTF8'.",
            )
        )
    for name in sorted(set(EXTENSIONS) - server.extensions):
        found.append(
            _trouble(
                f"Máy chủ thiếu phần mở rộng {name}; hãy cài gói postgresql-contrib trên máy chủ.",
                f"The server lacks the extension {name}; install postgresql-contrib there.",
            )
        )
    if server.role == "app" and (server.is_superuser or server.passes_rls):
        found.append(
            _trouble(
                "Vai trò của ứng dụng vượt được phân quyền theo dòng; hãy bỏ SUPERUSER và BYPASSRLS của nó.",
                "The application's role passes row-level security; take SUPERUSER and BYPASSRLS from it.",
            )
        )
    return found


def require() -> None:
    """Raise the first trouble of the owner's, then of the application's view."""
    for role in ("owner", "app"):
        for trouble in troubles(look(role)):
            raise trouble


def _unreachable(role: str, error: psycopg.OperationalError) -> Trouble:
    given = connection.parameters(role)
    address = f"{given.get('host', '')}:{given.get('port', '5432')}/{given['dbname']}"
    name = given.get("user", secret.role_name(role))
    reason = "password" if "password" in str(error) else "no answer"
    vi = "sai mật khẩu hoặc thiếu quyền" if reason == "password" else "không trả lời"
    return _trouble(
        f"Không vào được cơ sở dữ liệu {address} với vai trò {name}: {vi}.",
        f"The database {address} does not let {name} in: {reason}.",
    )


def _trouble(vi: str, en: str) -> Trouble:
    return Trouble(vi, en, Exit.DATABASE)
