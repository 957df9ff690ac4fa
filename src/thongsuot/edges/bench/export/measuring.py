"""The run itself: what a web server holds while it answers, and the floor beside it."""

from dataclasses import dataclass
from typing import Any

import psycopg

from thongsuot.edges.bench import million, processes, slips
from thongsuot.edges.bench.access import people
from thongsuot.edges.bench.export import taking
from thongsuot.edges.bench.export.taking import Taken
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing.postgres import connection

MOST_MB = 200
CONTROL = "thongsuot.edges.bench.export.collecting:application"
OTHERS = "select count(*) from dossier where is_open and code not like 'SIM-%'"
NOTES = {
    "rows": "open dossiers in the database",
    "csv_rows": "in the downloaded CSV",
    "xlsx_rows": "in the downloaded workbook",
    "floor_ms": "a plain cursor of the server that writes the same columns as CSV",
    "csv_over_floor_ratio": "time of the CSV beside the floor",
    "xlsx_over_floor_ratio": "time of the workbook beside the floor",
    "baseline_mb": "the most that the server held before, having shown the list's first page",
    "csv_peak_mb": "the most that it held until the CSV was out",
    "xlsx_peak_mb": "the most that it held from then on, until the workbook was out",
    "peak_mb": "the larger of the two",
    "control_rows": "in the CSV of a server that collects the rows in a list",
    "control_peak_mb": "the most that that server held",
    "control_grown_ratio": "by how much it grew, beside the server that streams",
}


@dataclass(frozen=True, slots=True)
class Served:
    """What one server held before and while it answered, and what came of it."""

    baseline_mb: float
    taken: dict[str, Taken]
    peaks_mb: dict[str, float]


def measured(total: int, *, quick: bool) -> Report:
    """Every figure, with `total` open dossiers in the database of this process."""
    with psycopg.connect(connection.dsn("app")) as line:
        _fill(line, total)
        taking.floor(line)  # warms up
        rows, floor = taking.floor(line)
    person = slips.overseer()
    ours = _served(person, ("csv", "xlsx"))
    control = _served(person, ("csv",), application=CONTROL)
    return Report("export", _figures(rows, floor, ours, control), _limits(total, quick), notes=NOTES)


def _fill(line: Any, total: int) -> None:
    from rich.progress import Progress

    line.execute("select set_config('ts.system', 'on', false)")
    (others,) = line.execute(OTHERS).fetchone()
    with Progress(transient=True) as bar:
        task = bar.add_task("dossiers", total=1.0)
        million.ensure(line, total - others, lambda done: bar.update(task, completed=done), one_open_in=1)


def _served(
    person: people.Person, kinds: tuple[str, ...], application: str = processes.APPLICATION
) -> Served:
    """The downloads by a server of their own, which has shown the list before."""
    taken, peaks = {}, {}
    with processes.served(workers=1, threads=2, environment={}, application=application) as (pid, port):
        taking.page(port, person.headers)
        baseline = processes.peak_mb(pid)
        for kind in kinds:
            taken[kind] = taking.take(port, person.headers, kind)
            peaks[kind] = processes.peak_mb(pid, anew=True)
    return Served(baseline, taken, peaks)


def _figures(rows: int, floor: float, ours: Served, control: Served) -> dict[str, float]:
    figures: dict[str, float] = {"rows": rows, "floor_ms": floor * 1000, "floor_rows_per_s": rows / floor}
    for kind, taken in ours.taken.items():
        figures[f"{kind}_rows"] = taken.rows
        figures[f"{kind}_ms"] = taken.seconds * 1000
        figures[f"{kind}_rows_per_s"] = taken.rows / taken.seconds
        figures[f"{kind}_over_floor_ratio"] = taken.seconds / floor
        figures[f"{kind}_peak_mb"] = ours.peaks_mb[kind]
    grown = max(ours.peaks_mb["csv"] - ours.baseline_mb, 1)
    return figures | {
        "baseline_mb": ours.baseline_mb,
        "peak_mb": max(ours.peaks_mb.values()),
        "control_rows": control.taken["csv"].rows,
        "control_peak_mb": control.peaks_mb["csv"],
        "control_grown_ratio": (control.peaks_mb["csv"] - control.baseline_mb) / grown,
    }


def _limits(total: int, quick: bool) -> tuple[Limit, ...]:
    """A short list fits into the memory whole: there the control has to grow more, it cannot be over the limit."""
    noticed = Limit("control_grown_ratio", ">=", 2) if quick else Limit("control_peak_mb", ">", MOST_MB)
    counted = tuple(Limit(f"{name}rows", "==", total) for name in ("", "csv_", "xlsx_", "control_"))
    return (*counted, Limit("peak_mb", "<=", MOST_MB), noticed)
