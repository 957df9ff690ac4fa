"""Passwords of the database roles: made once, kept in files that only their owner may read."""

import os
import secrets
from pathlib import Path

from thongsuot.plumbing.postgres.places import Places, give_to_owner_of, make_private_folder

SUPERUSER = "postgres"
OWNER = "thongsuot_owner"
APP = "thongsuot_app"
BACKUP = "thongsuot_backup"
ROLES = {"superuser": SUPERUSER, "owner": OWNER, "app": APP, "backup": BACKUP}


def role_name(role: str) -> str:
    """`app`, `owner`, `backup`, `superuser`, or the full name of one of them. ValueError otherwise."""
    name = ROLES.get(role, role)
    if name not in ROLES.values():
        raise ValueError(f"no such database role: {role}")
    return name


def read(places: Places, role: str) -> str | None:
    """The role's password, or None when it has none yet."""
    try:
        line = places.passfile(role).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    return line.rpartition(":")[2]


def ensure(places: Places, role: str) -> str:
    """The role's password; made and written when there is none."""
    if password := read(places, role):
        return password
    make_private_folder(places.secrets, places.home)
    password = secrets.token_urlsafe(24)
    write_private(places.passfile(role), f"*:*:*:{role}:{password}\n")
    give_to_owner_of(places.home, places.passfile(role))
    return password


def write_private(path: Path, text: str) -> None:
    """Replace `path` in one step by a file of mode 0600; it is never readable by others in between."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
