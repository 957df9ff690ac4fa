"""What the post says of what it was given: it reached its owner, or came back and waits again."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.custody import queries, rules
from thongsuot.work.custody.models import Collection
from thongsuot.work.custody.rules import Custodian
from thongsuot.work.custody.rules.delivery import Fact, Facts, Subject, settling_problems, subject_of
from thongsuot.work.custody.services import moving
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import standing


@command("custody.settle_post", grant=False)
def settle_post(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, is_delivered: bool, said: str
) -> None:
    """Record what became of a posting, once: who took it, or why it came back. Raises NotFound, Refused.

    The right to return results is asked for. What came back lies with the agency again and is given anew (`give_back`).
    """
    access.require(actor=actor, verb=rules.GIVES_BACK, agency_id=agency_id, day=local_day(now))
    held = standing.lock([dossier_id]).get(dossier_id)
    record = dossiers.dossier(viewer=actor, dossier_id=dossier_id)
    facts = queries.facts_of(viewer=actor, dossier_ids=[dossier_id]).get(dossier_id)
    if held is None or record is None or facts is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem."))
    refuse_if(settling_problems(facts, agency_id=agency_id, said=said))
    last = facts.last
    assert last is not None  # nothing was wrong with it
    if not is_delivered:
        _lies_here_again(actor, now, agency_id, record, facts)
    Collection.objects.create(
        act=(Fact.DELIVERED if is_delivered else Fact.UNDELIVERED).value, dossier_id=record.id, agency_id=agency_id,
        way=last.way.value, name=said.strip(), tracking=last.tracking, at=now, of_id=last.id,
        officer_id=actor.account_id if actor.kind is Kind.OFFICER else None,
    )  # fmt: skip
    note(subject=f"dossier:{record.id}", delivered=is_delivered)


def _lies_here_again(
    actor: Actor, now: datetime, agency_id: int, record: dossiers.DossierRecord, facts: Facts
) -> None:
    """The papers that went with it; one that never moved gets its row, and its time with the post in it."""
    is_result = subject_of(facts.state, facts.originals) is Subject.RESULT
    code = rules.bundle_code(record.code, rules.Kind.RESULT if is_result else rules.Kind.FILED)
    found = queries.bundles(viewer=actor, codes=[code])
    away = [one for one in found if one.custodian is Custodian.PERSON]
    ids = list(moving.begin(away).values())
    fresh = [ids[nth] for nth, one in enumerate(away) if one.id is None]
    if fresh:
        moving.move(fresh, at=away[0].since, custodian=Custodian.PERSON, agency_id=agency_id)
    if ids:
        moving.move(ids, at=now, custodian=Custodian.AGENCY, agency_id=agency_id, note=Fact.UNDELIVERED.value)
