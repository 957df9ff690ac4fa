"""Records on their way into one statement: thousands of rows as a single parameter."""

from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json


def as_json(rows: Iterable[Any]) -> str:
    """Frozen dataclasses as the JSON array that `jsonb_to_recordset` reads."""
    return to_json(list(rows)).decode()


def flat(record: Any) -> dict[str, Any]:
    """A frozen dataclass of plain values as a dict; `dataclasses.asdict` copies every value, at ten times the cost."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
