"""The four states of a dossier, which never speak for each other: the matter, the money, the result's way, the portal."""

from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying, seats
from thongsuot.edges.desk.custody import deliveries
from thongsuot.kernel.money import format_vnd
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats, tables
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import queries, rules
from thongsuot.work.fees.rules.ledger import MONEY_NAMES
from thongsuot.work.sync import queries as sync
from thongsuot.work.sync.queries import Told

TONES = {
    rules.Money.OPEN: "soon",
    rules.Money.DUE: "waiting",
    rules.Money.PART: "waiting",
    rules.Money.OWED: "late",
    rules.Money.PAID: "done",
}
PORTAL = {
    Told.UNCONNECTED: ("Chưa kết nối", "quiet"),
    Told.NOTHING: ("Chưa gửi", "quiet"),
    Told.WAITING: ("Chờ gửi", "waiting"),
    Told.REFUSED: ("Cổng từ chối", "late"),
    Told.ALL: ("Đã gửi", "done"),
}


def money(state: rules.Money) -> tables.Status:
    """The state of the money as word and tone."""
    return tables.Status(_(MONEY_NAMES[state]), TONES.get(state, "quiet"))


def four(request: Request, record: DossierRecord) -> list[dict[str, object]]:
    """Term, status, and where to go: as `desk/states.html` shows them."""
    stand = queries.standing(viewer=request.actor, record=record)
    return [
        {"term": _("Giải quyết"), "status": saying.status(record.state)},
        {
            "term": _("Phí, lệ phí"),
            "status": money(stand.money),
            "note": format_vnd(stand.to_pay) if stand.to_pay else "",
            "url": reverse("desk:fees", args=[record.code]),
            "key": "m",
        },
        deliveries.state(request, record),
        _portal(request, record),
    ]


def owed(request: Request, record: DossierRecord) -> dict[str, str]:
    """What is still to be paid, for whoever hands the result out; {} when nothing is."""
    stand = queries.standing(viewer=request.actor, record=record)
    if not stand.to_pay:
        return {}
    return {"vnd": format_vnd(stand.to_pay), "url": reverse("desk:fees", args=[record.code])}


def _portal(request: Request, record: DossierRecord) -> dict[str, object]:
    """What the national portal knows of it; who answers for that finds the messages behind the word."""
    found = sync.telling(viewer=request.actor, dossier_id=record.id, authority_id=record.authority_id)
    word, tone = PORTAL[found.told]
    leads = found.told in (Told.WAITING, Told.REFUSED) and seats.able(request, "sync.resend")
    return {
        "term": _("Cổng DVC quốc gia"),
        "status": tables.Status(_(word), tone),
        "note": formats.moment(found.at) if found.told is Told.ALL and found.at else "",
        "url": f"{reverse('desk:portal')}?view=outbox" if leads else "",
    }
