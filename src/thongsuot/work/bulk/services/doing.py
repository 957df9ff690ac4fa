"""The deeds of one part: look whether each dossier is still as it was previewed, then one verb a seat."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.rules import Deed, Outcome
from thongsuot.work.bulk.services import handing
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.signatures import services as signatures

PLACE_CHANGED = Problem(
    "place_changed", "Nơi nhận kết quả đã đổi sau khi bạn xem trước nên hồ sơ được bỏ qua."
)
CHANGED = Problem("changed_since_preview", "Hồ sơ đã có người xử lý sau khi bạn xem trước nên được bỏ qua.")
NOT_THERE = Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")


@dataclass(frozen=True, slots=True)
class Todo:
    """A dossier to move, as it was seen, in whose name; `goes_to`: where its result is collected."""

    nth: int
    dossier_id: UUID
    seen: int
    seat: int
    goes_to: int | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """What became of it; `before`: what putting it back restores."""

    nth: int
    outcome: Outcome
    version: int | None = None
    before: Mapping[str, Any] | None = None
    why: Sequence[Mapping[str, Any]] | None = None
    count: int = 1


Moved = Mapping[UUID, int | None]
Why = Mapping[UUID, tuple[Problem, ...]]
Verb = Callable[[int, Sequence[UUID]], tuple[Moved, Why]]


def carry_out(
    actor: Actor, now: datetime, deed: Deed, given: Mapping[str, Any], todo: Sequence[Todo]
) -> list[Became]:
    """Do the deed to those that nobody changed since the preview."""
    held = _held(todo)
    became, going = [], []
    for one in todo:
        if one.dossier_id not in held:
            became.append(Became(one.nth, Outcome.REFUSED, why=rules.as_kept([NOT_THERE])))
        elif held[one.dossier_id][0] != one.seen:
            became.append(Became(one.nth, Outcome.CHANGED, why=rules.as_kept([CHANGED])))
        else:
            going.append(one)
    if deed is Deed.HAND_ON:
        going, elsewhere = _still(actor, now, going)
        became += [Became(one.nth, Outcome.CHANGED, why=rules.as_kept([PLACE_CHANGED])) for one in elsewhere]
    lots: dict[tuple[int, int | None], list[Todo]] = defaultdict(list)
    for one in going:
        lots[one.seat, one.goes_to].append(one)
    for (seat, goes_to), some in lots.items():
        ids = [one.dossier_id for one in some]
        moved: Moved
        why: Why
        bags: Mapping[UUID, str] = {}
        if deed is Deed.HAND_ON and goes_to is not None:
            moved, why, bags = handing.carry_out(actor, now, given, handing.Lot(seat, goes_to, ids))
        else:
            moved, why = _act(actor, now, deed, given, seat, ids)
        for one in some:
            became.append(_became(one, moved, why, held[one.dossier_id][1], bags))
    return became


def _became(one: Todo, moved: Moved, why: Why, before: Mapping[str, Any], bags: Mapping[UUID, str]) -> Became:
    if reasons := why.get(one.dossier_id):
        return Became(one.nth, Outcome.REFUSED, why=rules.as_kept(reasons))
    slip = bags.get(one.dossier_id)
    kept = {**before, "slip": slip} if slip else before
    return Became(one.nth, Outcome.DONE, moved.get(one.dossier_id), kept)


def _still(actor: Actor, now: datetime, going: Sequence[Todo]) -> tuple[list[Todo], list[Todo]]:
    """Those whose applicants want their results where they wanted them at the preview, and the others."""
    ids = [one.dossier_id for one in going]
    places = queries.collecting_at(viewer=actor, dossier_ids=ids, day=local_day(now))
    same = {id_ for id_, place in places.items() if place.agency_id is not None}
    still = [
        one for one in going if one.dossier_id in same and places[one.dossier_id].agency_id == one.goes_to
    ]
    return still, [one for one in going if one not in still]


def _held(todo: Sequence[Todo]) -> dict[UUID, tuple[int, dict[str, Any]]]:
    """Lock them; the version of each, and what undoing the deed would restore."""
    ids = [one.dossier_id for one in todo]
    return {
        id_: (
            one.version,
            {
                "officer": one.stand.holder_officer_id, "holder": one.stand.holder_agency_id,
                "state": one.stand.state.value, "outcome": dict(one.stand.outcome),
            },
        )
        for id_, one in standing.lock(ids).items()
    }  # fmt: skip


def _act(
    actor: Actor, now: datetime, deed: Deed, given: Mapping[str, Any], seat: int,
    ids: Sequence[UUID],
) -> tuple[Moved, Why]:  # fmt: skip
    """One verb for all of them; what a single one is refused for is raised by the verbs, and caught here."""
    try:
        with transaction.atomic():  # a key that fails takes back what it had signed of these
            if deed is Deed.SIGN:
                site = signatures.Site(**given["site"])
                signed = signatures.sign_results(
                    actor=actor, now=now, agency_id=seat, dossier_ids=ids, site=site
                )
                return dict.fromkeys(signed.signed), signed.refused
            done = _verb(actor, now, deed, given, seat, ids)
            return done.moved, done.refused
    except Refused as refused:
        return {}, dict.fromkeys(ids, refused.problems)


def _verb(
    actor: Actor, now: datetime, deed: Deed, given: Mapping[str, Any], seat: int,
    ids: Sequence[UUID],
) -> dossiers.Done:  # fmt: skip
    by: dict[str, Any] = {"actor": actor, "now": now, "agency_id": seat, "dossier_ids": ids}
    match deed:
        case Deed.TAKE:
            return dossiers.take(**by)
        case Deed.FORWARD:
            return dossiers.forward(**by, to_agency_id=given["to_agency"])
        case Deed.EXTEND:
            to_date = date.fromisoformat(given["to_date"])
            return dossiers.extend(**by, to_date=to_date, reason=given["reason"])
        case _:
            return dossiers.return_result(**by, received_by=given["received_by"])
