"""Filing at this counter for another province: province, commune, procedure, who, which papers with their scans."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongsuot.edges.desk import page, saying, seats
from thongsuot.kernel.errors import Forbidden, Problem, Refused
from thongsuot.plumbing import commands
from thongsuot.plumbing.files import slots, taking, uploads
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.rules import Asked, PaperHanded

FILE = "relays.file"
HITS, MOST = 8, 99


class Filing(forms.Form):
    """Refusals name these fields; what is missing the rules say all at once."""

    partner = django_forms.ChoiceField(label=gettext_lazy("Tỉnh, thành phố giải quyết"), required=False)
    territory_code = forms.Text(
        label=gettext_lazy("Xã, phường giải quyết"),
        help_text=gettext_lazy("Gõ tên, không cần dấu; tên cũ cũng được."),
        required=False,
        max_length=200,
    )
    case = django_forms.ChoiceField(label=gettext_lazy("Trường hợp"), required=False)
    name = forms.Text(label=gettext_lazy("Họ, chữ đệm và tên"), required=False, max_length=400)
    citizen_id = forms.Text(label=gettext_lazy("Số định danh cá nhân"), required=False, max_length=40)
    phone = forms.Text(label=gettext_lazy("Điện thoại"), required=False, max_length=100)
    email = forms.Text(label=gettext_lazy("Thư điện tử"), required=False, max_length=400)
    address = forms.Text(label=gettext_lazy("Địa chỉ"), required=False, max_length=2000)
    summary = forms.Text(label=gettext_lazy("Nội dung đề nghị"), required=False, max_length=2000)
    result_at_home = django_forms.ChoiceField(
        label=gettext_lazy("Nhận kết quả"), widget=django_forms.RadioSelect, required=False
    )

    def __init__(
        self,
        data: Any,
        *,
        partners: list[tuple[str, str]],
        version: catalogue.VersionRecord | None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        cases = saying.cases(version.choices) if version else []
        for name, choices in (
            ("partner", partners), ("case", cases),
            ("result_at_home", [("", _("Tại quầy này")), ("1", _("Qua bưu chính, đến nhà"))]),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The whole page; by POST it is filed, or shown again with everything that was typed."""
    desks = seats.counters(request, FILE)
    if not desks:
        raise Forbidden(Problem("not_granted", "Tài khoản của bạn không được giao việc tiếp nhận hồ sơ."))
    given = request.POST.copy() if request.method == "POST" else QueryDict(mutable=True)
    problems = slots.taken(request, given) if request.method == "POST" else ()
    code = (
        page.asked(given, "choose")
        or page.asked(given, "procedure_code")
        or page.asked(request.GET, "procedure")
    )
    version = catalogue.version_on(code=code, day=request.day) if code else None
    if given.get("go") == "change":
        version = None
    peers = queries.reachable(authority_id=desks[0].authority_id or 0)
    partners = [(one.partner_code, one.partner_name) for one in peers]
    is_sent = given.get("go") == "file" and version is not None
    form = Filing(given if request.method == "POST" else None, partners=partners, version=version)
    papers = _papers(request, given, version)
    if is_sent and version is not None and form.is_valid() and not problems:
        try:
            return _filed(request, desks[0].id, form, version, papers, given)
        except Refused as refused:
            _show(form, refused.problems, papers)
    words = page.asked(given, "q") if request.method == "POST" else page.asked(request.GET, "q")
    context = {
        "form": form, "version": version, "title": saying.title(version.name) if version else "", "words": words,
        "hits": catalogue.search(words=words, day=request.day, authority_code=desks[0].code, limit=HITS)
        if words and version is None else (),
        "papers": papers, "problems": problems, "desk": desks[0], "has_peers": bool(peers),
        "once": given.get("once") or uuid4().hex,
        "communes": _communes(request, given) if request.method == "POST" else (),
    }  # fmt: skip
    is_wrong = is_sent or bool(problems)
    return page.show(
        request, "desk/relays/new.html", context, current="relays", status=422 if is_wrong else 200
    )


def _show(form: Filing, problems: Sequence[Problem], papers: list[dict[str, Any]]) -> None:
    """Each reason where it belongs: at its question, at its paper, or above all."""
    at = {f"file-{row['id']}": row for row in papers}
    for problem in problems:
        if problem.field in at:
            at[problem.field]["error"] = problem.say(_)
    fields.add_problems(form, problems)


def _papers(
    request: Request, given: QueryDict, version: catalogue.VersionRecord | None
) -> list[dict[str, Any]]:
    """Every paper of the chosen case with what was typed and scanned of it."""
    if version is None:
        return []
    case = given.get("case", "") or (version.choices[0] if version.choices else "")
    found = []
    for one in version.papers_of(case):
        if not (one.required or one.originals or one.copies):
            continue  # a remark of the source
        typed = given.get(f"o_{one.id}", "")
        kept = slots.kept(request.actor, slots.ids_of(given.getlist(f"u_{one.id}")))
        count = min(int(typed), MOST) if typed.isascii() and typed.isdigit() else 0
        found.append(
            {"id": one.id, "code": one.code, "name": saying.bare(one.name), "full": one.name,
             "required": one.required, "originals": count, "kept": kept, "error": ""}
        )  # fmt: skip
    return found


def _communes(request: Request, given: QueryDict) -> tuple[units.Called, ...]:
    words = page.asked(given, "territory_code")
    if not words or not given.get("partner"):
        return ()
    return units.communes_called(words=words, province_code=page.asked(given, "partner", 10), day=request.day)


def _filed(
    request: Request, agency_id: int, form: Filing, version: catalogue.VersionRecord, papers: list[dict[str, Any]],
    given: QueryDict,
) -> HttpResponse:  # fmt: skip
    """File it once, however often the page is sent."""
    found = _communes(request, given)
    commune = found[0].unit.code if found and (found[0].is_only or len(found) == 1) else ""
    data = form.cleaned_data
    person = Applicant(*(data[name] for name in ("name", "citizen_id", "phone", "email", "address")))
    handed = tuple(
        PaperHanded(row["full"], row["id"], row["code"], row["originals"], len(row["kept"]))
        for row in papers
        if row["originals"] or row["kept"]
    )
    asked = Asked(
        version.code, commune, person, data["case"] or (version.choices[0] if version.choices else ""), handed,
        data["summary"], result_at_home=data["result_at_home"] == "1",
    )  # fmt: skip
    files = [str(kept.id) for row in papers for kept in row["kept"]]
    fingerprint = hashlib.sha256(repr((asked, files)).encode()).hexdigest()
    key = f"relay-{given.get('once') or uuid4().hex}"[:80]
    try:
        scans = _scans(request, papers)
        with commands.once(key=key, fingerprint=fingerprint, render=lambda made: {"id": str(made.id)}):
            id_ = str(
                services.file(
                    actor=request.actor, now=request.now, agency_id=agency_id, asked=asked, scans=scans
                ).id
            )
    except commands.Replayed as replay:
        id_ = str(replay.answer["id"])
    uploads.forget(actor=request.actor, upload_ids=[kept.id for row in papers for kept in row["kept"]])
    messages.success(
        request, _("Đã nhận hồ sơ và xếp gửi sang tỉnh nhận. Hãy in giấy biên nhận cho người nộp.")
    )
    return HttpResponseRedirect(reverse("desk:relay", args=[id_]))


def _scans(request: Request, papers: list[dict[str, Any]]) -> list[services.Scan]:
    """The files as the relay takes them; raises `Refused` with every reason."""
    problems: list[Problem] = []
    found = []
    for row in papers:
        files, reasons = slots.looked_into(request.actor, row["kept"])
        problems += reasons
        if files:
            found.append(services.Scan(row["full"], row["id"], row["code"], taking.examined(files)))
    if problems:
        raise Refused(*problems)
    return found
