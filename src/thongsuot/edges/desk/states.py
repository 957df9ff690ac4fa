"""The four states of a dossier, which never speak for each other: the matter, the money, the result's way, the portal."""

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.dossiers.rules import State
from thongsuot.work.fees import queries, rules
from thongsuot.work.fees.rules.ledger import MONEY_NAMES

TONES = {
    rules.Money.OPEN: "soon",
    rules.Money.DUE: "waiting",
    rules.Money.PART: "waiting",
    rules.Money.OWED: "late",
    rules.Money.PAID: "done",
}
DELIVERY = {
    State.DECIDED: ("Chờ trả", "waiting"),
    State.RETURNED: ("Đã trả", "done"),
    State.DECLINED: ("Không có kết quả", "quiet"),
    State.REFUSED: ("Trả lại giấy tờ", "quiet"),
    State.WITHDRAWN: ("Trả lại giấy tờ", "quiet"),
    State.STOPPED: ("Trả lại giấy tờ", "quiet"),
}


def money(state: rules.Money) -> tables.Status:
    """The state of the money as word and tone."""
    return tables.Status(_(MONEY_NAMES[state]), TONES.get(state, "quiet"))


def four(request: Request, record: DossierRecord) -> list[dict[str, object]]:
    """Term, status, and where to go: as `desk/states.html` shows them."""
    stand = queries.standing(viewer=request.actor, record=record)
    word, tone = DELIVERY.get(record.state, ("Chưa có kết quả", "quiet"))
    return [
        {"term": _("Giải quyết"), "status": saying.status(record.state)},
        {
            "term": _("Phí, lệ phí"),
            "status": money(stand.money),
            "note": format_vnd(stand.to_pay) if stand.to_pay else "",
            "url": reverse("desk:fees", args=[record.code]),
        },
        {"term": _("Trả kết quả"), "status": tables.Status(_(word), tone)},
        {"term": _("Cổng DVC quốc gia"), "status": tables.Status(_("Chưa kết nối"), "quiet")},
    ]
