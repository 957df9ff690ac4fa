"""Completing a step and sending it back."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.flows import rules as flows
from thongsuot.registers.flows.rules import Step
from thongsuot.work.steps import rules
from thongsuot.work.steps.queries import PositionRecord
from thongsuot.work.steps.services import writing
from thongsuot.work.steps.services.writing import Way


@command("steps.complete")
def complete(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, number: int, outcome: str = "", said: str = "",
) -> None:  # fmt: skip
    """End the open step of that number with an outcome; what follows begins. Raises `Refused` with every reason."""
    writing.must_see(actor, dossier_id, number)
    with seeing(SYSTEM):
        way = writing.opened(actor, now, agency_id, dossier_id)
        found = writing.place_of(way, number)
        step = way.standing.flow.step(found.step)
        asked = way.standing.opinions(found.step)
        required = [p for p in asked if p.is_required and p.outcome != rules.Outcome.DROPPED]
        answered = sum(not p.is_open for p in required)
        refuse_if(
            (
                *writing.seat_problems(way, found, step),
                *_grant_problems(way, step),
                *rules.completing_problems(way.record.state, step, answered, len(required) - answered),
                *flows.outcome_problems(way.standing.flow, found.step, outcome),
            )
        )
        end(way, found, outcome, said)
    note(subject=f"dossier:{dossier_id}", step=found.step, outcome=outcome)


def end(way: Way, found: PositionRecord, outcome: str, said: str = "") -> None:
    """Leave a step by an outcome and enter what follows."""
    open_ = {p.step: p.number for p in way.standing.open()}
    walked = flows.walked(way.standing.flow, open_, found.step, outcome)
    asked = [p.number for p in way.standing.opinions(found.step) if p.is_open]
    gone = [p for id_ in walked.cancelled for p in way.standing.opinions(id_) if p.is_open]
    writing.leave(way, [found.number], outcome, said.strip())
    cancelled = [*asked, *(open_[id_] for id_ in walked.cancelled), *(p.number for p in gone)]
    writing.leave(way, cancelled, rules.Outcome.CANCELLED)
    ways = way.standing.flow.step(found.step).ways
    if len(ways) > 1:
        to = flows.way_of(way.standing.flow, found.step, outcome).to
        writing.widen(way, flows.added(way.standing.flow, to))
    writing.enter(way, walked.opened)


@command("steps.send_back")
def send_back(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, number: int, to_step: str, reason: str
) -> None:
    """Send the open step back to an earlier one, which begins again. Raises `Refused` with every reason."""
    writing.must_see(actor, dossier_id, number)
    with seeing(SYSTEM):
        way = writing.opened(actor, now, agency_id, dossier_id)
        found = writing.place_of(way, number)
        step = way.standing.flow.step(found.step)
        refuse_if(
            (
                *writing.seat_problems(way, found, step),
                *rules.completing_problems(way.record.state, _free(step), 0, 0),
                *flows.back_problems(way.standing.flow, found.step, to_step, reason),
            )
        )
        asked = [p.number for p in way.standing.opinions(found.step) if p.is_open]
        writing.leave(way, [found.number], rules.Outcome.BACK, reason.strip())
        writing.leave(way, asked, rules.Outcome.CANCELLED)
        writing.enter(way, [to_step])
    note(subject=f"dossier:{dossier_id}", step=found.step, to=to_step)


def _free(step: Step) -> Step:
    """The step as one that its officer ends himself: sent back it may be, though deciding alone completes it."""
    return replace(step, verb="")


def _grant_problems(way: Way, step: Step) -> tuple[Problem, ...]:
    """Why the officer may not do it, where the flow asks for a grant of its own."""
    if not step.verb or step.verb in rules.BY_ACT or way.actor.kind is not Kind.OFFICER:
        return ()
    day = local_day(way.now)
    if access.may(actor=way.actor, verb=step.verb, agency_id=way.agency_id, day=day):
        return ()
    message = "Bước “{step}” cần quyền {verb} tại cơ quan này."
    return (Problem("step_grant", message, "", {"step": step.name, "verb": step.verb}),)
