"""How results, answers and papers reach whom they belong to: in words, as a list of what is still owed, and what the
post says of what it was given."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from thongsuot.edges.desk import page, rows, saying, seats
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, forms, tables
from thongsuot.work.custody import queries, rules, services
from thongsuot.work.custody.rules.delivery import STAGE_NAMES, SUBJECT_NAMES, Delivery, Stage, Subject
from thongsuot.work.dossiers import queries as dossiers

LISTED = (Stage.WAITING, Stage.UNCOLLECTED, Stage.ON_WAY, Stage.UNDELIVERED)


class Posted(forms.Form):
    """What became of a posting."""

    is_delivered = django_forms.ChoiceField(
        label=gettext_lazy("Bưu chính báo"),
        choices=[
            ("1", gettext_lazy("Đã phát đến người nhận")),
            ("0", gettext_lazy("Hoàn lại, chưa phát được")),
        ],
    )
    said = forms.Text(label=gettext_lazy("Ai đã nhận, hoặc vì sao hoàn lại"), max_length=rules.NOTE_LONGEST)


def state(request: Request, record: dossiers.DossierRecord) -> dict[str, object]:
    """The delivery among the four states of a dossier: its stage, and since when, where, how, to whom."""
    one = of(request, record.id)
    return {"term": _("Trả kết quả"), "status": saying.delivery(one), "note": about(one)}


def of(request: Request, dossier_id: UUID) -> Delivery:
    """The delivery of a dossier that this officer sees."""
    found = queries.deliveries(viewer=request.actor, dossier_ids=[dossier_id], now=request.now)
    return found.get(dossier_id, Delivery(Subject.NONE, Stage.NOTHING))


def about(one: Delivery) -> str:
    """Since when, with whom, under which number, to whom; "" while there is nothing to say."""
    if one.stage is Stage.NOTHING:
        return ""
    waited = ngettext("{n} ngày", "{n} ngày", one.days).format(n=one.days) if one.days else ""
    by = {"post": _("bưu chính"), "bag": _("túi giấy tờ")}.get(one.by, "")
    where = saying.short_agency(one.agency_id) if one.agency_id else ""
    at = formats.moment(one.since) if one.since else ""
    return ", ".join(filter(None, (at, where, f"{by} {one.mark}".strip(), one.to, waited)))


def settling(request: Request, record: dossiers.DossierRecord) -> dict[str, Any] | None:
    """The form for what the post says, where something of this dossier is on its way and this desk sent it."""
    one = of(request, record.id)
    may = one.agency_id in seats.able(request, rules.GIVES_BACK)
    if one.stage is not Stage.ON_WAY or one.by != "post" or not may:
        return None
    return {"form": Posted(auto_id="post_%s"), "mark": one.mark}


@officer_required
@require_POST
def settle(request: Request, code: str) -> HttpResponse:
    """Write it down; what was refused is said on the dossier's page."""
    record = dossiers.dossier_by_code(viewer=request.actor, code=page.asked({"code": code}, "code"))
    if record is None:
        raise page.no_such_dossier()
    sent_by = of(request, record.id).agency_id or record.holder_agency_id
    try:
        services.settle_post(
            actor=request.actor, now=request.now, agency_id=sent_by, dossier_id=record.id,
            is_delivered=request.POST.get("is_delivered") == "1",
            said=page.asked(request.POST, "said", rules.NOTE_LONGEST),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, " ".join(http_problems.text_of(one) for one in refused.problems))
    else:
        messages.success(request, _("Đã ghi kết quả phát của bưu chính."))
    return HttpResponseRedirect(reverse("desk:dossier", args=[record.code]))


@officer_required
@require_safe
def owed(request: Request) -> HttpResponse:
    """What is still owed to applicants: how many of each stage, and the dossiers, of one stage where it is asked for."""
    found = queries.outgoing(
        viewer=request.actor, agency_ids=sorted(seats.readable(request)), now=request.now
    )
    chosen = next((one for one in LISTED if one.value == request.GET.get("stage")), None)
    shown = {id_: one for id_, one in found.found.items() if chosen in (None, one.stage)}
    table = _table(request, shown)
    if (exported := tables.export(request, table)) is not None:
        return exported
    counts = [
        {"name": _(STAGE_NAMES[one]), "count": found.counts.get(one, 0), "stage": one.value, "is_here": one is chosen}
        for one in LISTED
    ]  # fmt: skip
    context = {"table": table, "counts": counts, "is_cut": found.is_cut, "chosen": chosen}
    return page.show(request, "desk/custody/deliveries.html", context, current="deliveries")


def _table(request: Request, owed: dict[UUID, Delivery]) -> tables.Table:
    known = dossiers.rows_of(viewer=request.actor, dossier_ids=list(owed))
    columns = [
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("subject", _("Giao gì")),
        tables.Column("stage", _("Tình trạng giao")),
        tables.Column("since", _("Từ lúc"), "moment"),
        tables.Column("agency", _("Ở đâu, ai gửi")),
        tables.Column("mark", _("Số túi, số bưu gửi")),
        tables.Column("days", _("Số ngày chờ"), "number"),
    ]
    body = [_line(row, owed[row.id]) for row in sorted(known, key=lambda row: -owed[row.id].days)]
    nothing = tables.Empty(_("Không còn gì phải giao"), _("Kết quả chờ người dân đến nhận sẽ hiện ở đây."))
    return tables.Table(
        _("Giao nhận kết quả"), columns, body, nothing, stack=True, name="giao-ket-qua", show_caption=False
    )


def _line(row: dossiers.WorklistRow, one: Delivery) -> tables.Row:
    return tables.Row(
        [
            tables.Link(row.code, rows.address(row.code)), row.applicant_name, _(SUBJECT_NAMES[one.subject]),
            saying.delivery(one), one.since, saying.short_agency(one.agency_id) if one.agency_id else "", one.mark, one.days,
        ]
    )  # fmt: skip
