"""Certificates: one's own, those of the agencies, what runs out, who decides and cannot sign; record one, take one back."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from thongsuot.edges.desk import page, saying, seats
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.identity import queries as identity
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services
from thongsuot.work.signatures.rules import STANDING_NAMES, Standing

RECORD, REVOKE = "signatures.record_certificate", "signatures.revoke_certificate"
TONES = {Standing.GOOD: "done", Standing.EXPIRING: "soon", Standing.NOT_YET: "waiting"}
LARGEST = 300_000


class Recorded(forms.Form):
    """`holder` is `agency:account`. The fields bear the names that refusals point to."""

    account = django_forms.ChoiceField(label=gettext_lazy("Cán bộ và cơ quan"))
    certificate = django_forms.FileField(
        label=gettext_lazy("Tệp chứng thư số"),
        help_text=gettext_lazy("Tệp .pem, .crt hoặc .cer, không phải khóa bí mật."),
    )
    key_place = forms.Text(
        label=gettext_lazy("Nơi giữ khóa"),
        help_text=gettext_lazy("file:TÊN (tệp trên máy chủ) hoặc pkcs11:NHÃN (thiết bị giữ khóa)."),
        max_length=100,
    )
    picture = django_forms.FileField(
        label=gettext_lazy("Hình chữ ký hoặc con dấu"),
        help_text=gettext_lazy("Tệp .png nền trong suốt, không quá 300 KB."),
        required=False,
    )
    is_agency = django_forms.BooleanField(
        label=gettext_lazy("Đây là chứng thư số của cơ quan (dấu số), cán bộ này giữ"), required=False
    )

    def __init__(self, *args: Any, holders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = holders  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: Request) -> HttpResponse:
    """The certificates that this officer may see; recording one where he may."""
    able = seats.able(request, RECORD)
    form = None
    if able:
        given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = Recorded(*given, holders=_holders(request, able))
        if request.method == "POST" and form.is_valid():
            try:
                _record(request, form.cleaned_data)
            except Refused as refused:
                fields.add_problems(form, refused.problems)
            else:
                messages.success(request, _("Đã ghi chứng thư số."))
                return HttpResponseRedirect(reverse("desk:certificates"))
    readable = sorted(seats.readable(request))
    with seeing(request.actor):
        held = signatures.certificates_at(viewer=request.actor, agency_ids=readable)
        unable = signatures.cannot_sign(viewer=request.actor, agency_ids=readable, now=request.now)
    table = _table(request, held)
    if (exported := tables.export(request, table)) is not None:
        return exported
    context = {
        "form": form,
        "table": table,
        "revocable": _revocable(request, held),
        "unable": [_unable(one) for one in unable],
    }
    status = 422 if form is not None and form.errors else 200
    return page.show(request, "desk/certificates.html", context, current="signatures", status=status)


def _holders(request: Request, able: frozenset[int]) -> list[tuple[str, str]]:
    found = identity.seats_at(viewer=request.actor, agency_ids=able, day=request.day)
    named = {
        f"{one.agency_id}:{one.account_id}": f"{one.full_name} ({one.username}), {saying.agency(one.agency_id)}"
        for one in found
    }
    return sorted(named.items(), key=lambda it: it[1])


def _record(request: Request, given: dict[str, Any]) -> None:
    agency_id, account_id = (int(part) for part in given["account"].split(":"))
    picture = given["picture"].read(LARGEST + 1) if given["picture"] else b""
    services.record_certificate(
        actor=request.actor, now=request.now, agency_id=agency_id, account_id=account_id,
        certificate=given["certificate"].read(LARGEST), key_place=given["key_place"],
        is_agency=given["is_agency"], picture=picture,
    )  # fmt: skip


def _table(request: Request, held: tuple[signatures.CertificateRecord, ...]) -> tables.Table:
    names = identity.names(account_ids=[one.account_id for one in held])
    columns = [
        tables.Column("officer", _("Cán bộ")),
        tables.Column("agency", _("Cơ quan")),
        tables.Column("kind", _("Dùng để")),
        tables.Column("issuer", _("Nơi cấp")),
        tables.Column("valid_to", _("Hết hạn"), "day"),
        tables.Column("standing", _("Tình trạng")),
    ]
    body = [
        tables.Row(
            [
                names.get(one.account_id, ""), saying.short_agency(one.agency_id),
                _("Đóng dấu số") if one.is_agency else _("Ký số"), one.issuer, one.valid_to,
                tables.Status(_(STANDING_NAMES[one.standing(request.now)]), TONES.get(one.standing(request.now), "late")),
            ]
        )
        for one in held
    ]  # fmt: skip
    empty = tables.Empty(
        _("Chưa ghi chứng thư số nào"), _("Người quản trị của tỉnh ghi chứng thư số của cán bộ ở trang này.")
    )
    return tables.Table(
        _("Chứng thư số"), columns, body, empty, stack=True, name="chung-thu-so", show_caption=False
    )


def _revocable(request: Request, held: tuple[signatures.CertificateRecord, ...]) -> list[tuple[int, str]]:
    able = seats.able(request, REVOKE)
    names = identity.names(account_ids=[one.account_id for one in held])
    return [
        (one.id, f"{names.get(one.account_id, '')}, {saying.short_agency(one.agency_id)}, {one.serial[:8]}")
        for one in held
        if one.agency_id in able and one.revoked_at is None
    ]


def _unable(one: signatures.Unable) -> dict[str, str]:
    """An officer who decides and cannot sign: why, and what to do."""
    if not one.may_sign:
        why, todo = _("Chưa được giao quyền ký số"), _("Giao quyền ký cho vai trò của cán bộ này.")
    elif one.standing is None:
        why, todo = _("Chưa có chứng thư số"), _("Đề nghị cấp chứng thư số, rồi ghi vào trang này.")
    else:
        why, todo = _(STANDING_NAMES[one.standing]), _("Đề nghị gia hạn hoặc cấp mới, rồi ghi vào trang này.")
    return {"name": one.full_name, "agency": one.agency, "why": why, "todo": todo}


@officer_required
@require_POST
def revoke(request: Request, certificate_id: int) -> HttpResponse:
    """Take a certificate back at once."""
    found = signatures.certificate(viewer=request.actor, certificate_id=certificate_id)
    if found is None:
        raise page.no_such_dossier()
    try:
        services.revoke_certificate(
            actor=request.actor, now=request.now, agency_id=found.agency_id, certificate_id=found.id,
            reason=page.asked(request.POST, "reason", 500),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, " ".join(http_problems.text_of(problem) for problem in refused.problems))
    else:
        messages.success(request, _("Đã thu hồi chứng thư số."))
    return HttpResponseRedirect(reverse("desk:certificates"))
