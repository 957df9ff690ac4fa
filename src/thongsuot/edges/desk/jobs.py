"""The operator's page: what the workers could not do yet, and what waits for them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.kernel.errors import Forbidden, Problem
from thongsuot.plumbing import job_board
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables


@officer_required
@require_safe
def jobs(request: Request) -> HttpResponse:
    """Jobs that failed and will be tried again, and how many wait; for who answers for a province."""
    if not seats.is_of_province(request.actor):
        raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))
    standing = job_board.standing(now=request.now)
    table = _table(standing.failing)
    if answer := tables.export(request, table):
        return answer
    context = {"stats": _stats(standing), "table": table, "workers": standing.workers}
    return page.show(request, "desk/jobs.html", context, current="jobs")


def _stats(standing: job_board.Standing) -> list[dict[str, Any]]:
    return [
        {"value": standing.waiting, "label": _("đang chờ"), "tone": "", "url": ""},
        {"value": standing.doing, "label": _("đang chạy"), "tone": "", "url": ""},
        {
            "value": len(standing.failing),
            "label": _("lỗi, sẽ thử lại"),
            "tone": "late" if standing.failing else "",
            "url": "",
        },
    ]


def _table(failing: tuple[job_board.Failing, ...]) -> tables.Table:
    columns = (
        tables.Column("id", _("Số"), "code"),
        tables.Column("task", _("Công việc")),
        tables.Column("about", _("Phần nghe")),
        tables.Column("attempts", _("Số lần thử"), "number"),
        tables.Column("next", _("Thử lại lúc"), "moment"),
    )
    rows = [tables.Row((str(job.id), job.task, job.about, job.attempts, job.next_at)) for job in failing]
    nothing = tables.Empty(
        _("Không có công việc nào bị lỗi"),
        _("Công việc lỗi sẽ hiện ở đây cùng số lần thử; hệ thống tự thử lại."),
        tables.Link(_("Về trang hôm nay"), reverse("desk:today")),
    )
    return tables.Table(
        _("Công việc bị lỗi"), columns, rows, nothing, name="cong-viec", stack=True, show_caption=False
    )
