"""How what a dossier owes its applicant reaches him: a state of its own, told from the facts that custody keeps.

Where the papers lie and who took them is kept once (stays and collections); nothing here is kept a second time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.custody.rules import Custodian, Way
from thongsuot.work.dossiers.rules import State

UNCOLLECTED_AFTER = timedelta(days=30)


class Subject(StrEnum):
    """What is to be delivered."""

    NONE = "none"
    RESULT = "result"
    LETTER = "letter"  # the written refusal or the notice that nothing more is done, the papers with it
    PAPERS = "papers"  # the originals of who took his filing back


class Stage(StrEnum):
    """Where the delivery is."""

    NOTHING = "nothing"
    WAITING = "waiting"
    UNCOLLECTED = "uncollected"
    ON_WAY = "on_way"
    HANDED_OVER = "handed_over"
    COLLECTED = "collected"
    UNDELIVERED = "undelivered"


class Fact(StrEnum):
    """What is written about handing over: given, or what the post said of what it was given."""

    RETURN = "return"
    GIVE_BACK = "give_back"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


SUBJECT_NAMES = {
    Subject.NONE: "Không có gì phải giao",
    Subject.RESULT: "Kết quả giải quyết",
    Subject.LETTER: "Văn bản trả lời và giấy tờ đã nộp",
    Subject.PAPERS: "Bản chính đã nộp",
}
STAGE_NAMES = {
    Stage.NOTHING: "Chưa có gì để giao",
    Stage.WAITING: "Đang chờ giao",
    Stage.UNCOLLECTED: "Lâu chưa đến nhận",
    Stage.ON_WAY: "Đang trên đường",
    Stage.HANDED_OVER: "Đã giao tận tay",
    Stage.COLLECTED: "Đã nhận bản điện tử",
    Stage.UNDELIVERED: "Bưu chính hoàn lại",
}
# What may come after what. Nothing is handed over that did not wait or lie on the way first; a handing out that was
# put back waits again.
FOLLOWS: dict[Stage, frozenset[Stage]] = {
    Stage.NOTHING: frozenset({Stage.WAITING}),
    Stage.WAITING: frozenset(Stage) - {Stage.UNDELIVERED, Stage.WAITING},
    Stage.UNCOLLECTED: frozenset(Stage) - {Stage.UNDELIVERED, Stage.UNCOLLECTED},
    Stage.ON_WAY: frozenset(Stage) - {Stage.ON_WAY},
    Stage.HANDED_OVER: frozenset({Stage.WAITING, Stage.UNCOLLECTED}),
    Stage.COLLECTED: frozenset({Stage.WAITING, Stage.UNCOLLECTED}),
    Stage.UNDELIVERED: frozenset(Stage) - {Stage.NOTHING, Stage.COLLECTED, Stage.UNDELIVERED},
}


@dataclass(frozen=True, slots=True)
class Handing:
    """The last thing written about handing over. `name`: who took it, or why the post brought it back."""

    id: int
    fact: Fact
    way: Way
    name: str
    tracking: str
    at: datetime
    agency_id: int
    officer_id: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a dossier: its state, its originals, where what is owed lies, and the last handing over."""

    state: State
    originals: int
    custodian: Custodian
    agency_id: int
    since: datetime | None
    slip_code: str
    last: Handing | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery. `since`: when this stage began; `agency_id`: where it waits, or who sent or gave it; `by`: bag or
    post; `mark`: of the bag or the posting; `to`: who took it, or why it came back; `days`: how long it waits.
    """

    subject: Subject
    stage: Stage
    since: datetime | None = None
    agency_id: int | None = None
    by: str = ""
    mark: str = ""
    to: str = ""
    officer_id: int | None = None
    days: int = 0


@law("NĐ 118/2025/NĐ-CP", "Điều 22")
def subject_of(state: State, originals: int) -> Subject:
    """What a dossier in this state owes its applicant: the result, an answer in writing, or his own papers."""
    if state in (State.DECIDED, State.RETURNED):
        return Subject.RESULT
    if state in (State.REFUSED, State.STOPPED):
        return Subject.LETTER
    return Subject.PAPERS if state is State.WITHDRAWN and originals else Subject.NONE


@house_rule(
    "the matter, the money, the delivery and the portal are four states that never speak for each other"
)
def delivery(facts: Facts, *, now: datetime) -> Delivery:
    """The one delivery of a dossier as it stands at `now`."""
    subject = subject_of(facts.state, facts.originals)
    if subject is Subject.NONE:
        return Delivery(subject, Stage.NOTHING)
    if facts.last is not None and not (facts.last.fact is Fact.UNDELIVERED and _in_bag(facts)):
        return _handed(subject, facts.last)
    if _in_bag(facts):
        return Delivery(subject, Stage.ON_WAY, facts.since, facts.agency_id, "bag", facts.slip_code)
    if (
        facts.custodian is Custodian.PERSON or facts.state is State.RETURNED
    ):  # before it was written who took it
        return Delivery(subject, Stage.HANDED_OVER, facts.since, facts.agency_id)
    waits = max(now - facts.since, timedelta()) if facts.since else timedelta()
    stage = Stage.UNCOLLECTED if waits >= UNCOLLECTED_AFTER else Stage.WAITING
    return Delivery(subject, stage, facts.since, facts.agency_id, days=waits.days)


def _in_bag(facts: Facts) -> bool:
    return facts.custodian is Custodian.CARRIER


def _handed(subject: Subject, last: Handing) -> Delivery:
    by = "post" if last.way is Way.POSTAL else ""
    stage = Stage.HANDED_OVER
    if last.fact is Fact.UNDELIVERED:
        stage = Stage.UNDELIVERED
    elif last.fact is not Fact.DELIVERED and last.way is not Way.COUNTER:
        stage = Stage.ON_WAY if by else Stage.COLLECTED
    return Delivery(subject, stage, last.at, last.agency_id, by, last.tracking, last.name, last.officer_id)


@house_rule("what the post says is believed of what it was given, once, by who gave it")
def settling_problems(facts: Facts, *, agency_id: int, said: str) -> tuple[Problem, ...]:
    """Why it cannot be written what became of a posting. `said`: who took it, or why it came back."""
    last = facts.last
    if last is None or last.way is not Way.POSTAL or last.fact in (Fact.DELIVERED, Fact.UNDELIVERED):
        text = "Không có bưu gửi nào của hồ sơ này đang trên đường."
        return (Problem("nothing_posted", text),)
    found = []
    if last.agency_id != agency_id:
        text = "Bưu gửi này do cơ quan khác gửi. Cơ quan đã gửi ghi kết quả phát."
        found.append(Problem("posted_by_another", text))
    if not said.strip():
        text = "Hãy ghi ai đã nhận bưu gửi, hoặc vì sao bưu chính hoàn lại."
        found.append(Problem("said_missing", text, "said"))
    return tuple(found)
