"""Of which provinces there are packs, and which one is meant where nobody says. Known without Django or a database.

No line of code knows the name of a province: it is that of a folder.
"""

import os
from pathlib import Path

from thongsuot.plumbing.cli.trouble import Exit, Trouble

NATIONAL = "national"


def packs_dir() -> Path:
    """Folder of the packs, as in the settings."""
    return Path(os.environ.get("THONGSUOT_PACKS") or Path(__file__).resolve().parents[4] / "packs")


def names() -> list[str]:
    """The packs of provinces, by name."""
    found = (path.parent.name for path in packs_dir().glob("*/pack.toml"))
    return sorted(name for name in found if name != NATIONAL)


def default() -> str:
    """The pack that THONGSUOT_PACK names, else the first by name. Raises Trouble when there is none."""
    named = os.environ.get("THONGSUOT_PACK", "")
    if named:
        return named
    for name in names():
        return name
    raise Trouble(
        f"Không thấy gói dữ liệu của tỉnh nào trong {packs_dir()}.",
        f"No province's pack in {packs_dir()}.",
        Exit.NOT_FOUND,
    )


def beside(pack: str) -> list[str]:
    """The packs of other provinces, by name. Raises Trouble when there is none."""
    found = [name for name in names() if name != pack]
    if not found:
        raise Trouble(
            f"Ngoài “{pack}” không có gói của tỉnh nào trong {packs_dir()}.",
            f"There is no province's pack beside “{pack}” in {packs_dir()}.",
            Exit.NOT_FOUND,
        )
    return found


def require(pack: str) -> None:
    """Raise Trouble, naming those that are there, where there is no such pack of a province."""
    if not (packs_dir() / pack / "pack.toml").exists():
        known = ", ".join(names()) or "–"
        raise Trouble(
            f"Không có gói “{pack}” trong {packs_dir()}; hiện có: {known}.",
            f"There is no pack “{pack}” in {packs_dir()}; there are: {known}.",
            Exit.NOT_FOUND,
        )
