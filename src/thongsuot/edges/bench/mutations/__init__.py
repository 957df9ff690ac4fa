"""`thongsuot gate machine --mutations`: would anybody notice if one line of the law were written differently?

`changing` makes every small change of a module, one at a time · `killing` runs, for each, what has to notice it: the
machine on the rules alone, the second opinion on due dates, and every test that needs no database.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from thongsuot.edges.bench.mutations.changing import points
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing import messages

SOURCES = ("work/dossiers/rules", "work/clocks/rules", "kernel/deadlines")
SCORE = 0.8
QUICK = 40
NOTES = {
    "changes": "possible small changes of the rules of dossiers, of their clocks and of due dates",
    "tried": "of them, drawn by the seed (all, unless --quick)",
    "killed": "noticed by the machine, the second opinion or a test",
    "score": "killed : tried",
    "control_unchanged": "the rules as they are, which nobody may complain about",
}


def modules() -> list[str]:
    """The modules whose every change has to be noticed, by their dotted names."""
    root = Path(__file__).resolve().parents[3]
    found = (
        path for source in SOURCES for path in (root / source).glob("*.py") if path.name != "__init__.py"
    )
    return sorted(
        f"thongsuot.{path.relative_to(root).with_suffix('').as_posix().replace('/', '.')}" for path in found
    )


def path_of(module: str) -> Path:
    """Where a module's source is."""
    return Path(__file__).resolve().parents[4].joinpath(*module.split(".")).with_suffix(".py")


def source_of(module: str) -> str:
    """The module as it is written."""
    return path_of(module).read_text(encoding="utf-8")


def run(*, quick: bool = False) -> Report:
    """All changes; quick: 40 of them. THONGSUOT_SEED draws others."""
    began = time.perf_counter()
    messages.compile_stale()  # tests of words speak both languages
    every = sum(len(points(source_of(module))) for module in modules())
    command = [sys.executable, "-m", "thongsuot.edges.bench.mutations.killing", str(QUICK if quick else 0)]
    lines = _verdicts(command)
    told = Counter(verdict for _, _, verdict, _ in lines[1:])
    tried = told.total()
    figures: dict[str, float] = {
        "changes": every, "tried": tried, "killed": tried - told["survived"],
        **{f"by_{name}": told[name] for name in ("machine", "opinion", "tests", "import", "time")},
        "score": (tried - told["survived"]) / max(1, tried), "control_unchanged": float(lines[0][2] == "survived"),
        "seconds": time.perf_counter() - began,
    }  # fmt: skip
    limits = (Limit("score", ">=", SCORE), Limit("control_unchanged", "==", 1), Limit("tried", ">", 0))
    return Report("mutations", figures, limits, notes=NOTES)


def _verdicts(command: list[str]) -> list[list[str]]:
    """Module, number, verdict and what it was of each change; the survivors are told as they are found."""
    lines: list[list[str]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if len(found := line.rstrip("\n").split("\t")) == 4:
                lines.append(found)
                if found[2] == "survived" and len(lines) > 1:
                    sys.stderr.write(f"{len(lines) - 1} {found[0]}:{found[3]}\n")
                if len(lines) % 50 == 0:
                    sys.stderr.write(f"{len(lines) - 1} tried\n")
                sys.stderr.flush()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return lines


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "thongsuot.plumbing.settings", "THONGSUOT_LOG": "ERROR"}
