"""Who has how much in hand: the officers of the agencies that one leads, and handing on the work of one who leaves."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.kernel.errors import Forbidden, Problem
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.registers.identity import queries as identity
from thongsuot.work.bulk.rules import Deed
from thongsuot.work.dossiers import queries as dossiers

SAID = 99


@officer_required
@require_safe
def staff(request: Request) -> HttpResponse:
    """Every colleague with what he holds; from here his list opens, and all of it is given to others in one run."""
    able = sorted(seats.able(request, Deed.ASSIGN.verb))
    if not able:
        raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc này."))
    people = {
        one.id: one
        for agency_id in able
        for one in identity.colleagues(agency_id=agency_id, day=request.day, verb="dossiers.take")
    }
    held = dossiers.held_by(
        viewer=request.actor, agency_ids=able, officer_ids=sorted(people), now=request.now
    )
    columns = (
        tables.Column("name", _("Họ tên")),
        tables.Column("held", _("Đang xử lý"), "number"),
        tables.Column("late", _("Quá hạn"), "number"),
    )
    body = [tables.Row(_cells(one, *held.get(one.id, (0, 0)))) for one in people.values()]
    nothing = tables.Empty(_("Không tìm thấy công chức nào"))
    table = tables.Table(
        _("Việc của từng người"),
        columns,
        body,
        nothing,
        name="viec-tung-nguoi",
        stack=True,
        show_caption=False,
    )
    if answer := tables.export(request, table):
        return answer
    holding = [one for one in people.values() if held.get(one.id, (0, 0))[0]]
    return page.show(request, "desk/staff.html", {"table": table, "holding": holding}, current="staff")


def _cells(one: identity.Colleague, held: int, late: int) -> tuple[Any, ...]:
    where = f"{reverse('desk:worklist')}?officer={one.id}"
    return (tables.Link(one.full_name, where), _said(held), _said(late))


def _said(count: int) -> int | str:
    return f"{SAID}+" if count > SAID else count
