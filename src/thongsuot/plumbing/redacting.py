"""What a log line may say of an error, of a library's sentence, of a text: nothing that may be a person's.

The message of an error holds what the error was about: a name that is no number, `DETAIL: Key (phone)=(…)`. So of an
error only what speaks of code or tables is written; its frames say where to look.
"""

import errno
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import psycopg

from thongsuot.kernel.errors import Refused

BLANK = "·"
# Their messages name attributes, variables and modules.
OF_CODE = (AttributeError, NameError, UnboundLocalError, ImportError, ModuleNotFoundError)
# Standing alone, so that no id of ours is one: phones, identity numbers, bank accounts, with blanks or dots.
NUMBER = re.compile(r"(?<![\w-])\+?\d(?:[ .]?\d){8,15}(?![\w-])")
_PLACES = ("schema_name", "table_name", "column_name", "constraint_name")


def text(said: str) -> str:
    """The text without numbers that may be a person's."""
    return NUMBER.sub(BLANK, said)


def head(error: BaseException) -> str:
    """The error in one line: its type, and what it says about code."""
    return " ".join(filter(None, (_name(error), _harmless(error))))


def told(error: BaseException) -> str:
    """The error with its frames, after what it came of, much as Python prints it."""
    parts: list[str] = []
    seen: set[int] = set()
    this: BaseException | None = error
    while this is not None and id(this) not in seen:
        seen.add(id(this))
        inner = [told(one) for one in this.exceptions] if isinstance(this, BaseExceptionGroup) else []
        parts.append("".join([*traceback.format_tb(this.__traceback__), "\n".join([head(this), *inner])]))
        this = this.__cause__ or (None if this.__suppress_context__ else this.__context__)
    return "\n\nled to:\n\n".join(reversed(parts))


def sentence_of(record: logging.LogRecord) -> str:
    """What a library says, with numbers in its blanks and no texts."""
    if isinstance(record.msg, BaseException):
        return head(record.msg)
    if record.name.startswith("procrastinate") and hasattr(record, "action"):
        job = getattr(record, "job", None) or {}  # its sentence holds the job's arguments
        return " ".join(str(part) for part in (record.action, job.get("task_name"), job.get("id")) if part)
    said, given = str(record.msg), record.args
    try:
        return text(said % _blanked(given) if given else said)
    except (TypeError, ValueError, KeyError):
        return text(said)


def without_errors(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the error of a line becomes what may be told of it."""
    given = event.pop("exc_info", None)
    given = sys.exc_info() if given is True else given
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def _blanked(given: Any) -> Any:
    if isinstance(given, Mapping):
        return {key: _one(value) for key, value in given.items()}
    return tuple(_one(value) for value in (given if isinstance(given, tuple) else (given,)))


def _one(value: object) -> object:
    if isinstance(value, BaseException):
        return head(value)
    return value if isinstance(value, int | float | type | None) else BLANK


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _harmless(error: BaseException) -> str:
    if isinstance(error, psycopg.Error):
        named = [getattr(error.diag, place) for place in _PLACES]
        return " ".join(filter(None, (error.sqlstate, *named)))
    if isinstance(error, Refused):
        return " ".join(problem.code for problem in error.problems)
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, str(error.errno))
    return str(error) if type(error) in OF_CODE else ""
