"""Numbers of the register that neither a dossier bears nor a session explains, for those who answer for an office."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying, seats
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.mobile import queries

ANSWERING = ("dossiers.assign", "identity.grant")  # the head of an office, and who gives grants there


def table_of(request: Request) -> tables.Table | None:
    """Days with such numbers at the agencies for which the viewer answers; None for who answers for none."""
    asked = seats.readable(request)
    if not seats.is_of_province(request.actor):
        asked &= frozenset().union(*(seats.able(request, verb) for verb in ANSWERING))
    if not asked:
        return None
    found = queries.unexplained(viewer=request.actor, agency_ids=sorted(asked), today=request.day)
    columns = (
        tables.Column("day", _("Ngày"), "day"),
        tables.Column("agency", _("Cơ quan")),
        tables.Column("missing", _("Không có hồ sơ, không có lý do")),
        tables.Column("reserved", _("Đã qua ngày mà còn để dành")),
    )
    rows = [
        tables.Row((one.day, saying.agency(one.agency_id), _said(one, one.serials), _said(one, one.reserved)))
        for one in found
    ]
    nothing = tables.Empty(_("Mọi số của các ngày có phiên lưu động đều có hồ sơ hoặc có lý do"))
    return tables.Table(_("Số hồ sơ chưa rõ vì sao"), columns, rows, nothing, stack=True, exports=False)


def _said(day: queries.GapRecord, serials: Sequence[int]) -> str:
    """`G09.20-251120: 12, 15–17`: what stands before every one of them is said once."""
    return f"{day.prefix.rstrip('-')}: {', '.join(_runs(serials))}" if serials else ""


def _runs(serials: Sequence[int]) -> Iterator[str]:
    for _step, run in groupby(enumerate(serials), lambda one: one[1] - one[0]):
        numbers = [number for _at, number in run]
        yield f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
