"""A dossier's clock as a line: received, what stopped it and why, the apology, its marks, the due date, and now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.clocks import queries as clocks
from thongsuot.work.clocks.rules import Mark
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act, counts_late

MARKS = {Mark.HALF: "50 %", Mark.MOST: "80 %"}
Point = tuple[datetime, dict[str, str]]


def line(
    request: Request, record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord]
) -> dict[str, Any] | None:
    """What `ui/clock.html` shows; None where no term runs."""
    found = clocks.clock_line(record=record, steps=steps, now=request.now)
    if found is None:
        return None
    told = clocks.alerts_of(viewer=request.actor, dossier_id=record.id)
    points = [*_happened(record, steps), *_marks(record, found, told, request.now)]
    if record.finished_at is None:
        points.append(
            (request.now, {"state": "now", "title": _("Bây giờ"), "when": formats.moment(request.now)})
        )
    points.sort(key=lambda point: point[0])
    percent = found.percent
    return {
        "percent": percent,
        "said": _said(record, percent),
        "tone": "late" if (percent or 0) >= 100 else "soon" if (percent or 0) >= 80 else "calm",
        "points": [point for _at, point in points],
        "warning": _warning(record, found),
    }


def _said(record: dossiers.DossierRecord, percent: int | None) -> str:
    if percent is None:
        return _("Đồng hồ đang dừng.")
    said = _("Đã dùng {percent} % thời hạn, tính theo giờ làm việc.").format(percent=percent)
    if counts_late(asked_times=record.asked_times):
        said += " " + _("Đã yêu cầu bổ sung hơn một lần: tính là quá hạn theo chỉ số 766.")
    return said


def _warning(record: dossiers.DossierRecord, found: clocks.ClockLine) -> str:
    if not found.consents or record.finished_at is not None or record.due_at is None:
        return ""
    return _("Nếu không trả lời trước {moment}, pháp luật coi là đồng ý. Căn cứ: {article}.").format(
        moment=formats.moment(record.due_at), article=found.consents
    )


def _happened(record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord]) -> list[Point]:
    reasons = [str(s.detail.get("reason", "")) for s in steps if s.act == Act.ASK_FOR_MORE]
    points = [(record.received_at, _done(_("Tiếp nhận"), formats.moment(record.received_at)))]
    for pause, why in zip(record.pauses, reasons, strict=False):
        until = formats.moment(pause.to_at) if pause.to_at else _("chưa có bổ sung")
        when = _("{start} đến {end}").format(start=formats.moment(pause.from_at), end=until)
        points.append((pause.from_at, _done(_("Dừng, chờ bổ sung"), when, why)))
    for step in steps:
        if step.act == Act.EXTEND:
            why = str(step.detail.get("reason", ""))
            points.append((step.at, _done(_("Xin lỗi, hẹn lại"), formats.moment(step.at), why)))
        elif step.act == Act.RECALCULATE:
            why = " ".join(saying.said(sentence) for sentence in dossiers.moves([step]))
            points.append((step.at, _done(_("Lịch làm việc đổi"), formats.moment(step.at), why)))
    if record.finished_at is not None:
        points.append((record.finished_at, _done(_("Giải quyết xong"), formats.moment(record.finished_at))))
    return points


def _marks(
    record: dossiers.DossierRecord,
    found: clocks.ClockLine,
    told: Sequence[clocks.AlertRecord],
    now: datetime,
) -> list[Point]:
    points = []
    said = {alert.mark: alert for alert in told if alert.version == found.life.number}
    for mark, at in found.marks.items():
        if record.finished_at is not None and at > record.finished_at and mark is not Mark.DUE:
            continue
        title = _("Hạn trả") if mark is Mark.DUE else MARKS.get(mark) or _("Báo cấp tỉnh")
        alert = said.get(mark)
        whom = _("đã báo người đứng đầu") if mark is Mark.DUE else _("đã báo")
        note = f"{whom} {formats.moment(alert.told_at)}" if alert else ""
        state = "done" if at <= now else "next"
        points.append((at, {"state": state, "title": title, "when": formats.moment(at), "note": note}))
    return points


def _done(title: str, when: str, note: str = "") -> dict[str, str]:
    return {"state": "done", "title": title, "when": when, "note": note}
