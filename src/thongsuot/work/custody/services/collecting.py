"""Handing the result out: who took it, where, on whose authority; its paper leaves the agency's custody for good."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import command, note
from thongsuot.work.custody import queries, rules
from thongsuot.work.custody.models import Collection
from thongsuot.work.custody.rules import Collector, Custodian, Way
from thongsuot.work.custody.services import moving
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work


@command("custody.collect")
def collect(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID], received_by: str,
    number: str = "", authority: str = "", way: str = Way.COUNTER, tracking: str = "", seen: int | None = None,
) -> work.Done:  # fmt: skip
    """Put the results into their owners' hands (`dossiers.return`), and keep who took them and on what authority."""
    collector = Collector(received_by, number, authority, Way(way), tracking)
    known = [dossiers.dossier(viewer=actor, dossier_id=id_) for id_ in dossier_ids]
    records = [one for one in known if one is not None]
    if not records:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem."))
    refuse_if(p for one in records for p in rules.collecting_problems(collector, citizen_id=one.citizen_id))
    done = work.return_result(
        actor=actor, now=now, agency_id=agency_id, dossier_ids=dossier_ids, received_by=received_by, seen=seen
    )
    returned = [one for one in records if one.id in done.moved]
    Collection.objects.bulk_create(
        Collection(
            dossier_id=one.id, agency_id=agency_id, way=collector.way.value, name=received_by.strip(),
            number=number.strip(), authority_paper=authority.strip(), tracking=tracking.strip(), at=now,
            officer_id=actor.account_id if actor.kind is Kind.OFFICER else None,
        )
        for one in returned
    )  # fmt: skip
    _let_go(actor, now, agency_id, returned)
    note(subject="dossiers", count=len(returned), way=collector.way.value)
    return done


def _let_go(actor: Actor, now: datetime, agency_id: int, records: Sequence[dossiers.DossierRecord]) -> None:
    """The papers of these dossiers that were moved to this agency's hands go to their owners too."""
    codes = [code for one in records for code in (one.code, one.code + rules.RESULT_MARK)]
    found = [
        one
        for one in queries.bundles(viewer=actor, codes=codes)
        if one.id is not None
        and one.custodian is Custodian.AGENCY
        and one.agency_id == agency_id
        and one.slip_code is None
        and (one.code.endswith(rules.RESULT_MARK))
    ]
    if found:
        ids = moving.begin(found)
        moving.move(list(ids.values()), at=now, custodian=Custodian.PERSON, agency_id=agency_id)
