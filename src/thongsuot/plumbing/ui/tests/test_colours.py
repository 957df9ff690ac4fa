"""An accent stays readable whatever colour a pack names."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.plumbing.ui import colours

CSS = (Path(__file__).parents[1] / "static/ui/thongsuot.css").read_text()
hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(hexes)
def test_every_accent_can_be_read_in_every_theme(colour: str) -> None:
    made = colours.accents(colour)
    for shade, grounds, least in (
        (made.light, colours.LIGHT_GROUNDS, 4.5),
        (made.dark, colours.DARK_GROUNDS, 4.5),
        (made.light_contrast, colours.LIGHT_GROUNDS, 7),
        (made.dark_contrast, colours.DARK_GROUNDS, 7),
    ):
        for ground in (*grounds, shade.soft):
            assert colours.contrast(shade.accent, ground) >= least
        assert colours.contrast(shade.accent, shade.on) >= 4.5
        assert colours.contrast(shade.strong, shade.on) >= 4.5


@pytest.mark.parametrize("colour", ["#6b2d8f", "#3d4f8f", "#0b5d3b", "#9c1c1c"])
def test_a_colour_that_is_readable_already_is_left_as_it_is(colour: str) -> None:
    assert colours.accents(colour).light.accent == colour


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert colours.contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("colour", ["purple", "#fff", "#12345g", "#1234567", "red;}body{display:none"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        colours.accents(colour)


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def _themes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{([^}]*)\}", CSS)
    light, dark = _tokens(blocks[0]), _tokens(blocks[1])
    more, both = _tokens(blocks[2]), _tokens(blocks[3])
    return {
        "light": light,
        "dark": {**light, **dark},
        "more": {**light, **more},
        "both": {**light, **dark, **both},
    }


@pytest.mark.parametrize(("theme", "least"), [("light", 4.5), ("dark", 4.5), ("more", 7), ("both", 7)])
def test_the_words_of_the_stylesheet_can_be_read(theme: str, least: float) -> None:
    tokens = _themes()[theme]
    for ground in ("paper", "raised", "sunk"):
        for text in ("ink", "quiet", "ok", "warn", "late", "info"):
            assert colours.contrast(tokens[text], tokens[ground]) >= least, (text, ground)
        assert colours.contrast(tokens["edge"], tokens[ground]) >= 3, ground
    for tone in ("ok", "warn", "late", "info"):
        assert colours.contrast(tokens[tone], tokens[f"{tone}-soft"]) >= 4.5, tone
        assert colours.contrast(tokens["ink"], tokens[f"{tone}-soft"]) >= least, tone


def test_the_grounds_of_the_sums_are_those_of_the_stylesheet() -> None:
    themes = _themes()
    for theme, grounds in (("light", colours.LIGHT_GROUNDS), ("dark", colours.DARK_GROUNDS)):
        assert {themes[theme][name] for name in ("paper", "raised", "sunk")} == set(grounds)


def test_the_accent_sheet_has_one_block_for_each_theme() -> None:
    sheet = colours.stylesheet(colours.accents(colours.NEUTRAL))
    assert sheet.count(":root{") == 4
    assert sheet.count("prefers-color-scheme:dark") == 2
    assert sheet.count("prefers-contrast:more") == 2
