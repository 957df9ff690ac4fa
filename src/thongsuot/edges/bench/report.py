"""What every benchmark and gate hands back: figures, limits, and whether all limits hold."""

import json
import operator
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def machine() -> dict[str, str | int]:
    """What the figures depend on: processor, cores, memory, Python, system. No names of hosts or users."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memory_mb": pages * size // 2**20,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() in ("model name", "Hardware", "cpu model"):
            return value.strip()
    return platform.machine()


@dataclass(frozen=True, slots=True)
class Limit:
    """`figure` (a key of the report) `op` (== <= >= < >) `limit`."""

    figure: str
    op: str
    limit: float

    def __post_init__(self) -> None:
        if self.op not in _OPERATORS:
            raise ValueError(f"{self.op} is no comparison: {' '.join(_OPERATORS)}")

    def holds(self, figures: Mapping[str, float]) -> bool:
        """False too when the figure was not measured or is no number."""
        return self.figure in figures and _OPERATORS[self.op](figures[self.figure], self.limit)


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `notes` say in a sentence what a figure means; they are not part of the JSON.

    `quick`: the short form was asked for; the command line says so for every bench and gate (`measuring`), none by itself.
    Figures are numbers with stable keys; rates end in `_per_s`, times in `_ms`, parts in `_ratio`.
    """

    name: str
    figures: Mapping[str, float]
    limits: tuple[Limit, ...]
    machine: Mapping[str, str | int] = field(default_factory=machine)
    notes: Mapping[str, str] = field(default_factory=dict)
    quick: bool = False

    @property
    def holds(self) -> bool:
        """All limits hold; a report without limits proves nothing and does not hold."""
        return bool(self.limits) and all(limit.holds(self.figures) for limit in self.limits)

    def as_json(self) -> dict[str, Any]:
        """`{"name", "quick", "machine", "figures", "limits": [{"figure", "op", "limit", "holds"}], "holds"}`."""
        return {
            "name": self.name,
            "quick": self.quick,
            "machine": dict(self.machine),
            "figures": dict(self.figures),
            "limits": [
                {"figure": one.figure, "op": one.op, "limit": one.limit, "holds": one.holds(self.figures)}
                for one in self.limits
            ],
            "holds": self.holds,
        }

    def as_json_text(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False)

    def as_text(self, *, width: int = 110) -> str:
        """A table for people: every figure, its limit, whether it holds."""
        out = StringIO()
        console = Console(file=out, width=width, force_terminal=False)
        console.print(self._table())
        form = " (quick: the short form proves less)" if self.quick else ""
        console.print(f"{self.name}: {'holds' if self.holds else 'DOES NOT HOLD'}{form}", markup=False)
        console.print(" · ".join(f"{key} {value}" for key, value in self.machine.items()), markup=False)
        return out.getvalue()

    def _table(self) -> Table:
        table = Table(title=self.name)
        table.add_column("figure")
        table.add_column("value", justify="right")
        table.add_column("limit", justify="right")
        table.add_column("holds")
        table.add_column("what it is")
        limits: dict[str, list[Limit]] = {one.figure: [] for one in self.limits}
        for one in self.limits:
            limits[one.figure].append(one)
        for key in [*self.figures, *(key for key in limits if key not in self.figures)]:
            shown = shown_number(self.figures[key]) if key in self.figures else "not measured"
            asked = limits.get(key, [])
            wanted = ", ".join(f"{one.op} {shown_number(one.limit)}" for one in asked)
            verdict = "" if not asked else "yes" if all(one.holds(self.figures) for one in asked) else "NO"
            table.add_row(key, shown, wanted, verdict, self.notes.get(key, ""))
        return table


def shown_number(number: float) -> str:
    """Whole numbers with thousands parted, others to three significant digits."""
    if float(number).is_integer() or abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"
