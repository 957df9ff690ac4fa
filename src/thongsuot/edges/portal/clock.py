"""A dossier's clock as its applicant reads it: when received, when and why it stood still, by when the result is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.plumbing.ui import formats
from thongsuot.work.clocks import queries as clocks
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import Act

Point = tuple[datetime, dict[str, str]]


def line(
    record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord], now: datetime
) -> dict[str, Any] | None:
    """What `ui/clock.html` shows; None where no term runs."""
    found = clocks.clock_line(record=record, steps=steps, now=now)
    if found is None:
        return None
    points = _happened(record, steps)
    if record.finished_at is None:
        points.append((now, _point("now", _("Bây giờ"), formats.moment(now))))
    else:
        points.append(
            (record.finished_at, _point("done", _("Có kết quả"), formats.moment(record.finished_at)))
        )
    if record.due_at is not None:
        state = "done" if record.due_at <= now else "next"
        points.append((record.due_at, _point(state, _("Ngày hẹn trả"), formats.moment(record.due_at))))
    points.sort(key=lambda point: point[0])
    is_late = (found.percent or 0) > 100
    said = (
        _("Đồng hồ đang dừng, chờ bạn bổ sung.")
        if found.percent is None
        else _("Cơ quan đã dùng {percent} % thời gian được giao.").format(percent=found.percent)
    )
    return {
        "percent": found.percent,
        "said": said,
        "tone": "late" if is_late else "calm",
        "points": [point for _at, point in points],
        "silence": _("Nếu cơ quan không trả lời trước ngày hẹn, pháp luật coi là đồng ý.")
        if found.consents and record.finished_at is None
        else "",
    }


def _happened(record: dossiers.DossierRecord, steps: Sequence[dossiers.StepRecord]) -> list[Point]:
    points = [(record.received_at, _point("done", _("Đã tiếp nhận"), formats.moment(record.received_at)))]
    for pause in record.pauses:
        until = formats.moment(pause.to_at) if pause.to_at else _("khi bạn bổ sung")
        when = _("{start} đến {end}").format(start=formats.moment(pause.from_at), end=until)
        points.append((pause.from_at, _point("done", _("Dừng để bạn bổ sung"), when)))
    for step in steps:
        if step.act == Act.EXTEND:
            points.append((step.at, _point("done", _("Cơ quan xin lỗi và hẹn lại"), formats.moment(step.at))))
        elif step.act == Act.RECALCULATE:
            points.append((step.at, _point("done", _("Lịch làm việc thay đổi"), formats.moment(step.at))))
    return points


def _point(state: str, title: str, when: str) -> dict[str, str]:
    return {"state": state, "title": title, "when": when, "note": ""}
