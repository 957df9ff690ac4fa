"""A small reorganisation on the demo province: one commune's agencies are taken over by another's."""

from datetime import timedelta

from tests.people import ELSEWHERE, HERE, NOW, TODAY, centre, committee

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.rules import PlanLine

ACT, CLAUSE = "Nghị quyết 1675/NQ-UBTVQH15", "khoản 3 Điều 1"
LATER = NOW + timedelta(hours=1)


def province_agency(authority_id):
    """The province's committee, in whose name a reorganisation is done."""
    return units.agencies_of(authority_id=authority_id, day=TODAY, kind="province_committee")[0].id


def takes_over(old=HERE, new=ELSEWHERE):
    """Lines by which everything of one commune goes to another: centre to centre, all else to the committee."""
    tree = units.agency_tree(agency_id=committee(old), day=TODAY)
    lines = [PlanLine(centre(old), centre(new), act=ACT, clause=CLAUSE)]
    return lines + [
        PlanLine(agency, committee(new), act=ACT, clause=CLAUSE) for agency in sorted(tree - {centre(old)})
    ]


def planned(authority_id, lines, day=TODAY):
    """A plan, previewed: (plan id, agency in whose name, preview)."""
    by = province_agency(authority_id)
    plan = services.make_plan(actor=SYSTEM, now=NOW, agency_id=by, name="Sắp xếp thử", day=day, lines=lines)
    shown = services.preview(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan)
    return plan, by, shown
