"""Who has how much in hand: the officers of the agencies that one leads, and handing on the work of one who leaves.

Also listed is whoever still has work of these agencies in hand though he may no longer take any: all his rights were
taken back, they ended by their date, or his account was locked. His work is handed on in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, saying, seats
from thongsuot.kernel.errors import Forbidden, Problem
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.registers.identity import queries as identity
from thongsuot.work.bulk.rules import Deed
from thongsuot.work.dossiers import queries as dossiers

TAKES = "dossiers.take"


@dataclass(frozen=True, slots=True)
class Person:
    """One line. `gone`: the agencies whose dossiers he has in hand without the right to take any there."""

    id: int
    name: str
    held: int
    late: int
    gone: tuple[int, ...]
    is_colleague: bool

    @property
    def named(self) -> str:
        """For the choice of whose work is handed on."""
        if self.is_colleague:
            return self.name
        return _("{name} (không còn quyền nhận việc)").format(name=self.name)


@officer_required
@require_safe
def staff(request: Request) -> HttpResponse:
    """Everybody who has work in hand or may take some; his list opens from here, all of it is given on in one run."""
    able = sorted(seats.able(request, Deed.ASSIGN.verb))
    if not able:
        raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc này."))
    people = _people(request, able)
    table = _table(people)
    if answer := tables.export(request, table):
        return answer
    context = {
        "table": table,
        "holding": [one for one in people if one.held],
        "left": sum(1 for one in people if one.gone),
    }
    return page.show(request, "desk/staff.html", context, current="staff")


def _people(request: Request, able: Sequence[int]) -> list[Person]:
    """Those whose work lies without anybody first, then by name."""
    here = identity.colleagues_at(agency_ids=able, day=request.day, verb=TAKES)
    names = {one.id: one.full_name for known in here.values() for one in known}
    takes = {(agency_id, one.id) for agency_id, known in here.items() for one in known}
    held = dossiers.in_hand(viewer=request.actor, agency_ids=able, now=request.now)
    lost = [one for one in held if (one.agency_id, one.officer_id) not in takes]
    if lost:  # who may take in the whole province is nobody's colleague, and yet has lost nothing
        wide = identity.colleagues_at(agency_ids=able, day=request.day, verb=TAKES, with_province=True)
        takes = {(agency_id, one.id) for agency_id, known in wide.items() for one in known}
        lost = [one for one in lost if (one.agency_id, one.officer_id) not in takes]
    strangers = {one.officer_id for one in held} - set(names)
    found = names | identity.names(account_ids=strangers)
    working = set(names) | {officer_id for _agency_id, officer_id in takes}
    people = [
        Person(
            id_,
            found.get(id_, "–"),
            sum(one.held for one in held if one.officer_id == id_),
            sum(one.late for one in held if one.officer_id == id_),
            tuple(one.agency_id for one in lost if one.officer_id == id_),
            id_ in working,
        )
        for id_ in (*sorted(strangers), *names)
    ]
    return sorted(people, key=lambda one: not one.gone)


def _table(people: Sequence[Person]) -> tables.Table:
    columns = (
        tables.Column("name", _("Họ tên")),
        tables.Column("held", _("Đang xử lý"), "number"),
        tables.Column("late", _("Quá hạn"), "number"),
        tables.Column("rights", _("Quyền nhận việc")),
    )
    return tables.Table(
        _("Việc của từng người"),
        columns,
        [tables.Row(_cells(one)) for one in people],
        tables.Empty(_("Không tìm thấy công chức nào")),
        name="viec-tung-nguoi",
        stack=True,
        show_caption=False,
    )


def _cells(one: Person) -> tuple[Any, ...]:
    where = f"{reverse('desk:worklist')}?officer={one.id}"
    return (tables.Link(one.name, where), one.held, one.late, _rights(one))


def _rights(one: Person) -> tables.Status:
    if not one.gone:
        return tables.Status(_("đang có"), "done")
    if not one.is_colleague:
        return tables.Status(_("không còn quyền nhận việc"), "stopped")
    places = ", ".join(saying.short_agency(id_) for id_ in one.gone)
    return tables.Status(_("không còn quyền nhận việc tại {places}").format(places=places), "stopped")
