"""Who may do what where: the officers of a province and their rights, given and taken back by an administrator."""

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, saying, seats
from thongsuot.kernel import names
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, formats, forms, tables
from thongsuot.registers.identity import queries, rules, services
from thongsuot.registers.identity.rules import Reach
from thongsuot.registers.units import queries as units

REACHES = {
    Reach.OWN: gettext_lazy("Riêng cơ quan này"),
    Reach.TREE: gettext_lazy("Cơ quan này và các đơn vị trực thuộc"),
    Reach.AUTHORITY: gettext_lazy("Toàn tỉnh, thành phố"),
}


class Search(forms.Form):
    """Whom to list."""

    q = forms.Text(label=gettext_lazy("Họ tên hoặc tên đăng nhập"), required=False, max_length=100)
    agency = django_forms.TypedChoiceField(
        label=gettext_lazy("Cơ quan"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("Mọi cơ quan")), *places]  # type: ignore[attr-defined]


class Grant(forms.Form):
    """A right to give. The fields bear the names that refusals point to."""

    role = django_forms.ChoiceField(label=gettext_lazy("Vai trò"))
    agency = django_forms.TypedChoiceField(label=gettext_lazy("Tại cơ quan"), coerce=int)
    reach = django_forms.ChoiceField(
        label=gettext_lazy("Phạm vi"), choices=[(r.value, word) for r, word in REACHES.items()]
    )
    from_date = forms.Day(label=gettext_lazy("Từ ngày"))
    to_date = forms.Day(
        label=gettext_lazy("Đến trước ngày"),
        required=False,
        help_text=gettext_lazy("Từ ngày này không còn quyền. Bỏ trống nếu chưa định."),
    )
    reason = forms.Text(
        label=gettext_lazy("Căn cứ"),
        max_length=200,
        help_text=gettext_lazy("Số quyết định phân công hoặc lý do; được lưu cùng quyền."),
    )
    post = forms.Text(
        label=gettext_lazy("Chức vụ của người ký"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "In trên thư và kết quả: Chủ tịch, Phó Giám đốc… Cấp phó tự được ghi KT. Bỏ trống nếu không ký."
        ),
    )
    signs_for = forms.Text(
        label=gettext_lazy("Ký thừa lệnh, thừa ủy quyền của ai"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Chỉ khi được giao bằng văn bản: “TL. Chủ tịch”, “TUQ. Giám đốc”."),
    )

    def __init__(
        self,
        *args: Any,
        roles: Sequence[tuple[str, str]],
        places: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["agency"].choices = places  # type: ignore[attr-defined]


@officer_required
@require_safe
def officers(request: Request) -> HttpResponse:
    """The officers of the province, by name or by agency, each with the rights that count now."""
    places = _places(request)
    form = Search(request.GET or None, places=places)
    asked: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.officers(viewer=request.actor, day=request.day)
    table = _table([one for one in found if _fits(one, asked, request)], request)
    if answer := tables.export(request, table):
        return answer
    context = {"form": form, "table": table, "count": formats.number(len(table.rows))}
    return page.show(request, "desk/officers.html", context, current="officers")


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def officer(request: Request, username: str) -> HttpResponse:
    """One officer: every right he has or had, the way to give one more and to take one back."""
    places = _places(request)
    is_name = not rules.username_problems(username)
    found = queries.officers(viewer=request.actor, day=request.day, username=username) if is_name else ()
    if not found:
        raise NotFound(Problem("no_such_account", "Không có tài khoản này."))
    (one,) = found
    if request.method == "POST" and "grant" in request.POST:
        return _take_back(request, one)
    if request.method == "POST" and "leaves" in request.POST:
        return _take_all_back(request, one)
    form = Grant(
        request.POST if request.method == "POST" else None,
        roles=_roles(),
        places=places,
        initial={"from_date": request.day, "agency": one.grants[-1].agency_id if one.grants else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _give(request, one, form.cleaned_data)
        except Refused as refused:
            fields.add_problems(form, refused.problems)
    context = {
        "form": form,
        "account": one.account,
        "is_own": one.account.id == request.actor.account_id,
        "held": [_told(given) for given in one.grants if given.counts_on(request.day)],
        "past": [_told(given) for given in one.grants if not given.counts_on(request.day)],
    }
    status = 422 if form.errors else 200
    return page.show(request, "desk/officer.html", context, current="officers", status=status)


def _give(request: Request, one: queries.Officer, data: dict[str, Any]) -> HttpResponse:
    services.grant(
        actor=request.actor,
        now=request.now,
        account_id=one.account.id,
        role_code=data["role"],
        agency_id=data["agency"],
        reach=Reach(data["reach"]),
        from_date=data["from_date"],
        to_date=data["to_date"],
        reason=data["reason"],
        post=data["post"],
        signs_for=data["signs_for"],
    )
    messages.success(request, _("Đã giao quyền cho {name}.").format(name=one.account.full_name))
    return _back(one)


def _take_back(request: Request, one: queries.Officer) -> HttpResponse:
    """The one that the form names; what counts no more is told, not an error of the page."""
    given = request.POST.get("grant", "")
    chosen = next((g for g in one.grants if str(g.id) == given), None)
    try:
        if chosen is None:
            raise NotFound(
                Problem("no_such_grant", "Không có quyền này, hoặc quyền đã được thu hồi.", "grant")
            )
        services.revoke(
            actor=request.actor,
            now=request.now,
            grant_id=chosen.id,
            agency_id=chosen.agency_id,
            reason=page.asked(request.POST, "because"),
        )
    except (NotFound, Refused) as refused:
        messages.error(request, refused.problems[0].say(_))
        return _back(one)
    messages.success(request, _("Đã thu hồi quyền; từ yêu cầu kế tiếp quyền không còn."))
    return _back(one)


def _take_all_back(request: Request, one: queries.Officer) -> HttpResponse:
    """Every right of somebody who leaves; his work is handed on by who leads the office."""
    because = page.asked(request.POST, "because")
    try:
        count = services.revoke_all(
            actor=request.actor, now=request.now, account_id=one.account.id, reason=because
        )
    except Refused as refused:
        messages.error(request, " ".join(problem.say(_) for problem in refused.problems))
        return _back(one)
    said = ngettext("Đã thu hồi {n} quyền.", "Đã thu hồi {n} quyền.", count).format(n=count)
    messages.success(
        request, said + " " + _("Người đứng đầu cơ quan giao lại việc ở trang “Việc của từng người”.")
    )
    return _back(one)


def _back(one: queries.Officer) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:officer", args=[one.account.username]))


def _places(request: Request) -> list[tuple[int, str]]:
    """The agencies that the officer administers, the highest first; 403 when there is none."""
    found = seats.places(seats.able(request, rules.GRANT))
    if not found:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người quản trị tài khoản."))
    return [(place.id, f"{place.name} ({place.code})") for place in found]


def _roles() -> list[tuple[str, str]]:
    """The roles that an administrator may give; his own is given on the machine only."""
    return [(role.code, _role(role)) for role in queries.roles() if rules.GRANT not in role.verbs]


def _role(role: queries.RoleRecord) -> str:
    return role.name_en if get_language() == "en" and role.name_en else role.name


def _fits(one: queries.Officer, asked: dict[str, Any], request: Request) -> bool:
    words = names.fold(asked.get("q") or "").split()
    text = f"{one.account.username} {names.fold(one.account.full_name)}"
    at = asked.get("agency")
    return all(word in text for word in words) and (
        at is None or any(g.agency_id == at and g.counts_on(request.day) for g in one.grants)
    )


def _table(found: list[queries.Officer], request: Request) -> tables.Table:
    columns = (
        tables.Column("name", _("Họ tên")),
        tables.Column("username", _("Tên đăng nhập"), "code"),
        tables.Column("rights", _("Quyền đang có")),
        tables.Column("state", _("Tài khoản")),
    )
    nothing = tables.Empty(
        _("Không tìm thấy công chức nào"),
        _("Bỏ bớt điều kiện tìm. Tài khoản mới được mở bằng lệnh trên máy chủ."),
        tables.Link(_("Xem tất cả"), reverse("desk:officers")),
    )
    rows = [tables.Row(_cells(one, request)) for one in found]
    return tables.Table(
        _("Công chức và quyền"), columns, rows, nothing, name="cong-chuc", stack=True, show_caption=False
    )


def _cells(one: queries.Officer, request: Request) -> tuple[Any, ...]:
    account = one.account
    rights = [
        f"{_role(g.role)}, {saying.agency(g.agency_id)}" for g in one.grants if g.counts_on(request.day)
    ]
    state = (
        tables.Status(_("đang mở"), "done") if account.is_active else tables.Status(_("đã khóa"), "stopped")
    )
    return (
        tables.Link(account.full_name, reverse("desk:officer", args=[account.username])),
        account.username,
        "; ".join(rights) or _("chưa có quyền nào"),
        state,
    )


def _told(given: queries.Given) -> dict[str, Any]:
    """A right in words, with what taking it back sends."""
    agency = units.agency(agency_id=given.agency_id)
    if given.to_date is None:
        period = _("từ {day}").format(day=formats.day(given.from_date))
    else:
        period = _("từ {day} đến trước {end}").format(
            day=formats.day(given.from_date), end=formats.day(given.to_date)
        )
    return {
        "id": given.id,
        "role": _role(given.role),
        "agency": agency.name if agency else "",
        "reach": REACHES[given.reach],
        "period": period,
        "reason": "" if given.reason == "pack" else given.reason,
        "signs": " – ".join(rules.signing_lines(post=given.post, signs_for=given.signs_for)),
        "revoked_at": given.revoked_at,
        "revoked_because": given.revoked_because,
    }


urls: list[URLPattern] = [
    path("officers/", officers, name="officers"),
    path("officers/<str:username>/", officer, name="officer"),
]
