"""Structured logs: one JSON object a line, with the request's id and no personal data.

A log line names things by id and code, never by a person's name, number, phone or address.
"""

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

PERSONAL = {"name", "full_name", "phone", "citizen_id", "address", "email", "password", "birth_date"}


def _without_personal_data(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Last resort: a key that names personal data is blanked, whatever the caller meant."""
    for key in PERSONAL & event.keys():
        event[key] = "·"
    return event


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
        _without_personal_data,
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[os.environ.get("THONGSUOT_LOG", "INFO")]
        ),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
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
