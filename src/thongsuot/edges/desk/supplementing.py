"""Until when an applicant adds what is missing: what the law says of it, and what may be done when that day is over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act, State, is_unanswered


def law_said(record: dossiers.DossierRecord) -> str:
    """What whoever asks for more has to know of the day; "" where the law says nothing."""
    law = dossiers.supplement_law(version_id=record.procedure_version_id, received_at=record.received_at)
    if law is None:
        return ""
    if law.term is None:
        return _("Bắt buộc. {article}.").format(article=law.article)
    return _("Để trống thì lấy thời hạn của luật; không được ngắn hơn. {article}.").format(
        article=law.article
    )


def unanswered(
    record: dossiers.DossierRecord,
    steps: Sequence[dossiers.StepRecord],
    able: Sequence[dict[str, Any]],
    day: date,
) -> dict[str, str] | None:
    """What is said, and where it may be stopped, when the announced day is over; None while it is not."""
    if not _is_over(record, steps, day):
        return None
    stop = next((one["url"] for one in able if one["spec"].act is Act.STOP), "")
    said = _(
        "Hồ sơ không tự dừng. Không được bổ sung thì cơ quan có thẩm quyền dừng giải quyết bằng văn bản (Mẫu 05)."
    )
    law = dossiers.supplement_law(version_id=record.procedure_version_id, received_at=record.received_at)
    return {"said": f"{said} {law.article}." if law and law.term else said, "stop": stop}


def reason_to_stop(record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord], day: date) -> str:
    """The reason as the notice of stopping prints it, in Vietnamese whatever the reader's language; "" for another."""
    until = dossiers.announced_until(steps)
    if until is None or not _is_over(record, steps, day):
        return ""
    law = dossiers.supplement_law(version_id=record.procedure_version_id, received_at=record.received_at)
    said = f"Đã hết thời hạn bổ sung thông báo (hết ngày {formats.day(until)}) mà người nộp chưa bổ sung."
    return f"{said} {law.article}." if law and law.term else said


def announced(request: Request, rows: Sequence[dossiers.WorklistRow]) -> dict[UUID, date]:
    """The last day to add what was asked for, of the rows of a page that wait for it."""
    waiting = [row.id for row in rows if row.state is State.WAITING]
    return dossiers.announced(viewer=request.actor, dossier_ids=waiting) if waiting else {}


def deadline(row: dossiers.WorklistRow, until: date | None, now: datetime) -> tables.Deadline:
    """The time left of a row; while its applicant is waited for, until when, and whether that day is over."""
    usual = saying.deadline(row, now)
    if row.state is not State.WAITING or until is None or usual.tone == "late":
        return usual
    if is_unanswered(until=until, today=local_day(now)):
        return tables.Deadline(_("quá hạn bổ sung từ hết ngày {day}").format(day=formats.day(until)), "late")
    return tables.Deadline(_("chờ bổ sung đến hết ngày {day}").format(day=formats.day(until)), "calm")


def _is_over(record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord], day: date) -> bool:
    return record.state is State.WAITING and is_unanswered(until=dossiers.announced_until(steps), today=day)
