"""Tables and figures of the pages about other systems."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.dossiers.rules import NATIONAL_NAMES
from thongsuot.work.sync import ports, queries, services
from thongsuot.work.sync.queries import ArrivalRecord, Compared, ReceiverRecord
from thongsuot.work.sync.rules import DIFFERENCES
from thongsuot.work.sync.rules.arrivals import KINDS

FETCHED_AT_ONCE = 50  # each is a question to the portal while the page waits
TABS = {
    "": "Đối soát",
    "differences": "Chênh lệch",
    "outbox": "Hàng chờ gửi",
    "arrivals": "Nhận từ Cổng",
    "files": "Tệp từ Cổng",
}
SERVICES = {"DongBoHoSoMC": "Hồ sơ, trạng thái", "CapNhatTienDoHoSoMC": "Tiến độ", "event": "Sự kiện"}
STATES = {"waiting": ("Chờ gửi", "waiting"), "sent": ("Đã gửi", "done"), "skipped": ("Bỏ qua", "stopped")}
REFUSED = ("Bị từ chối", "late")


def receiver_of(actor: Actor, authority_id: int) -> ReceiverRecord | None:
    """The portal of a province as a receiver."""
    found = queries.receivers(viewer=actor, kind=ports.PORTAL)
    return next((one for one in found if one.authority_id == authority_id), None)


def tabs(view: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The views."""
    return [
        {"label": _(label), "url": f"?view={key}", "current": key == view, "count": counts.get(key)}
        for key, label in TABS.items()
    ]


def stats(receiver: ReceiverRecord | None, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """What waits, what was refused there and here, what differs."""
    refused = receiver.refused if receiver else 0
    figures = (
        (counts["outbox"], _("bản tin chờ gửi"), "", "outbox"),
        (refused, _("bị Cổng từ chối"), "late", "outbox"),
        (counts["arrivals"], _("chưa nhận được từ Cổng"), "late", "arrivals"),
        (counts["files"], _("tệp từ Cổng chưa lưu được"), "late", "files"),
        (counts["differences"], _("hồ sơ chênh lệch"), "soon", "differences"),
    )
    return [
        {"value": formats.number(n), "label": label, "tone": tone if n else "", "url": f"?view={view}"}
        for n, label, tone, view in figures
    ]


def status(number: int | None) -> str:
    """A national status with its number."""
    return f"{number}. {_(NATIONAL_NAMES[number])}" if number in NATIONAL_NAMES else "–"


def tallies(compared: Compared | None) -> tables.Table:
    """The two systems' numbers by day and status."""
    columns = (
        tables.Column("day", _("Ngày tiếp nhận"), "day"),
        tables.Column("status", _("Trạng thái quốc gia")),
        tables.Column("ours", _("Ở đây"), "number"),
        tables.Column("theirs", _("Cổng quốc gia"), "number"),
        tables.Column("gap", _("Lệch"), "number"),
    )
    rows = [
        tables.Row((one.day, status(one.status), one.ours, one.theirs, one.theirs - one.ours))
        for one in (compared.tallies if compared else ())
    ]
    nothing = tables.Empty(
        _("Chưa có số liệu đối soát"),
        _("Chọn khoảng ngày rồi bấm Đối soát. Mỗi đêm hệ thống tự đối soát 30 ngày."),
    )
    return tables.Table(
        _("Số hồ sơ theo ngày và trạng thái"), columns, rows, nothing, name="doi-soat", stack=True
    )


TONES = {"missing_there": "late", "missing_here": "late", "differs": "soon", "on_its_way": "waiting"}


def differences(compared: Compared | None) -> tables.Table:
    """Dossiers on which the two do not agree; those of ours can be picked."""
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("kind", _("Chênh lệch")),
        tables.Column("day", _("Ngày tiếp nhận"), "day"),
        tables.Column("ours", _("Ở đây")),
        tables.Column("theirs", _("Cổng quốc gia")),
    )
    rows = [
        tables.Row(
            (
                tables.Link(one.code, reverse("desk:dossier", args=[one.code])) if one.ours else one.code,
                tables.Status(_(DIFFERENCES[one.kind]), TONES[one.kind.value]),
                one.day,
                status(one.ours),
                status(one.theirs),
            ),
            key=one.code if one.ours else "",
        )
        for one in (compared.differences if compared else ())
    ]
    nothing = tables.Empty(_("Hai bên khớp nhau"), _("Lần đối soát gần nhất không thấy hồ sơ nào lệch."))
    return tables.Table(_("Hồ sơ chênh lệch"), columns, rows, nothing, name="chenh-lech", stack=True)


def missing(actor: Actor, authority_id: int) -> list[dict[str, Any]]:
    """Dossiers that are only at the portal, each with what became of it when it came before."""
    found = queries.missing_here(viewer=actor, authority_id=authority_id, most=FETCHED_AT_ONCE)
    return [
        {
            "code": one.code,
            "day": one.day,
            "status": status(one.theirs),
            "arrival": arrival(one.arrival) if one.arrival else None,
        }
        for one in found
    ]


def refetched(found: services.Refetched) -> list[str]:
    """What came of fetching dossiers again, in sentences."""
    here = _("Đã lấy lại {n} hồ sơ.").format(n=formats.number(len(found.here)))
    said = [here] if found.here else []
    if found.refused:
        text = _("Chưa nhận được {codes}: xem lý do ở mục Nhận từ Cổng.")
        said.append(text.format(codes=", ".join(found.refused)))
    if found.absent:
        text = _("Cổng không giao hồ sơ nộp của {codes}: hồ sơ có thể do nơi khác tiếp nhận.")
        said.append(text.format(codes=", ".join(found.absent)))
    return said


def outbox(actor: Actor, receiver: ReceiverRecord | None) -> tables.Table:
    """Messages that wait, the latest two hundred."""
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("step", _("Bước"), "number"),
        tables.Column("service", _("Bản tin")),
        tables.Column("state", _("Tình trạng")),
        tables.Column("attempts", _("Số lần thử"), "number"),
        tables.Column("next", _("Gửi lúc"), "moment"),
        tables.Column("why", _("Lý do")),
    )
    found = queries.messages(viewer=actor, receiver_id=receiver.id, state="waiting") if receiver else ()
    rows = [
        tables.Row(
            (
                tables.Link(one.code, reverse("desk:dossier", args=[one.code])),
                one.step,
                _(SERVICES[one.service]),
                message_status(one),
                one.attempts,
                one.next_at,
                _(one.last_error) if one.last_error else "",
            ),
            key=str(one.id),
        )
        for one in found
    ]
    nothing = tables.Empty(_("Không có bản tin nào chờ gửi"), _("Mọi bước của hồ sơ đã được báo cho Cổng."))
    return tables.Table(_("Bản tin chờ gửi"), columns, rows, nothing, name="cho-gui", stack=True)


def message_status(one: queries.MessageRecord) -> tables.Status:
    """A message's state as word and tone."""
    word, tone = REFUSED if one.is_refused and one.state == "waiting" else STATES[one.state]
    return tables.Status(_(word), tone)


def blocked(actor: Actor, receiver: ReceiverRecord | None) -> list[dict[str, Any]]:
    """Messages that the portal refuses: each holds up the later ones of its dossier."""
    found = queries.messages(viewer=actor, receiver_id=receiver.id, state="refused") if receiver else ()
    return [
        {
            "id": one.id,
            "code": one.code,
            "why": _(one.last_error) if one.last_error else "",
            "attempts": one.attempts,
        }
        for one in found
    ]


def arrival(one: ArrivalRecord) -> dict[str, Any]:
    """Something that came, with its reasons as sentences."""
    told = [Problem(said["code"], said["message"], said["field"], said["params"]) for said in one.problems]
    reasons = [problem.say(_) for problem in told]
    return {
        "id": one.id,
        "kind": _(KINDS[one.kind]) if one.kind in KINDS else one.kind,
        "about": one.about,
        "at": one.arrived_at,
        "reasons": reasons,
        "is_refused": one.state == "refused",
        "because": one.because if one.state == "dismissed" else "",
    }
