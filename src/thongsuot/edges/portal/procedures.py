"""Finding a procedure and reading what it takes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thongsuot.edges.portal import events, places, province, saying
from thongsuot.edges.portal.page import asked, no_such, page, plain
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import Level
from thongsuot.registers.flows import queries as flows
from thongsuot.registers.flows.rules import Shown
from thongsuot.registers.flows.rules import shown as flow_shown
from thongsuot.work.filings import queries as filings

FIRST, MOST = 10, 40
SHORT = 160  # letters of the results that still read as one line under the name
# Contradictions that touch the person who files; the others are for the office that publishes.
TOLD = ("terms_", "fee_", "full_", "offline_")


@dataclass(frozen=True, slots=True)
class Found:
    """A procedure in a list: what, how long, how much, online?"""

    url: str
    title: str
    field: str
    code: str
    phrase: str
    how_long: str
    how_much: str
    which_way: str


@page
def search(request: Request) -> HttpResponse:
    """`?q=` words, with or without accents; `?linh-vuc=` a field; nothing: what there is to choose from."""
    here = province.home(request.day)
    words, field = asked(request.GET, "q"), asked(request.GET, "linh-vuc")
    context: dict[str, Any] = {"part": "procedures", "q": words, "events": events.shown(), "province": here}
    if words:
        context |= _searched(words, here, request)
        return render(request, "portal/results.html", context)
    listed = catalogue.offered(authority_code=here.agency_code, day=request.day) if here else ()
    if field:
        chosen = [entry for entry in listed if entry.field_code == field]
        if not chosen:
            raise no_such("Không có lĩnh vực này. Hãy chọn trong danh sách lĩnh vực.")
        context |= {"field": chosen[0].field_name, "listed": [_named(entry) for entry in chosen]}
        return render(request, "portal/field.html", context)
    return render(request, "portal/fields.html", context | {"fields": _fields(listed)})


def _searched(words: str, here: province.Province | None, request: Request) -> dict[str, Any]:
    limit = MOST if asked(request.GET, "them") else FIRST
    hits = catalogue.search(
        words=words, day=request.day, authority_code=here.agency_code if here else None, limit=limit + 1
    )
    more = f"?{urlencode({'q': words, 'them': 1})}" if len(hits) > limit and limit < MOST else ""
    return {"hits": [_found(hit) for hit in hits[:limit]], "more": more}


def _found(hit: catalogue.Hit) -> Found:
    version = catalogue.version(version_id=hit.version_id)
    assert version is not None, "a hit is a version"
    return Found(
        _url(hit.code), saying.title(hit.name), hit.field_name, hit.code, hit.phrase,
        saying.how_long(version), saying.how_much(version), saying.which_way(version),
    )  # fmt: skip


def _url(code: str) -> str:
    return reverse("portal:procedure", args=[code.strip()])


def _named(entry: catalogue.Listed) -> dict[str, str]:
    return {"title": saying.title(entry.name), "url": _url(entry.code), "code": entry.code}


def _fields(listed: tuple[catalogue.Listed, ...]) -> list[dict[str, Any]]:
    """The fields of the province with how many procedures each has, as `ui/cards.html` wants them."""
    found: dict[str, dict[str, Any]] = {}
    for entry in listed:
        row = found.setdefault(
            entry.field_code,
            {"title": entry.field_name, "url": "?" + urlencode({"linh-vuc": entry.field_code}), "count": 0},
        )
        row["count"] += 1
    return list(found.values())


@page
def event(request: Request, code: str) -> HttpResponse:
    """The procedures that a life event takes, in the order in which people need them."""
    chosen = next((e for e in events.shown() if e.code == code), None)
    if chosen is None:
        raise no_such("Không có mục này. Hãy chọn việc của bạn ở trang chủ.")
    versions = [catalogue.version_on(code=c, day=request.day) for c in chosen.procedure_codes]
    found = [
        Found(
            _url(v.code), saying.title(v.name), v.field_name, v.code, "",
            saying.how_long(v), saying.how_much(v), saying.which_way(v),
        )
        for v in versions if v is not None
    ]  # fmt: skip
    return render(request, "portal/event.html", {"part": "procedures", "event": chosen, "hits": found})


@page
def procedure(request: Request, code: str) -> HttpResponse:
    """One procedure as it is today; `?xa=` shows the nearest point and who decides for that commune."""
    version = catalogue.version_on(code=plain(code), day=request.day)
    if version is None:
        raise no_such("Không có thủ tục mang mã này. Hãy tìm bằng tên việc bạn cần làm.")
    here = province.home(request.day)
    results = [saying.bare(result.name) for result in version.results]
    context = {
        "part": "procedures",
        "version": version,
        "title": saying.title(version.name),
        "facts": _facts(version),
        "cases": saying.cases(version),
        "times": _beyond_the_fact(saying.times(version)),
        "costs": _beyond_the_fact(saying.costs(version, request.day)),
        "steps": [saying.lines(step) for step in version.steps],
        "flow": _flow(version.code, request.day),
        "requirements": saying.lines(version.requirements),
        "results": results if sum(map(len, results)) <= SHORT else [],
        "long_results": results if sum(map(len, results)) > SHORT else [],
        "bases": [
            {"name": base.name, "code": base.code if base.code not in base.name else ""}
            for base in version.legal_bases
        ],
        "contradictions": _contradictions(version, request.day),
        "has_form": Level.VERTICAL not in version.levels
        and filings.form_online(procedure_code=version.code, day=request.day) is not None,
        "is_vertical": Level.VERTICAL in version.levels,
        "province": here,
        "chosen": places.chosen(here, asked(request.GET, "xa"), request),
        "communes": places.communes(here, request.day),
        "competent": places.competent(here, version, asked(request.GET, "xa"), request.day),
    }
    return render(request, "portal/procedure.html", context)


def _flow(code: str, day: date) -> Shown | None:
    """The way of a dossier of this procedure through the offices, where one is recorded."""
    found = flows.flow_on(procedure_code=code, day=day)
    return flow_shown(found.flow, _, get_language() or "vi", {}) if found else None


def _facts(version: catalogue.VersionRecord) -> list[dict[str, str]]:
    return [
        {"term": _("Mất bao lâu"), "value": saying.how_long(version)},
        {"term": _("Phí, lệ phí"), "value": saying.how_much(version)},
        {"term": _("Qua mạng"), "value": saying.which_way(version)},
        {"term": _("Cách nộp"), "value": saying.ways(version)},
        {"term": _("Ai giải quyết"), "value": saying.settled_by(version)},
    ]


def _beyond_the_fact(lines: list[saying.Line]) -> list[saying.Line]:
    """The lines, when they say more than the one sentence at the top of the page."""
    return lines if len(lines) > 1 or any(line.note for line in lines) else []


def _contradictions(version: catalogue.VersionRecord, day: date) -> list[str]:
    return [
        _(c.message).format(left=c.left, right=c.right)
        for c in catalogue.contradictions(day=day, code=version.code)
        if c.what.startswith(TOLD)
    ]
