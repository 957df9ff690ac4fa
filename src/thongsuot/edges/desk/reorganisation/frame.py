"""What every page of a plan asks first: which plan, may the officer see it, what may he do with it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import seats
from thongsuot.edges.desk.reorganisation import saying
from thongsuot.kernel.errors import Forbidden, NotFound, Problem
from thongsuot.plumbing import access
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import queries, rules
from thongsuot.transition.reorganisation.queries import PlanRecord
from thongsuot.transition.reorganisation.rules import Doing

VERB = "reorganisation.{}"
PLAN = "reorganisation.plan"


def overseen(request: Request) -> int:
    """The province that the officer oversees. Raises Forbidden for an officer of single agencies."""
    for grant in request.actor.grants:
        reads_all = grant.authority_id is not None and access.READ in grant.verbs
        if reads_all and grant.is_valid_on(request.day):
            assert grant.authority_id is not None
            return grant.authority_id
    raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))


def seat(request: Request, verb: str) -> units.AgencyRecord:
    """The province's agency in whose name the officer does `verb`. Raises Forbidden when there is none."""
    found = [place for place in seats.places(seats.able(request, verb)) if place.authority_id is not None]
    if not found:
        message = "Việc này dành cho người được giao lập và thực hiện sắp xếp đơn vị."
        raise Forbidden(Problem("not_granted", message, params={"verb": verb}))
    return found[0]


def plan(request: Request, plan_id: int) -> PlanRecord:
    """The plan of the address. Raises NotFound for one that is not there or not the officer's to see."""
    overseen(request)
    found = queries.plan(viewer=request.actor, plan_id=plan_id)
    if found is None:
        raise NotFound(Problem("no_such_plan", "Không có phương án này.", "plan"))
    return found


def may(request: Request, found: PlanRecord, doing: Doing, verb: str = "") -> bool:
    """Whether the officer may do it (by the verb of its name, or `verb`) and the plan's state allows it."""
    granted = bool(seats.able(request, verb or VERB.format(doing.value)))
    return granted and not rules.state_problems(found.state, doing)


def frame(request: Request, found: PlanRecord, current: str) -> dict[str, Any]:
    """What the head of every page of a plan shows."""
    views = (
        ("board", _("Bảng điều hành"), reverse("desk:reorganisation-board", args=[found.id])),
        ("lines", _("Các dòng"), reverse("desk:reorganisation-lines", args=[found.id])),
        ("parts", _("Phần đơn vị chia tách"), reverse("desk:reorganisation-parts", args=[found.id])),
        (
            "agencies",
            _("Mã cơ quan"),
            reverse("desk:reorganisation-list", args=[found.id, "all", "agencies"]),
        ),
        ("history", _("Lệnh và báo cáo"), reverse("desk:reorganisation-history", args=[found.id])),
    )
    open_order = next((o for o in queries.orders(viewer=request.actor, plan_id=found.id) if o.is_open), None)
    return {
        "plan": found,
        "status": saying.plan_status(found.state),
        "tabs": [{"label": label, "url": url, "current": key == current} for key, label, url in views],
        "name": found.name,
        "open_order": open_order,
        "may_preview": may(request, found, Doing.PREVIEW) and open_order is None,
        "doings": [
            (doing.value, _(saying.DOINGS[doing]), doing is not Doing.REHEARSE)
            for doing in rules.ORDERS
            if open_order is None and may(request, found, doing)
        ],
    }
