"""Structured logs: one JSON object a line, with the request's id and no personal data.

A log line names things by id and code, never by a person's name, number, phone or address. What errors and libraries
say is written as `plumbing.redacting` lets it through.
"""

import json
import logging
import os
import sys
from collections.abc import MutableMapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any, TextIO, cast
from uuid import UUID

import structlog

from thongsuot.plumbing import redacting

PERSONAL = {
    "name", "full_name", "applicant", "applicant_name", "received_by", "phone", "citizen_id", "address", "email",
    "password", "birth_date",
}  # fmt: skip
OURS = {"timestamp", "request", "route"}  # made by us: looking through them would be half a line's cost


def _without_personal_data(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Last resort: a key that names personal data is blanked, whatever the caller meant."""
    for key, value in event.items():
        if key in PERSONAL:
            event[key] = redacting.BLANK
        elif type(value) is str and len(value) > 8 and key not in OURS:
            event[key] = redacting.text(value)
    return event


def _plain(value: object) -> str:
    """What JSON has no word for: an instant or an id as text, of anything else only what it is."""
    return str(value) if isinstance(value, date | UUID | Decimal | PurePath) else type(value).__name__


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Takes a library's sentence before structlog forgets what it was put together of."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        plain = logging.makeLogRecord(record.__dict__)
        plain.msg, plain.args = redacting.sentence_of(record), ()
        return super().format(plain)


class _StandardError:
    """Standard error as it is when a line is written: loggers are kept, and a test or a daemon may put another there."""

    def write(self, text: str) -> int:
        """Hand the text on."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Hand it on at once."""
        sys.stderr.flush()


def configure(_: object = None) -> None:
    """Route structlog and the standard library through one renderer to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redacting.without_errors,
        _without_personal_data,
    ]
    renderer: Any = structlog.processors.JSONRenderer(serializer=lambda event, **_: _ENCODER.encode(event))
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[os.environ.get("THONGSUOT_LOG", "INFO")]
        ),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(os.environ.get("THONGSUOT_LOG", "WARNING"))
    # Our middleware says once what happened to a request; Django would say it again, with the address.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


def get(name: str) -> Any:
    """A logger: `log = logs.get(__name__); log.info("dossier_received", dossier=code)`."""
    return structlog.get_logger(name)
