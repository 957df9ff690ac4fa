"""For each change a process of its own, forked before anything of ours was imported, that runs what has to notice it.

`python -m thongsuot.edges.bench.mutations.killing 40` prints one line a change: module, number, verdict, what it was.
"""

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import hypothesis.stateful
import numpy
import pytest

from thongsuot.edges.bench.mutations import modules, path_of, source_of
from thongsuot.edges.bench.mutations.changing import changed, points

WARM = (hypothesis.stateful, numpy, pytest)  # imported once, before the forks, with whatever else is not ours
NEEDS_SETTINGS = (
    "django.contrib",
    "allauth",
    "django_htmx",
    "csp",
    "procrastinate.contrib",
    "tests",
    "thongsuot",
)
RUNS, STEPS, QUESTIONS = 60, 40, 600
EXAMPLES, CPU_SECONDS = 25, 60  # of each property; a change that runs in a circle is noticed by its time
TESTS = {
    "thongsuot.kernel": (
        "kernel/tests/test_deadlines.py",
        "kernel/tests/test_deadlines_law.py",
        "kernel/tests/test_deadlines_many.py",
        "work/clocks/tests/test_rules.py",
    ),
    "thongsuot.work": (
        "work/dossiers/tests",
        "work/clocks/tests",
        "transition/reorganisation/tests/test_rules.py",
    ),
}
PROPERTY = "_hypothesis_internal_use_settings"
VERDICTS = ("survived", "machine", "opinion", "tests", "import")


class Changed(MetaPathFinder, Loader):
    """Gives one module out of another source."""

    def __init__(self, module: str, code: CodeType) -> None:
        self.module, self.code = module, code

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Only for the one module."""
        return spec_from_loader(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        """The changed source instead of the file's."""
        exec(self.code, module.__dict__)  # noqa: S102 - our own source, one operator turned


class Pure:
    """Leaves out the tests that need a database, and lets properties be content with fewer examples."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Those that ask for one of its fixtures, or bear its mark."""
        wanted = {"province", "db", "django_db_setup"}
        items[:] = [
            i for i in items if not wanted & set(i.fixturenames) and i.get_closest_marker("django_db") is None
        ]
        for item in items:
            asked = getattr(item.obj, PROPERTY, None)
            if asked is not None:
                function = getattr(item.obj, "__func__", item.obj)
                fewer = min(asked.max_examples, EXAMPLES)
                # No deadline: a busy machine must not look like a changed rule.
                given = hypothesis.settings(asked, max_examples=fewer, deadline=None)
                setattr(function, PROPERTY, given)


def verdict(module: str, number: int | None) -> str:
    """Who notices the change, or "survived"."""
    if number is not None:
        tree = changed(source_of(module), number)
        sys.meta_path.insert(0, Changed(module, compile(tree, str(path_of(module)), "exec")))
    try:
        from thongsuot.edges.bench import cases, deadlines, lots
        from thongsuot.edges.bench.machine.playing import OneStop
        from thongsuot.kernel.workdays import read_calendar_rows
    except Exception:
        return "import"
    if lots.play(OneStop, RUNS, STEPS, 7):
        return "machine"
    try:
        told = deadlines.opinions(read_calendar_rows(cases.calendar_rows()), QUESTIONS)
        if told["oracle_disagreements"] or told["oracle_vector_disagreements"]:
            return "opinion"
    except Exception:
        return "opinion"
    return "tests" if _tests(module) else "survived"


def _tests(module: str) -> bool:
    """Whether one of the tests without a database fails."""
    import django

    django.setup()
    root = Path(__file__).resolve().parents[3]
    options = [
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
        "-p",
        "no:xdist",
        "--noconftest",
        "-c",
        os.devnull,
    ]
    paths = [str(root / path) for start, given in TESTS.items() if module.startswith(start) for path in given]
    paths = paths or [str(root / path) for given in TESTS.values() for path in given]
    return pytest.main([*options, f"--rootdir={root.parents[1]}", *paths], plugins=[Pure()]) != 0


def judged(asked: tuple[str, int | None]) -> str:
    """The verdict of a process of its own; a change with which nothing ends is noticed too."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            os._exit(VERDICTS.index(verdict(*asked)))
        finally:
            os._exit(VERDICTS.index("import"))
    _, status = os.waitpid(child, 0)
    return "time" if os.WIFSIGNALED(status) else VERDICTS[os.WEXITSTATUS(status)]


def warm() -> None:
    """Import what everything of ours stands on, but nothing of ours: each fork would do it again."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            import django

            django.setup()
            os.write(tell, "\n".join(sys.modules).encode())
        finally:
            os._exit(0)
    os.close(tell)
    with open(told, encoding="utf-8") as names:
        known = names.read().split()
    os.waitpid(child, 0)
    for name in known:
        if not any(name == one or name.startswith(f"{one}.") for one in NEEDS_SETTINGS):
            with suppress(Exception):  # then it is imported later
                import_module(name)
    loaded = sorted(set(modules()) & set(sys.modules))
    if loaded:
        raise RuntimeError(f"imported before it could be changed: {loaded}")


def main(count: int) -> None:
    """The unchanged rules first, then `count` changes drawn by the seed, or all of them."""
    warm()
    every = [(m, n, said) for m in modules() for n, said in enumerate(points(source_of(m)))]
    if count:
        every = random.Random(int(os.environ.get("THONGSUOT_SEED", "7"))).sample(
            every, min(count, len(every))
        )
    asked: list[tuple[str, int | None]] = [("unchanged", None), *((module, n) for module, n, _ in every)]
    what = ["", *(said.replace("\t", " ").replace("\n", " ") for _, _, said in every)]
    cores = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        for (module, n), said, found in zip(asked, what, pool.imap(judged, asked), strict=True):
            sys.stdout.write(f"{module}\t{n}\t{found}\t{said}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
