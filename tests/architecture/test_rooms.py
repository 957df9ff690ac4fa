"""The folders are the rooms, and the linter has the same order."""

import re
import tomllib
from pathlib import Path

from thongsuot.rooms import ROOMS

ROOT = Path(__file__).parents[2]
IMPORT = re.compile(r"^ *from thongsuot\.(\w+)\.(\w+)", re.MULTILINE)


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_folders_are_the_rooms():
    for room, levels in ROOMS.items():
        found = {p.parent.name for p in (ROOT / "src" / "thongsuot" / room).glob("*/__init__.py")} - {"tests"}
        assert found == {module for level in levels for module in level}


def test_the_linter_has_the_same_order():
    layers = next(c["layers"] for c in contracts() if c["name"].startswith("Rooms"))
    assert [layer for layer in reversed(layers) if layer in ROOMS] == list(ROOMS)


def test_the_linter_knows_every_level_of_the_registers():
    layers = next(c["layers"] for c in contracts() if c["name"].startswith("Order among the registers"))
    assert [set(layer.split(" | ")) for layer in reversed(layers)] == [
        set(level) for level in ROOMS["registers"]
    ]


def places():
    """Of each module, its room's and its level's place in the order."""
    return {
        (room, module): (nth, level)
        for nth, (room, levels) in enumerate(ROOMS.items())
        for level, modules in enumerate(levels)
        for module in modules
    }


def upward(of, text):
    """The modules above that a text of the module `of` imports; within the edges everybody may know everybody."""
    known = places()
    told = {
        (room, module)
        for room, module in IMPORT.findall(text)
        if (room, module) in known and (room, module) != of
    }
    return {
        one
        for one in told
        if known[one][0] > known[of][0] or (one[0] == of[0] != "edges" and known[one][1] >= known[of][1])
    }


def test_tests_too_import_downwards_only():
    assert upward(("work", "dossiers"), "from thongsuot.work.fees import queries") == {("work", "fees")}
    assert upward(("work", "fees"), "    from thongsuot.edges.desk.tests import people") == {
        ("edges", "desk")
    }
    found = {
        str(path.relative_to(ROOT)): above
        for of in places()
        for path in (ROOT / "src" / "thongsuot" / of[0] / of[1]).rglob("*.py")
        if (above := upward(of, path.read_text()))
    }
    assert found == {}
