"""What the browser tests take for granted of the style sheets."""

import re
from pathlib import Path

SHEETS = sorted(Path(__file__).resolve().parents[2].glob("src/thongsuot/**/static/**/*.css"))
THEME = re.compile(r"prefers-color-scheme|prefers-contrast|forced-colors")


def both_at_once(sheet: str) -> list[str]:
    """Media queries that ask for a width and a theme."""
    return [query for query in re.findall(r"@media[^{]*", sheet) if "width" in query and THEME.search(query)]


def test_no_style_sheet_asks_for_width_and_theme_at_once():
    assert both_at_once("@media (min-width: 40em) and (prefers-contrast: more) { a { color: red; } }")
    assert [both_at_once(sheet.read_text("utf-8")) for sheet in SHEETS] == [[]] * len(SHEETS)
    assert SHEETS
