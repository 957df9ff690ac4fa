"""The way of one simulated dossier: which acts, when, by whom. No database, no clock: a seed decides."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local
from thongsuot.kernel.workdays import WorkCalendar
from thongsuot.work.dossiers.rules.states import Act

REASONS = {
    "ask": "Thành phần hồ sơ chưa đủ theo quy định của thủ tục",
    "refuse": "Không đáp ứng yêu cầu, điều kiện đã công bố của thủ tục",
    "withdraw": "Người nộp đề nghị rút hồ sơ để hoàn thiện lại",
    "extend": "Cần xác minh thêm thực địa nên chưa kết thúc đúng hẹn",
    "stop": "Quá thời hạn thông báo mà chưa bổ sung hồ sơ",
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Who works on a dossier: at the desk that received it, at the competent agency, and its head."""

    counter: Actor
    desk_id: int
    processor: Actor
    head: Actor
    competent_id: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One act to come."""

    act: Act
    at: datetime
    by: Actor
    agency_id: int
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a dossier when it has been received. `late` is the chance of its procedure."""

    received_at: datetime
    due_at: datetime | None
    wanted: tuple[str, ...]
    applicant: str
    late: float


class Way:
    """Plans courses by the pack's `[way]`, in office minutes of the calendar."""

    def __init__(self, chances: Mapping[str, float], calendar: WorkCalendar, dice: random.Random) -> None:
        self.chances, self.calendar, self.dice = chances, calendar, dice

    def after(self, moment: datetime, minutes: float) -> datetime:
        """The moment with that many more office minutes behind it, and a few seconds."""
        marks = self.calendar.office_minutes(local(moment)) + max(1, round(minutes))
        seconds = self.dice.randrange(60)
        return self.calendar.at_office_minutes(marks).replace(second=seconds)

    def minutes(self, start: datetime, end: datetime) -> int:
        """Office minutes between two moments."""
        return self.calendar.office_minutes(local(end)) - self.calendar.office_minutes(local(start))

    def plan(self, course: Course, hands: Hands) -> list[Planned]:
        """Every act after reception, in order; the caller leaves out what has not happened yet."""
        dice, chances = self.dice, self.chances
        span = max(30, self.minutes(course.received_at, course.due_at)) if course.due_at else 3 * 450
        is_quick = span <= 480
        at = self.after(course.received_at, dice.uniform(3, 20) if is_quick else dice.uniform(10, 200))
        acts = [Planned(Act.FORWARD, at, hands.counter, hands.desk_id, self._to(hands.competent_id))]
        at = self.after(at, dice.uniform(2, 15) if is_quick else dice.uniform(20, 420))
        acts.append(Planned(Act.TAKE, at, hands.processor, hands.competent_id, {}))
        if dice.random() < chances["withdraw"]:
            return [*acts, self._withdrawn(at, hands, span)]
        if dice.random() < chances["stuck"] and span >= 3 * 450:
            return acts
        waited = self._wait(acts, course, hands, at)
        if waited is None:
            return acts
        return self._settle(acts, course, hands, waited, span, is_quick)

    def _to(self, agency_id: int) -> dict[str, Any]:
        return {"to_agency_id": agency_id, "to_officer_id": None}

    def _withdrawn(self, at: datetime, hands: Hands, span: int) -> Planned:
        given = {"reason": REASONS["withdraw"]}
        return Planned(
            Act.WITHDRAW,
            self.after(at, self.dice.uniform(0.1, 0.7) * span),
            hands.counter,
            hands.desk_id,
            given,
        )

    def _wait(self, acts: list[Planned], course: Course, hands: Hands, at: datetime) -> datetime | None:
        """Ask for more, perhaps; the moment from which work goes on, None when it never does."""
        dice = self.dice
        if dice.random() >= self.chances["ask_for_more"] or not course.wanted:
            return at
        at = self.after(at, dice.uniform(20, 300))
        count = min(len(course.wanted), dice.choice((1, 1, 1, 2, 3)))
        given = {"wanted": tuple(dice.sample(course.wanted, count)), "reason": REASONS["ask"]}
        acts.append(Planned(Act.ASK_FOR_MORE, at, hands.processor, hands.competent_id, given))
        if dice.random() < self.chances["never_supplemented"]:
            at = self.after(at, dice.uniform(20, 32) * 450)
            acts.append(Planned(Act.STOP, at, hands.head, hands.competent_id, {"reason": REASONS["stop"]}))
            return None
        at = self.after(at, dice.uniform(0.4, 9) * 450)
        acts.append(Planned(Act.SUPPLEMENT, at, hands.counter, hands.desk_id, {}))
        return at

    def _settle(
        self, acts: list[Planned], course: Course, hands: Hands, at: datetime, span: int, is_quick: bool
    ) -> list[Planned]:
        dice = self.dice
        spent = self.minutes(course.received_at, at)
        is_late = dice.random() < course.late
        share = dice.uniform(1.02, 1.9) if is_late else min(0.97, dice.betavariate(3.2, 2.0))
        end = max(spent + dice.uniform(3, 25), share * span)
        if not is_quick and span >= 5 * 450 and not is_late and dice.random() < self.chances["extend"]:
            end = self._extend(acts, course, hands, at, span) or end
        at = self.after(course.received_at, max(end, spent + 2))
        if dice.random() < self.chances["refuse"]:
            given = {"reason_code": "not_eligible", "reason": REASONS["refuse"]}
            return [*acts, Planned(Act.REFUSE, at, hands.head, hands.competent_id, given)]
        given = {"result": f"{dice.randint(1, 900)}/{local(at).year}"}
        acts.append(Planned(Act.DECIDE, at, hands.head, hands.competent_id, given))
        if hands.desk_id != hands.competent_id:
            at = self.after(at, dice.uniform(2, 30) if is_quick else dice.uniform(10, 240))
            acts.append(Planned(Act.FORWARD, at, hands.head, hands.competent_id, self._to(hands.desk_id)))
        same_day = is_quick and dice.random() < self.chances["collected_same_day"]
        at = self.after(at, dice.uniform(3, 90) if same_day else dice.expovariate(1 / 500))
        acts.append(Planned(Act.RETURN, at, hands.counter, hands.desk_id, {"received_by": course.applicant}))
        return acts

    def _extend(
        self, acts: list[Planned], course: Course, hands: Hands, at: datetime, span: int
    ) -> float | None:
        """Apologise a day or two before the due day; the office minutes after which it is settled then."""
        if course.due_at is None or any(planned.act is Act.ASK_FOR_MORE for planned in acts):
            return None
        moment = self.after(course.received_at, span - self.dice.uniform(1.2, 2.2) * 450)
        if moment <= at:
            return None
        days = self.dice.randint(3, 10)
        to_date = self.calendar.add(local(course.due_at).date(), days)
        given = {"to_date": to_date, "reason": REASONS["extend"]}
        acts.append(Planned(Act.EXTEND, moment, hands.head, hands.competent_id, given))
        return span + days * 450 * self.dice.uniform(0.3, 0.9)
