"""The folders are the rooms, and the linter has the same order."""

import tomllib
from pathlib import Path

from thongsuot.rooms import ROOMS

ROOT = Path(__file__).parents[2]


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
