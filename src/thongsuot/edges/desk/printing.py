"""The forms of a dossier as PDF, as signed where they were, with the QR code that leads to its public page."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.edges.desk.batch import chosen
from thongsuot.edges.desk.dossier import Opened, opened
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.paper.joining import joined
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.queries import WorklistRow
from thongsuot.work.dossiers.rules import Act, State
from thongsuot.work.fees import queries as fees
from thongsuot.work.fees.papers.assembling import slip_lines
from thongsuot.work.signatures import queries as signatures


@officer_required
@require_safe
def paper(request: Request, code: str, form: str) -> HttpResponse:
    """One form, shown in the browser so that it can be printed at once."""
    found = opened(request, code)
    if (
        form not in assembling.FORMS
    ):  # copies of the applicant's papers are opened as files, which is journalled
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    with seeing(request.actor):
        signed = signatures.content(viewer=request.actor, dossier_id=found.record.id, form=form)
        told = _one(request, found, _wanted(request, found), _charged(request, [found.record.id]))
        content = signed or assembling.printed(told, form)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{found.record.code}-{form}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


@officer_required
@require_POST
def slips(request: Request) -> HttpResponse:
    """The slips of the chosen dossiers in one PDF, each on its own page."""
    rows = [
        row for row in chosen(request) if row.state is not State.DECLINED
    ]  # what was declined has no slip
    if not rows:
        messages.warning(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
        return HttpResponseRedirect(reverse("desk:worklist"))
    with seeing(request.actor):
        content = assembling.printed_slips(_told(request, rows))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'inline; filename="giay-hen.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


def bound(request: Request, rows: Sequence[WorklistRow], form: str) -> bytes | None:
    """One form of many dossiers in one PDF; dossiers that have no such paper are left out, None when none has."""
    with seeing(request.actor):
        told = _told(request, [row for row in rows if row.state is not State.DECLINED])
        if form == "slip":
            return assembling.printed_slips(told) if told else None
        act = {"apology": Act.EXTEND}[form]
        letters = [one for one in told if any(step.act == act for step in one.steps)]
        return joined([assembling.printed(one, form) for one in letters]) if letters else None


def _told(request: Request, rows: Sequence[WorklistRow]) -> list[assembling.Told]:
    found = dossiers.wholes(viewer=request.actor, dossier_ids=[row.id for row in rows])
    ids = [each.record.id for each in found]
    wanted = dossiers.collect_names(viewer=request.actor, dossier_ids=ids, day=request.day)
    charged = _charged(request, ids)
    return [_one(request, each, wanted, charged) for each in found]


def _wanted(request: Request, found: Opened) -> dict[UUID, str]:
    return dossiers.collect_names(viewer=request.actor, dossier_ids=[found.record.id], day=request.day)


def _charged(request: Request, ids: Sequence[UUID]) -> dict[UUID, tuple[tuple[str, str, str], ...]]:
    found = fees.charged(viewer=request.actor, dossier_ids=ids)
    return {id_: slip_lines(lines) for id_, lines in found.items()}


def _one(
    request: Request, found: Opened | dossiers.Whole, wanted: Mapping[UUID, str],
    charged: Mapping[UUID, tuple[tuple[str, str, str], ...]],
) -> assembling.Told:  # fmt: skip
    address = request.build_absolute_uri(tracking_path(found.record.id, found.record.code))
    is_demo = found.record.is_simulated or bool(settings.DEMO)
    return assembling.Told(
        found.record,
        found.papers,
        found.steps,
        address,
        is_demo,
        request.day,
        collect_at=wanted.get(found.record.id, ""),
        fees=charged.get(found.record.id),
    )
