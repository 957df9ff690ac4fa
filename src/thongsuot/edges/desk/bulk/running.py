"""A run as a page: the preview, the progress, what became of it, and what can be done with it next."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, printing, rows, saying
from thongsuot.edges.desk.bulk import forms
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.bulk import queries, services
from thongsuot.work.bulk.rules import DEED_NAMES, PHASE_NAMES, Deed, Phase, Wish
from thongsuot.work.dossiers import queries as dossiers

AT_ONCE = 200  # so many are done before the answer goes out; more are left to the worker
PRINTED = 100
TONES = {Phase.READY: "waiting", Phase.RUNNING: "doing", Phase.PAUSED: "soon", Phase.DONE: "done"}
VERBS = {
    Wish.PAUSE: services.pause,
    Wish.RESUME: services.resume,
    Wish.DROP: services.drop,
    Wish.UNDO: services.undo,
}


def opened(request: Request, run_id: UUID) -> queries.RunRecord:
    """The run as its maker may see it; raises NotFound."""
    found = queries.run(viewer=request.actor, run_id=run_id)
    if found is None:
        raise NotFound(Problem("no_such_run", "Không có lần chạy này."))
    return found


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: Request, run_id: UUID) -> HttpResponse:
    """The page of a run; without JavaScript its progress is seen by loading it again."""
    found = opened(request, run_id)
    if request.method == "POST":
        return _steer(request, found)
    is_ready = found.phase is Phase.READY
    why = (
        queries.barred(viewer=request.actor, run_id=run_id)
        if is_ready
        else queries.left(viewer=request.actor, run_id=run_id, is_undo=found.is_undo)
    )
    context = {
        "run": found,
        "name": _(DEED_NAMES[found.deed]),
        "phase": _phase(found),
        "facts": forms.told(found.deed, dict(found.given)),
        "stats": _stats(found),
        "table": _sample(request, found) if is_ready else None,
        "groups": _groups(request, found),
        "reasons": _reasons(request, why),
        "may": {wish.value: found.may(wish) for wish in Wish},
        "poll": found.phase is Phase.RUNNING,
        "parts": _parts(found),
        "back": f"{reverse('desk:worklist')}?{found.query}",
    }
    return page.show(request, "desk/bulk/run.html", context, current="worklist")


def _steer(request: Request, found: queries.RunRecord) -> HttpResponse:
    wish = request.POST.get("wish", "")
    here = HttpResponseRedirect(reverse("desk:bulk-run", args=[found.id]))
    try:
        if wish == Wish.START:
            seen = request.POST.get("digest", "")
            services.start(actor=request.actor, now=request.now, run_id=found.id, seen_digest=seen)
        elif wish in {one.value for one in VERBS}:
            VERBS[Wish(wish)](actor=request.actor, now=request.now, run_id=found.id)
        else:
            return here
    except Refused as refused:
        messages.warning(request, " ".join(http_problems.text_of(p) for p in refused.problems))
        return here
    if wish == Wish.DROP:
        return HttpResponseRedirect(f"{reverse('desk:worklist')}?{found.query}")
    if wish in (Wish.START, Wish.RESUME, Wish.UNDO) and found.total <= AT_ONCE:
        services.carry_on_to_end(
            actor_on=lambda day: request.actor, clock=lambda: request.now, run_id=found.id
        )
    return here


def _phase(found: queries.RunRecord) -> tables.Status:
    if found.is_undo:
        word = _("Đã hoàn tác") if found.phase is Phase.DONE else _("Đang hoàn tác")
        return tables.Status(word, TONES.get(found.phase, "quiet"))
    return tables.Status(_(PHASE_NAMES[found.phase]), TONES.get(found.phase, "quiet"))


def _stats(found: queries.RunRecord) -> list[dict[str, Any]]:
    if found.phase is Phase.READY:
        given = [
            (found.total, _("đã chọn"), ""),
            (found.moving, _("sẽ làm"), ""),
            (found.barred, _("không làm được"), "soon"),
        ]
    else:
        word = _("đã trả lại như cũ") if found.is_undo else _("đã làm")
        given = [
            (found.done, word, ""), (found.refused, _("không làm được"), "soon"),
            (found.changed, _("đã có người xử lý, bỏ qua"), "soon"),
        ]  # fmt: skip
    return [
        {"value": formats.number(n), "label": label, "tone": tone if n else ""} for n, label, tone in given
    ]


def _sample(request: Request, found: queries.RunRecord) -> tables.Table:
    picked = queries.sample(viewer=request.actor, run=found)
    shown = dossiers.rows_of(viewer=request.actor, dossier_ids=[id_ for id_, _nth in picked])
    nothing = tables.Empty(_("Không hồ sơ nào trong số đã chọn làm được việc này"), _("Lý do ghi ở dưới."))
    caption = _("Sẽ thực hiện")
    if found.moving > len(shown):
        caption = _("Sẽ thực hiện, ví dụ {n} trong {total} hồ sơ").format(
            n=len(shown), total=formats.number(found.moving)
        )
    return rows.as_table(
        shown, request.now, caption=caption, empty=nothing, is_short=True, query=f"@bulk/{found.id}"
    )


def _groups(request: Request, found: queries.RunRecord) -> tables.Table | None:
    """Where results go and in which bags, for a run that hands them on."""
    if found.deed is not Deed.HAND_ON:
        return None
    groups = queries.groups(viewer=request.actor, run_id=found.id)
    columns = (
        tables.Column("place", _("Nơi nhận kết quả")),
        tables.Column("count", _("Hồ sơ"), "number"),
        tables.Column("bags", _("Túi")),
    )
    rows_ = [
        tables.Row(
            (
                saying.agency(one.agency_id),
                one.count,
                tables.Link(one.slips[0], reverse("desk:bag", args=[one.slips[0]]))
                if len(one.slips) == 1
                else ", ".join(one.slips),
            )
        )
        for one in groups
    ]
    nothing = tables.Empty(_("Không có kết quả nào cần chuyển"))
    return tables.Table(
        _("Theo nơi người nộp chọn nhận"), columns, rows_, nothing, stack=True, name="noi-nhan", exports=False
    )


def _reasons(request: Request, why: Sequence[queries.Reason]) -> list[dict[str, Any]]:
    wanted = [id_ for one in why for id_ in one.dossier_ids]
    codes = {row.id: row.code for row in dossiers.rows_of(viewer=request.actor, dossier_ids=wanted)}
    return [
        {
            "said": " ".join(http_problems.text_of(p) for p in one.problems),
            "count": one.count,
            "codes": [codes[id_] for id_ in one.dossier_ids if id_ in codes],
            "more": one.count - len(one.dossier_ids),
        }
        for one in why
    ]


def _parts(found: queries.RunRecord) -> list[dict[str, Any]]:
    """The papers of the run in PDFs of a hundred: slips, or the letters that an extension gave rise to."""
    if found.deed not in (Deed.PRINT, Deed.EXTEND) or (found.deed is Deed.EXTEND and not found.done):
        return []
    return [
        {
            "url": reverse("desk:bulk-papers", args=[found.id, part]),
            "from": first,
            "to": min(first + PRINTED - 1, found.total),
        }
        for part, first in enumerate(range(1, found.total + 1, PRINTED), 1)
    ][:20]


@officer_required
@require_safe
def papers(request: Request, run_id: UUID, part: int) -> HttpResponse:
    """A hundred slips, or letters of apology, of a run's dossiers in one PDF."""
    found = opened(request, run_id)
    ids = (
        queries.chosen(viewer=request.actor, run_id=run_id, after=(part - 1) * PRINTED, limit=PRINTED)
        if part
        else ()
    )
    form = "apology" if found.deed is Deed.EXTEND else "slip"
    content = printing.bound(request, dossiers.rows_of(viewer=request.actor, dossier_ids=ids), form)
    if content is None:
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{form}-{part}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


@officer_required
@require_safe
def runs(request: Request) -> HttpResponse:
    """The officer's own runs, the latest first."""
    found = queries.latest(viewer=request.actor)
    columns = (
        tables.Column("at", _("Lúc"), "moment"),
        tables.Column("deed", _("Việc")),
        tables.Column("total", _("Đã chọn"), "number"),
        tables.Column("done", _("Đã làm"), "number"),
        tables.Column("phase", _("Trạng thái")),
    )
    body = [
        tables.Row(
            (
                tables.Link(formats.moment(one.made_at), reverse("desk:bulk-run", args=[one.id])),
                _(DEED_NAMES[one.deed]),
                one.total,
                one.forth["done"] if one.forth else one.done,
                _phase(one),
            )
        )
        for one in found
    ]
    nothing = tables.Empty(
        _("Bạn chưa làm hàng loạt lần nào"),
        _("Ở danh sách hồ sơ, chọn việc cần làm với tất cả hồ sơ khớp bộ lọc."),
        tables.Link(_("Xem mọi hồ sơ đang giữ"), reverse("desk:worklist")),
    )
    table = tables.Table(
        _("Làm hàng loạt"), columns, body, nothing, stack=True, name="hang-loat", show_caption=False
    )
    if answer := tables.export(request, table):
        return answer
    return page.show(request, "desk/bulk/runs.html", {"table": table}, current="worklist")
