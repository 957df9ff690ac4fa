"""The demo province: accounts that everybody may use (`accounts`), and lifelike work made up by a seed.

This file needs no Django: whoever starts the platform lists the accounts before anything else runs.
"""

import csv
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

PACKS_DIR = Path(__file__).resolve().parents[5] / "packs"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A simulated account. `role` and `role_en` are its role in words."""

    username: str
    password: str
    full_name: str
    role: str
    role_en: str


def accounts(pack: str = "", *, every: bool = False) -> list[DemoAccount]:
    """The accounts worth showing of a province's pack ("" for the only one); `every`: all of them."""
    folder = _folder(pack)
    if folder is None:
        return []
    settings = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))["accounts"]
    shown = list(settings.get("shown", ()))
    rows: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*accounts.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows |= {row["username"]: row for row in csv.DictReader(file)}
    roles = _roles()
    return [
        DemoAccount(name, str(settings["password"]), rows[name]["full_name"], *roles[rows[name]["role"]])
        for name in (rows if every else [n for n in shown if n in rows])
    ]


def _roles() -> dict[str, tuple[str, str]]:
    """Names of roles in Vietnamese and English; an account without a role is a citizen's."""
    path = Path(os.environ.get("THONGSUOT_PACKS", PACKS_DIR)) / "national" / "roles.csv"
    with path.open(newline="", encoding="utf-8") as file:
        named = {row["code"]: (row["name"], row["name_en"]) for row in csv.DictReader(file)}
    return {"": ("Công dân", "Citizen"), **named}


def _folder(pack: str) -> Path | None:
    packs = Path(os.environ.get("THONGSUOT_PACKS", PACKS_DIR))
    wanted = pack or os.environ.get("THONGSUOT_PACK", "")
    found = [packs / wanted] if wanted else sorted(path.parent for path in packs.glob("*/accounts.csv"))
    return next((folder for folder in found if (folder / "demo.toml").exists()), None)
