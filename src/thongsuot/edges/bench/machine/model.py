"""One dossier as the law sees it, in words of its own: what is allowed, what follows, when it is due.

It shares no code with the rules. Times are (day, minute) in Viet Nam, as the second opinion on due dates has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from thongsuot.edges.bench.machine.telling import Book
from thongsuot.edges.bench.oracle import CLOSE, Case, Moment, Oracle, between, later

BUSY = {"received", "processing"}
LIVING = {*BUSY, "waiting"}
STATES = {
    "take": BUSY,
    "forward": {*BUSY, "decided"},
    "ask_for_more": BUSY,
    "supplement": {"waiting"},
    "extend": BUSY,
    "decide": BUSY,
    "refuse": LIVING,
    "withdraw": LIVING,
    "stop": LIVING,
    "consent": BUSY,
    "return_result": {"decided", "refused"},
    "correct_applicant": {*LIVING, "decided"},
}
LEADS_TO = {
    "take": "processing",
    "ask_for_more": "waiting",
    "supplement": "processing",
    "decide": "decided",
    "refuse": "refused",
    "withdraw": "withdrawn",
    "stop": "stopped",
    "consent": "decided",
}
FOR_COMPETENT = {"decide", "refuse", "extend", "stop"}
FOR_HOLDER = {"take", "forward", "ask_for_more", "return_result"}
REASONS = {"not_eligible", "legal_dispute", "other"}  # of the list, those that are tried
LONGEST = 2000
SILENCE = "Hết thời hạn, cơ quan không trả lời: coi là đồng ý"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody's act: in whose name (None: the applicant's), by which officer, when, and what he said."""

    act: str
    seat: int | None
    officer: int | None
    now: Moment
    said: Mapping[str, Any]


@dataclass(slots=True)
class Model:
    """`stop`: from when, and until when (None: still) the clock stood; `extended`: when, and to which day."""

    received_at: Moment
    case: Case | None
    desk: int
    competent: int
    holder: int
    state: str = "received"
    officer: int | None = None
    stop: tuple[Moment, Moment | None] | None = None
    extended: tuple[Moment, date] | None = None
    due: Moment | None = None
    asked: int = 0
    steps: int = 1
    finished: Moment | None = None
    outcome: dict[str, Any] = field(default_factory=dict)
    book: Book = field(default_factory=Book)

    def sees(self, seat: int | None) -> bool:
        """Whether an officer of the agency may look at it at all."""
        return seat is None or seat in (self.desk, self.competent, self.holder)


def expected(model: Model, step: Step, oracle: Oracle) -> set[str]:
    """Why the law forbids the step; nothing: it is allowed."""
    found: set[str] = set()
    if model.state not in STATES[step.act]:
        found.add("act_not_open")
    if step.seat is not None:
        if step.act in FOR_COMPETENT and step.seat != model.competent:
            found.add("not_competent")
        if step.act in FOR_HOLDER and step.seat not in (model.holder, model.competent):
            found.add("not_holder")
    return found | _said_wrong(model, step, oracle)


def _said_wrong(model: Model, step: Step, oracle: Oracle) -> set[str]:
    found, said = set(), step.said
    if step.act == "forward" and (said["to_agency_id"], said["to_officer_id"]) == (
        model.holder,
        model.officer,
    ):
        found.add("same_holder")
    if step.act == "ask_for_more":
        found |= {"asked_before"} if model.asked and not said["again"] else set()
        found |= set() if any(item.strip() for item in said["wanted"]) else {"wanted_missing"}
    if step.act == "consent":
        found |= set() if said["article"].strip() else {"no_such_law"}
        found |= {"term_not_over"} if model.due is None or step.now < model.due else set()
    if step.act == "refuse" and said["reason_code"] not in REASONS:
        found.add("reason_unknown")
    if step.act == "decide" and not said["result"].strip():
        found.add("result_missing")
    if step.act == "return_result" and not said["received_by"].strip():
        found.add("receiver_missing")
    if step.act in ("ask_for_more", "extend", "refuse", "stop", "correct_applicant"):
        if not said["reason"].strip():
            found.add("reason_missing")
        elif len(said["reason"]) > LONGEST and step.act != "stop":
            found.add("too_long")
    return found | (_badly_extended(model, step, oracle) if step.act == "extend" else set())


def _badly_extended(model: Model, step: Step, oracle: Oracle) -> set[str]:
    """One apology, a day before the day at the latest, to a later working day."""
    to, found = step.said["to_date"], set()
    due = due_of(replace(model, extended=None), oracle)
    if due is not None and step.now[0] >= due[0]:
        found.add("too_late")
    if to is None:
        return found | {"new_due_missing"}
    if model.case is None:
        return found
    if model.extended:
        found.add("extension_twice")
    if due is None:
        found.add("extension_no_due")
    elif to <= due[0]:
        found.add("extension_not_later")
    if not oracle.works(to):
        found.add("extension_day_off")
    return found


def follow(model: Model, step: Step, oracle: Oracle) -> None:
    """The dossier after a step that is allowed."""
    said = step.said
    if step.act == "take":
        model.holder, model.officer = step.seat or 0, step.officer
    elif step.act == "forward":
        model.holder, model.officer = said["to_agency_id"], said["to_officer_id"]
    elif step.act == "ask_for_more":  # only the first time stops the clock
        model.stop = model.stop if model.asked else (step.now, None)
        model.asked += 1
    elif step.act == "supplement" and model.stop and model.asked == 1:
        model.stop = model.stop[0], step.now
    elif step.act == "extend":
        model.extended = step.now, said["to_date"]
    if step.act == "extend" or (step.act in ("ask_for_more", "supplement") and model.asked == 1):
        model.due = due_of(model, oracle)
    _end(model, step)
    model.state = _next(model.state, step.act)
    model.steps += 1
    restarts = model.case is not None and model.case.restart
    model.book.write(model.steps, step.act, step.now, model.due, restarts=restarts)


def _next(state: str, act: str) -> str:
    if act == "return_result":
        return "returned" if state == "decided" else state
    if act == "forward":
        return "decided" if state == "decided" else "processing"
    return LEADS_TO.get(act, state)


def _end(model: Model, step: Step) -> None:
    if step.act in ("decide", "refuse", "withdraw", "stop"):
        model.finished, model.outcome = step.now, dict(step.said)
        if model.stop and model.stop[1] is None:
            model.stop = model.stop[0], step.now
    if step.act == "consent":
        model.finished, model.outcome = model.due, {"result": SILENCE, "article": step.said["article"]}
    if step.act == "return_result":
        model.outcome |= {"received_by": step.said["received_by"], "returned_at": step.now}


def due_of(model: Model, oracle: Oracle) -> Moment | None:
    """When it is due; None without a term, or while the clock stands still."""
    case = model.case
    if case is None:
        return None
    base = end = oracle.due(case)
    close = (oracle.next_working(model.extended[1]), CLOSE) if model.extended else base
    if model.stop is None:
        return max(end, close)
    start, answer = model.stop
    if model.extended and model.extended[0] <= start:
        end = max(base, close)
        if start >= end or answer is None:
            return end if start >= end else None
        return max(
            end,
            _after(model, case, answer, start, oracle)
            if close > base
            else _resumed(case, model.stop, oracle),
        )
    if answer is None:
        return None if start < base else max(base, close)
    return max(_resumed(case, model.stop, oracle), close)


def _resumed(case: Case, stop: tuple[Moment, Moment | None], oracle: Oracle) -> Moment:
    start, answer = stop
    assert answer is not None
    return oracle.due(replace(case, stops=((start, answer),)))


def _after(model: Model, case: Case, answer: Moment, start: Moment, oracle: Oracle) -> Moment:
    """A stop after the apology: what was left until the day it names runs on."""
    assert model.extended is not None
    last = oracle.next_working(model.extended[1])
    if case.restart or case.cutoff is not None:
        return oracle.due(replace(case, received=answer))
    if case.unit == "HOUR":
        if case.office_hours:
            return oracle._worked(oracle.counted(answer), oracle._gone(start, (last, CLOSE)))
        return oracle._rolled(later(answer, max(0, between(start, (last, CLOSE)))))
    from_day, again = max(oracle.counted(case.received)[0], start[0]), oracle.counted(answer)[0]
    left = _days(from_day, last, oracle, working=case.unit == "WORKING_DAY")
    day = max(again, oracle.counted(case.received)[0])
    while left:
        day = later((day, 0), 1440)[0]
        left -= case.unit != "WORKING_DAY" or oracle.works(day)
    return oracle.next_working(day), CLOSE


def _days(after: date, until: date, oracle: Oracle, *, working: bool) -> int:
    """How many days lie after one and until the other."""
    count, day = 0, after
    while day < until:
        day = later((day, 0), 1440)[0]
        count += not working or oracle.works(day)
    return count
