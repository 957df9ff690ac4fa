"""Every verb, tried by everybody, in the name of several agencies, with what exists and with what does not.

Whoever may not gets Forbidden or NotFound, and the same for an id that nobody has: a refusal tells no stranger what
there is. Whoever may gets anything but a refusal that speaks of rights.
"""

import inspect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from thongsuot.edges.bench.access import expectations, making, things
from thongsuot.edges.bench.access.expectations import Expectation
from thongsuot.edges.bench.access.people import Person
from thongsuot.edges.bench.access.scene import Scene
from thongsuot.edges.bench.access.things import Thing
from thongsuot.edges.bench.access.undoing import undone
from thongsuot.kernel.actor import Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing.commands import Replayed, Verb

DONE, DENIED, FORBIDDEN = "done", ("forbidden", "not found"), "forbidden"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: done, forbidden, not found, refused, broken; with the codes of what was said."""

    word: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Try:
    """One person, one verb, in the name of one agency (or none)."""

    person: Person
    verb: Verb
    expected: Expectation
    agency_id: int | None
    things: tuple[Thing, ...]

    @property
    def may(self) -> bool:
        """Whether the verb is for him at all, in that name."""
        if self.person.actor.kind not in self.expected.kinds:
            return False
        if self.person.actor.kind is not Kind.OFFICER:
            return True
        names = expectations.parameters(self.verb) & set(expectations.AGENCY)
        must_name = (
            self.verb.needs_grant or not self.expected.anywhere
        )  # where a grant at an agency is asked for
        if names and self.agency_id is None and self.expected.grants and must_name:
            return False
        return all(self.person.may(grant, self.agency_id) for grant in self.expected.grants)

    @property
    def concerns(self) -> bool:
        """Whether the agency has to do with everything that is named."""
        return (
            self.agency_id is None
            or self.expected.anywhere
            or all(thing.concerns is None or self.agency_id in thing.concerns for thing in self.things)
        )

    @property
    def sees(self) -> bool:
        """Whether he may know of everything that is named."""
        return all(thing.sees(self.person, self.agency_id) for thing in self.things)


def probe(made: Scene, counts: Counter[str], chosen: Sequence[Verb]) -> None:
    """Try the verbs and count what was wrong."""
    for verb in chosen:
        expected = expectations.of(verb)
        if expected is None:
            continue
        given = making.arguments(verb) if expected.kinds else {}
        named = _named(verb, made.things) if expected.kinds else ()
        for person in (*made.crowd, *made.holders):
            for agency_id in _names(verb, expected, person, made.agencies):
                attempt(Try(person, verb, expected, agency_id, named), given, counts)


def _named(verb: Verb, all_: Sequence[Thing]) -> tuple[Thing, ...]:
    names = expectations.parameters(verb)
    return tuple(thing for thing in all_ if names & thing.names.keys() and verb.name.startswith(thing.within))


def _names(
    verb: Verb, expected: Expectation, person: Person, agencies: Sequence[int]
) -> Iterator[int | None]:
    """In whose name the person tries: in every agency's, and in nobody's where the verb allows that."""
    asked = [inspect.signature(verb.function).parameters.get(name) for name in expectations.AGENCY]
    parameter = next((one for one in asked if one is not None), None)
    is_officers = person.actor.kind is Kind.OFFICER
    if parameter is None or not expected.kinds or parameter.default is not parameter.empty:
        yield None
    if parameter is not None and expected.kinds and (is_officers or parameter.default is parameter.empty):
        yield from agencies if is_officers else agencies[:1]


def attempt(one: Try, given: dict[str, Any], counts: Counter[str]) -> None:
    """First with what nobody has, then with what exists."""
    named = expectations.parameters(one.verb)
    known = things.told(one.verb.name, one.agency_id) if one.expected.kinds else {}
    if one.agency_id is not None:
        known |= dict.fromkeys(expectations.AGENCY, one.agency_id)
    told = given | {name: value for name, value in known.items() if name in named}
    nothing = _outcome(one, told)
    _judge(one, nothing, counts, "" if one.things else "whatever", not _is_fair_of_nothing(one, nothing))
    if not one.things:
        return
    real = {name: value for thing in one.things for name, value in thing.names.items() if name in named}
    outcome = _outcome(one, told | real)
    _judge(one, outcome, counts, "real", not _is_fair(one, outcome, nothing))


def _is_fair_of_nothing(one: Try, outcome: Outcome) -> bool:
    if one.may:
        return outcome.word != FORBIDDEN
    return outcome.word in DENIED


def _is_fair(one: Try, outcome: Outcome, nothing: Outcome) -> bool:
    """What may come of a try with something that exists, when `nothing` came of one with what does not."""
    if not one.may:
        return outcome.word in DENIED and (one.sees or outcome == nothing)
    if one.sees and not one.concerns:
        return outcome.word != DONE
    if one.sees:  # not found may also be what else the verb was told
        return outcome.word != FORBIDDEN and (outcome.word != "not found" or outcome != nothing)
    return outcome == nothing and (outcome.word != DONE or one.expected.is_quiet)


def _judge(one: Try, outcome: Outcome, counts: Counter[str], of: str, is_unfair: bool) -> None:
    counts["verb_probes"] += 1
    counts["errors"] += outcome.word == "broken"
    denies = one.may and outcome.word in DENIED
    counts["wrong_denials"] += is_unfair and denies
    counts["leaks"] += is_unfair and not denies
    counts["verb_leaks"] += is_unfair and not denies
    counts["done_by_right"] += outcome.word == DONE and one.may and not is_unfair
    if is_unfair or outcome.word == "broken":
        who = f"{one.person.name}/{one.person.relation}"
        counts[f"verb {one.verb.name} {who} {of} → {outcome.word} {' '.join(outcome.codes)}"] += 1


def _outcome(one: Try, told: dict[str, Any]) -> Outcome:
    """What comes of it; nothing of it stays."""
    with undone():
        try:
            one.verb.function(actor=one.person.actor, now=datetime.now(UTC), **told)
            outcome = Outcome(DONE)
        except Forbidden as refused:
            outcome = Outcome(FORBIDDEN, tuple(p.code for p in refused.problems))
        except NotFound as refused:
            outcome = Outcome("not found", tuple(p.code for p in refused.problems))
        except (Refused, Replayed) as refused:
            outcome = Outcome("refused", tuple(p.code for p in getattr(refused, "problems", ())))
        except Exception as broken:
            outcome = Outcome("broken", (type(broken).__name__, str(broken)[:120]))
    return outcome
