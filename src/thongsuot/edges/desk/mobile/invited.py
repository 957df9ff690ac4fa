"""Tables of a plan: who was asked to come to a session, and the sessions planned for a backlog."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import rows, saying
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.mobile import queries, rules
from thongsuot.work.mobile.rules import Outcome

TONES = {
    Outcome.INVITED: "waiting",
    Outcome.RECEIVED: "doing",
    Outcome.SOLVED: "done",
    Outcome.STAYS: "late",
}
OUTCOMES = [(one.value, name) for one, name in rules.OUTCOME_NAMES.items() if one is not Outcome.INVITED]


def stats_of(told: rules.Progress) -> list[dict[str, Any]]:
    """A session's progress as figures; nothing while nobody was asked to come."""
    rows_ = (
        (told.invited, _("người được mời"), ""),
        (told.solved, _("đã giải quyết xong"), ""),
        (told.received, _("đã nhận giấy tờ"), ""),
        (told.stays, _("còn tồn"), "late" if told.stays else ""),
        (told.waiting, _("chưa ghi kết quả"), ""),
    )
    return (
        [{"value": value, "label": label, "tone": tone} for value, label, tone in rows_]
        if told.invited
        else []
    )


def table_of(
    found: tuple[queries.InvitationRecord, ...], session: queries.SessionRecord, *, may_tell: bool
) -> tables.Table:
    """Who was asked to come, with what came of it."""
    columns = (
        tables.Column("number", _("Số thứ tự"), "number"),
        tables.Column("applicant", _("Người nộp")),
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("address", _("Địa chỉ")),
        tables.Column("phone", _("Điện thoại")),
        tables.Column("outcome", _("Kết quả lần mời")),
        tables.Column("why", _("Lý do")),
    )
    lines = [
        tables.Row(
            (
                one.number,
                one.applicant_name,
                tables.Link(one.code, rows.address(one.code)),
                one.address,
                one.phone,
                tables.Status(_(rules.OUTCOME_NAMES[one.outcome]), TONES[one.outcome]),
                one.reason,
            ),
            key=str(one.dossier_id) if may_tell else "",
        )
        for one in found
    ]
    nothing = tables.Empty(
        _("Chưa mời ai đến phiên này"),
        _("Chọn hồ sơ trong danh sách hồ sơ tồn rồi mời đến phiên."),
        tables.Link(_("Mở danh sách hồ sơ tồn"), _backlog(session)),
    )
    return tables.Table(
        _("Người được mời"), columns, lines, nothing, name="nguoi-duoc-moi", stack=True, show_caption=False
    )


def _backlog(session: queries.SessionRecord) -> str:
    base = reverse("desk:backlog-list")
    return f"{base}?field={session.field_code}" if session.field_code else base


def plan_table(found: Any) -> tables.Table:
    """The sessions planned for a backlog, with how many were asked to come and what came of it."""
    columns = [
        tables.Column("day", _("Ngày")),
        tables.Column("place", _("Nơi tiếp nhận lưu động")),
        tables.Column("agency", _("Cơ quan")),
        tables.Column("capacity", _("Sức chứa"), "number"),
        tables.Column("invited", _("Đã mời"), "number"),
        tables.Column("solved", _("Đã giải quyết xong"), "number"),
        tables.Column("received", _("Đã nhận giấy tờ"), "number"),
        tables.Column("stays", _("Còn tồn"), "number"),
    ]
    lines = [
        tables.Row(
            (
                tables.Link(formats.day(one.day), reverse("desk:mobile-session", args=[one.id])),
                one.place,
                saying.short_agency(one.agency_id),
                one.capacity,
                told.invited,
                told.solved,
                told.received,
                told.stays,
            )
        )
        for one, told in found
    ]
    return tables.Table(
        _("Kế hoạch phiên lưu động"), columns, lines, tables.Empty(_("Chưa có phiên nào cho lĩnh vực này")),
        name="ke-hoach-luu-dong", stack=True, show_caption=False, exports=False,
    )  # fmt: skip
