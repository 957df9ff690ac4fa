"""Giving papers back to whom they belong, once the dossier is over: they leave the agency's custody for good."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import command, note
from thongsuot.work.custody import queries, rules
from thongsuot.work.custody.models import Collection
from thongsuot.work.custody.rules import Collector, Custodian, Way
from thongsuot.work.custody.services import moving
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.rules import is_open


@command("custody.give_back", grant=False)
def give_back(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, received_by: str, number: str = "",
    authority: str = "", way: str = Way.COUNTER, tracking: str = "", kind: rules.Kind = rules.Kind.FILED,
) -> None:  # fmt: skip
    """Record that papers which lie here were given back: to whom, on what authority. Raises NotFound, Refused.

    The right to return results is asked for. A RESULT is given in this way only when it came to lie here after it
    counted as handed out.
    """
    access.require(actor=actor, verb=rules.GIVES_BACK, agency_id=agency_id, day=local_day(now))
    held = standing.lock([dossier_id]).get(
        dossier_id
    )  # two who give the same papers wait for each other here
    record = dossiers.dossier(viewer=actor, dossier_id=dossier_id)
    if held is None or record is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem."))
    code = rules.bundle_code(record.code, kind)
    found = queries.bundles(viewer=actor, codes=[code])
    collector = Collector(received_by, number, authority, Way(way), tracking)
    concerned = (record.received_agency_id, record.holder_agency_id, record.competent_agency_id)
    problems = rules.giving_back_problems(
        found[0].where if found else None, agency_id=agency_id, is_over=not is_open(record.state),
        originals=found[0].originals if found else 0,
        owes_letter=agency_id in concerned and queries.owes_letter(viewer=actor, dossier_id=record.id, now=now),
    )  # fmt: skip
    refuse_if(problems + rules.taking_problems(collector, citizen_id=record.citizen_id))
    if papers := [one for one in found if one.originals]:
        ids = moving.begin(papers)
        moving.move(list(ids.values()), at=now, custodian=Custodian.PERSON, agency_id=agency_id)
    Collection.objects.create(
        act=rules.GIVE_BACK, kind=kind.value, dossier_id=record.id, agency_id=agency_id, way=collector.way.value,
        name=received_by.strip(), number=number.strip(), authority_paper=authority.strip(),
        tracking=tracking.strip(), at=now, officer_id=actor.account_id if actor.kind is Kind.OFFICER else None,
    )  # fmt: skip
    note(subject=f"dossier:{record.id}", kind=kind.value, way=collector.way.value)
