"""A plan locked for a verb, and the reports that verbs leave."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, refuse_if
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import conservation, queries, rules
from thongsuot.transition.reorganisation.models import Placing, Plan, Report
from thongsuot.transition.reorganisation.queries import Placement, PlanRecord, PointWay


def locked(plan_id: int, agency_id: int, doing: rules.Doing) -> PlanRecord:
    """The plan, held until the commit. The agency in whose name the verb is done must be of its province.

    Raises NotFound, Forbidden, Refused.
    """
    if not Plan.objects.select_for_update().filter(id=plan_id).exists():
        raise NotFound(Problem("no_such_plan", "Không có phương án này.", "plan"))
    found = queries.plan(viewer=SYSTEM, plan_id=plan_id)
    assert found is not None
    of_province(agency_id, found.authority_id)
    refuse_if(rules.state_problems(found.state, doing))
    return found


def of_province(agency_id: int, authority_id: int | None = None) -> int:
    """The province of the agency in whose name a verb is done; it must be `authority_id` when given."""
    agency = units.agency(agency_id=agency_id)
    if agency is None or agency.authority_id is None or authority_id not in (None, agency.authority_id):
        raise Forbidden(Problem("not_your_province", "Phương án này không thuộc tỉnh của bạn.", "plan"))
    return agency.authority_id


def keep(plan_id: int, run: int, kind: str, now: datetime, body: Mapping[str, Any]) -> str:
    """Write a report; returns its digest."""
    digest = conservation.digest(body)
    Report.objects.create(plan_id=plan_id, run=run, kind=kind, at=now, digest=digest, body=body)
    return digest


def keep_placings(plan_id: int, run: int, placed: Sequence[Placement | PointWay]) -> None:
    """Write down where parts of split units led single dossiers and points in a run; what is written stays."""
    rows = [
        Placing(
            plan_id=plan_id, run=run, dossier_id=getattr(p, "dossier_id", None), point_id=getattr(p, "point_id", None),
            old_agency_id=p.old_agency_id, new_agency_id=p.new_agency_id, by=p.by or "", confidence=round(p.confidence, 3),
        )
        for p in placed
        if p.new_agency_id is not None
    ]  # fmt: skip
    Placing.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)


def place_late(
    found: PlanRecord, run: int, known: Collection[UUID] = (), *, is_settling: bool = False
) -> tuple[Placement, ...]:
    """Place what came to agencies that are split since the others were placed.

    Raises Refused when nobody knows where one of them belongs: its agency ends, and it would lie there unseen.
    Not so when `is_settling`, after the switch: then a person sees to it.
    """
    fresh = queries.placements(viewer=SYSTEM, found=found, known=known)
    rest = {line.old_agency_id for line in found.lines if line.takes is rules.Takes.ALL}
    lost = [p for p in fresh if p.new_agency_id is None and p.old_agency_id in found.ends - rest]
    message = (
        "{count} hồ sơ vừa đến chưa rõ về cơ quan nào: hãy phân công rồi thực hiện lại. Chưa có gì thay đổi."
    )
    refuse_if(
        [Problem("arrived_unassigned", message, "words", {"count": len(lost)})]
        if lost and not is_settling
        else []
    )
    keep_placings(found.id, run, fresh)
    return fresh


def placed_by_part(plan_id: int, run: int) -> int:
    """How many dossiers' agencies parts of split units led on in a run."""
    return Placing.objects.filter(plan_id=plan_id, run=run, dossier_id__isnull=False).count()
