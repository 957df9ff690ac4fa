"""Where the result is collected: what the applicant wants, where it waits, and choosing another place."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import places, province, viewing
from thongsuot.edges.portal.page import asked, form_page, no_such, private
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody import rules as custody_rules
from thongsuot.work.custody.rules import Custodian
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import rules, services
from thongsuot.work.dossiers.rules import State

SHOWN = 12  # places on the page: the nearest ones; all others by another commune


def place(viewer: Actor, record: dossiers.DossierRecord, request: Request) -> dict[str, Any]:
    """What the dossier's page says of collecting: `point` (places.Shown or None), `said`, `waits`, `may_change`.

    Nothing for a dossier whose result is not fetched by the applicant.
    """
    if record.result_way != "AT_SUBMISSION_PLACE" or record.state not in rules.OPEN_STATES:
        return {}
    chosen = _chosen(viewer, record, request)
    said, waits = _where(viewer, record, chosen)
    may_change = not dossiers.choosing_problems(record)
    return {"point": chosen, "said": said, "waits": waits, "may_change": may_change}


def _chosen(viewer: Actor, record: dossiers.DossierRecord, request: Request) -> places.Shown | None:
    found = dossiers.collect_places(viewer=viewer, dossier_ids=[record.id]).get(record.id)
    point = points.point(point_id=found, day=request.day) if found is not None else None
    return places.shown(point, request.now) if point else None


def _where(viewer: Actor, record: dossiers.DossierRecord, chosen: places.Shown | None) -> tuple[str, bool]:
    """The sentence, and whether the result waits there to be fetched."""
    if record.state is not State.DECIDED:
        return (_("Khi có kết quả, chúng tôi gửi đến đây.") if chosen else "", False)
    code = record.code + custody_rules.RESULT_MARK
    bundle = next(iter(custody.bundles(viewer=viewer, codes=[code])), None)
    if bundle is None:
        return "", False
    at = _agency(bundle.agency_id)
    if bundle.custodian is Custodian.CARRIER:
        return _("Kết quả đang trên đường, {agency} đã gửi đi.").format(agency=at), False
    wanted = _answering(chosen) if chosen else record.received_agency_id
    competent = units.agency_tree(agency_id=record.competent_agency_id, day=local_day(record.received_at))
    is_home = chosen is None and record.received_agency_id in competent
    if is_home or (bundle.slip_code is None and bundle.agency_id == wanted):
        return _("Kết quả đang chờ bạn ở đây. Hãy mang giấy hẹn và căn cước."), True
    return _("Kết quả còn ở {agency}, sắp được gửi đến đây.").format(agency=at), False


def _answering(chosen: places.Shown) -> int:
    found = points.point(point_id=chosen.id)
    return found.agency_id if found else 0


def _agency(agency_id: int) -> str:
    found = units.agency(agency_id=agency_id)
    return found.name if found else ""


@form_page
def choose(request: Request, code: str) -> HttpResponse:
    """The places that hand out results, nearest to `?xa=` first; a POST chooses one ("" : where it was filed)."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    if found := dossiers.choosing_problems(record):
        raise no_such(found[0].message)
    problems: tuple[object, ...] = ()
    if request.method == "POST":
        try:
            services.choose_place(
                actor=viewer, now=request.now, dossier_id=record.id, point_code=asked(request.POST, "point")
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(
                request, _("Đã ghi nơi nhận kết quả. Giấy hẹn tải lại từ trang này ghi nơi mới.")
            )
            return private(HttpResponseRedirect(reverse("portal:dossier", args=[record.code])))
    context = _context(request, viewer, record) | {"problems": problems}
    return private(render(request, "portal/collecting.html", context, status=422 if problems else 200))


def _context(request: Request, viewer: Actor, record: dossiers.DossierRecord) -> dict[str, Any]:
    here = province.home(request.day)
    territory = units.unit_version(version_id=record.territory_version_id)
    commune = asked(request.GET, "xa") or (territory.code if territory else "")
    chosen = _chosen(viewer, record, request)
    version = catalogue.version(version_id=record.procedure_version_id)
    near = places.collecting(here, commune, version, request.day)
    others = [point for point in near if point.agency_id != record.received_agency_id]
    shown = [places.shown(point, request.now) for point in others[:SHOWN]]
    if chosen is not None and chosen.code not in {one.code for one in shown}:
        shown.insert(0, chosen)
    return {
        "part": "follow",
        "record": record,
        "communes": places.communes(here, request.day),
        "chosen": places.chosen(here, commune, request),
        "places": shown,
        "now_at": chosen.code if chosen else "",
        "filed_at": _agency(record.received_agency_id),
    }
