"""The provinces that the gate asks: every one that has a pack, and those whose units the register changes later.

For the latter a pack is drafted from the national data, so that nothing has to be known of them here.
"""

import os
import subprocess
import sys
from pathlib import Path

from thongsuot.edges.bench import stage

HOME = "succession"
SOMEWHERE = "108.0,14.1"  # a draft asks for a point of the province; nothing here depends on it
RETYPED = """select distinct p.code from unit_version v
join unit_version b on b.unit_id = v.unit_id and b.withdrawn_at is null and upper(b.valid) = lower(v.valid)
join unit_version p on p.unit_id = v.province_id and p.withdrawn_at is null and upper(p.valid) is null
where v.withdrawn_at is null and v.level = 'commune' and v.type <> b.type and lower(v.valid) > %s order by 1"""


def enter() -> Path:
    """Load them all (or find them again) and let this process work there; returns the home."""
    given = Path(os.environ.get("THONGSUOT_PACKS", Path(__file__).resolve().parents[5] / "packs"))
    packs = sorted(found.parent.name for found in given.glob("*/accounts.csv"))
    home = stage.enter_many(name=HOME, packs=packs)
    for pack in given.iterdir():  # a draft finds what it needs beside itself
        link = home / "packs" / pack.name
        link.parent.mkdir(exist_ok=True)
        if pack.is_dir() and not link.is_symlink():
            link.symlink_to(pack)
    drafted = [str(_draft(home, code, packs[0])) for code in _later()]
    return stage.enter_many(name=HOME, packs=drafted) if drafted else home


def _later() -> list[str]:
    """Codes of provinces in which a commune changes its type after the two tiers began."""
    from django.db import connection

    from thongsuot.registers.units.rules import TWO_TIER_DAY

    with connection.cursor() as cursor:
        cursor.execute(RETYPED, [TWO_TIER_DAY])
        found = [row[0] for row in cursor.fetchall()]
        connection.close()
    return found


def _draft(home: Path, code: str, like: str) -> Path:
    folder = home / "packs" / f"t{code}"
    if not folder.exists():
        command = [
            sys.executable,
            "-m",
            "thongsuot",
            "pack",
            "new",
            code,
            str(folder),
            "--at",
            SOMEWHERE,
            "--like",
            like,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder
