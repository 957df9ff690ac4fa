"""The gazetteer of addresses straight from the national pack, without a database, kept in a file under the home.

The file is named by the hash of everything it was made from, so that it can never be out of date.
"""

import gc
import hashlib
import json
import os
from pathlib import Path

from thongsuot.registers.addresses.rules.gazetteer import Gazetteer

FILES = {
    "provinces": "provinces-2025-2026.csv",
    "communes": "units-2025-2026.csv",
    "wards": "wards-2025-01-04.csv",
    "crosswalk": "crosswalk-2025-07-01.csv",
    "amendments": "amendments-2026.csv",
    "aliases": "place-aliases.csv",
}
RULES = ("addresses/rules/gazetteer.py", "addresses/rules/letters.py", "addresses/rules/sources.py")


def gazetteer(packs: Path, home: Path) -> Gazetteer:
    """The gazetteer of the national pack: from its file when it was made before, else made now and kept.

    Where the home cannot be written it is made anew each time. Raises OSError when the pack is not there.
    """
    folder = packs / "national"
    path = home / "addresses" / f"{_mark(folder)}.json"
    gc.disable()  # a hundred thousand small lists that all stay: the collector would look at them in vain
    try:
        return Gazetteer.restored(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError):
        made = build(folder)
        _keep(made, path)
        return made
    finally:
        gc.freeze()
        gc.enable()


def build(folder: Path) -> Gazetteer:
    """The gazetteer of the files of a national pack."""
    from thongsuot.edges.packs.contents import CONTENTS
    from thongsuot.edges.packs.reading import read_table
    from thongsuot.registers.addresses.rules import sources as addresses
    from thongsuot.registers.units import rules as units

    rows = {}
    for holds, name in FILES.items():
        shape = CONTENTS[holds].shape
        assert shape is not None
        rows[holds] = read_table(folder / name, name, shape)[0]
    files = units.Sources(
        rows["provinces"], rows["communes"], rows["wards"], rows["crosswalk"], rows["amendments"]
    )
    places, moves = addresses.rows_of(units.plan(files))
    return addresses.gazetteer(places, moves, rows["aliases"])


def _mark(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES.values():
        digest.update((folder / name).read_bytes())
    for name in RULES:
        digest.update((Path(__file__).resolve().parents[2] / "registers" / name).read_bytes())
    return digest.hexdigest()[:20]


def _keep(made: Gazetteer, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(made.state(), ensure_ascii=False, separators=(",", ":")), "utf-8")
        new.replace(path)
        for other in path.parent.glob("*.json"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError:
        return
