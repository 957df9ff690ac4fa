"""The machine over every verb of a dossier, and the gate."""

import itertools
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.machine import worlds
from thongsuot.edges.bench.machine.model import STATES, Model, Step, expected, follow
from thongsuot.edges.bench.oracle import Moment, later
from thongsuot.edges.bench.report import Limit, Report
from thongsuot.plumbing.postgres import cluster
from thongsuot.work.dossiers.rules.correcting import Correction

RUNS, STEPS, LONG_RUNS = 500, 50, 10_000
QUICK_RUNS, QUICK_STEPS = 30, 40
AT_MOST = 4  # dossiers in a run, so that each lives long
MINUTES = (1, 3, 25, 60, 150, 400, 1440, 2880, 7200, 14_400)
NOTES = {
    "runs": "random lives of up to four dossiers, by the real verbs on a database",
    "violations": "something else than the model expected: a refusal, a state, a holder, a date, a step",
    "rules_violations": "the same on the rules alone, where terms of every unit and restarts are tried",
    "refused": "attempts that the law forbids, each for exactly the reasons that the model gives",
    "control_transition": "a dossier that is decided may be decided again",
    "control_clock": "a supplement that does not set the clock going again",
    "control_once": "the applicant may be asked twice",
    "told": "alerts of parts of terms, compared with a search minute by minute",
    "control_alerts": "a new due date tells everything again",
    "control_silence": "nobody takes silence for consent",
}
NUMBERS = itertools.count()  # no correction says what stands there already
WORDS = ("Số 12", "  ", "Lý do đủ rõ", "x" * 2001)


class Broken(AssertionError):
    """The dossier is not as the law says."""


class OneStop(RuleBasedStateMachine):
    """`world` is set by who plays."""

    world_of: ClassVar[Any] = worlds.OfRules
    counts: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.world: worlds.World = self.world_of()
        self.now: Moment = (worlds.START, 470)
        self.dossiers: list[tuple[Any, Model]] = []

    def teardown(self) -> None:
        self.world.leave()

    @precondition(lambda self: len(self.dossiers) < AT_MOST)
    @rule(kind=st.integers(0, 10**4), wait=st.sampled_from(MINUTES))
    def receive(self, kind: int, wait: int) -> None:
        self.now = later(self.now, wait)
        one = worlds.SILENT_KIND if kind % 4 == 0 else kind % self.world.kinds
        key, model = self.world.receive(one, self.now)
        self.dossiers.append((key, model))
        self._check(key, model, "receive")
        self._count("received")

    @precondition(lambda self: self.dossiers)
    @rule(
        which=st.integers(0, 99), act=st.sampled_from(sorted(STATES)), wait=st.sampled_from(MINUTES),
        seat=st.integers(0, 99), twist=st.integers(0, 10**6),
    )  # fmt: skip
    def go_on(self, which: int, act: str, wait: int, seat: int, twist: int) -> None:
        """Any act, most often one that the state allows, by one who may, said rightly."""
        self._go_on(which, act, wait, seat, twist)

    def _go_on(self, which: int, act: str, wait: int, seat: int, twist: int) -> None:
        key, model = self.dossiers[which % len(self.dossiers)]
        if twist % 5:
            open_ = [name for name in sorted(STATES) if model.state in STATES[name]]
            act = open_[twist % len(open_)] if open_ else act
        self.now = later(self.now, wait)
        is_applicants = act == "consent" or (act in ("supplement", "withdraw") and seat % 10 == 0)
        at = None if is_applicants else self._seat(model, seat)
        step = Step(
            act,
            at,
            None if at is None else self.world.officer_of(at),
            self.now,
            self._said(act, model, twist),
        )
        self._try(key, model, step)

    @precondition(lambda self: self.dossiers)
    @rule(
        which=st.integers(0, 99), act=st.sampled_from(sorted(STATES)), wait=st.sampled_from(MINUTES),
        seat=st.integers(0, 99), twist=st.integers(0, 10**6),
    )  # fmt: skip
    def go_further(self, which: int, act: str, wait: int, seat: int, twist: int) -> None:
        """The same again: most of what happens to dossiers is done by people, not by the worker."""
        self._go_on(which, act, wait, seat, twist)

    @precondition(lambda self: any(model.finished for _, model in self.dossiers))
    @rule()
    def what_is_over(self) -> None:
        """What has been settled stays settled, whoever may do whatever, said rightly."""
        key, model = next((k, m) for k, m in reversed(self.dossiers) if m.finished)
        for act in [name for name in sorted(STATES) if model.state not in STATES[name]]:
            seat = None if act == "consent" else model.competent
            officer = None if seat is None else self.world.officer_of(seat)
            self._try(key, model, Step(act, seat, officer, self.now, self._said(act, model, 1)))

    @precondition(lambda self: any(_is_ripe(model) for _, model in self.dossiers))
    @rule(wait=st.sampled_from(MINUTES))
    def settle(self, wait: int) -> None:
        """Most dossiers are decided in the end: among so many acts that one would come up too seldom by itself."""
        key, model = next((k, m) for k, m in self.dossiers if _is_ripe(m))
        self.now = later(self.now, wait)
        seat = model.competent
        said = self._said("decide", model, 1)
        self._try(key, model, Step("decide", seat, self.world.officer_of(seat), self.now, said))

    @precondition(lambda self: self.dossiers)
    @rule(wait=st.sampled_from(MINUTES), times=st.integers(1, 2))
    def look(self, wait: int, times: int) -> None:
        """The worker looks at the clocks: what the law settles is settled, and everybody is told what he must be."""
        self.now = later(self.now, wait)
        self.world.ring(self.now, times)
        for key, model in self.dossiers:
            if (
                self.world.settles
                and model.book.is_silent
                and not expected(model, self._silence(), self.world.oracle)
            ):
                follow(model, self._silence(), self.world.oracle)
                self._count("consent")
            self._check(key, model, "a look at the clocks")
            until = min(self.now, model.finished) if model.finished else self.now
            wanted = model.book.told(until, self.world.oracle)
            found = self.world.told(key)
            if found != wanted:
                raise Broken(f"{model}: told {sorted(found)} instead of {sorted(wanted)}")
            self._count("told", len(wanted))

    def _silence(self) -> Step:
        return Step("consent", None, None, self.now, {"article": worlds.ARTICLE})

    @precondition(lambda self: any(model.state == "received" for _, model in self.dossiers))
    @rule(wait=st.sampled_from(MINUTES), days=st.integers(1, 60), first=st.booleans())
    def stop_and_extend(self, wait: int, days: int, first: bool) -> None:
        """The clock's hardest case: a pause and an apology in one life, in either order."""
        key, model = next((k, m) for k, m in self.dossiers if m.state == "received")
        steps = [("extend", days), ("ask_for_more", 0), ("supplement", 0)]
        for act, twist in steps if first else [*steps[1:], steps[0]]:
            self.now = later(self.now, wait)
            said = self._said(act, model, 1) | (
                {"to_date": later((model.due or self.now), days * 1440)[0]} if twist else {}
            )
            seat = model.competent
            self._try(key, model, Step(act, seat, self.world.officer_of(seat), self.now, said))

    def _try(self, key: Any, model: Model, step: Step) -> None:
        wanted = expected(model, step, self.world.oracle)
        if self.world.hides and not model.sees(step.seat):
            wanted = {"no_such_dossier"}
        found = self.world.act(key, step)
        if found != wanted:
            raise Broken(f"{step} of {model}: refused for {sorted(found)} instead of {sorted(wanted)}")
        if not wanted:
            follow(model, step, self.world.oracle)
        self._check(key, model, str(step))
        self._count("refused" if wanted else step.act)

    def _check(self, key: Any, model: Model, said: str) -> None:
        seen = self.world.look(key)
        outcome = {k: worlds.moment(v) if k == "returned_at" else v for k, v in seen.outcome.items()}
        real = (
            seen.state, seen.competent, seen.holder, seen.officer, seen.due, seen.asked, seen.steps, seen.finished, outcome,
        )  # fmt: skip
        wanted = (
            model.state, model.competent, model.holder, model.officer, model.due, model.asked, model.steps,
            model.finished, model.outcome,
        )  # fmt: skip
        if real != wanted:
            raise Broken(f"after {said}: {real} instead of {wanted}")

    def _seat(self, model: Model, seat: int) -> int:
        """Mostly somebody who may."""
        return (model.competent, model.holder, *self.world.seats)[seat % (2 + len(self.world.seats))]

    def _said(self, act: str, model: Model, twist: int) -> dict[str, Any]:
        """Mostly something that one may say."""
        word = WORDS[twist % 4] if twist % 3 == 0 else WORDS[0]
        words: dict[str, dict[str, Any]] = {
            "forward": {
                "to_agency_id": self.world.seats[twist % len(self.world.seats)],
                "to_officer_id": None if twist % 2 else model.officer,
            },
            "ask_for_more": {
                "wanted": (" ",) if twist % 7 == 0 else ("Giấy tờ", " "),
                "reason": word,
                "again": twist % 3 == 1,
            },
            "consent": {"article": word[:100] if model.book.is_silent else " "},
            "extend": {"to_date": self._to_date(model, twist), "reason": word},
            "decide": {"result": word[:100]},
            "refuse": {"reason_code": ("other", "not_eligible", "because")[twist % 11 % 3], "reason": word},
            "withdraw": {"reason": word},
            "stop": {"reason": word},
            "return_result": {"received_by": word[:100]},
            "correct_applicant": {
                "correction": Correction(email=f"so{next(NUMBERS)}@vi.du"),
                "reason": word,
            },
        }  # fmt: skip
        return words.get(act, {})

    def _to_date(self, model: Model, twist: int) -> date | None:
        if twist % 9 == 0:
            return None
        return later(model.due or self.now, (twist % 13 - 2) * 1440)[0]

    def _count(self, what: str, times: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + times


def _is_ripe(model: Model) -> bool:
    """Whether a dossier has had a life before it is decided."""
    return model.state in STATES["decide"] and model.steps > 4


def measure(runs: int, steps: int, *, kept: Path | None = None) -> Report:
    """The figures, on copies of the database that this process is connected to."""
    began = time.perf_counter()
    played = lots.play_lots(of_verbs, runs, steps, kept=kept)
    seconds = time.perf_counter() - began
    OneStop.counts, OneStop.world_of = {}, worlds.OfRules
    alone = lots.play(OneStop, runs * 2, steps, lots.seed())
    few = max(10, runs // 50)
    controls = {
        f"control_{name}": len(lots.play_lots(broken, few, steps).violations) for name, broken in CONTROLS
    }
    happens = ("received", "refused", "told", *sorted(STATES))
    figures = {
        "runs": runs, "steps": steps, "seed": lots.seed(), **{name: played.counts.get(name, 0) for name in happens},
        "violations": len(played.violations), "rules_violations": len(alone), **controls, "seconds": seconds,
    }  # fmt: skip
    limits = (
        Limit("violations", "==", 0), Limit("rules_violations", "==", 0),
        *(Limit(name, ">", 0) for name in (*controls, *happens)),
    )  # fmt: skip
    return Report("machine", figures, limits, notes=NOTES)


def of_verbs() -> type[Any]:
    """The machine on the real verbs."""
    from thongsuot.edges.bench.machine import place

    worlds.OfVerbs.place = place.build()
    OneStop.world_of = worlds.OfVerbs
    return OneStop


def twice_decided() -> type[Any]:
    """What is decided may be decided again."""
    from thongsuot.work.dossiers.rules.states import NEXT, Act, State

    NEXT[State.DECIDED, Act.DECIDE] = State.DECIDED
    return of_verbs()


def never_resumed() -> type[Any]:
    """A supplement comes, and the clock stands still all the same."""
    from thongsuot.work.dossiers.rules import stands

    real = stands.supplement

    def forgetful(stand: Any, doing: Any) -> Any:
        moved = real(stand, doing)
        return moved if moved.problems else replace(moved, stand=replace(moved.stand, due_at=None))

    mock.patch.object(stands, "supplement", forgetful).start()
    return of_verbs()


def asked_again() -> type[Any]:
    """Nobody counts how often the applicant was asked."""
    from thongsuot.work.dossiers.rules import stands

    mock.patch.object(stands, "asking_problems", return_value=()).start()
    return of_verbs()


def told_again() -> type[Any]:
    """A new due date forgets what was told of the one before."""
    from thongsuot.work.clocks.rules import ringing

    real = ringing.relaid

    def forgetful(pending: Any, life: Any, marks: Any) -> Any:
        return real(replace(pending, told=frozenset()), life, marks)

    mock.patch.object(ringing, "relaid", forgetful).start()
    return of_verbs()


def deaf() -> type[Any]:
    """The job does not look for silence."""
    from thongsuot.work.clocks.services import alerting

    mock.patch.object(alerting, "take_silence", return_value=0).start()
    return of_verbs()


CONTROLS = (
    ("transition", twice_decided),
    ("clock", never_resumed),
    ("once", asked_again),
    ("alerts", told_again),
    ("silence", deaf),
)


def run(*, quick: bool = False) -> Report:
    """500 runs of 50 steps; quick: 20 of 30; THONGSUOT_SEED repeats a run.

    THONGSUOT_GATE=long: 10,000 runs, which take hours and, when cut off, go on where they were.
    """
    place = stage.enter(name="conservation")
    try:
        if lots.is_long() and not quick:
            return measure(LONG_RUNS, STEPS, kept=place.home / "played.jsonl")
        return measure(*((QUICK_RUNS, QUICK_STEPS) if quick else (RUNS, STEPS)))
    finally:
        cluster.stop(place.home)
