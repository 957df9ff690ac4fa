"""One colour of a province becomes a set of colours that everybody can read.

A pack names one accent as `#rrggbb`. `accents` keeps its hue and moves its lightness until text,
buttons and tints keep the contrast of WCAG 2.2 on every ground of the stylesheet: 4.5 in the light
and the dark theme (level AA), 7 in the two high-contrast themes (level AAA).
The sums are done in OKLCH, where equal steps of lightness look equal for every hue.
"""

import math
import re
from dataclasses import dataclass

NEUTRAL = "#3d4f8f"
"""Indigo, for an installation whose pack names no colour."""

LIGHT_GROUNDS = ("#ffffff", "#fdfcf9", "#f6f4ef")
DARK_GROUNDS = ("#24221f", "#191816", "#121110")
_WHITE, _INK = "#ffffff", "#161412"
_AA, _AAA = 4.5, 7.0


@dataclass(frozen=True, slots=True)
class Shade:
    """The accent in one theme; every value is `#rrggbb`.

    `accent` is for text, borders and the primary button; `on` is text upon it; `strong` is the
    button under the pointer; `soft` is a tint that carries text in `accent` or in the theme's ink.
    """

    accent: str
    on: str
    strong: str
    soft: str


@dataclass(frozen=True, slots=True)
class Accents:
    light: Shade
    dark: Shade
    light_contrast: Shade
    dark_contrast: Shade


def accents(colour: str) -> Accents:
    """The four shades of one colour given as `#rrggbb`; ValueError when it is not one."""
    _, chroma, hue = _oklch(_channels(colour))
    return Accents(
        light=_shade(colour, LIGHT_GROUNDS, _hex(0.955, min(chroma, 0.022), hue), _AA, darker=True),
        dark=_shade(colour, DARK_GROUNDS, _hex(0.275, min(chroma, 0.045), hue), _AA, darker=False),
        light_contrast=_shade(colour, LIGHT_GROUNDS, _hex(0.97, min(chroma, 0.012), hue), _AAA, darker=True),
        dark_contrast=_shade(colour, DARK_GROUNDS, _hex(0.21, min(chroma, 0.03), hue), _AAA, darker=False),
    )


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1.0 to 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def stylesheet(shades: Accents) -> str:
    """The custom properties of the accent, with the same media queries as the main stylesheet."""
    dark = "screen and (prefers-color-scheme:dark)"
    more = "(prefers-contrast:more)"
    return "".join(
        (
            f":root{{{_properties(shades.light)}}}\n",
            f"@media {dark}{{:root{{{_properties(shades.dark)}}}}}\n",
            f"@media {more}{{:root{{{_properties(shades.light_contrast)}}}}}\n",
            f"@media {dark} and {more}{{:root{{{_properties(shades.dark_contrast)}}}}}\n",
        )
    )


def _properties(shade: Shade) -> str:
    return (
        f"--accent:{shade.accent};--accent-on:{shade.on};"
        f"--accent-strong:{shade.strong};--accent-soft:{shade.soft}"
    )


def _shade(colour: str, grounds: tuple[str, ...], soft: str, least: float, *, darker: bool) -> Shade:
    accent = _readable(colour, (*grounds, soft), least, darker=darker)
    lightness, chroma, hue = _oklch(_channels(accent))
    strong = _hex(lightness - 0.07 if darker else lightness + 0.05, chroma, hue)
    on = _WHITE if darker else _INK
    return Shade(accent=accent, on=on, strong=strong, soft=soft)


def _readable(colour: str, grounds: tuple[str, ...], least: float, *, darker: bool) -> str:
    """The colour itself if it can be read on all grounds, else the nearest lightness that can."""
    lightness, chroma, hue = _oklch(_channels(colour))
    # On a dark ground a full colour glares, so it is calmed; a grey stays grey.
    chroma = chroma if darker else min(chroma, 0.12)
    # A nearly black or nearly white accent would not be told from the ink, so it starts nearer the middle.
    lightness = max(lightness, 0.34) if darker else min(max(lightness, 0.72), 0.9)
    step = -0.005 if darker else 0.005
    while 0.0 < lightness < 1.0:
        found = _hex(lightness, chroma, hue)
        if min(contrast(found, ground) for ground in grounds) >= least:
            return found
        lightness += step
    return "#000000" if darker else _WHITE


def _channels(colour: str) -> tuple[float, float, float]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"a colour is written #rrggbb, not {colour!r}")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * math.pow(channel, 1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(channels: tuple[float, float, float]) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in channels)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour on screen; chroma gives way when the screen cannot show it at this lightness."""
    lightness = min(max(lightness, 0.0), 1.0)
    rgb = _rgb(lightness, chroma, hue)
    while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in rgb):
        chroma = max(chroma - 0.004, 0.0)
        rgb = _rgb(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _gamma(min(max(channel, 0.0), 1.0))):02x}" for channel in rgb)
