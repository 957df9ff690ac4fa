"""The papers that go along with a declaration: sent while it is being filled in, kept as long as the draft is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.edges.portal import saying
from thongsuot.edges.portal.filing import owner as owners
from thongsuot.edges.portal.filing.sheet import Sheet, opened
from thongsuot.edges.portal.filing.start import step_url
from thongsuot.edges.portal.page import asked, form_page, private
from thongsuot.kernel.actor import Kind
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import keeping, limits, refusals, slots, taking, uploads
from thongsuot.plumbing.files.slots import Kept
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.forms import rules as form_rules
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossier_queries
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.rules import PaperGiven
from thongsuot.work.dossiers.rules.files import FileKind, title_problems
from thongsuot.work.filings import queries as filings
from thongsuot.work.filings import rules, services


@dataclass(frozen=True, slots=True)
class Slot:
    """One paper and what has been sent of it. `title`: as the dossier will call it; `label`: as the page does."""

    key: str
    title: str
    kept: tuple[Kept, ...]
    asked: rules.PaperAsked | None = None
    offered: tuple[dossier_queries.Earlier, ...] = ()
    again: tuple[UUID, ...] = ()

    @property
    def offers(self) -> list[dict[str, Any]]:
        """Papers of earlier dossiers as the page offers them."""
        return [
            {"id": one.id, "title": one.title, "is_chosen": one.id in self.again,
             "about": " · ".join((one.code, formats.day(one.added_at), one.file_name))}
            for one in self.offered
        ]  # fmt: skip

    @property
    def names(self) -> list[str]:
        """What stands for the paper, by name."""
        earlier = [
            _("dùng lại từ hồ sơ {code}").format(code=one.code)
            for one in self.offered
            if one.id in self.again
        ]
        return [*(one.name for one in self.kept), *earlier]

    @property
    def label(self) -> str:
        return saying.bare(self.asked.label) if self.asked else self.title

    @property
    def wanted_id(self) -> int | None:
        return self.asked.wanted_id if self.asked else None


@form_page
def attach(request: Request, code: str, draft: UUID) -> HttpResponse:
    """Send papers, or go on without. `go`: next, refresh (keep what was chosen and stay)."""
    owners.welcome(request)
    sheet = opened(request, owners.owner_of(request), code, draft)
    if request.method != "POST" or request.actor.kind is not Kind.CITIZEN:
        return _page(request, sheet)
    given = request.POST.copy()
    problems = slots.taken(request, given)
    found = _found(request, sheet, given)
    services.keep(
        actor=sheet.owner, now=request.now, draft_id=draft,
        window=rules.window_of(request.POST.dict()), given=found,
    )  # fmt: skip
    sheet = opened(request, sheet.owner, code, draft)
    hold(request, sheet)
    problems += _problems(sheet, request.day)
    if problems or request.POST.get("go") == "refresh":
        return _page(request, sheet, problems, status=422 if problems else 200)
    address = reverse("portal:filing-review", args=[sheet.version.code, draft])
    return private(HttpResponseRedirect(f"{address}?{urlencode({'xong': f'{draft}.giay-to'})}"))


def slots_of(sheet: Sheet, day: date) -> tuple[Slot, ...]:
    """The papers that the procedure wants beside the declaration, and one that it does not name."""
    raw = sheet.draft.raw
    files = rules.files_of(raw)
    read = {key: value for key, value in raw.items() if key in rules.GENERAL.values()}
    case = rules.case_of(read, sheet.version.choices)
    papers = sheet.version.papers_of(case)
    answered = rules.answered([paper.name for paper in papers], sheet.form.definition.declaration)
    named = {code for one in sheet.definition.attachments for code in one.papers}
    wanted = [
        paper
        for paper in papers
        if (paper.required or paper.originals or paper.copies or paper.code in named)
        and paper.name not in answered
    ]
    asked = rules.papers_asked(wanted, sheet.definition, raw)
    had = dossier_queries.own_papers(viewer=sheet.owner, authority_id=units.home_authority())
    known = {key.removeprefix(rules.FILES) for one in asked for key in one.kept_under}
    stray = [id_ for key, ids in files.items() if key not in known for id_ in ids]
    other = Slot(
        rules.OTHER_PAPER, raw.get(rules.OTHER_NAME, ""), slots.kept(sheet.owner, slots.ids_of(stray))
    )
    return (*(_slot(sheet, one, had, day) for one in asked), other)


def _slot(sheet: Sheet, one: rules.PaperAsked, had: Sequence[dossier_queries.Earlier], day: date) -> Slot:
    ids = [id_ for key in one.kept_under for id_ in sheet.draft.raw.get(key, "").split()]
    offered = rules.fitting(one, had, day)
    chosen = set(slots.ids_of(sheet.draft.raw.get(f"{rules.AGAIN}{one.kept_under[0]}", "").split()))
    kept = slots.kept(sheet.owner, slots.ids_of(ids))
    again = tuple(item.id for item in offered if item.id in chosen)
    return Slot(one.key, saying.bare(one.title), kept, one, offered, again)


def hold(request: Request, sheet: Sheet) -> None:
    """The files stay as long as a draft may."""
    ids = [one.id for slot in slots_of(sheet, request.day) for one in slot.kept]
    until = request.now + filings.policy(request.day).lasts(is_browser=False) * 2
    uploads.hold(actor=sheet.owner, upload_ids=ids, until=until)


def papers_of(found: Sequence[Slot]) -> list[PaperGiven]:
    """The papers that are given by their files."""
    return [
        PaperGiven(slot.title, slot.wanted_id, is_electronic=True)
        for slot in found
        if slot.kept or slot.again
    ]


def again_of(found: Sequence[Slot]) -> list[dossiers.Again]:
    """The papers of earlier dossiers that were chosen."""
    return [
        dossiers.Again(dossiers.Paper(slot.title, slot.wanted_id), slot.again) for slot in found if slot.again
    ]


def scans_of(sheet: Sheet, found: Sequence[Slot]) -> list[dossiers.Scan]:
    """The files as the dossier takes them, the pictures of one paper as one PDF; raises Refused with every reason."""
    problems: list[Problem] = []
    scans = []
    for slot in found:
        files, reasons = slots.looked_into(sheet.owner, slot.kept)
        problems += reasons
        if files:
            pictures = all(file.media_type.startswith("image/") for file in files)
            paper = dossiers.Paper(slot.title, slot.wanted_id)
            examined: list[keeping.Examined] = taking.examined(
                files, bound_as=slot.title[:100] if pictures else ""
            )
            scans.append(dossiers.Scan(paper, FileKind.ELECTRONIC, examined))
    if sum(len(slot.kept) for slot in found) > limits.FILES_AT_ONCE:
        problems.append(refusals.too_many(limits.FILES_AT_ONCE))
    if problems:
        raise Refused(*problems)
    return scans


def _found(request: Request, sheet: Sheet, given: QueryDict) -> dict[str, str]:
    """What the draft is to keep of the page: key of a paper → ids of its files."""
    found: dict[str, str] = {}
    for slot in slots_of(sheet, request.day):
        kept = slots.kept(sheet.owner, slots.ids_of(given.getlist(f"u_{slot.key}")))
        under = slot.asked.kept_under if slot.asked else (f"{rules.FILES}{slot.key}",)
        found |= dict.fromkeys(under[1:], "")
        found[under[0]] = " ".join(str(one.id) for one in kept)
        if slot.offered:
            chosen = set(slots.ids_of(given.getlist(f"r_{slot.key}")))
            found[f"{rules.AGAIN}{under[0]}"] = " ".join(
                str(one.id) for one in slot.offered if one.id in chosen
            )
    title = form_rules.plain(given.get("t_khac", ""))[:500]
    return {**found, rules.OTHER_NAME: title}


def _problems(sheet: Sheet, day: date) -> tuple[Problem, ...]:
    """What cannot stay as it is; what is missing may still come, and is said before filing."""
    *found, other = slots_of(sheet, day)
    files = {slot.key: len(slot.kept) + len(slot.again) for slot in found}
    asked = [slot.asked for slot in found if slot.asked]
    many = [p for p in rules.attachment_problems(asked, (), files) if p.code == "attachment_many"]
    return (*many, *(title_problems(other.title) if other.kept else ()))


def _page(
    request: Request, sheet: Sheet, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    count = len(sheet.sections)
    context: dict[str, Any] = {
        "part": "procedures",
        "sheet": sheet,
        "version": sheet.version,
        "title": saying.title(sheet.version.name),
        "slots": slots_of(sheet, request.day),
        "problems": problems,
        "at": count + 1,
        "of": count + 2,
        "back": step_url(sheet.version.code, sheet.draft.id, sheet.sections[-1].id),
        "here": reverse("portal:filing-files", args=[sheet.version.code, sheet.draft.id]),
        "review": reverse("portal:filing-review", args=[sheet.version.code, sheet.draft.id]),
        "window": uuid4().hex[:12],
        "is_citizen": request.actor.kind is Kind.CITIZEN,
        "done": asked(request.GET, "xong"),
    }
    return private(render(request, "portal/filing_files.html", context, status=status))


def group_of(sheet: Sheet, found: Sequence[Slot]) -> Mapping[str, Any]:
    """The papers on the page of all answers."""
    url = reverse("portal:filing-files", args=[sheet.version.code, sheet.draft.id])
    facts = [
        {"term": slot.label, "value": ", ".join(slot.names), "url": f"{url}#f_{slot.key}", "note": ""}
        for slot in found
        if slot.names
    ]  # fmt: skip
    nothing = [
        {"term": _("Chưa gửi giấy tờ nào"), "value": _("mang đến khi được yêu cầu"), "url": url, "note": ""}
    ]
    return {"title": _("Giấy tờ kèm theo"), "facts": facts or nothing}
