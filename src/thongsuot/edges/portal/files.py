"""The applicant's papers of a dossier: what he has handed in, and sending what was asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.edges.portal import story, viewing
from thongsuot.edges.portal.page import asked, form_page, page, private
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import serving, taking
from thongsuot.plumbing.files.scanning import STATE_NAMES as SCAN_NAMES
from thongsuot.plumbing.files.scanning import State as Scan
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import State
from thongsuot.work.dossiers.rules import files as rules
from thongsuot.work.signatures import queries as signatures

TONES = {Scan.CLEAN: "done", Scan.NOT_SCANNED: "soon", Scan.INFECTED: "late"}


@form_page
def files(request: Request, code: str) -> HttpResponse:
    """Send files, or papers of one's own earlier dossiers; then the counter looks at them."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            said = _sent(request, viewer, record)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, said)
            return private(HttpResponseRedirect(reverse("portal:files", args=[record.code])))
    return _page(request, viewer, record, problems)


def _sent(request: Request, viewer: Actor, record: dossiers.DossierRecord) -> str:
    """Carry it out; the sentence that says so."""
    if request.POST.get("go") == "reuse":
        ids = services.reuse_own(
            actor=viewer, now=request.now, dossier_id=record.id, item_ids=_ids(request.POST.getlist("item"))
        )
        return ngettext("Đã dùng lại {n} giấy tờ.", "Đã dùng lại {n} giấy tờ.", len(ids)).format(n=len(ids))
    paper = asked(request.POST, "paper", 600) or asked(request.POST, "title", 600)
    found, upload_ids = taking.given(request)
    services.send_more(
        actor=viewer,
        now=request.now,
        dossier_id=record.id,
        paper=services.Paper(paper),
        files=taking.examined(found, bound_as=paper[:100] if request.POST.get("bind") else ""),
        upload_ids=upload_ids,
        sender=request.actor,
    )
    return _("Đã gửi “{paper}”. Cán bộ sẽ xem và báo cho bạn.").format(paper=paper)


def _page(
    request: Request, viewer: Actor, record: dossiers.DossierRecord, problems: tuple[Problem, ...]
) -> HttpResponse:
    found = dossiers.files_of(viewer=viewer, dossier_id=record.id)
    wanted = story.wanted(dossiers.steps_of(viewer=viewer, dossier_id=record.id))
    is_waiting = record.state is State.WAITING
    is_own = viewer.kind is Kind.CITIZEN
    sent = {one.title for one in found}
    context: dict[str, Any] = {
        "part": "follow",
        "record": record,
        "problems": problems,
        "files": [_shown(record, one, is_own) for one in dossiers.as_given(found)],
        "is_own": is_own,
        "is_waiting": is_waiting,
        "wanted": [(name, name in sent) for name in wanted["papers"]] if wanted and is_waiting else [],
        "chosen": asked(request.POST, "paper", 600),
        "other": asked(request.POST, "title", 600),
        "store": [_item(one) for one in dossiers.own_store(viewer=viewer, dossier_id=record.id)]
        if is_own and is_waiting
        else [],
    }
    return private(render(request, "portal/files.html", context, status=422 if problems else 200))


def _shown(record: dossiers.DossierRecord, one: dossiers.FileRecord, is_own: bool) -> dict[str, str]:
    may_open = is_own and one.scan is not Scan.INFECTED
    return {
        "title": one.title,
        "name": one.file_name,
        "url": reverse("portal:file", args=[record.code, one.id]) if may_open else "",
        "about": f"{formats.size(one.size)}, {formats.moment(one.added_at)}",
        "scan": _(SCAN_NAMES[one.scan]),
        "tone": TONES[one.scan],
        "kind": _(rules.KIND_NAMES[one.kind]),
    }


def _item(one: dossiers.StoreItem) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "about": f"{one.code}, {formats.day(one.added_at)}"}


def _ids(given: list[str]) -> list[UUID]:
    found = []
    for text in given[: rules.FILES_MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@page
def file(request: Request, code: str, file_id: UUID) -> HttpResponse:
    """One of his own papers, for the citizen who is logged in."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    content = services.open_file(actor=seen[0], now=request.now, file_id=file_id)
    signed = signatures.content(viewer=seen[0], dossier_id=seen[1].id, form=signatures.copy_form(file_id))
    return serving.attachment(content.name, content.media_type, signed or content.data)
