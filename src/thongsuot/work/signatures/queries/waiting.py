"""What waits to be signed: for one dossier or a hundred, which paper, and every reason why it cannot be signed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.access import reading
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import GROUND_NAMES, Answer, Power
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act, State
from thongsuot.work.signatures import rules
from thongsuot.work.signatures.models import SignedPaper
from thongsuot.work.signatures.queries.certificates import certificates_of
from thongsuot.work.signatures.queries.two_persons import needs_two

# Which paper an act gives rise to; the last of these acts is the one whose paper is signed.
FORMS: Mapping[str, str] = {
    Act.DECIDE: "result",
    Act.REFUSE: "refusal",
    Act.STOP: "stop-notice",
    Act.EXTEND: "apology",
}
PAGES = 10
ANSWERS_FOR = timedelta(days=90)  # what nobody signed for so long was handed over on paper


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier on its way to a signature: its paper (`form`, of `step`) and why it cannot be signed, if so."""

    record: dossiers.DossierRecord
    form: str
    step: dossiers.StepRecord | None
    problems: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        return not self.problems


@reading
def plan(*, viewer: Actor, agency_id: int, dossier_ids: Sequence[UUID], now: datetime) -> tuple[Waiting, ...]:
    """What the viewer would sign for an agency at `now`, in the order given; what he may not see is left out."""
    hand = hand_of(viewer, agency_id)
    signed = _signed(dossier_ids)
    return tuple(
        _waiting(viewer, record, hand, signed, now)
        for id_ in dossier_ids
        if (record := dossiers.dossier(viewer=viewer, dossier_id=id_)) is not None
    )


def hand_of(viewer: Actor, agency_id: int) -> rules.Hand:
    """Who would sign, in whose name, with which certificates."""
    where = units.agency(agency_id=agency_id)
    own = certificates_of(viewer=viewer, account_id=viewer.account_id or 0)
    return rules.Hand(viewer.account_id, agency_id, where.name if where else "", [one.facts for one in own])


def _waiting(
    viewer: Actor,
    record: dossiers.DossierRecord,
    hand: rules.Hand,
    signed: set[tuple[UUID, str, int]],
    now: datetime,
) -> Waiting:
    steps = dossiers.steps_of(viewer=viewer, dossier_id=record.id)
    step = next((one for one in reversed(steps) if one.act in FORMS), None)
    form = FORMS[step.act] if step else ""
    is_signed = bool(step and (record.id, form, step.number) in signed)
    drafted_by = step.officer_id if step else None
    day = local_day(now)
    case = case_of(record, form, is_signed=is_signed, drafted_by=drafted_by, day=day)
    return Waiting(record, form, step, rules.signing_problems(case, hand, now=now, day=day))


def case_of(
    record: dossiers.DossierRecord, form: str, *, is_signed: bool, drafted_by: int | None, day: date
) -> rules.Case:
    """What the rules ask of a paper of a dossier that somebody wants to sign on a day."""
    answer = may_sign(record, day)
    competent = units.agency(agency_id=answer.agency_id) if answer.agency_id else None
    return rules.Case(
        form=form, is_signed=is_signed, competent_ids=answer.agencies,
        competent=competent.name if competent else "", ground=GROUND_NAMES[answer.ground], drafted_by=drafted_by,
        needs_two=needs_two(record=record, day=day),
    )  # fmt: skip


def may_sign(record: dossiers.DossierRecord, day: date) -> Answer:
    """Whose signature the paper needs on a day, by law, mandates and successions."""
    answer = catalogue.competent(
        version_id=record.procedure_version_id,
        unit_id=record.territory_id,
        authority_id=record.authority_id,
        day=day,
        power=Power.SIGN,
        since=local_day(record.received_at),
    )
    named = record.competent_agency_id
    if len(answer.agencies) > 1 and not answer.trace and named in answer.agencies:
        return Answer((named,))  # its territory was split: of the successors, the one whom the dossier names
    return answer


def _signed(dossier_ids: Sequence[UUID]) -> set[tuple[UUID, str, int]]:
    found = SignedPaper.objects.filter(dossier_id__in=list(dossier_ids))
    return set(found.values_list("dossier_id", "form", "step"))


@reading
def unsigned(
    *, viewer: Actor, agency_ids: Sequence[int], now: datetime, limit: int = rules.MOST_AT_ONCE
) -> tuple[UUID, ...]:
    """Dossiers at these agencies whose last answer nobody signed; at most `limit`.

    First the refusals, notices and apologies of the last months, which have left the lists of open work, then the
    decided ones, those due first first.
    """
    found = list(_unsigned_answers(viewer, agency_ids, now))[:limit]
    after = None
    for _ in range(PAGES):
        page = dossiers.worklist(
            viewer=viewer, agency_ids=agency_ids, after=after, state=State.DECIDED, limit=200
        )
        ids = [row.id for row in page.rows]
        done = {id_ for id_, form, _step in _signed(ids) if form == FORMS[Act.DECIDE]}
        found += [id_ for id_ in ids if id_ not in done]
        after = page.next
        if after is None or len(found) >= limit:
            break
    return tuple(found[:limit])


def _unsigned_answers(viewer: Actor, agency_ids: Sequence[int], now: datetime) -> Iterator[UUID]:
    answers = dossiers.answered_since(viewer=viewer, agency_ids=agency_ids, since=now - ANSWERS_FOR)
    done = _signed([id_ for id_, _step, _act in answers])
    return (id_ for id_, step, act in answers if (id_, FORMS[act], step) not in done)
