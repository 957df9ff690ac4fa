"""What a test asks of a page in Chromium: what the gate of pages asks (`bench.pages.looking`), and a picture."""

from pathlib import Path

from playwright.sync_api import Page

from thongsuot.edges.bench.pages.looking import (
    AT_NIGHT,
    AT_WORK,
    COLOURS,
    EVERYWHERE,
    EXECUTABLE,
    FIRST_PAGE,
    NARROW,
    NEXT_PAGE,
    NOTHING_SIDEWAYS,
    ON_A_PHONE,
    ORIENTATION,
    PHONE,
    RULES,
    SCREEN,
    Scale,
    Weight,
    Window,
    axe_violations,
    follow,
    hidden_focus,
    launch,
    obstacles,
    obstacles_in,
    overflow,
    plant_weight,
    refused,
    small_targets,
    weights,
    window,
)

__all__ = [
    "AT_NIGHT",
    "AT_WORK",
    "COLOURS",
    "EVERYWHERE",
    "EXECUTABLE",
    "FIRST_PAGE",
    "NARROW",
    "NEXT_PAGE",
    "NOTHING_SIDEWAYS",
    "ON_A_PHONE",
    "ORIENTATION",
    "PHONE",
    "RULES",
    "SCREEN",
    "Scale",
    "Weight",
    "Window",
    "axe_violations",
    "follow",
    "hidden_focus",
    "launch",
    "obstacles",
    "obstacles_in",
    "overflow",
    "plant_weight",
    "refused",
    "screenshot",
    "small_targets",
    "weights",
    "window",
]


def screenshot(page: Page, name: str, width: int = SCREEN) -> Path:
    """A picture of the whole page at this width, in the folder `screenshots` of the home folder."""
    from django.conf import settings

    folder = Path(settings.HOME) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    height = page.viewport_size["height"] if page.viewport_size else 800
    page.set_viewport_size({"width": width, "height": height})
    path = folder / f"{name}-{width}.png"
    page.screenshot(path=path, full_page=True)
    return path
