"""Files of a dossier that the national portal holds and that are not here: why, and what to do about it."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.edges.desk import page, seats
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.sync import queries, services
from thongsuot.work.sync.queries import PortalFileRecord
from thongsuot.work.sync.rules.attachments import FILE_STATE_NAMES, FileState

NOT_HERE = Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem.")
FETCH, DISMISS = "sync.fetch_again", "sync.dismiss_file"
TONES = {
    FileState.WAITING: "waiting",
    FileState.FAILED: "late",
    FileState.KEPT: "done",
    FileState.DISMISSED: "stopped",
}


def shown(request: Request, record: dossiers.DossierRecord) -> list[dict[str, Any]]:
    """The files that are not here, each with its reasons; nothing for a dossier that did not come from the portal."""
    if not record.external_code:
        return []
    return [one_of(one) for one in queries.files_from_portal(viewer=request.actor, dossier_id=record.id)]


def one_of(one: PortalFileRecord) -> dict[str, Any]:
    """A file as a page shows it."""
    return {
        "id": one.id, "title": one.title, "name": one.file_name, "code": one.code, "attempts": one.attempts,
        "state": tables.Status(_(FILE_STATE_NAMES[one.state]), TONES[one.state]), "reasons": reasons(one),
        "next": formats.moment(one.next_at) if one.state is FileState.WAITING and one.attempts else "",
        "came": one.came_at,
    }  # fmt: skip


def reasons(one: PortalFileRecord) -> list[str]:
    """Why it is not here, as sentences."""
    return [Problem(p["code"], p["message"], p["field"], p["params"]).say(_) for p in one.problems]


def seat(request: Request, record: dossiers.DossierRecord, verb: str = FETCH) -> int | None:
    """The agency in whose name the officer may settle files of this dossier."""
    able = seats.able(request, verb)
    concerned = (record.holder_agency_id, record.received_agency_id, record.competent_agency_id)
    return next((one for one in concerned if one in able), None)


def settle(request: Request, record: dossiers.DossierRecord) -> str:
    """Do what the pressed button asks for; what to say then. Raises `Refused` with why a file did not come."""
    asked = request.POST
    verb = DISMISS if asked.get("go") == "portal-dismiss" else FETCH
    agency_id, file_id = seat(request, record, verb), number(asked, "file")
    known = {one.id for one in queries.files_from_portal(viewer=request.actor, dossier_id=record.id)}
    if agency_id is None or file_id not in known:
        raise NotFound(NOT_HERE)
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "agency_id": agency_id}
    if verb == DISMISS:
        services.dismiss_file(**given, file_id=file_id, reason=page.asked(asked, "reason", 500))
        return _("Đã đóng tệp, lý do được giữ lại.")
    services.fetch_again(**given, file_ids=[file_id])
    if services.fetch_file(file_id=file_id, now=request.now) is None:
        return _("Đã tải tệp từ Cổng quốc gia và lưu vào hồ sơ.")
    found = queries.files_from_portal(viewer=request.actor, dossier_id=record.id)
    said = [
        Problem(p["code"], p["message"], "", p["params"])
        for one in found
        if one.id == file_id
        for p in one.problems
    ]
    raise Refused(*said or [NOT_HERE])


def number(asked: QueryDict, name: str) -> int:
    """A row's number as a form sends it; 0 when it is none."""
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def table(found: Sequence[PortalFileRecord], address: Any) -> tables.Table:
    """Files of the whole province that are not here; `address` of a dossier's page of files by its code."""
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("title", _("Giấy tờ")),
        tables.Column("state", _("Tình trạng")),
        tables.Column("why", _("Lý do")),
        tables.Column("attempts", _("Số lần thử"), "number"),
        tables.Column("next", _("Tải lại lúc"), "moment"),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.code, address(one.code)),
                one.title,
                tables.Status(_(FILE_STATE_NAMES[one.state]), TONES[one.state]),
                " ".join(reasons(one)),
                one.attempts,
                one.next_at if one.state is FileState.WAITING else None,
            ),
            key=str(one.id),
        )
        for one in found
    ]
    nothing = tables.Empty(
        _("Không thiếu tệp nào"), _("Mọi tệp của hồ sơ nộp trên Cổng quốc gia đã được lưu vào hồ sơ.")
    )
    return tables.Table(
        _("Tệp từ Cổng chưa lưu được"), columns, rows, nothing, name="tep-tu-cong", stack=True
    )


def again(request: Request, agency_id: int, picked: Sequence[str]) -> str:
    """Have the picked files fetched by the worker; what to say then."""
    ids = [int(one) for one in picked if one.isascii() and one.isdigit()]
    if not ids:
        raise Refused(Problem("nothing_picked", "Hãy chọn ít nhất một dòng."))
    count = services.fetch_again(actor=request.actor, now=request.now, agency_id=agency_id, file_ids=ids)
    return ngettext("Đã xếp tải lại {n} tệp.", "Đã xếp tải lại {n} tệp.", count).format(
        n=formats.number(count)
    )
