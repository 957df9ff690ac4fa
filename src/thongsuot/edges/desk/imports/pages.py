"""The files of old dossiers, and one of them: what was found, what is to be done with it, how far it is."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import page, seats
from thongsuot.edges.desk.imports import columns, saying
from thongsuot.kernel.errors import Forbidden, NotFound, Problem, Refused
from thongsuot.plumbing.files import limits
from thongsuot.plumbing.files.serving import attachment
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import fields, forms, tables
from thongsuot.registers.units import queries as units
from thongsuot.work.imports import queries, services

UPLOAD = "imports.upload"
AT_ONCE = 300  # good rows that are loaded while the officer waits
ON_PAGE = 50  # rows with findings
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Upload(forms.Form):
    """A table of old dossiers, and the counter in whose name they come in."""

    agency = django_forms.TypedChoiceField(label=gettext_lazy("Nơi tiếp nhận"), coerce=int)
    file = django_forms.FileField(
        label=gettext_lazy("Tệp sổ cũ"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), .ods hoặc CSV, tối đa 20 MB và 100.000 dòng."),
    )

    def __init__(self, *args: Any, places: tuple[units.AgencyRecord, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [(place.id, place.name) for place in places]  # type: ignore[attr-defined]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """The files that were handed in, and the way to one more."""
    places = seats.counters(request, UPLOAD)
    if not places:
        raise Forbidden(Problem("not_granted", "Trang này dành cho người được nhập hồ sơ cũ."))
    form = Upload(places=places)
    if request.method == "POST":
        form = Upload(request.POST, request.FILES, places=places)
        if form.is_valid():
            try:
                return _uploaded(request, form)
            except Refused as refused:
                fields.add_problems(form, refused.problems)
    table = saying.files(queries.books(viewer=request.actor))
    if answer := tables.export(request, table):
        return answer
    context = {"form": form, "table": table, "is_one": len(places) == 1}
    return page.show(
        request, "desk/imports/files.html", context, current="imports", status=422 if form.errors else 200
    )


def _uploaded(request: Request, form: Upload) -> HttpResponse:
    sent = form.cleaned_data["file"]
    examined = services.examine(sent.name or "", sent.read(limits.FILE_MOST + 1))
    book_id = services.upload(
        actor=request.actor, now=request.now, agency_id=form.cleaned_data["agency"], examined=examined
    )
    return HttpResponseRedirect(reverse("desk:import", args=[book_id]))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: Request, book_id: UUID) -> HttpResponse:
    """What was found in a file; choosing columns, accepting proposals, loading."""
    found = _found(request, book_id)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            _act(request, found)
        except Refused as refused:
            problems = refused.problems
        else:
            return HttpResponseRedirect(request.get_full_path())
    code = page.asked(request.GET, "code", 40)
    rows = queries.rows(
        viewer=request.actor, book_id=book_id, code=code, found=True, after=_after(request), limit=ON_PAGE + 1
    )
    table = saying.findings(found, rows[:ON_PAGE])
    if answer := tables.export(request, table):
        return answer
    context = {
        "book": found,
        "agency": _name(found.agency_id),
        "phase": saying.PHASES[found.phase],
        "problems": problems or _why(found),
        "stats": saying.stats(found),
        "remarks": saying.remarks(found),
        "classes": _classes(found, code),
        "code": code,
        "table": table,
        "next": _next(rows, code),
        "sheets": columns.shown(found) if found.phase in ("asking", "checked") else [],
        "is_asking": found.phase == "asking",
        "is_under_way": found.phase in ("checking", "loading"),
        "done": found.counts.get("loaded", 0),
        "goal": found.counts.get("loaded", 0) + found.counts.get("good", 0),
    }
    return page.show(
        request, "desk/imports/book.html", context, current="imports", status=422 if problems else 200
    )


@officer_required
@require_safe
def answer(request: Request, book_id: UUID) -> HttpResponse:
    """The same workbook with what is wrong beside each row."""
    found = _found(request, book_id)
    data = queries.answer(viewer=request.actor, book_id=book_id, translate=_)
    assert data is not None, "the book was just found"
    stem = found.file_name.rsplit(".", 1)[0]
    return attachment(f"{stem} - {_('kết quả kiểm tra')}.xlsx", XLSX, data)


def _found(request: Request, book_id: UUID) -> queries.BookRecord:
    found = queries.book(viewer=request.actor, book_id=book_id)
    if found is None or found.agency_id not in seats.able(request, UPLOAD):
        raise NotFound(Problem("no_such_import", "Không có tệp nhập này, hoặc bạn không được xem."))
    return found


def _act(request: Request, found: queries.BookRecord) -> None:
    given: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "agency_id": found.agency_id, "book_id": found.id,
    }  # fmt: skip
    if "arrange" in request.POST:
        services.arrange(**given, sheets=columns.chosen(found, request.POST))
        messages.success(request, _("Đã kiểm tra lại theo các cột bạn chọn."))
    elif "accept" in request.POST:
        wanted = {code[:40] for code in request.POST.getlist("accepted")[:100]}
        known = {code for _kind, code, _count, can in found.classes if can} | found.accepted
        services.arrange(**given, accepted=sorted(wanted & known))
        messages.success(request, _("Đã kiểm tra lại với các đề nghị bạn chấp nhận."))
    elif "load" in request.POST:
        good = services.load(**given, only_good=request.POST.get("only_good") == "1")
        if good <= AT_ONCE:
            services.load_to_end(actor=request.actor, clock=lambda: request.now, book_id=found.id)
        messages.success(request, _("Đang nhập {n} hồ sơ.").format(n=good))


def _why(found: queries.BookRecord) -> tuple[Problem, ...]:
    """Why the file could not be read."""
    return tuple(Problem(p["code"], p["message"], "", p["params"]) for p in found.problems)


def _name(agency_id: int) -> str:
    agency = units.agency(agency_id=agency_id)
    return agency.name if agency else ""


def _classes(found: queries.BookRecord, code: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": saying.KINDS[kind],
            "code": one,
            "name": saying.class_name(one),
            "count": count,
            "can_accept": can or one in found.accepted,
            "is_accepted": one in found.accepted,
            "is_current": one == code,
        }
        for kind, one, count, can in found.classes
    ]


def _after(request: Request) -> tuple[int, int]:
    """The row behind which the page begins, as `sheet-row`."""
    sheet, _dash, number = page.asked(request.GET, "after", 20).partition("-")
    is_one = all(part.isascii() and part.isdigit() and len(part) < 8 for part in (sheet, number))
    return (int(sheet), int(number)) if is_one else (-1, 0)


def _next(rows: tuple[queries.RowRecord, ...], code: str) -> str:
    if len(rows) <= ON_PAGE:
        return ""
    last = rows[ON_PAGE - 1]
    return f"?code={code}&after={last.sheet}-{last.number}"
