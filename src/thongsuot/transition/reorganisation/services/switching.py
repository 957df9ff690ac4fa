"""The switch itself: one transaction in which everything follows, is checked, and commits or is as it never was.

What a person approved is the preview's `sections` (lines, words, agencies, grants, points): if one of them differs
now, the switch is refused and says which. Dossiers are not among them, since intake never stops: those that came,
went or were closed since the preview follow by the same lines. So the digest that counts for them is taken in the
transaction, over the dossiers that it has just locked, and what their journals say afterwards must give the same
digest; those that came while the bulk was moved are locked, listed and moved last, while for a moment nobody else
writes a dossier. `conservation` looks before, in between and after, and the switch commits only if it finds nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Any

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, Refused, refuse_if
from thongsuot.plumbing import access, bus
from thongsuot.plumbing.commands import command, note, trial
from thongsuot.plumbing.records import flat
from thongsuot.registers.identity import queries as people
from thongsuot.registers.identity import services as identity
from thongsuot.registers.points import services as points
from thongsuot.registers.units import queries as registers
from thongsuot.registers.units import services as units
from thongsuot.transition.reorganisation import conservation, queries, rules
from thongsuot.transition.reorganisation.events import Switched
from thongsuot.transition.reorganisation.models import Entry, Plan
from thongsuot.transition.reorganisation.queries import Placement, PlanRecord, PointWay
from thongsuot.transition.reorganisation.rules import Doing, PlanState
from thongsuot.transition.reorganisation.services import keeping
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.rules import Move
from thongsuot.work.steps import services as steps


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a switch did. `digest`: of the whole report, as it is kept; `seconds`: of the parts and of the standstill."""

    plan_id: int
    run: int
    moved: int
    arrived: int
    in_hand: int
    digest: str
    balance: Mapping[str, Any]
    seconds: Mapping[str, float]


@dataclass(slots=True)
class Clock:
    """Seconds of the parts, each since the one before."""

    parts: dict[str, float]
    at: float
    plan_id: int

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.parts[name] = round(now - self.at, 4)
        self.at = now
        queries.say_how_far(plan_id=self.plan_id, done=name)


@command("reorganisation.rehearse")
def rehearse(*, actor: Actor, now: datetime, agency_id: int, plan_id: int) -> Outcome:
    """Carry the plan out on the real data, check it and undo it, all in one transaction; only the report stays.

    Raises Refused as `activate` does, but for the day.
    """
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, Doing.REHEARSE)
        placed = _ready(found, now)
        with trial():
            done = _switch(actor, now, agency_id, found, max(found.day, local_day(now)), placed)
        outcome = _report(found, found.run + 1, "rehearsal", now, done)
        Plan.objects.filter(id=plan_id).update(state=PlanState.REHEARSED)
    note(subject=f"plan:{plan_id}", count=outcome.moved, holds=outcome.balance["holds"])
    return outcome


@command("reorganisation.activate")
def activate(*, actor: Actor, now: datetime, agency_id: int, plan_id: int) -> Outcome:
    """Switch the agencies: on or after the plan's day, exactly what was previewed, whole or not at all.

    Raises Refused: not previewed, too early, blockers left, something approved has changed, or the balance does
    not hold. Grants count by days: the old ones end and the new ones begin on the day of `now` in Viet Nam.
    Call `settle` after the commit.
    """
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, Doing.ACTIVATE)
        refuse_if(rules.day_problems(found.day, local_day(now)))
        placed = _ready(found, now)
        run = found.run + 1
        done = _switch(actor, now, agency_id, found, local_day(now), placed, keep=True)
        outcome = _report(found, run, "activation", now, done)
        Plan.objects.filter(id=plan_id).update(
            state=PlanState.ACTIVATED, run=run, activated_at=now, undone_at=None
        )
        bus.publish(Switched(plan_id, now, back=False))
    note(subject=f"plan:{plan_id}", count=outcome.moved, digest=outcome.digest)
    return outcome


@command("reorganisation.undo")
def undo(*, actor: Actor, now: datetime, agency_id: int, plan_id: int) -> Outcome:
    """Put everything back: dossiers to where they came from, rights, points and agencies exactly as they were.

    What was received since at an agency that began with the plan goes to that agency's one predecessor. Raises
    Refused when there are several, or when the agencies do not stand afterwards as they stood before.
    """
    with access.seeing(SYSTEM):
        found = keeping.locked(plan_id, agency_id, Doing.UNDO)
        refuse_if(_built_upon(found))
        done = _switch_back(actor, now, agency_id, found)
        outcome = _report(found, found.run, "undo", now, done)
        Plan.objects.filter(id=plan_id).update(state=PlanState.UNDONE, undone_at=now)
        bus.publish(Switched(plan_id, now, back=True))
    note(subject=f"plan:{plan_id}", count=outcome.moved, digest=outcome.digest)
    return outcome


@command("reorganisation.settle", by=frozenset())
def settle(*, actor: Actor, now: datetime, plan_id: int) -> int:
    """Lead on what somebody had in hand at the moment of the switch. Safe to repeat; returns how many."""
    with access.seeing(SYSTEM):
        found = queries.plan(viewer=SYSTEM, plan_id=plan_id)
        if found is None or found.state not in (PlanState.ACTIVATED, PlanState.UNDONE):
            return 0
        is_back = found.state is PlanState.UNDONE
        placed = () if is_back else keeping.place_late(found, found.run, is_settling=True)
        move = queries.move_back_of(found) if is_back else queries.move_of(found, found.run, placed)
        work.hold(actor=SYSTEM, now=now, move=move, batch="settled")
        done = work.rehouse(actor=SYSTEM, now=now, move=move, by=None, batch="settled")
        steps.carry(actor=SYSTEM, now=now, move=move)  # what was begun while the switch went on
    note(subject=f"plan:{plan_id}", count=done.count)
    return done.count


def _ready(found: PlanRecord, now: datetime) -> tuple[Placement, ...]:
    """Refuse for all that stands in the way, but for dossiers alone; else where parts of split units lead."""
    refuse_if(rules.changed_since(found.sections, queries.sections_of(viewer=SYSTEM, found=found)))
    placed = queries.placements(viewer=SYSTEM, found=found)
    move = queries.move_of(found, found.run + 1, placed)
    if queries.blockers_of(viewer=SYSTEM, found=found, move=move, now=now, but_dossiers=True):
        _refuse_blocked(found, move, now)
    return placed


def _refuse_blocked(found: PlanRecord, move: Move, now: datetime) -> None:
    """With every reason at once."""
    refuse_if(b.problem for b in queries.blockers_of(viewer=SYSTEM, found=found, move=move, now=now))


def _hold(actor: Actor, now: datetime, found: PlanRecord, move: Move) -> None:
    """Lock what will go; refused when nobody knows where one of them goes, but for what came just now: that is late."""
    work.hold(actor=actor, now=now, move=move)
    if dossiers.holds_stranded(viewer=SYSTEM, move=move):
        placed = queries.placements(viewer=SYSTEM, found=found)
        _refuse_blocked(found, queries.move_of(found, found.run + 1, placed), now)


def _switch(
    actor: Actor, now: datetime, agency_id: int, found: PlanRecord, day: date, placed: Sequence[Placement],
    *, keep: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Everything follows; refused unless it balances. `keep`: remember how it was, for `undo`."""
    clock = Clock({}, perf_counter(), found.id)
    after = work.mark()
    run = found.run + 1
    move = queries.move_of(found, run, placed)
    spots = queries.point_ways(viewer=SYSTEM, found=found)
    keeping.keep_placings(found.id, run, (*placed, *spots))
    audit = conservation.Audit(found.id, move.ref, back=False, day=day)
    stood = conservation.standing(found.old_ids)
    _hold(actor, now, found, move)
    audit.open()
    clock.lap("hold")
    listed = dossiers.held(viewer=SYSTEM, batch="bulk")
    done = work.rehouse(actor=actor, now=now, move=move, by=agency_id)
    _same(listed, done)
    clock.lap("dossiers")
    before = _registers(actor, now, day, found, move, spots)
    tasks = steps.carry(actor=SYSTEM, now=now, move=move)
    clock.lap("registers")
    audit.check()
    clock.lap("check")
    work.check_keys()
    clock.lap("keys")
    work.redirect(actor=actor, now=now, move=move, lives=found.new_ids)
    arrived = _sweep(actor, now, agency_id, move, audit, lambda: _with_late(found, move, placed), after)
    balance = audit.close()
    clock.lap("standstill")
    _refuse_unless(balance)
    if keep:
        Entry.objects.create(plan_id=found.id, run=run, kind="before", before={**before, "standing": stood})
    return {
        "moved": done.count + arrived, "arrived": arrived, "listed": listed.digest, "executed": done.digest,
        "tasks": tasks, "sections": found.sections, "balance": balance.as_json(), "seconds": clock.parts,
        "day": day.isoformat(), "by_part": keeping.placed_by_part(found.id, run),
    }  # fmt: skip


def _registers(
    actor: Actor, now: datetime, day: date, found: PlanRecord, move: Move, spots: Sequence[PointWay]
) -> dict[str, Any]:
    """Seals are recalled, agencies end, rights and points follow; what they were, as the undoing takes it."""
    numbers = [seal.number for seal in registers.seals_of(agency_ids=found.ends) if seal.recalled_on is None]
    if numbers:
        units.recall_seals(
            actor=SYSTEM, now=now, numbers=numbers, day=day, minutes=f"{found.name} ({move.ref})"
        )
    closed = units.close_agencies(actor=actor, now=now, agency_ids=found.ends, day=day)
    heirs = rules.heirs_of(found.lines)
    followed = units.follow_agencies(
        actor=actor, now=now, day=day, note_=move.ref, following=[units.Following(*heir) for heir in heirs]
    )
    ways = [flat(way) for way in move.ways]
    ways += [flat(spot) for spot in spots if spot.new_agency_id is not None]
    handed = points.hand_over(actor=actor, now=now, day=day, ways=ways)
    seats = people.seats_at(viewer=SYSTEM, agency_ids=found.old_ids, day=day)
    going = rules.postings(found.lines, [(s.account_id, s.agency_id) for s in seats], found.account_words)
    postings: list[Mapping[str, int | None]] = [
        {"account_id": account, "old_agency_id": old, "new_agency_id": new}
        for (account, old), new in going.items()
    ]
    cut = identity.regrant(actor=actor, now=now, day=day, postings=postings, ref=move.ref)
    return {"agencies": [*closed], "points": asdict(handed), "grants": [*cut], "seals": numbers,
            "successions": [*followed]}  # fmt: skip


def _with_late(found: PlanRecord, move: Move, placed: Sequence[Placement]) -> Move:
    """The move, with those that came to agencies that are split since `placed` was found out."""
    fresh = keeping.place_late(found, found.run + 1, {p.dossier_id for p in placed})
    is_stale = fresh or found.has_narrow_lines
    return queries.move_of(found, found.run + 1, (*placed, *fresh)) if is_stale else move


def _sweep(
    actor: Actor,
    now: datetime,
    agency_id: int,
    move: Move,
    audit: conservation.Audit,
    late: Callable[[], Move],
    after: int | None = None,
) -> int:
    """What came while the bulk was moved (with steps above `after`, where that can be said). From here to the commit
    nobody else begins to write a dossier."""
    work.close_intake(authority_id=move.authority_id)
    move = late()
    work.hold(actor=actor, now=now, move=move, batch="late", after=after)
    audit.late()
    listed = dossiers.held(viewer=SYSTEM, batch="late")
    done = work.rehouse(actor=actor, now=now, move=move, by=agency_id, batch="late")
    _same(listed, done)
    return done.count


def _switch_back(actor: Actor, now: datetime, agency_id: int, found: PlanRecord) -> dict[str, Any]:
    clock = Clock({}, perf_counter(), found.id)
    move = queries.move_back_of(found)
    before = Entry.objects.get(plan_id=found.id, run=found.run, kind="before").before
    audit = conservation.Audit(found.id, move.ref, back=True, day=found.day)
    work.hold(actor=actor, now=now, move=move)
    audit.open()
    refuse_if(_stranded(move, now))
    clock.lap("hold")
    listed = dossiers.held(viewer=SYSTEM, batch="bulk")
    done = work.rehouse(actor=actor, now=now, move=move, by=agency_id)
    _same(listed, done)
    clock.lap("dossiers")
    identity.restore_grants(actor=actor, now=now, ref=move.ref, before=before["grants"])
    handed = points.HandedOver(tuple(before["points"]["withdrawn"]), tuple(before["points"]["recorded"]))
    points.hand_back(actor=actor, now=now, done=handed)
    units.give_back_seals(actor=SYSTEM, now=now, numbers=before["seals"])
    units.unfollow_agencies(actor=actor, now=now, succession_ids=before.get("successions", []))
    units.reopen_agencies(actor=actor, now=now, before=before["agencies"])
    steps.carry(actor=SYSTEM, now=now, move=move)
    clock.lap("registers")
    audit.check()
    clock.lap("check")
    work.check_keys()
    clock.lap("keys")
    work.redirect(actor=actor, now=now, move=move, lives=found.old_ids)
    arrived = _sweep(actor, now, agency_id, move, audit, lambda: move)
    balance = audit.close()
    clock.lap("standstill")
    _refuse_unless(balance)
    if conservation.standing(found.old_ids) != before["standing"]:
        message = "Sau khi hoàn lại, cơ quan, quyền hoặc điểm phục vụ không đúng như trước. Đã dừng, chưa có gì thay đổi."
        raise Refused(Problem("not_as_before", message, "plan"))
    return {
        "moved": done.count + arrived, "arrived": arrived, "listed": listed.digest, "executed": done.digest,
        "balance": balance.as_json(), "seconds": clock.parts, "standing": before["standing"],
    }  # fmt: skip


def _built_upon(found: PlanRecord) -> list[Problem]:
    """Plans carried out later on the same agencies: they have to be undone first."""
    message = "Phương án “{name}” thực hiện sau đã dựa trên phương án này: hãy hoàn lại phương án đó trước."
    touched = found.old_ids | found.new_ids
    return [
        Problem("undo_later_first", message, "plan", {"name": later.name})
        for later in queries.plans(viewer=SYSTEM, authority_id=found.authority_id, state=PlanState.ACTIVATED)
        if (later.activated_at, later.id) > (found.activated_at, found.id)
        and (later.old_ids | later.new_ids) & touched
    ]


def _stranded(move: Move, now: datetime) -> list[Problem]:
    lots = dossiers.moving_lots(viewer=SYSTEM, move=move, now=now)
    count = sum(lot.stranded for lot in lots)
    message = (
        "{count} hồ sơ nhận sau khi sắp xếp có nhiều cơ quan cũ: hãy chuyển từng hồ sơ trước khi hoàn lại."
    )
    return [Problem("undo_unassigned", message, "plan", {"count": count})] if count else []


def _same(listed: dossiers.Listing, done: work.Rehoused) -> None:
    if (listed.count, listed.digest) != (done.count, done.digest):
        message = "Danh sách hồ sơ đã chuyển không khớp danh sách đã khóa. Đã dừng, chưa có gì thay đổi."
        raise Refused(Problem("digest_differs", message, "plan"))


def _refuse_unless(balance: conservation.Balance) -> None:
    if not balance.holds:
        message = (
            "Bảng cân đối không khớp ({count} sai lệch, đầu tiên: {first}). Đã dừng, chưa có gì thay đổi."
        )
        first = next(iter(balance.findings), "?")
        raise Refused(
            Problem("balance_differs", message, "plan", {"count": len(balance.findings), "first": first})
        )


def _report(found: PlanRecord, run: int, kind: str, now: datetime, done: dict[str, Any]) -> Outcome:
    seconds = done.pop("seconds")
    digest = keeping.keep(found.id, run, kind, now, done)
    return Outcome(
        found.id, run, done["moved"], done["arrived"], done["balance"]["in_hand"], digest, done["balance"], seconds
    )  # fmt: skip
