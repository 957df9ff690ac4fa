"""Everything after reception: one dossier or many move by the same rule and the same statement.

A verb takes `dossier_ids`. What cannot move is not touched and comes back in `Done.refused` with its reasons;
when only one was asked for, its refusal is raised.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.dates import local
from thongsuot.kernel.deadlines import Linked
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused, Word
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import CITIZENS, OFFICERS, command, note
from thongsuot.registers.calendars import queries as calendars
from thongsuot.registers.identity import queries as people
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import events, ports
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.queries.competence import competent_for
from thongsuot.work.dossiers.queries.duties import duty_problems
from thongsuot.work.dossiers.queries.supplementing import supplement_law
from thongsuot.work.dossiers.rules import stands
from thongsuot.work.dossiers.rules.filing import PaperGiven
from thongsuot.work.dossiers.rules.stands import Doing, Moved
from thongsuot.work.dossiers.rules.states import ACT_NAMES, Act
from thongsuot.work.dossiers.services import competence, storing

Rule = Callable[[stands.Stand, Doing], Moved]
NOT_THERE = Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")


@dataclass(frozen=True, slots=True)
class Done:
    """Which dossiers moved (id → new version), which did not and why."""

    moved: Mapping[UUID, int]
    refused: Mapping[UUID, tuple[Problem, ...]]


@command("dossiers.take")
def take(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID], seen: int | None = None
) -> Done:
    """Take dossiers into the actor's own hands."""
    return _carry_out(Act.TAKE, actor, now, agency_id, dossier_ids, seen, stands.take)


@command("dossiers.forward")
def forward(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID],
    to_agency_id: int | None = None, to_officer_id: int | None = None, seen: int | None = None,
) -> Done:  # fmt: skip
    """Hand dossiers on: to `to_agency_id`, or each to its own competent agency when None."""

    def rule(stand: stands.Stand, doing: Doing) -> Moved:
        to = stand.competent_agency_id if to_agency_id is None else to_agency_id
        return stands.forward(stand, doing, to_agency_id=to, to_officer_id=to_officer_id)

    return _carry_out(Act.FORWARD, actor, now, agency_id, dossier_ids, seen, rule)


@command("dossiers.ask_for_more")
def ask_for_more(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID],
    wanted: tuple[str, ...], reason: str, again: bool = False, until: date | None = None, seen: int | None = None,
) -> Done:  # fmt: skip
    """Ask the applicants, once, for everything that is missing; the clock stands still.

    `again`: a second time, knowingly; the clock runs on and the index counts the dossier as late. `until`: the last day
    for them to add it (None: the one that the law of the procedure gives, if any).
    """

    def rule(stand: stands.Stand, doing: Doing) -> Moved:
        return stands.ask_for_more(stand, doing, wanted=wanted, reason=reason, again=again, until=until)

    return _carry_out(Act.ASK_FOR_MORE, actor, now, agency_id, dossier_ids, seen, rule)


@command("dossiers.supplement")
def supplement(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID],
    papers: tuple[PaperGiven, ...] = (), seen: int | None = None,
) -> Done:  # fmt: skip
    """Receive what was asked for; any counter may, whoever holds the dossier."""
    return _carry_out(Act.SUPPLEMENT, actor, now, agency_id, dossier_ids, seen, stands.supplement, papers)


@command("dossiers.extend")
def extend(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID],
    to_date: date | None, reason: str, seen: int | None = None,
) -> Done:  # fmt: skip
    """Apologise and set one new due date (form 04)."""

    def rule(stand: stands.Stand, doing: Doing) -> Moved:
        return stands.extend(stand, doing, to_date=to_date, reason=reason)

    return _carry_out(Act.EXTEND, actor, now, agency_id, dossier_ids, seen, rule)


@command("dossiers.decide")
def decide(
    *,
    actor: Actor,
    now: datetime,
    agency_id: int,
    dossier_ids: Sequence[UUID],
    result: str,
    seen: int | None = None,
) -> Done:
    """Settle the matter with a result."""
    return _carry_out(
        Act.DECIDE, actor, now, agency_id, dossier_ids, seen, lambda s, d: stands.decide(s, d, result=result)
    )


@command("dossiers.consent", by=frozenset())
def consent(*, actor: Actor, now: datetime, dossier_ids: Sequence[UUID], article: str) -> Done:
    """Record that the law took silence for consent when the term was over, by `article`: no person's decision."""
    return _carry_out(
        Act.CONSENT, actor, now, None, dossier_ids, None, lambda s, d: stands.consent(s, d, article=article)
    )


@command("dossiers.refuse")
def refuse(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID],
    reason_code: str, reason: str, seen: int | None = None,
) -> Done:  # fmt: skip
    """Refuse with a coded reason (form 03)."""

    def rule(stand: stands.Stand, doing: Doing) -> Moved:
        return stands.refuse(stand, doing, reason_code=reason_code, reason=reason)

    return _carry_out(Act.REFUSE, actor, now, agency_id, dossier_ids, seen, rule)


@command("dossiers.withdraw", by=OFFICERS | CITIZENS)
def withdraw(
    *, actor: Actor, now: datetime, dossier_ids: Sequence[UUID], agency_id: int | None = None,
    reason: str = "", seen: int | None = None,
) -> Done:  # fmt: skip
    """The applicant takes the dossier back: himself, or at a counter."""
    return _carry_out(
        Act.WITHDRAW,
        actor,
        now,
        agency_id,
        dossier_ids,
        seen,
        lambda s, d: stands.withdraw(s, d, reason=reason),
    )


@command("dossiers.stop")
def stop(
    *,
    actor: Actor,
    now: datetime,
    agency_id: int,
    dossier_ids: Sequence[UUID],
    reason: str,
    seen: int | None = None,
) -> Done:
    """Stop the procedure (form 05)."""
    return _carry_out(
        Act.STOP, actor, now, agency_id, dossier_ids, seen, lambda s, d: stands.stop(s, d, reason=reason)
    )


@command("dossiers.return")
def return_result(
    *,
    actor: Actor,
    now: datetime,
    agency_id: int,
    dossier_ids: Sequence[UUID],
    received_by: str,
    manner: Mapping[str, str] | None = None,
    seen: int | None = None,
) -> Done:
    """Put the result into the applicant's hands. manner: what more is known of it, for those who keep it (`ports`)."""
    return _carry_out(
        Act.RETURN, actor, now, agency_id, dossier_ids, seen,
        lambda s, d: stands.return_result(s, d, received_by=received_by),
        told={**(manner or {}), "received_by": received_by},
    )  # fmt: skip


@command("dossiers.link", by=frozenset())
def link(
    *, actor: Actor, now: datetime, agency_id: int | None, dossier_id: UUID, then: tuple[tuple[Linked, ...], ...]
) -> Done:  # fmt: skip
    """Add what other agencies have to do, with their terms, to the due date; a dossier without one stays without."""
    return _carry_out(
        Act.LINK, actor, now, agency_id, [dossier_id], None, lambda s, d: stands.link(s, d, then=then)
    )


def _carry_out(
    act: Act, actor: Actor, now: datetime, agency_id: int | None, ids: Sequence[UUID], seen: int | None,
    rule: Rule, papers: tuple[PaperGiven, ...] = (), told: Mapping[str, str] | None = None,
) -> Done:  # fmt: skip
    held = standing.lock(ids)
    found: dict[UUID, Moved] = {}
    refused: dict[UUID, tuple[Problem, ...]] = {id_: (NOT_THERE,) for id_ in ids if id_ not in held}
    if len(ids) == 1 and refused:
        raise NotFound(*refused[ids[0]])
    against = _objections(act, agency_id, held, local(now).date())
    for id_, one in held.items():
        if seen is not None and one.version != seen:
            raise too_late(one, actor)
        moved = attempt(act, rule, actor, now, agency_id, one)
        if problems := moved.problems + against.get(id_, ()):
            refused[id_] = problems
        else:
            found[id_] = moved
    if len(ids) == 1 and refused:
        raise Refused(*refused[ids[0]])
    versions = _store(act, actor, now, agency_id, found, papers) if found else {}
    ports.carried_out(act, [ports.Carried(id_, now, actor, agency_id, told or {}) for id_ in versions])
    subject = f"dossier:{ids[0]}" if len(ids) == 1 else "dossiers"
    note(subject=subject, count=len(found), refused=len(refused))
    return Done(versions, refused)


def _objections(
    act: Act, agency_id: int | None, held: Mapping[UUID, standing.Held], day: date
) -> dict[UUID, tuple[Problem, ...]]:
    """What those above say against it, and whether the agency's points may hand out results of the procedure at all."""
    found = ports.objections(act, list(held))
    if act is Act.RETURN:
        for id_, one in held.items():
            found[id_] = found.get(id_, ()) + duty_problems(
                Capability.RETURN, agency_id=agency_id, version_id=one.procedure_version_id, day=day
            )
    return found


def too_late(one: standing.Held | standing.Placed, actor: Actor) -> Conflict:
    """Who was faster, with what and when; a citizen is not told the officer's name."""
    last = standing.last_step(one.id)
    asked = [last.officer_id] if last.officer_id and actor.kind is Kind.OFFICER else []
    who = people.names(account_ids=asked).get(last.officer_id or 0)
    return Conflict(
        Problem(
            "changed_meanwhile",
            "Hồ sơ {code}: {who} vừa làm việc “{act}” lúc {at} (bước {step}). Hãy xem lại rồi làm tiếp.",
            params={
                "code": one.code, "who": who or Word("người khác"), "act": Word(ACT_NAMES[last.act]),
                "at": f"{local(last.at):%H:%M %d/%m/%Y}", "step": last.number,
            },
        )
    )  # fmt: skip


def attempt(
    act: Act, rule: Rule, actor: Actor, now: datetime, agency_id: int | None, one: standing.Held
) -> Moved:
    """What an act does to one dossier, by who is competent on the day."""
    day = local(now).date()
    named, received_at = one.stand.competent_agency_id, one.stand.received_at
    answer = competent_for(matter=one, act=act, day=day, named_id=named, received_at=received_at)
    given = doing(actor, now, agency_id, one, answer.agency_id if answer else None)
    if act is Act.ASK_FOR_MORE:
        said = supplement_law(version_id=one.procedure_version_id, received_at=received_at)
        given = replace(given, answer_term=said.term if said else None, names_term=said is not None)
    moved = rule(one.stand, given)
    return competence.told(moved, answer, day=day, asks_seat=actor.kind is Kind.OFFICER)


def doing(
    actor: Actor, now: datetime, agency_id: int | None, one: standing.Held, competent_id: int | None = None
) -> Doing:
    """Who acts in whose name, when, and by which calendar."""
    office = units.agency(agency_id=one.stand.competent_agency_id)
    calendar = calendars.calendar_for(
        authority_id=one.authority_id, unit_id=office.unit_id if office else None, day=local(now).date()
    )
    officer = actor.account_id if actor.kind is Kind.OFFICER else None
    seat = agency_id if actor.kind is Kind.OFFICER else None
    return Doing(seat, officer, now, local(now).date(), calendar, competent_id)


def _store(
    act: Act,
    actor: Actor,
    now: datetime,
    agency_id: int | None,
    found: Mapping[UUID, Moved],
    papers: tuple[PaperGiven, ...],
) -> dict[UUID, int]:
    rows = [row(act, actor, now, agency_id, id_, moved, papers) for id_, moved in found.items()]
    return write(rows, dict.fromkeys(found, (act, now)))


def write(
    rows: Sequence[Mapping[str, Any]], happened: Mapping[UUID, tuple[Act, datetime]]
) -> dict[UUID, int]:
    """Write moved dossiers with their steps, tell who wants to know; the new version of each."""
    due = {row["id"]: row["due_at"] for row in rows}
    # Who hands a dossier on may not see it afterwards, and row-level security lets nobody write what he cannot see.
    # The rows were locked through his own eyes, so writing them as the system shows him nothing more.
    is_handed_on = any(act is Act.FORWARD for act, _ in happened.values())
    with access.seeing(SYSTEM) if is_handed_on else nullcontext(), connection.cursor() as cursor:
        cursor.execute(storing.MOVE, [json.dumps(rows, ensure_ascii=False, default=str)])
        written = [(UUID(str(id_)), *rest) for id_, *rest in cursor.fetchall()]
    steps = tuple(
        events.Happened(id_, code, step, happened[id_][0].value, happened[id_][1], _instant(due[str(id_)]))
        for id_, code, step, _ in written
    )
    bus.publish(events.DossiersStepped(steps), order=str(steps[0].dossier_id) if len(steps) == 1 else None)
    return {id_: version for id_, _, _, version in written}


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def row(
    act: Act,
    actor: Actor,
    now: datetime,
    agency_id: int | None,
    id_: UUID,
    moved: Moved,
    papers: tuple[PaperGiven, ...],
) -> dict[str, Any]:
    """A moved dossier as the statement that writes it takes it."""
    stand = moved.stand
    return {
        "id": str(id_),
        "at": now.isoformat(),
        "act": act.value,
        "actor": actor.key,
        "officer_id": actor.account_id if actor.kind is Kind.OFFICER else None,
        "agency_id": agency_id,
        "state": stand.state.value,
        "competent_id": stand.competent_agency_id,
        "holder_id": stand.holder_agency_id,
        "holder_officer_id": stand.holder_officer_id,
        "due_at": stand.due_at and stand.due_at.isoformat(),
        "due_trace": moved.due.explained() if moved.due else None,
        "pauses": [[p.from_at.isoformat(), p.to_at and p.to_at.isoformat()] for p in stand.pauses],
        "extension": stand.extension
        and {"granted_at": stand.extension.granted_at.isoformat(), "to_date": stand.extension.to_date.isoformat()},
        "asked_times": stand.asked_times,
        "finished_at": stand.finished_at and stand.finished_at.isoformat(),
        "outcome": dict(stand.outcome),
        "detail": dict(moved.detail),
        "papers": storing.papers_json(papers),
        "term": storing.term_json(stand.term) if act is Act.LINK else None,
    }  # fmt: skip
