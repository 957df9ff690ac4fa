"""`thongsuot test`: the whole suite on the embedded PostgreSQL, and its database part on Debian's beside it.

The smaller part takes the moments in which the greater waits for a browser, a process or a clock; what it prints
is shown when both have ended. Words after `test` go to pytest, which then runs only those tests, on the embedded database.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from thongsuot.edges.terminal import debian, outcome
from thongsuot.plumbing import messages
from thongsuot.plumbing.cli import console, machine
from thongsuot.plumbing.cli.trouble import Exit, t
from thongsuot.plumbing.postgres import binaries, cluster

ROOT = Path(__file__).resolve().parents[4]
WORKERS = 2
# Pages in a browser take longest, so they come early: short files at the end let both workers finish together.
# Before them, while the database is being made, what needs none.
ORDER = ("tests/architecture", "tests/browser", "tests", "src")
# What the real server must carry: every test below the edges that opens the database. Pages, programs and commands
# reach it through what is tested there.
DATABASE_TESTS = "debian_postgres or (database and not browser)"
DATABASE_FOLDERS = tuple(f"src/thongsuot/{room}" for room in ("plumbing", "registers", "work", "transition"))

app = typer.Typer(add_completion=False)


@app.command(
    help=t("Chạy bộ kiểm thử.", "Run the test suite."),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def test(context: typer.Context) -> None:
    if context.args:
        with _throw_away_home() as home:
            raise typer.Exit(_pytest(home, context.args))
    began = time.monotonic()
    # Told to end from outside, it still stops and deletes what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    missing = debian.install_missing()
    messages.compile_stale()  # once, before two would
    has_debian = "debian_postgres" not in missing
    with _beside(has_debian) as ended:
        found = _on_embedded(has_debian)
        found += ended()
    _close(found, missing, time.monotonic() - began)
    raise typer.Exit(Exit.FAILED if found.failed or not found.passed else Exit.OK)


def _on_embedded(has_debian: bool) -> outcome.Outcome:
    """Everything but what runs on Debian's server; without one that is skipped here, so that it is counted and named."""
    left_out = ["-m", "not debian_postgres"] if has_debian else []
    with _throw_away_home() as home:
        _heading(f"PostgreSQL {binaries.find().major} ({t('nhúng', 'embedded')})")
        return _reported(home, [*left_out, *ORDER], workers=WORKERS)


@contextmanager
def _beside(has_debian: bool) -> Iterator[Callable[[], outcome.Outcome]]:
    """The part on Debian's server in a process of its own, stopped at the end whatever happens.

    Calling what is yielded waits for it, shows what it printed and tells what it came to.
    """
    if not has_debian:
        yield outcome.Outcome
        return
    with tempfile.TemporaryDirectory(prefix="thongsuot-test-") as folder:
        said, result = Path(folder, "said"), Path(folder, "result.json")
        with said.open("wb") as out:
            path = os.pathsep.join(word for word in sys.path if word)
            process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(result)], cwd=ROOT, env={**os.environ, "PYTHONPATH": path},
                stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip

        def ended() -> outcome.Outcome:
            code = process.wait()
            sys.stdout.write(said.read_text("utf-8", errors="replace"))
            sys.stdout.flush()
            return outcome.kept(result) or outcome.Outcome(failed=1, failures=[f"Debian ({code})"])

        try:
            yield ended
        finally:
            process.terminate()
            process.wait()


def _on_debian() -> outcome.Outcome:
    """The database tests on a server that is not ours: reached through DATABASE_URL, by its own programs."""
    folder = machine.debian_postgres()
    with _throw_away_home(THONGSUOT_PG_BIN=str(folder)) as home:
        _heading(f"PostgreSQL {binaries.at(folder).major if folder else ''} (Debian)")
        server = cluster.ensure_running(home)
        urls = {
            "DATABASE_URL": server.dsn("owner"),
            "DATABASE_APP_URL": server.dsn("app"),
            "DATABASE_BACKUP_URL": server.dsn("backup"),
            "DATABASE_ADMIN_URL": server.dsn("superuser"),
        }
        return _reported(home, ["-m", DATABASE_TESTS, *DATABASE_FOLDERS], workers=0, **urls)


@contextmanager
def _throw_away_home(**more: str) -> Iterator[Path]:
    """A home with a running cluster that is stopped and deleted at the end, whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="thongsuot-test-")).resolve()
    before = dict(os.environ)
    os.environ.update(more, THONGSUOT_HOME=str(home), THONGSUOT_THROW_AWAY="1")
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_BACKUP_URL", "DATABASE_ADMIN_URL"):
        os.environ.pop(name, None)
    try:
        cluster.ensure_running(home)
        yield home
    finally:
        cluster.stop(home)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(home, ignore_errors=True)


def _reported(home: Path, words: list[str], *, workers: int, **environment: str) -> outcome.Outcome:
    report = home / "report.xml"
    spread = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"] if workers else []
    code = _pytest(home, [*spread, f"--junit-xml={report}", *words], **environment)
    found = outcome.read(report)
    if code and not found.failed:  # it broke before or after the tests: that is a failure too
        found.failed += 1
        found.failures.append(f"pytest ({code})")
    return found


def _pytest(home: Path, words: list[str], **environment: str) -> int:
    ours = {"THONGSUOT_HOME": str(home), "THONGSUOT_DEMO": "1", "THONGSUOT_STATIC": "source"}
    given = {**os.environ, **ours, **environment}
    given.pop("PYTHONDONTWRITEBYTECODE", None)  # every process of the suite would compile everything anew
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, env=given, check=False
    ).returncode


def _close(found: outcome.Outcome, missing: dict[str, str], seconds: float) -> None:
    say = console.out().print
    for marker, reason in missing.items():
        say(f"⚠ {t('BỎ QUA kiểm thử', 'SKIPPED tests')} “{marker}”: {reason}", markup=False, highlight=False)
    for name, reason in found.skipped.items():
        say(f"SKIPPED {name}: {reason}", markup=False, highlight=False)
    for name in found.failures:
        say(f"FAILED {name}", markup=False, highlight=False)
    say(t("Thời gian", "Time") + f": {seconds:.0f} s", highlight=False)
    say(found.closing_line, highlight=False)


def _heading(words: str) -> None:
    console.out().rule(words)


def _alone(result: Path) -> None:
    """What the process beside does. Told to end, it too stops and deletes what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    outcome.keep(_on_debian(), result)


if __name__ == "__main__":
    _alone(Path(sys.argv[1]))
