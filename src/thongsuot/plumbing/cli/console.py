"""Printing: tables and progress for people, one JSON object for programs, one sentence when it fails.

Results go to stdout, everything else (progress, complaints) to stderr, so that `--json` can be piped.
"""

import dataclasses
import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache
from typing import Any, NoReturn

from rich.console import Console

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.cli.trouble import Exit, Trouble, language, t

__all__ = ["Exit", "Trouble", "emit", "err", "fail", "language", "out", "progress", "report", "t", "table"]

# A pipe or a log has no width of its own; narrow tables cut what programs and people look for.
_WIDTH_ELSEWHERE = 160


@cache
def out() -> Console:
    return _console(stderr=False)


@cache
def err() -> Console:
    return _console(stderr=True)


def fail(sentence: str, code: Exit = Exit.FAILED) -> NoReturn:
    """Say why and end with a code that means it."""
    err().print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    raise SystemExit(int(code))


def report(error: Exception) -> Exit:
    """Print what stopped a command and return the exit code. Anything else is a bug: raised again."""
    if isinstance(error, Trouble):
        err().print(t(error.vi, error.en), style="red", markup=False, highlight=False, soft_wrap=True)
        return error.code
    if isinstance(error, Refused):
        for problem in error.problems:
            err().print(f"• {_say(problem)}", style="red", markup=False, highlight=False, soft_wrap=True)
        return Exit.NOT_FOUND if isinstance(error, NotFound) else Exit.REFUSED
    if _is_silent_database(error):
        return report(_SILENT)
    if isinstance(error, BrokenPipeError):
        _forget_output()
        return Exit.UNREAD
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        _forget_output()
        return report(_FULL)
    raise error


def _forget_output() -> None:
    """What could not be written is let go: Python would try once more at its end, and fail with a traceback."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_SILENT = Trouble(
    "Cơ sở dữ liệu không trả lời; hãy chạy thongsuot up hoặc thongsuot db start.",
    "The database does not answer; run thongsuot up or thongsuot db start.",
    Exit.DATABASE,
)


_FULL = Trouble(
    "Hết chỗ trống nơi ghi kết quả: hãy dọn bớt rồi chạy lại.",
    "No space left where the result is written: make room, then run again.",
    Exit.DISK_FULL,
)


def _is_silent_database(error: BaseException) -> bool:
    """Whether no connection could be made, asked without importing what only some commands need."""
    psycopg = sys.modules.get("psycopg")
    met = error.__cause__ or error
    return psycopg is not None and isinstance(met, psycopg.OperationalError) and met.sqlstate is None


def emit(found: Any, as_json: bool, show: Callable[[], None] | None = None) -> None:
    """`found` as one JSON object (stable keys, UTF-8) when asked, else `show()` prints it for people."""
    if as_json or show is None:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, default=_plain) + "\n")
    else:
        show()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """A table on stdout; None shows as a dash."""
    from rich.table import Table

    drawn = Table(*columns, title=title, title_justify="left", header_style="bold")
    for row in rows:
        drawn.add_row(*("–" if cell is None else str(cell) for cell in row))
    out().print(drawn)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr while the block runs; call what is yielded with the amount done since the last call.

    Without a terminal it prints the label once, so that logs stay short.
    """
    if not err().is_terminal:
        err().print(f"{label}…", markup=False, highlight=False)
        yield lambda _amount: None
        return
    from rich import progress as bars

    shown = [
        bars.SpinnerColumn(),
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
    ]
    with bars.Progress(*shown, bars.TimeElapsedColumn(), console=err(), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda amount: bar.advance(task, amount)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=_WIDTH_ELSEWHERE)


def _say(problem: Problem) -> str:
    """The problem's sentence, in the language of the terminal when the catalogues are loaded."""
    if "django.apps" not in sys.modules:
        return str(problem)
    from django.utils.translation import gettext

    return problem.say(gettext)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
