"""Under which account the database server runs. PostgreSQL refuses to run as root, so root needs a way out.

An ordinary user runs it as himself. Root runs it in a user namespace, where root's files belong to
uid 65534: no account is made and no folder is opened to others. Where namespaces are forbidden (many
containers) an existing account without rights is used. Whoever owns the cluster's folder decides
for ever after.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from thongsuot.plumbing.cli.trouble import Exit, Trouble

_NAMESPACE = ("unshare", "-U", "--map-user=65534", "--map-group=65534")
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """How to start a program of the cluster: words before it, and arguments of `subprocess`."""

    prefix: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    owner: tuple[int, int] | None = None  # uid, gid to give new files to; None: keep

    def command(self, *words: str) -> list[str]:
        return [*self.prefix, *words]

    def run(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this account; its output is captured as text."""
        return subprocess.run(  # noqa: S603 - programs of our own PostgreSQL, no shell
            self.command(*words), capture_output=True, text=True, check=False, **self.options, **more
        )

    def give(self, path: Path) -> None:
        """Let `path` belong to this account."""
        if self.owner is not None:
            os.chown(path, *self.owner)


@cache
def namespaces_work() -> bool:
    """Whether root may make a user namespace here and appear in it as somebody else."""
    try:
        asked = subprocess.run([*_NAMESPACE, "id", "-u"], capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return False
    return asked.returncode == 0 and asked.stdout.strip() == "65534"


def choose(data: Path, home: Path, needed: Path) -> Account:
    """The account for the cluster in `data`, which may not exist yet.

    `needed` is a program that the account must be able to run.
    """
    if os.geteuid() != 0:
        return _ordinary(data)
    owner = (data if data.exists() else home).stat().st_uid
    if owner != 0:
        return _as(pwd.getpwuid(owner))
    if namespaces_work():
        return Account(prefix=_NAMESPACE)
    if data.exists():
        raise Trouble(
            f"Thư mục {data} thuộc root nhưng hệ thống không cho tạo user namespace; hãy giao thư mục cho "
            "một tài khoản thường (chown -R) rồi chạy lại.",
            f"{data} belongs to root but user namespaces are forbidden here; give it to an ordinary "
            "account (chown -R) and run again.",
            Exit.DATABASE,
        )
    return _unprivileged(home, needed)


def _ordinary(data: Path) -> Account:
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise Trouble(
            f"Cơ sở dữ liệu trong {data} thuộc tài khoản khác; hãy chạy bằng tài khoản đó hoặc đặt "
            "THONGSUOT_HOME sang thư mục của bạn.",
            f"The database in {data} belongs to another account; run as that account or set THONGSUOT_HOME "
            "to a folder of yours.",
            Exit.DATABASE,
        )
    return Account()


def _as(entry: pwd.struct_passwd) -> Account:
    options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return Account(options=options, owner=(entry.pw_uid, entry.pw_gid))


def _unprivileged(home: Path, needed: Path) -> Account:
    for name in _CANDIDATES:
        try:
            account = _as(pwd.getpwnam(name))
        except KeyError:
            continue
        if _can_work(account, home, needed):
            return account
    raise Trouble(
        "PostgreSQL không chạy dưới quyền root, và không có tài khoản thường nào "
        f"({', '.join(_CANDIDATES)}) vào được {home} và {needed.parent}; hãy chạy bằng một tài khoản "
        "thường.",
        f"PostgreSQL refuses to run as root, and no ordinary account ({', '.join(_CANDIDATES)}) reaches "
        f"{home} and {needed.parent}; run as an ordinary user.",
        Exit.DATABASE,
    )


def _can_work(account: Account, home: Path, needed: Path) -> bool:
    try:
        return account.run("test", "-x", str(home)).returncode == 0 and (
            account.run(str(needed), "--version").returncode == 0
        )
    except OSError:
        return False
