"""For each change a process of its own that runs what has to notice it.

In processes forked from one that has imported everything (`putting`); what cannot be judged there, in processes forked
before anything of ours was imported. `python -m thongsuot.edges.bench.mutations.killing 40` prints one line a
change: module, number, verdict, what it was.
"""

import ast
import gc
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
from thongsuot.edges.bench.mutations.putting import Done, put

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
        "kernel/tests/test_deadlines_edges.py",
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
PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
PROPERTY = "_hypothesis_internal_use_settings"
VERDICTS = ("survived", "machine", "opinion", "tests", "import", "anew")
UNCHANGED = -1
Asked = tuple[str, int | None, bool]  # module, number of the change, whether everything is imported already


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
                # No deadline: a busy machine must not look like a changed rule. Nobody reads the example that fails.
                given = hypothesis.settings(asked, max_examples=fewer, deadline=None, phases=PHASES)
                setattr(function, PROPERTY, given)


def verdict(module: str, number: int | None, *, is_warm: bool = False) -> str:
    """Who notices the change, or "survived". `is_warm`: everything is imported already, unchanged."""
    done = Done.WHOLE
    if number == UNCHANGED:  # put where they are, all of them as they were: nobody may notice
        for one in modules():
            put(one, ast.parse(source_of(one)), ast.parse(source_of(one)))
    elif number is not None:
        original, tree = ast.parse(source_of(module)), changed(source_of(module), number)
        if not is_warm:
            sys.meta_path.insert(0, Changed(module, compile(tree, str(path_of(module)), "exec")))
        elif (done := put(module, tree, original)) is Done.NOT:
            return "anew"
    try:
        import_all()
    except Exception:
        return "import"
    judges = (("opinion", _opinion), ("tests", _tests), ("machine", _machine))  # the quickest first
    found = next((name for name, notices in judges if notices(module)), "survived")
    return "anew" if found == "survived" and is_warm and done is Done.TABLES else found


def import_all() -> None:
    """Whatever the judges need of ours."""
    for name in ("cases", "deadlines", "lots", "machine.playing"):
        import_module(f"thongsuot.edges.bench.{name}")


def _machine(_: str) -> bool:
    """Whether the machine finds something else than its model says."""
    from thongsuot.edges.bench import lots
    from thongsuot.edges.bench.machine.playing import OneStop

    return bool(lots.play(OneStop, RUNS, STEPS, 7))


def _opinion(_: str) -> bool:
    """Whether the second opinion on due dates differs."""
    from thongsuot.edges.bench import cases, deadlines
    from thongsuot.kernel.workdays import read_calendar_rows

    try:
        told = deadlines.opinions(read_calendar_rows(cases.calendar_rows()), QUESTIONS)
    except Exception:
        return True
    return bool(told["oracle_disagreements"] or told["oracle_vector_disagreements"])


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
    paths = tests_of(module)
    return pytest.main([*options, f"--rootdir={root.parents[1]}", *paths], plugins=[Pure()]) != 0


def tests_of(module: str) -> list[str]:
    """The tests for a module, those first that speak of it."""
    root, leaf = Path(__file__).resolve().parents[3], module.rpartition(".")[2]
    found: list[Path] = []
    for start, given in TESTS.items():
        if module.startswith(start) or not module.startswith(tuple(TESTS)):
            for path in (root / one for one in given):
                found += sorted(path.glob("test_*.py")) if path.is_dir() else [path]
    return [str(path) for path in sorted(found, key=lambda path: leaf not in path.read_text("utf-8"))]


def judged(asked: Asked) -> str:
    """The verdict of a process of its own; a change with which nothing ends is noticed too."""
    module, number, is_warm = asked
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            os._exit(VERDICTS.index(verdict(module, number, is_warm=is_warm)))
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


def heat() -> None:
    """Import everything of ours too, with the tests."""
    import django

    django.setup()
    import_all()
    root = Path(__file__).resolve().parents[4]
    for path in {path for module in modules() for path in tests_of(module)}:
        with suppress(pytest.skip.Exception):
            import_module(".".join(Path(path).relative_to(root).with_suffix("").parts))
    gc.freeze()


def main(count: int) -> None:
    """The unchanged rules first, then `count` changes drawn by the seed, or all of them."""
    warm()
    every = [(m, n, said) for m in modules() for n, said in enumerate(points(source_of(m)))]
    random.Random(int(os.environ.get("THONGSUOT_SEED", "7"))).shuffle(
        every
    )  # cut short, it is still a fair share
    every = every[: count or len(every)]
    cores = len(os.sched_getaffinity(0))
    fork = multiprocessing.get_context("fork")
    with fork.Pool(cores) as cold, fork.Pool(cores, heat) as hot:
        found = {hot.apply(judged, (("", UNCHANGED, True),)), cold.apply(judged, (("", None, False),))}
        _tell("unchanged", None, "", "survived" if found == {"survived"} else ", ".join(found))
        again = []
        for one, verdict_ in zip(every, hot.imap(judged, [(m, n, True) for m, n, _ in every]), strict=True):
            if verdict_ == "anew":
                again.append(one)
            else:
                _tell(*one, verdict_)
        for one, verdict_ in zip(again, cold.imap(judged, [(m, n, False) for m, n, _ in again]), strict=True):
            _tell(*one, verdict_)


def _tell(module: str, number: int | None, said: str, found: str) -> None:
    said = said.replace("\t", " ").replace("\n", " ")
    sys.stdout.write(f"{module}\t{number}\t{found}\t{said}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
