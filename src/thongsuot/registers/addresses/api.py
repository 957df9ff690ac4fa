"""Addresses over HTTP: public, one by one or up to a thousand at once."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.http.days import Day
from thongsuot.plumbing.http.guards import anyone
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.addresses import queries, rules

router = Router(tags=["addresses"])
MOST = 1_000


class TargetOut(Schema):
    """A unit on the day. `old`: what the address named, when that was another unit, with how it became this one."""

    code: str
    name: str
    province: str
    share: float | None = Field(..., description="0..1 of the people, or else of the land; null: not known")
    old: str
    old_code: str
    note: str = Field(..., description="the official table's own wording")
    resolution: str
    clause: str


class WhyOut(Schema):
    code: str
    detail: str


class AnswerOut(Schema):
    """outcome: exact, candidates (best first) or unknown. `split`: what was named was divided among several."""

    input: str
    outcome: str
    units: list[TargetOut]
    split: bool
    reasons: list[WhyOut]


class AnswersOut(Schema):
    day: date
    answers: list[AnswerOut]


class OneAnswerOut(AnswerOut):
    day: date


class TextQuery(Schema):
    text: str = Field(..., max_length=rules.LONGEST, description="An address, old or new, in any spelling")
    day: Day | None = Field(
        None, description="The day of the units in the answer; default: today in Viet Nam"
    )


class ListIn(Schema):
    texts: list[str]
    day: Day | None = Field(None, description="The day of the units in the answers; default: today")


@router.get("/convert", response=OneAnswerOut, summary="The unit on a day of a written address")
@anyone
def convert(request: HttpRequest, asked: Query[TextQuery]) -> dict[str, Any]:
    """Never a silent pick: several possible units are candidates with reasons, a division is always said."""
    day = _day(request, asked.day)
    return _told(asked.text, queries.convert(text=asked.text, day=day)) | {"day": day}


@router.post("/convert", response=AnswersOut, summary="The same for up to 1,000 addresses")
@anyone
def convert_many(request: HttpRequest, body: ListIn) -> dict[str, Any]:
    """One answer for each text, in the same order."""
    if len(body.texts) > MOST:
        message = "Mỗi lần gửi nhiều nhất {most} địa chỉ; ở đây có {count}."
        params = {"most": MOST, "count": len(body.texts)}
        raise Refused(Problem("addresses_too_many", message, "texts", params))
    day = _day(request, body.day)
    return {
        "day": day,
        "answers": [_told(text, queries.convert(text=text, day=day)) for text in body.texts],
    }


def _told(text: str, answer: rules.Answer) -> dict[str, Any]:
    reasons = [{"code": reason.code, "detail": text_of(reason)} for reason in answer.reasons]
    shown = text.encode("utf-8", "replace").decode()  # half a pair of surrogates is no text
    told = {"input": shown, "outcome": answer.outcome, "units": answer.units, "split": answer.split}
    return told | {"reasons": reasons}


def _day(request: HttpRequest, asked: date | None) -> date:
    if asked is not None:
        return asked
    ours: Request = request  # type: ignore[assignment]
    return ours.day
