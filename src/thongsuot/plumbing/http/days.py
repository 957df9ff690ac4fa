"""A day in a call's words: year-month-day and nothing else."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: Any) -> Any:
    """A number would else be seconds since 1970: who writes a year alone would be answered for a day of that year."""
    if value is None or type(value) is date or (isinstance(value, str) and WRITTEN.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "a day is written year-month-day")


Day = Annotated[date, BeforeValidator(_written)]
