"""docs/packs.md names every kind of file, every column and every setting, so that it cannot fall behind."""

from pathlib import Path

from tools import service_points, service_units

from thongsuot.edges.packs.contents import CONTENTS
from thongsuot.edges.packs.manifest import SETTINGS

PAGE = (Path(__file__).resolve().parents[5] / "docs" / "packs.md").read_text(encoding="utf-8")


def test_every_kind_of_file_has_its_row_with_its_columns():
    rows = {line.split("|")[1].strip(" `"): line for line in PAGE.splitlines() if line.startswith("| `")}
    assert list(rows) == list(CONTENTS)
    missing = [
        f"{holds}.{column.name}"
        for holds, content in CONTENTS.items()
        if content.shape
        for column in content.shape.columns
        if f"`{column.name}`" not in rows[holds]
    ]
    assert missing == []


def test_every_setting_is_named():
    assert [name for name in SETTINGS if f"`{name}`" not in PAGE] == []


def test_the_simulated_service_units_are_what_their_seed_makes():
    assert service_units.main("hue", "--check") == 0


def test_the_simulated_post_offices_and_agent_points_are_what_their_seed_makes():
    assert service_points.main("hue", "--check") == 0
    assert "`packs/hue/service-units.csv`" in PAGE
