"""What the other province asked for, sent by the applicant himself: every paper with its files, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import relay, viewing
from thongsuot.edges.portal.page import form_page, private
from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import limits, refusals, slots, taking, uploads
from thongsuot.plumbing.http.request import Request
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.rules import PaperHanded

ANYTHING = "Giấy tờ bổ sung"  # where the other province did not say which


@dataclass(frozen=True, slots=True)
class Row:
    """A paper that was asked for, with the files that have come; `problem` says what is wrong with it."""

    key: str
    name: str
    kept: tuple[slots.Kept, ...]
    problem: str = ""


@form_page
def send(request: Request, code: str) -> HttpResponse:
    """The page; files stay with it while it goes round, until everything that was asked for is there."""
    found = relay.proved(request, code)
    if found is None:
        return viewing.ask(code)
    back = private(HttpResponseRedirect(reverse("portal:relay", args=[found.code])))
    asked = relay.wanted(found)
    if asked is None:
        return back
    given = request.POST.copy()
    problems: Sequence[Problem] = slots.taken(request, given) if request.method == "POST" else ()
    rows = _rows(request, asked, given)
    if request.method == "POST" and given.get("go") == "send" and not problems:
        try:
            _sent(request, found, rows)
        except Refused as refused:
            problems = refused.problems
            rows = _rows(request, asked, given, problems)
        else:
            messages.success(request, _("Đã gửi bổ sung. Tỉnh nhận xem rồi giải quyết tiếp."))
            return back
    context = {
        "part": "follow", "relay": found, "rows": rows, "problems": problems, "reason": asked.get("reason", ""),
        "go": _("Gửi bổ sung sang tỉnh nhận"),
    }  # fmt: skip
    return private(render(request, "portal/relay_more.html", context, status=422 if problems else 200))


def _rows(
    request: Request, asked: Mapping[str, Any], given: QueryDict, problems: Sequence[Problem] = ()
) -> list[Row]:
    said = {one.field: one.say(_) for one in problems}
    return [
        Row(str(n), str(name), slots.kept(request.actor, slots.ids_of(given.getlist(f"u_{n}"))), said.get(f"f_{n}", ""))
        for n, name in enumerate(asked.get("wanted") or (ANYTHING,))
    ]  # fmt: skip


def _sent(request: Request, found: queries.RelayRecord, rows: Sequence[Row]) -> None:
    """Send it on; raises `Refused` with every reason."""
    problems: list[Problem] = []
    papers, scans = [], []
    for row in rows:
        files, reasons = slots.looked_into(request.actor, row.kept)
        problems += reasons
        pictures = all(file.media_type.startswith("image/") for file in files)
        examined = taking.examined(files, bound_as=row.name[:100] if pictures else "") if files else []
        papers.append(PaperHanded(row.name, None, "", 0, len(examined)))
        scans.append(services.Scan(row.name, None, "", examined))
    if sum(len(row.kept) for row in rows) > limits.FILES_AT_ONCE:
        problems.append(refusals.too_many(limits.FILES_AT_ONCE))
    if problems:
        raise Refused(*problems)
    holder = Actor(Kind.TRACKER, dossier_id=str(found.id))
    services.send_more(actor=holder, now=request.now, relay_id=found.id, papers=papers, scans=scans)
    uploads.forget(actor=request.actor, upload_ids=[one.id for row in rows for one in row.kept])
