"""Which provinces can be reached: address and key of each, what waits for them, what they refuse."""

from typing import Any
from urllib.parse import urlsplit

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk.exchange import lists, webhooks
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.work.relays import queries, services
from thongsuot.work.sync import queries as sync
from thongsuot.work.sync import rules as telling
from thongsuot.work.sync import services as outbox

CONNECT = "relays.connect"


class Connection(forms.Form):
    """The fields bear the names that refusals point to."""

    partner = django_forms.ChoiceField(label=gettext_lazy("Tỉnh, thành phố"))
    url = forms.Text(
        label=gettext_lazy("Địa chỉ nhận"),
        help_text=gettext_lazy("Tên miền của tỉnh kia và /exchange/tinh/ ở cuối."),
        max_length=500,
    )
    secret = forms.Text(
        label=gettext_lazy("Khóa chung"),
        help_text=gettext_lazy(
            "Để trống để tạo khóa mới rồi giao cho tỉnh kia; hoặc chép khóa mà tỉnh kia đã tạo."
        ),
        required=False,
        max_length=60,
    )
    keeps_secret = django_forms.BooleanField(
        label=gettext_lazy("Giữ khóa đang dùng"),
        help_text=gettext_lazy("Khi chỉ đổi địa chỉ của tỉnh đã kết nối."),
        required=False,
    )
    overlap_hours = django_forms.TypedChoiceField(
        label=gettext_lazy("Khóa cũ còn dùng được"),
        help_text=gettext_lazy(
            "Khi đổi khóa của tỉnh đã kết nối: trong lúc ấy cả hai khóa đều đúng ở hai đầu."
        ),
        coerce=int,
        required=False,
        empty_value=None,
        initial=str(telling.OVERLAP),
    )

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = partners  # type: ignore[attr-defined]
        self.fields["overlap_hours"].choices = webhooks.overlaps()  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: Request) -> HttpResponse:
    """The connections, one more, and the outbox to them."""
    able = [one for one in seats.places(seats.able(request, CONNECT)) if one.authority_id is not None]
    if not able:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người theo dõi toàn tỉnh."))
    partners = [
        (u.code, u.full_name) for u in units.provinces(day=request.day) if u.id != able[0].authority_id
    ]
    asked = request.POST
    form = Connection(asked if "connect" in asked else None, partners=partners)
    problems: tuple[Problem, ...] = ()
    secret = ""
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "agency_id": able[0].id}
    if request.method == "POST":
        try:
            said, secret = _done(request, given, form)
        except Refused as refused:
            problems = refused.problems
            fields.add_problems(form, problems) if form.is_bound else None
        else:
            if said and not secret:
                messages.success(request, said)
                return HttpResponseRedirect(reverse("desk:relay-connections"))
    peers = queries.peers(viewer=request.actor)
    context = {
        "form": form if form.errors or not secret else Connection(partners=partners), "problems": problems,
        "secret": secret, "table": _table(request, peers), "outbox": _outbox(request, peers),
        "peers": [one for one in peers if one.is_on],
    }  # fmt: skip
    is_wrong = bool(problems) or bool(form.errors)
    return page.show(
        request, "desk/relays/connections.html", context, current="relays", status=422 if is_wrong else 200
    )


def _done(request: Request, given: dict[str, Any], form: Connection) -> tuple[str, str]:
    """What to say, and the secret if one was made."""
    asked = request.POST
    if "connect" in asked:
        if not form.is_valid():
            return "", ""
        data = form.cleaned_data
        secret = services.connect(
            **given, partner_code=data["partner"], url=data["url"], secret=data["secret"].strip(),
            keeps_secret=data["keeps_secret"],
            overlap_hours=telling.OVERLAP if data["overlap_hours"] is None else data["overlap_hours"],
        )  # fmt: skip
        return _("Đã kết nối."), "" if data["secret"] else secret
    if "end" in asked:
        services.disconnect(**given, peer_id=_number(asked["end"]))
        return _("Đã ngắt kết nối; bản tin đang chờ được giữ lại."), ""
    ids = [_number(one) for one in asked.getlist("row")[:1000]]
    if not ids:
        raise Refused(Problem("nothing_picked", "Hãy chọn ít nhất một dòng."))
    count = 0
    for peer in queries.peers(viewer=request.actor):
        mine = {m.id for m in sync.messages(viewer=request.actor, receiver_id=peer.receiver_id)} & set(ids)
        if mine:
            count += outbox.resend(**given, receiver_id=peer.receiver_id, message_ids=sorted(mine))
    return _("Đã xếp gửi ngay {n} bản tin.").format(n=formats.number(count)), ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _table(request: Request, peers: tuple[queries.PeerRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("name", _("Tỉnh, thành phố")),
        tables.Column("url", _("Địa chỉ nhận")),
        tables.Column("state", _("Tình trạng")),
        tables.Column("waiting", _("Chờ gửi"), "number"),
        tables.Column("refused", _("Bị từ chối"), "number"),
        tables.Column("last", _("Gửi được lần cuối"), "moment"),
    )
    rows = []
    for peer in peers:
        one = sync.receiver(viewer=request.actor, receiver_id=peer.receiver_id)
        if one is None:
            continue
        last = next(
            iter(sync.messages(viewer=request.actor, receiver_id=one.id, state="sent", limit=1)), None
        )
        word, tone = (_("Đang kết nối"), "done") if peer.is_on else (_("Đã ngắt"), "quiet")
        if peer.is_on and one.failing_since:
            word, tone = _("Không trả lời"), "late"
        status = tables.Status(word, tone)
        rows.append(
            tables.Row(
                (
                    peer.partner_name,
                    urlsplit(one.url).netloc,
                    status,
                    one.waiting,
                    one.refused,
                    last.sent_at if last else None,
                )
            )
        )
    nothing = tables.Empty(
        _("Chưa kết nối với tỉnh nào"), _("Hai tỉnh nhập địa chỉ của nhau và cùng một khóa ở phần dưới.")
    )
    return tables.Table(
        _("Các tỉnh đã kết nối"), columns, rows, nothing, name="ket-noi", stack=True, exports=False
    )


def _outbox(request: Request, peers: tuple[queries.PeerRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("about", _("Hồ sơ")),
        tables.Column("province", _("Tỉnh, thành phố")),
        tables.Column("service", _("Bản tin")),
        tables.Column("state", _("Tình trạng")),
        tables.Column("attempts", _("Số lần thử"), "number"),
        tables.Column("next", _("Gửi lúc"), "moment"),
        tables.Column("why", _("Lý do")),
    )
    rows = []
    for peer in peers:
        for one in sync.messages(viewer=request.actor, receiver_id=peer.receiver_id, state="waiting"):
            about: Any = one.code
            if one.subject is not None:
                relay = queries.relay(viewer=request.actor, relay_id=one.subject)
                about = tables.Link(relay.code if relay else "?", reverse("desk:relay", args=[one.subject]))
            rows.append(
                tables.Row(
                    (about, peer.partner_name, _(SERVICES.get(one.service.partition("/")[0], one.service)),
                     lists.message_status(one), one.attempts, one.next_at, _(one.last_error) if one.last_error else ""),
                    key=str(one.id),
                )
            )  # fmt: skip
    nothing = tables.Empty(_("Không có bản tin nào chờ gửi"), _("Các tỉnh đã nhận mọi bản tin."))
    return tables.Table(
        _("Bản tin chờ gửi"), columns, rows, nothing, name="cho-gui", stack=True, exports=False
    )


SERVICES = {
    "filing": "Hồ sơ nộp",
    "file": "Tệp giấy tờ",
    "bag": "Túi bản chính",
    "status": "Tiến độ",
    "result": "Tệp kết quả",
    "declined": "Không tiếp nhận",
    "bag_told": "Bản chính đã đến",
}
