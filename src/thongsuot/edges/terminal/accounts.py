"""`thongsuot accounts …`: who may come in. Runs as the system, on the machine itself."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import language, t

app = typer.Typer(
    help=t("Tài khoản: mở, khóa, giao quyền, cấp mã.", "Accounts: open, disable, grant, tokens."),
    add_completion=False,
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]
Username = Annotated[str, typer.Argument(help=t("tên đăng nhập", "user name"))]
RoleCode = Annotated[str, typer.Option(help=t("mã vai trò, ví dụ counter", "code of a role, e.g. counter"))]
AgencyCode = Annotated[str, typer.Option(help=t("mã định danh cơ quan", "agency code"))]
ReachWord = Annotated[str, typer.Option(help="own | tree | authority")]
# Four words of two syllables: 2^56 of them, and they can be read over the telephone.
SYLLABLES = [a + b for a in ("b", "ch", "d", "g", "h", "kh", "l", "m", "n", "ng", "ph", "q", "r", "s", "t", "v")
             for b in ("a", "an", "e", "em", "i", "o", "on", "u")]  # fmt: skip


@app.command("list", help=t("Các tài khoản.", "The accounts."))
def list_(
    kind: Annotated[str, typer.Option(help="officer | citizen")] = "officer", as_json: AsJson = False
) -> None:
    with _identity() as (queries, _):
        found = [a for a in queries.everybody() if a.kind == kind]
    body = {"count": len(found), "accounts": [_plain(a) for a in found]}
    lines = [
        (
            a.username,
            a.full_name,
            t("mở", "open") if a.is_active else t("khóa", "disabled"),
            "demo" if a.is_demo else "",
        )
        for a in found
    ]
    columns = (t("tên đăng nhập", "user name"), t("họ tên", "name"), t("trạng thái", "state"), "")
    console.emit(body, as_json, lambda: console.table(columns, lines))


@app.command(help=t("Mở tài khoản công chức; in mật khẩu đầu tiên một lần.", "Open an officer's account."))
def add(
    username: Username,
    name: Annotated[str, typer.Option(help=t("họ và tên", "full name"))],
    role: RoleCode = "",
    agency: AgencyCode = "",
    reach: ReachWord = "own",
    as_json: AsJson = False,
) -> None:
    password = _password()
    with _identity() as (_, services):
        where = _agency(agency) if agency else None
        account_id = services.open_account(
            **_by_system(), username=username, full_name=name, password=password,
            authority_id=where.authority_id if where else None,
        )  # fmt: skip
        if role and where:
            _grant(services, account_id, role, where.id, reach)
    _show_once(
        {"username": username, "password": password},
        t("Mật khẩu đầu tiên", "First password"),
        password,
        as_json,
    )


@app.command(help=t("Giao vai trò tại một cơ quan, từ hôm nay.", "Give a role at an agency, from today."))
def grant(
    username: Username,
    role: RoleCode,
    agency: AgencyCode,
    reach: ReachWord = "own",
    post: Annotated[str, typer.Option(help=t("chức vụ in trên thư", "post printed on letters"))] = "",
) -> None:
    with _identity() as (queries, services):
        _grant(services, _account(queries, username).id, role, _agency(agency).id, reach, post)
    _say(t("Đã giao quyền cho {username}.", "{username} has the role."), username)


@app.command(help=t("Khóa tài khoản; mọi phiên kết thúc ngay.", "Disable an account; its sessions end."))
def disable(username: Username, reason: Annotated[str, typer.Option(help=t("lý do", "reason"))] = "") -> None:
    with _identity() as (queries, services):
        services.disable(**_by_system(), account_id=_account(queries, username).id, reason=reason)
    _say(t("Đã khóa {username}.", "{username} is disabled."), username)


@app.command(help=t("Mở lại tài khoản đã khóa.", "Enable a disabled account."))
def enable(username: Username) -> None:
    with _identity() as (queries, services):
        services.enable(**_by_system(), account_id=_account(queries, username).id)
    _say(t("Đã mở lại {username}.", "{username} is enabled."), username)


@app.command(help=t("Đặt mật khẩu mới ngẫu nhiên; mọi phiên kết thúc.", "Set a new random password."))
def password(username: Username, as_json: AsJson = False) -> None:
    new = _password()
    with _identity() as (queries, services):
        services.change_password(**_by_system(), account_id=_account(queries, username).id, password=new)
    _show_once({"username": username, "password": new}, t("Mật khẩu mới", "New password"), new, as_json)


@app.command(help=t("Cấp mã dự phòng mới cho người mất điện thoại và khóa.", "New recovery codes."))
def code(username: Username, as_json: AsJson = False) -> None:
    with _identity() as (queries, services):
        codes = services.renew_recovery_codes(**_by_system(), account_id=_account(queries, username).id)
    _show_once(
        {"username": username, "codes": codes}, t("Mã dự phòng", "Recovery codes"), "\n".join(codes), as_json
    )


@app.command(help=t("Cấp mã truy cập API cho phần mềm; in một lần.", "Make an API token; shown once."))
def token(
    username: Username,
    name: Annotated[str, typer.Option(help=t("tên để nhận ra", "a name to tell it by"))] = "cli",
    days: Annotated[int, typer.Option(min=1, max=730, help=t("số ngày hiệu lực", "days it lasts"))] = 365,
    as_json: AsJson = False,
) -> None:
    with _identity() as (queries, services):
        account_id = _account(queries, username).id
        made = services.make_token(
            **_by_system(), account_id=account_id, name=name, lasts=timedelta(days=days)
        )
    _show_once({"username": username, "token": made}, t("Mã truy cập", "Token"), made, as_json)


@contextmanager
def _identity() -> Iterator[tuple[Any, Any]]:
    """Queries and services of identity, with Django set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()
    from django.utils.translation import activate

    from thongsuot.registers.identity import queries, services

    activate(language())
    yield queries, services


def _by_system() -> dict[str, Any]:
    from thongsuot.kernel.actor import SYSTEM

    return {"actor": SYSTEM, "now": datetime.now(UTC)}


def _account(queries: Any, username: str) -> Any:
    from thongsuot.kernel.errors import NotFound, Problem

    found = queries.account_called(username=username)
    if found is None:
        raise NotFound(Problem("no_such_account", "Không có tài khoản này.", "username"))
    return found


def _agency(code: str) -> Any:
    from thongsuot.kernel.errors import NotFound, Problem
    from thongsuot.registers.units import queries as units

    found = units.agency_by_code(code=code)
    if found is None:
        raise NotFound(Problem("no_such_agency", "Không có cơ quan {code}.", "agency", {"code": code}))
    return found


def _grant(services: Any, account_id: int, role: str, agency_id: int, reach: str, post: str = "") -> None:
    from thongsuot.kernel.errors import Problem, Refused
    from thongsuot.plumbing.http.request import local_day
    from thongsuot.registers.identity.rules import Reach

    if reach not in set(Reach):
        raise Refused(Problem("reach_unknown", "Phạm vi phải là own, tree hoặc authority.", "reach"))
    by = _by_system()
    services.grant(
        **by,
        account_id=account_id,
        role_code=role,
        agency_id=agency_id,
        reach=Reach(reach),
        from_date=local_day(by["now"]),
        post=post,
    )


def _password() -> str:
    return " ".join(secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _ in range(4))


def _plain(account: Any) -> dict[str, Any]:
    return {k: getattr(account, k) for k in ("id", "username", "full_name", "kind", "is_active", "is_demo")}


def _show_once(body: dict[str, Any], label: str, secret: str, as_json: bool) -> None:
    line = t("chỉ hiện lần này", "shown only now")
    console.emit(
        body,
        as_json,
        lambda: console.out().print(f"{label} ({line}):\n{secret}", markup=False, highlight=False),
    )


def _say(sentence: str, username: str) -> None:
    console.out().print(sentence.format(username=username), markup=False, highlight=False)
