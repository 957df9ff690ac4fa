"""The figures of the gate of pages, in a copy of a demo province of its own that is thrown away."""

import os
import subprocess
import sys

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.pages import looking
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing.postgres import cluster

NOTES = {
    "routes": "routes that show a page to a person",
    "routes_visited": "of these, seen in Chromium",
    "routes_without_visit": "pages that nobody saw; named beside the figures",
    "first_kb": "the heaviest page of the citizens with an empty cache",
    "heaviest_next_kb": "the heaviest one of theirs after the home page",
    "axe_violations": "at 360 and 1280 pixels, WCAG 2.2 AA and axe's best practice",
    "obstacles": "sideways scrolling, refused content, errors of scripts, failed loads",
    "keyboard_intake": "1: a dossier was received without a mouse",
    "control_heavy_kb": "a page that was made too heavy, as the scale told it",
    "control_routes_without_visit": "a planted route that nobody saw",
    "control_violations": "found on a page with a planted picture without words",
}


def run(*, quick: bool) -> Report:
    """Lay out the static files as `thongsuot up` does, load the province, and walk."""
    home = stage.home_of("pages")
    environment = {**os.environ, "THONGSUOT_HOME": str(home), "THONGSUOT_DEMO": "1", "THONGSUOT_STATIC": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "thongsuot.plumbing.settings"
    home.mkdir(parents=True, exist_ok=True)
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "-v", "0"]
    subprocess.run(collect, env=environment, check=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread
    stage.enter(name="pages")
    try:
        with lots.copies(1) as (name,):
            lots.move_to(name)
            from django.db import connections

            from thongsuot.edges.bench.pages import touring

            figures = touring.figures(quick=quick)
            connections.close_all()
            return Report("pages", figures, limits(), notes=NOTES)
    finally:
        cluster.stop(home)


def limits() -> tuple[Limit, ...]:
    """What must hold."""
    first, following = looking.FIRST_PAGE / 1000, looking.NEXT_PAGE / 1000
    return (
        Limit("routes_without_visit", "==", 0), Limit("first_kb", "<=", first), Limit("heaviest_next_kb", "<=", following),
        Limit("axe_violations", "==", 0), Limit("obstacles", "==", 0), Limit("keyboard_intake", "==", 1),
        Limit("control_heavy_kb", ">", following), Limit("control_violations", ">", 0),
        Limit("control_routes_without_visit", ">", 0),
    )  # fmt: skip
