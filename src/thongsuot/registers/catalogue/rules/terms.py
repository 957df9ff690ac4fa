"""How long a procedure takes: what the record says per channel, in words and per service."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from thongsuot.kernel import deadlines
from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.catalogue.rules.values import Channel, Origin, Term, Time

HOURS_A_WORKING_DAY = 8

# "05 ngày làm việc", "(07) ngày", "24 giờ", but neither "ngày 09 tháng 11 năm 2016" nor "sau 15 giờ".
_TIME = re.compile(
    r"(?<![\d.,/])(?<!sau )(?<!trước )(?<!lúc )(?<!ngày )(\d{1,3}(?:[.,]\d{1,2})?)\)?\s*"
    r"(ngày làm việc|ngày|giờ|tháng|năm)(?!\s*\d)",
    re.IGNORECASE,
)
_UNITS = {
    "ngày làm việc": TimeUnit.WORKING_DAY,
    "ngày": TimeUnit.DAY,
    "giờ": TimeUnit.HOUR,
    "tháng": TimeUnit.MONTH,
    "năm": TimeUnit.YEAR,
}


@house_rule("A number is a number however it was typed; words are left as words")
def quantity_of(value: object) -> float | None:
    """The published quantity as a number, or None for words and nothing."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,4}([.,]\d{1,2})?\s*", value):
        return float(value.strip().replace(",", "."))
    return None


@house_rule("Times told in words are read only to be compared and when nothing else tells them")
def times_in(text: str) -> frozenset[Time]:
    """The lengths of time that a text names."""
    found = set()
    for number, unit in _TIME.findall(text):
        quantity = float(number.replace(",", "."))
        if quantity > 0:
            found.add(Time(quantity, _UNITS[unit.lower()]))
    return frozenset(found)


@house_rule("Only times with a unit of the calendar or the clock are compared")
def method_times(record: Mapping[str, Any]) -> frozenset[Time]:
    """The times stated beside the channels; those with unit OTHER state none."""
    found = set()
    for method in record["executionMethods"]:
        quantity = quantity_of(method["processingTime"])
        unit = TimeUnit(method["processingTimeUnit"])
        if quantity is not None and unit is not TimeUnit.OTHER:
            found.add(Time(quantity, unit))
    return frozenset(found)


@house_rule("A service of zero length states no time")
def service_times(record: Mapping[str, Any]) -> frozenset[Time]:
    """The times stated beside the services (dịch vụ công) of the procedure."""
    found = set()
    for service in record["cases"]:
        stated = service.get("processingDay") or {}
        quantity = quantity_of(stated.get("qty"))
        if quantity is not None and quantity > 0:
            found.add(Time(quantity, TimeUnit(stated["type"])))
    return frozenset(found)


@house_rule("A fraction of a working day is told in office hours, eight a day, so nothing is rounded")
def whole(stated: Time) -> tuple[int | None, TimeUnit]:
    """The time in whole units; `(None, OTHER)` when it is none."""
    if stated.unit is not TimeUnit.OTHER and stated.quantity > 0:
        if stated.quantity == int(stated.quantity):
            return int(stated.quantity), stated.unit
        hours = stated.quantity * HOURS_A_WORKING_DAY
        if stated.unit is TimeUnit.WORKING_DAY and hours == int(hours):
            return int(hours), TimeUnit.HOUR
    return None, TimeUnit.OTHER


@house_rule("Every time that the record states becomes a term that names its origin; none is dropped")
def terms_of(record: Mapping[str, Any]) -> tuple[Term, ...]:
    """The terms per channel and per service, each once, in the record's order."""
    found = [term for method in record["executionMethods"] for term in _of_method(method)]
    found += [_of_service(service, record["name"]) for service in record["cases"]]
    return tuple(dict.fromkeys(found))


def _of_method(method: Mapping[str, Any]) -> Iterable[Term]:
    channel = Channel(method["submissionMethod"])
    words = (method["description"] or "").strip()
    published = method["processingTime"]
    quantity = quantity_of(published)
    if quantity is None:
        words = " ".join(part for part in (str(published or "").strip(), words) if part)
    stated = Time(quantity or 0, TimeUnit(method["processingTimeUnit"]))
    amount, unit = whole(stated)
    description = words
    if amount is None and quantity:
        amount = int(quantity) if quantity == int(quantity) else None
    elif unit is not stated.unit:
        description = f"{stated}. {words}".strip()
    yield Term("", channel, amount, unit, description, Origin.METHOD)
    told = times_in(words) if unit is TimeUnit.OTHER else frozenset()
    if len(told) == 1:
        amount, unit = whole(next(iter(told)))
        yield Term("", channel, amount, unit, words, Origin.TEXT)


def _of_service(service: Mapping[str, Any], procedure_name: str) -> Term:
    stated = service.get("processingDay") or {}
    amount, unit = whole(Time(quantity_of(stated.get("qty")) or 0, TimeUnit(stated.get("type") or "OTHER")))
    name = service["name"].strip()
    case = "" if name == procedure_name.strip() else name
    return Term(case, Channel.ANY, amount, unit, service["code"], Origin.SERVICE)


_PREFERENCE = {Origin.METHOD: 0, Origin.TEXT: 1, Origin.SERVICE: 2}
_IN_DAYS = {
    TimeUnit.HOUR: 1 / 8,
    TimeUnit.WORKING_DAY: 1.4,
    TimeUnit.DAY: 1,
    TimeUnit.MONTH: 30,
    TimeUnit.YEAR: 365,
}


@law("NĐ 118/2025/NĐ-CP", "Điều 17 (thời hạn ghi trên giấy tiếp nhận là thời hạn của thủ tục)")
@house_rule("The channel's own time goes before words, words before the service's time")
@house_rule("Of several times that nothing tells apart the longest is promised: it can surely be kept")
def term_for(*, terms: Sequence[Term], case: str, channel: str, is_same_day: bool = False) -> Term | None:
    """The term to promise for a case filed by a channel; None when the record names none at all.

    A same-day procedure takes one working day unless its channel states longer. What cannot be computed
    comes back with its words and unit OTHER.
    """
    fitting = [t for t in terms if t.channel in (channel, Channel.ANY)]
    fitting = [t for t in fitting if case and t.case == case] or fitting or list(terms)
    if is_same_day and fitting:
        own = [t for t in fitting if t.is_computable and t.origin is not Origin.SERVICE]
        if not own or min(map(_days, own)) <= _IN_DAYS[TimeUnit.WORKING_DAY]:
            return replace((own or fitting)[0], quantity=1, unit=TimeUnit.WORKING_DAY)
    computable = [t for t in fitting if t.is_computable]
    if not computable:
        return fitting[0] if fitting else None
    return min(computable, key=lambda t: (_PREFERENCE[t.origin], -_days(t)))


@law("NĐ 23/2015/NĐ-CP", "Điều 7 (trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo)")
@house_rule("What the procedure says of a supplemented dossier's term goes with the term")
def legal_term(
    *,
    term: Term,
    same_day_until: time | None = None,
    after_pause: deadlines.AfterPause = deadlines.AfterPause.CONTINUE,
) -> deadlines.Term:
    """The term as the law of time limits counts it. `same_day_until` holds for at most one day."""
    if not term.is_computable:
        return deadlines.Term(0, TimeUnit.OTHER)
    short = term.quantity == 1 and term.unit in (TimeUnit.WORKING_DAY, TimeUnit.DAY)
    return deadlines.Term(
        term.quantity or 0, term.unit, same_day_until if short else None, after_pause=after_pause
    )


def _days(term: Term) -> float:
    return (term.quantity or 0) * _IN_DAYS[term.unit]
