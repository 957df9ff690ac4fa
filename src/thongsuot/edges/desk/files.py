"""The files of a dossier at the desk: digitise paper by paper, use earlier ones again, take out, open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from thongsuot.edges.desk import copies, page, portal_files, results, rows, saying, seats, story
from thongsuot.edges.desk.dossier import Opened, opened
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import serving, taking
from thongsuot.plumbing.files.scanning import STATE_NAMES as SCAN_NAMES
from thongsuot.plumbing.files.scanning import State as Scan
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import files as rules
from thongsuot.work.dossiers.rules import is_open
from thongsuot.work.dossiers.rules.certifying import certifying_problems
from thongsuot.work.dossiers.rules.files import FileKind

ATTACH = "dossiers.attach"
SCAN_TONES = {Scan.CLEAN: "done", Scan.NOT_SCANNED: "soon", Scan.INFECTED: "late"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One file as the page shows it."""

    id: UUID
    name: str
    url: str
    about: str
    kind: str
    source: str
    scan: str
    scan_tone: str
    is_blocked: bool
    is_certifiable: bool
    copy: Mapping[str, object] | None  # how a certified copy or a result is signed: see `copies.standing`


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the procedure, or one that came beside it: `key` names it in the form."""

    key: str
    title: str
    is_required: bool
    is_asked: bool
    files: tuple[Shown, ...]


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Request, code: str) -> HttpResponse:
    """The page, and what its buttons do."""
    found = opened(request, code)
    record = found.record
    problems: tuple[Problem, ...] = ()
    store: tuple[dossiers.StoreItem, ...] | None = None
    if request.method == "POST":
        try:
            store, said = _done(request, found)
        except Refused as refused:
            problems = refused.problems
        else:
            if store is None:
                messages.success(request, said)
                return HttpResponseRedirect(reverse("desk:files", args=[record.code]))
    return _page(request, found, problems, store)


def _done(request: Request, found: Opened) -> tuple[tuple[dossiers.StoreItem, ...] | None, str]:
    """Carry out what was asked for: the earlier papers to choose from, or a sentence that it is done."""
    asked, record = request.POST, found.record
    common: dict[str, Any] = {
        "actor": request.actor,
        "now": request.now,
        "agency_id": _seat(request, record) or record.holder_agency_id,
        "dossier_id": record.id,
    }
    file_id = next(iter(_ids([asked.get("file", "")])), UUID(int=0))
    match asked.get("go", "attach"):
        case "portal-fetch" | "portal-dismiss":
            return None, portal_files.settle(request, record)
        case "store":
            return services.open_store(**common, consent=bool(asked.get("consent"))), ""
        case "reuse":
            ids = services.reuse(**common, item_ids=_ids(asked.getlist("item")), consent=True)
            return None, _reused(len(ids))
        case "certify":
            return None, copies.certify(request, record, file_id)
        case "sign":
            return None, copies.sign(request, record, file_id)
        case "sign-result":
            return None, results.sign(request, record, file_id)
        case "remove":
            services.remove_file(**common, file_id=file_id, reason=page.asked(asked, "reason", 600))
            return None, _("Đã gỡ tệp khỏi hồ sơ. Lý do được lưu trong nhật ký.")
    return None, _attached(request, found, common)


def _reused(count: int) -> str:
    return ngettext("Đã dùng lại {n} giấy tờ.", "Đã dùng lại {n} giấy tờ.", count).format(n=count)


def _attached(request: Request, opened_: Opened, common: dict[str, Any]) -> str:
    asked = request.POST
    paper = _paper(opened_, page.asked(asked, "paper", 600), page.asked(asked, "title", 600))
    found, upload_ids = taking.given(request)
    bound_as = paper.title if asked.get("bind") else ""
    examined = taking.examined(found, bound_as=bound_as[:100])
    given = asked.get("kind", "")
    kind = FileKind(given) if given in [one.value for one in rules.BY_HAND] else FileKind.ORIGINAL
    services.attach(**common, paper=paper, kind=kind, files=examined, upload_ids=upload_ids)
    return _("Đã lưu tệp của “{title}”.").format(title=paper.title)


def _paper(found: Opened, chosen: str, other: str) -> services.Paper:
    """The paper that a file is: one of the procedure, one that was asked for, or one that the officer names."""
    for component in components(found.record, (), _asked(found)):
        if component.key == chosen and chosen:
            wanted = chosen.removeprefix("w") if chosen.startswith("w") else ""
            return services.Paper(component.title, int(wanted) if wanted else None)
    return services.Paper(other)


def _page(
    request: Request,
    opened_: Opened,
    problems: tuple[Problem, ...],
    store: tuple[dossiers.StoreItem, ...] | None,
) -> HttpResponse:
    record = opened_.record
    found = dossiers.files_of(viewer=request.actor, dossier_id=record.id)
    signing = copies.standing(request, record) | results.standing(request, record)
    shown = components(record, found, _asked(opened_), signing)
    chosen = page.asked(request.POST or request.GET, "paper", 600)
    empty = sorted(
        (one for one in shown if not one.files), key=lambda one: not (one.is_asked or one.is_required)
    )
    missing = empty[0].key if empty else ""
    has_ended = not is_open(record.state)
    kinds = [one for one in rules.BY_HAND if (one is FileKind.RESULT) <= (record.state in rules.WITH_RESULT)]
    context = {
        "record": record,
        "title": saying.procedure(record.procedure_version_id),
        "back": rows.address(record.code),
        "components": shown,
        "chosen": chosen or missing,
        "kinds": [
            (one.value, _(rules.KIND_NAMES[one])) for one in kinds if not has_ended or one is FileKind.RESULT
        ],
        "chosen_kind": request.POST.get("kind", kinds[0].value if not has_ended else FileKind.RESULT.value),
        "other": page.asked(request.POST, "title", 600),
        "may_add": _seat(request, record) is not None
        and (not has_ended or record.state in rules.WITH_RESULT),
        "may_change": _seat(request, record) is not None and not has_ended,
        "certifies": seats.able(request, copies.CERTIFY),
        "problems": problems,
        "store": None if store is None else [_item(one) for one in store],
        "count": len(found),
        "missing": portal_files.shown(request, record),
        "may_fetch": portal_files.seat(request, record) is not None,
        "has_identity": bool(record.citizen_id or record.citizen_account_id),
    }
    return page.show(request, "desk/files.html", context, status=422 if problems else 200)


def components(
    record: dossiers.DossierRecord,
    found: Iterable[dossiers.FileRecord],
    asked: Iterable[str],
    certified: Mapping[UUID, Mapping[str, object]] = MappingProxyType({}),
) -> tuple[Component, ...]:
    """Every paper of the dossier with its files: those of the procedure, those asked for, then the others."""
    version = catalogue.version(version_id=record.procedure_version_id)
    wanted = [
        (f"w{paper.id}", saying.bare(paper.name), paper.required, False)
        for paper in (version.papers_of(record.case_name) if version else ())
        if paper.required or paper.originals or paper.copies
    ]
    known = {title for _key, title, _required, _asked in wanted}
    wanted += [(f"a{n}", title, False, True) for n, title in enumerate(asked) if title not in known]
    known |= {title for _key, title, _required, _asked in wanted}
    files = list(found)
    others = dict.fromkeys(one.title for one in files if one.title not in known)
    wanted += [(f"o{n}", title, False, False) for n, title in enumerate(others)]
    return tuple(
        Component(
            key,
            title,
            required,
            is_asked,
            tuple(_shown(record, one, certified.get(one.id)) for one in files if one.title == title),
        )
        for key, title, required, is_asked in wanted
    )


def _asked(found: Opened) -> tuple[str, ...]:
    """What the applicant was asked to add."""
    asked = story.asked(found.steps)
    return tuple(str(one) for one in asked["wanted"]) if asked else ()


def _shown(
    record: dossiers.DossierRecord, one: dossiers.FileRecord, copy: Mapping[str, object] | None
) -> Shown:
    return Shown(
        one.id,
        one.file_name,
        reverse("desk:file", args=[record.code, one.id]),
        " · ".join(filter(None, (pages(one.pages), formats.size(one.size), formats.moment(one.added_at)))),
        _(rules.KIND_NAMES[one.kind]),
        _(rules.SOURCE_NAMES[one.source]),
        _(SCAN_NAMES[one.scan]),
        SCAN_TONES[one.scan],
        one.scan is Scan.INFECTED,
        not certifying_problems(one.kind, one.media_type, number="1", book="1"),
        copy,
    )


def pages(count: int) -> str:
    """ "3 trang"; "" where they cannot be counted."""
    return ngettext("{n} trang", "{n} trang", count).format(n=count) if count else ""


def _item(one: dossiers.StoreItem) -> dict[str, Any]:
    about = (one.code, formats.day(one.added_at), _(rules.KIND_NAMES[one.kind]), pages(one.pages))
    return {"id": one.id, "title": one.title, "about": " · ".join(filter(None, about))}


def _seat(request: Request, record: dossiers.DossierRecord) -> int | None:
    """The agency in whose name the officer may add files here."""
    able = seats.able(request, ATTACH)
    concerned = (record.holder_agency_id, record.received_agency_id, record.competent_agency_id)
    return next((one for one in concerned if one in able), None)


def _ids(given: Iterable[str]) -> list[UUID]:
    found = []
    for text in given:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[: rules.FILES_MOST]


@officer_required
@require_safe
def file(request: Request, code: str, file_id: UUID) -> HttpResponse:
    """One file, saved and never shown; the journal keeps who opened it."""
    record = opened(request, code).record
    readable = seats.readable(request)
    concerned = (record.holder_agency_id, record.received_agency_id, record.competent_agency_id)
    agency_id = next((one for one in concerned if one in readable), None)
    content = services.open_file(actor=request.actor, now=request.now, file_id=file_id, agency_id=agency_id)
    signed = copies.content(request, record, file_id)
    return serving.attachment(content.name, content.media_type, signed or content.data)
