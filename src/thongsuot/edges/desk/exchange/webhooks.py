"""Webhooks of an agency: subscribe, see what was sent, send again, renew the secret, pause, end."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, saying, seats
from thongsuot.edges.desk.exchange import lists
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.work.sync import queries, rules, services

SUBSCRIBE = "sync.subscribe"
STANDS = {"on": ("Đang chạy", "done"), "paused": ("Tạm dừng", "waiting"), "ended": ("Đã kết thúc", "quiet")}
FAILING = ("Không trả lời", "late")


class Subscription(forms.Form):
    """Whom to tell of what. The fields bear the names that refusals point to."""

    agency = django_forms.TypedChoiceField(label=gettext_lazy("Cơ quan"), coerce=int)
    name = forms.Text(label=gettext_lazy("Tên hệ thống nhận"), max_length=100)
    url = forms.Text(
        label=gettext_lazy("Địa chỉ nhận"),
        help_text=gettext_lazy("https:// và tên miền công khai; không đi theo chuyển hướng."),
        max_length=500,
    )
    acts = django_forms.MultipleChoiceField(
        label=gettext_lazy("Sự kiện"),
        help_text=gettext_lazy("Không chọn gì nghĩa là mọi sự kiện."),
        widget=django_forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = places  # type: ignore[attr-defined]
        self.fields["acts"].choices = [(key, _(name)) for key, name in rules.EVENT_NAMES.items()]  # type: ignore[attr-defined]


OVERLAPS = (0, 24, 72, 168)


def overlaps() -> list[tuple[str, str]]:
    """For how long a replaced secret may go on signing, as one chooses it."""
    said = _("thêm {n} giờ")
    return [
        (str(hours), said.format(n=hours) if hours else _("Không: khóa cũ đã lộ, ngừng ngay"))
        for hours in OVERLAPS
    ]


class Renewal(forms.Form):
    """A new secret, and what becomes of the old one."""

    overlap_hours = django_forms.TypedChoiceField(
        label=gettext_lazy("Khóa cũ còn ký kèm"),
        help_text=gettext_lazy(
            "Trong lúc ấy mỗi bản tin mang cả hai chữ ký, nên bên nhận đổi khóa lúc nào cũng được."
        ),
        coerce=int,
        required=False,
        empty_value=None,
        initial=str(rules.OVERLAP),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["overlap_hours"].choices = overlaps()  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: Request) -> HttpResponse:
    """The webhooks of the agencies that the officer administers, and the way to one more."""
    able = _able(request)
    places = [(one.id, one.name) for one in seats.places(able)]
    form = Subscription(request.POST if request.method == "POST" else None, places=places)
    secret = ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            _id, secret = services.subscribe(
                actor=request.actor, now=request.now, agency_id=asked["agency"], name=asked["name"],
                url=asked["url"], acts=asked["acts"],
            )  # fmt: skip
        except Refused as refused:
            fields.add_problems(form, refused.problems)
        else:
            form = Subscription(places=places)
    found = queries.webhooks(agency_ids=able)
    table = _table(found)
    if answer := tables.export(request, table):
        return answer
    dead = [one for one in found if one.paused_because == "dead"]
    context = {"form": form, "table": table, "secret": secret, "dead": dead}
    return page.show(
        request,
        "desk/exchange/webhooks.html",
        context,
        current="webhooks",
        status=422 if form.errors else 200,
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: Request, receiver_id: int) -> HttpResponse:
    """One webhook: how it stands, what was sent, and what may be done with it."""
    able = _able(request)
    problems: tuple[Problem, ...] = ()
    secret = ""
    if request.method == "POST":
        try:
            said, secret = _done(request, _one(able, receiver_id))
        except Refused as refused:
            problems = refused.problems
        else:
            if not secret:
                messages.success(request, said)
                return HttpResponseRedirect(reverse("desk:webhook", args=[receiver_id]))
    one = _one(able, receiver_id)
    table = _sent(queries.sent_to(receiver_id=one.id, agency_ids=able))
    if answer := tables.export(request, table):
        return answer
    word, tone = _stands(one)
    context = {
        "one": one, "agency": saying.agency(one.agency_id or 0), "word": _(word), "tone": tone, "table": table,
        "secret": secret, "problems": problems, "is_open": one.state != "ended",
        "renewal": Renewal(),
        "old_until": one.old_until if one.old_until and one.old_until > request.now else None,
        "acts": [_(rules.EVENT_NAMES[act]) for act in one.acts], "error": _(one.last_error) if one.last_error else "",
    }  # fmt: skip
    return page.show(
        request, "desk/exchange/webhook.html", context, current="webhooks", status=422 if problems else 200
    )


def _able(request: Request) -> frozenset[int]:
    able = seats.able(request, SUBSCRIBE)
    if not able:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người quản trị của cơ quan."))
    return able


def _one(able: frozenset[int], receiver_id: int) -> queries.ReceiverRecord:
    found = next((one for one in queries.webhooks(agency_ids=able) if one.id == receiver_id), None)
    if found is None:
        raise NotFound(Problem("no_such_webhook", "Không có đăng ký này."))
    return found


def _done(request: Request, one: queries.ReceiverRecord) -> tuple[str, str]:
    """Do what the pressed button asks for: what to say, and the new secret if there is one."""
    given: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": one.agency_id, "receiver_id": one.id,
    }  # fmt: skip
    asked = request.POST
    if "rotate" in asked:
        form = Renewal(asked)
        if not form.is_valid():
            raise Refused(*rules.overlap_problems(-1))
        chosen = form.cleaned_data["overlap_hours"]
        return "", services.rotate(**given, overlap_hours=rules.OVERLAP if chosen is None else chosen)
    if "pause" in asked:
        services.pause(**given)
        return _("Đã tạm dừng. Sự kiện mới được giữ lại."), ""
    if "resume" in asked:
        services.resume(**given)
        return _("Đã chạy lại. Sự kiện giữ lại được gửi trước."), ""
    if "end" in asked:
        services.unsubscribe(**given)
        return _("Đã kết thúc đăng ký."), ""
    ids = [
        int(key) for key in asked.getlist("row")[:1000] if key.isascii() and key.isdigit() and len(key) < 18
    ]
    if not ids:
        raise Refused(Problem("nothing_picked", "Hãy chọn ít nhất một dòng."))
    count = services.replay(**given, message_ids=ids)
    return _("Đã xếp gửi ngay {n} bản tin.").format(n=formats.number(count)), ""


def _stands(one: queries.ReceiverRecord) -> tuple[str, str]:
    return FAILING if one.state == "on" and one.failing_since else STANDS[one.state]


def _table(found: tuple[queries.ReceiverRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("name", _("Hệ thống nhận")),
        tables.Column("agency", _("Cơ quan")),
        tables.Column("url", _("Địa chỉ nhận")),
        tables.Column("state", _("Tình trạng")),
        tables.Column("waiting", _("Chờ gửi"), "number"),
    )
    rows = []
    for one in found:
        word, tone = _stands(one)
        link = tables.Link(one.name, reverse("desk:webhook", args=[one.id]))
        state = tables.Status(_(word), tone)
        rows.append(tables.Row((link, saying.agency(one.agency_id or 0), one.url, state, one.waiting)))
    nothing = tables.Empty(
        _("Chưa có đăng ký nào"), _("Đăng ký ở dưới để một hệ thống khác được báo từng bước của hồ sơ.")
    )
    return tables.Table(
        _("Các đăng ký"), columns, rows, nothing, name="webhook", stack=True, show_caption=False
    )


def _sent(found: tuple[queries.MessageRecord, ...]) -> tables.Table:
    columns = (
        tables.Column("code", _("Mã hồ sơ"), "code"),
        tables.Column("step", _("Bước"), "number"),
        tables.Column("at", _("Xảy ra lúc"), "moment"),
        tables.Column("state", _("Tình trạng")),
        tables.Column("attempts", _("Số lần thử"), "number"),
        tables.Column("why", _("Lý do")),
        tables.Column("id", _("Mã bản tin")),
    )
    rows = [
        tables.Row(
            (one.code, one.step, one.at, lists.message_status(one), one.attempts,
             _(one.last_error) if one.last_error else "", str(one.event_id)),
            key=str(one.id),
        )
        for one in found
    ]  # fmt: skip
    nothing = tables.Empty(
        _("Chưa có bản tin nào"), _("Bản tin hiện ở đây khi hồ sơ của cơ quan có bước mới.")
    )
    return tables.Table(
        _("Bản tin gần đây"), columns, rows, nothing, name="ban-tin", stack=True, show_caption=False
    )
