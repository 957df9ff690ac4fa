"""The page of one dossier, for whoever may see it: its citizen, or a browser that proved to hold its code."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import (
    answers,
    clock,
    collecting,
    fees,
    follow,
    papers,
    saying,
    steps,
    story,
    viewing,
)
from thongsuot.edges.portal.page import asked, form_page, no_such, page, plain, private
from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http import links
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import queries as custody
from thongsuot.work.custody import rules as custody_rules
from thongsuot.work.custody.rules.delivery import STAGE_NAMES, SUBJECT_NAMES, Stage
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Act, State, acts_open
from thongsuot.work.notices import queries as notices

REASON_LONGEST = 1000
WHERE = {
    custody_rules.Custodian.AGENCY: "{agency}",
    custody_rules.Custodian.CARRIER: "đang trên đường, {agency} gửi đi",
    custody_rules.Custodian.PERSON: "đã giao, tại {agency}",
}


@page
def dossier(request: Request, code: str) -> HttpResponse:
    """The dossier's page; whoever may not see it is asked for the code's proof. `?k=` is the slip's QR code."""
    if key := request.GET.get(links.PARAMETER, ""):
        return _by_key(code, key)
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    with seeing(viewer):
        past = dossiers.steps_of(viewer=viewer, dossier_id=record.id)
        given = dossiers.papers_of(viewer=viewer, dossier_id=record.id)
        told = notices.of_dossier(viewer=viewer, dossier_id=record.id)
    version = catalogue.version(version_id=record.procedure_version_id)
    word, tone = story.WORDS[record.state]
    context = {
        "part": "follow",
        "record": record,
        "title": saying.title(version.name) if version else "",
        "procedure": version,
        "word": _(word),
        "tone": tone,
        "stand": story.stand(record, request.now),
        "changed_hands": story.changed_hands(record, past),
        "way": story.way(record, past),
        "now": steps.now(viewer, record),
        "wanted": story.wanted(past) if record.state is State.WAITING else None,
        "refusal": story.refusal(record),
        "clock": clock.line(record, past, request.now),
        "explained": story.explained(record, past),
        "papers": given,
        "forms": papers.there_are(record.code, past),
        "answers": answers.shown(viewer, record),
        "done": asked(request.GET, "xong"),
        "notices": [(_(n.text).format(**n.params), n.at) for n in told],
        "money": fees.summary(viewer, record),
        "collecting": collecting.place(viewer, record, request),
        "facts": [*_facts(record), *_delivery(viewer, record, request), *_papers_at(viewer, record)],
        "may_withdraw": Act.WITHDRAW in acts_open(record.state),
    }
    return private(render(request, "portal/dossier.html", context))


def _by_key(code: str, key: str) -> HttpResponse:
    """The holder of the slip's QR code: the key leaves the address before anything is shown."""
    code = plain(code)
    opens = links.read_tracking_key(key, code)
    return viewing.ask(code) if opens is None else follow.opened(code, opens)


def _facts(record: dossiers.DossierRecord) -> list[dict[str, str]]:
    territory = units.unit_version(version_id=record.territory_version_id)
    rows = [
        (_("Người nộp"), record.applicant_name),
        (_("Nơi nhận hồ sơ"), story.agency_name(record.received_agency_id)),
        (_("Cơ quan giải quyết"), story.agency_name(record.competent_agency_id)),
        (_("Địa bàn"), territory.full_name if territory else ""),
        (_("Trường hợp"), saying.bare(record.case_name)),
        (_("Mã trên hệ thống khác"), record.external_code),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def _delivery(viewer: Actor, record: dossiers.DossierRecord, request: Request) -> list[dict[str, str]]:
    """How what the applicant is owed reaches him; nothing while nothing is."""
    one = custody.deliveries(viewer=viewer, dossier_ids=[record.id], now=request.now).get(record.id)
    if one is None or one.stage is Stage.NOTHING:
        return []
    said = f"{_(SUBJECT_NAMES[one.subject])}: {_(STAGE_NAMES[one.stage])}"
    return [
        {
            "term": _("Giao nhận kết quả"),
            "value": f"{said}, {formats.moment(one.since)}" if one.since else said,
        }
    ]


def _papers_at(viewer: Actor, record: dossiers.DossierRecord) -> list[dict[str, str]]:
    """Where the applicant's papers are now, and where, how and by whom the result was collected."""
    codes = [record.code, record.code + custody_rules.RESULT_MARK]
    rows = [
        (
            _(custody_rules.KIND_NAMES[one.kind]),
            _(WHERE[one.custodian]).format(agency=story.agency_name(one.agency_id)),
        )
        for one in custody.bundles(viewer=viewer, codes=codes)
    ]
    if (taken := custody.collection(viewer=viewer, dossier_id=record.id)) is not None:
        place = story.agency_name(taken.agency_id)
        rows += [
            (
                _("Kết quả đã trả"),
                f"{_(custody_rules.WAY_NAMES[taken.way])}, {place}, {formats.moment(taken.at)}",
            ),
            (_("Người nhận kết quả"), taken.name),
            (_("Số hiệu bưu gửi"), taken.tracking),
        ]
    return [{"term": term, "value": value} for term, value in rows if value]


@form_page
def withdraw(request: Request, code: str) -> HttpResponse:
    """The last look before a dossier is taken back, then taking it back."""
    seen = viewing.found(request, code)
    if seen is None:
        return viewing.ask(code)
    viewer, record = seen
    if Act.WITHDRAW not in acts_open(record.state):
        raise no_such("Hồ sơ này không còn rút được. Hãy xem trạng thái hiện tại trên trang theo dõi.")
    problems: tuple[object, ...] = ()
    reason = asked(request.POST, "reason", REASON_LONGEST)
    if request.method == "POST":
        try:
            services.withdraw(
                actor=viewer, now=request.now, dossier_ids=[record.id], reason=reason, seen=_seen(request)
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Đã rút hồ sơ. Cơ quan đang giữ hồ sơ đã được báo."))
            return private(HttpResponseRedirect(reverse("portal:dossier", args=[record.code])))
    context = {"part": "follow", "record": record, "problems": problems, "reason": reason}
    return private(render(request, "portal/withdraw.html", context, status=422 if problems else 200))


def _seen(request: Request) -> int:
    """The version that the reader saw; one that nobody can have seen makes the change fail, not pass."""
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else -1
