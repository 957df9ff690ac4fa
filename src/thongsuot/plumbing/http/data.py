"""JSON answers from frozen records as they are: written in one pass, without copying them into dictionaries first."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json, to_jsonable_python


class Data(HttpResponse):
    """An answer in JSON: dataclasses, ids, dates, enums and whatever JSON knows, at any depth."""

    def __init__(self, body: Any, status: int = 200) -> None:
        super().__init__(to_json(body), status=status, content_type="application/json")


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same in what JSON itself knows, for an answer that is kept beside an idempotency key."""
    found: dict[str, Any] = to_jsonable_python(body)
    return found
