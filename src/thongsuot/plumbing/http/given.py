"""What the bodies of API calls are made of: numbers that are numbers, ids that a column holds, words that end.

A body is read strictly: "1", 1.0 or true is no number, 0 or "no" is neither true nor false. Addresses are words, so
what stands in a query is read as such and takes none of these but `Words`, `Note` and `WorkDay`.
"""

from datetime import date
from typing import Annotated, cast

from django.http import HttpRequest
from pydantic import Field

from thongsuot.plumbing.http.days import Day
from thongsuot.plumbing.http.request import Request

LARGEST = 2**63 - 1
MOST_DONG = 10**13

Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Dong = Annotated[int, Field(strict=True, ge=0, le=MOST_DONG)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
Note = Annotated[str, Field(max_length=500)]
Words = Annotated[str, Field(max_length=5_000)]
# A day on which somebody works: far ones have no instant before or after them.
WorkDay = Annotated[Day, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]


def ours(request: HttpRequest) -> Request:
    """The request with what our middleware put on it."""
    return cast(Request, request)
