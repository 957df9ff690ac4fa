"""A plan locked for a verb, and the reports that verbs leave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, refuse_if
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import conservation, queries, rules
from thongsuot.transition.reorganisation.models import Plan, Report
from thongsuot.transition.reorganisation.queries import PlanRecord


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
