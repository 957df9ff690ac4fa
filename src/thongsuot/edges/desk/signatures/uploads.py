"""Results that were handed in as PDF and wait to be signed: listed, looked through, then signed as one act."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.edges.desk import rows, saying
from thongsuot.edges.desk.signatures import pens
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services
from thongsuot.work.signatures.rules import MOST_AT_ONCE

Plan = dict[int, list[signatures.Uploaded]]


def waiting(request: Request, agency_ids: Sequence[int]) -> tables.Table | None:
    """The results at these agencies that nobody signed yet; None when there are none."""
    found = dossiers.unsigned_results(viewer=request.actor, agency_ids=agency_ids, limit=MOST_AT_ONCE)
    if not found:
        return None
    known = {
        row.id: row
        for row in dossiers.rows_of(viewer=request.actor, dossier_ids=[one.dossier_id for one in found])
    }
    body = [_line(known[one.dossier_id], one) for one in found if one.dossier_id in known]
    return _table(_("Kết quả tải lên chờ ký"), "ket-qua-cho-ky", body)


def _line(row: dossiers.WorklistRow | dossiers.DossierRecord, one: dossiers.FileRecord) -> tables.Row:
    return tables.Row(
        [
            tables.Link(row.code, rows.address(row.code)),
            row.applicant_name,
            tables.Link(one.title, reverse("desk:file", args=[row.code, one.id])),
            one.added_at,
        ],
        key=str(one.id),
    )


def _table(caption: str, name: str, body: list[tables.Row]) -> tables.Table:
    columns = [
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("result", _("Kết quả")),
        tables.Column("at", _("Tải lên lúc"), "moment"),
    ]
    empty = tables.Empty(_("Không hồ sơ nào trong số đã chọn làm được việc này"), _("Lý do ghi ở dưới."))
    return tables.Table(
        caption, columns, body, empty, stack=True, name=name, show_caption=False, exports=False
    )


def planned(request: Request, file_ids: Sequence[UUID]) -> Plan:
    """What signing these files would do, by the agency in whose name the officer would sign."""
    files = [one for id_ in file_ids if (one := dossiers.file(viewer=request.actor, file_id=id_)) is not None]
    known = dossiers.rows_of(viewer=request.actor, dossier_ids=[one.dossier_id for one in files])
    chosen: dict[int, list[UUID]] = defaultdict(list)
    for agency_id, some in pens.by_pen(request, known).items():
        ids = {row.id for row in some}
        chosen[agency_id] += [one.id for one in files if one.dossier_id in ids]
    return {
        agency_id: list(
            signatures.plan_uploads(
                viewer=request.actor, agency_id=agency_id, file_ids=ids, now=request.now
            )
        )
        for agency_id, ids in chosen.items()
    }  # fmt: skip


def context(plan: Plan) -> dict[str, Any]:
    """What the preview shows: what would be signed, and what stays with its reasons."""
    every = [one for some in plan.values() for one in some]
    ready = [one for one in every if one.is_ready]
    return {
        "count": len(ready),
        "table": _table(_("Sẽ ký"), "se-ky", [_line(one.record, one.file) for one in ready]),
        "staying": [(one.record.code, _reasons(one)) for one in every if not one.is_ready],
        "ids": [str(one.file.id) for one in ready],
        "agencies": ", ".join(saying.agency(id_) for id_ in plan),
    }


def _reasons(one: signatures.Uploaded) -> list[str]:
    return [http_problems.text_of(problem) for problem in one.problems]


def run(request: Request, plan: Plan) -> None:
    """Sign what can be signed, each agency's as one act, and say what stays."""
    for agency_id, some in plan.items():
        ids = [one.file.id for one in some if one.is_ready]
        if not ids:
            continue
        try:
            done = services.sign_uploads(
                actor=request.actor, now=request.now, agency_id=agency_id, file_ids=ids
            )
        except Refused as refused:
            messages.error(request, " ".join(http_problems.text_of(one) for one in refused.problems))
            continue
        said = ngettext("Đã ký số {n} kết quả.", "Đã ký số {n} kết quả.", len(done.signed))
        messages.success(request, said.format(n=len(done.signed)))
    for some in plan.values():
        for one in [each for each in some if not each.is_ready][:5]:
            messages.warning(request, f"{one.record.code}: {' '.join(_reasons(one))}")
