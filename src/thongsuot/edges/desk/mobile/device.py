"""What a device needs before it leaves, and what it reports when it is back on the line.

The page and its kit are kept by a service worker of ours; filings wait in the browser until the server has said of
each that it has it. Answers are JSON, refusals `application/problem+json` with every reason.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.edges.desk import page, saying
from thongsuot.edges.desk.mobile.sessions import found_session
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import paper
from thongsuot.plumbing.http import problems
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.guards import officer_required
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven
from thongsuot.work.mobile import queries, rules, services
from thongsuot.work.mobile.rules import CodeState

WORKER = Path(__file__).parent / "worker.js"
LARGEST = 100_000
TEXTS = ("name", "citizen_id", "phone", "address")
MALFORMED = Problem("entry_bad", "Dữ liệu thiết bị gửi lên không đọc được.", "entry")


def in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A device's own requests are answered as a program's: refusals with every reason, in JSON."""

    @wraps(view)
    def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return problems.as_json(request, refused.status, refused.problems)

    return run


@officer_required
@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker; it serves nothing but the devices' pages and what they load."""
    return HttpResponse(
        WORKER.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@officer_required
@require_safe
def device(request: Request, session_id: UUID) -> HttpResponse:
    """The page that works without a line once it has been opened with one."""
    found = found_session(request, session_id)
    context = {"session": found, "agency": saying.agency(found.agency_id)}
    return page.show(request, "desk/mobile/device.html", context, current="mobile")


@officer_required
@require_POST
@in_json
def kit(request: Request, session_id: UUID) -> HttpResponse:
    """`{"device", "count"}` → procedures with their papers, communes, the device's codes with QR, the server's time.

    A count of 0 takes no codes: the device only asks what it has, and for a token to send with.
    """
    found = found_session(request, session_id)
    given = _body(request)
    name, count = str(given.get("device", ""))[:200], given.get("count", 0)
    if not isinstance(count, int) or isinstance(count, bool):
        raise Refused(MALFORMED)
    if count:
        codes = services.reserve(
            actor=request.actor, now=request.now, agency_id=found.agency_id, session_id=found.id, device=name,
            count=count,
        )  # fmt: skip
    else:
        codes = queries.codes(viewer=request.actor, session_id=found.id, device=" ".join(name.split()))
    return Data(
        {
            "session": {
                "id": found.id,
                "place": found.place,
                "day": found.day,
                "agency": saying.agency(found.agency_id),
            },
            "now": request.now,
            "csrf": get_token(request),
            "codes": [_code(request, one) for one in codes if one.state is CodeState.RESERVED],
            "procedures": [_procedure(code, found) for code in found.procedures],
            "units": _units(found),
            "unit": _own(found),
        }
    )


def _code(request: Request, one: queries.CodeRecord) -> dict[str, str]:
    address = request.build_absolute_uri(tracking_path(one.dossier_id, one.code))
    return {"code": one.code, "qr": paper.qr_svg(address), "url": address}


def _procedure(code: str, session: queries.SessionRecord) -> dict[str, Any]:
    version = catalogue.version_on(code=code, day=session.day)
    if version is None:
        return {"code": code, "name": code, "why": "", "cases": []}
    objection = queries.objection(procedure=code, day=session.day)
    cases = version.choices or ("",)
    return {
        "code": code,
        "name": saying.bare(version.name),
        "why": objection.say(_) if objection else "",  # it may not be received there: so says the form
        "cases": [
            {
                "name": case,
                "papers": [
                    {"id": p.id, "name": saying.bare(p.name), "required": p.required}
                    for p in version.papers_of(case)
                    if p.required or p.originals or p.copies
                ],
            }
            for case in cases
        ],
    }


def _units(session: queries.SessionRecord) -> list[dict[str, str]]:
    agency = units.agency(agency_id=session.agency_id)
    if agency is None or agency.authority_id is None:
        return []
    found = units.children(unit_id=agency.authority_id, day=session.day).units
    return [{"code": one.code, "name": one.full_name} for one in found]


def _own(session: queries.SessionRecord) -> str:
    unit = units.unit(unit_id=session.unit_id, day=session.day)
    return unit.code if unit else ""


@officer_required
@require_POST
@in_json
def sync(request: Request, session_id: UUID) -> HttpResponse:
    """One entry of a device: `{"code", "device", "claimed_at", "offset", "filing_id", "entry": {…}}` → what became of it.

    `offset`: seconds by which the server was ahead of the device when they last spoke; `filing_id`: the device's own
    name of the filing, the same however often it is edited.
    """
    found = found_session(request, session_id)
    given = _body(request)
    entry = given.get("entry")
    if not isinstance(entry, dict):
        raise Refused(MALFORMED)
    done = services.sync(
        actor=request.actor, now=request.now, agency_id=found.agency_id, session_id=found.id,
        code=str(given.get("code", ""))[:60], device=str(given.get("device", ""))[: rules.NAME_LONGEST],
        claimed_at=_moment(given.get("claimed_at")), offset=_offset(given.get("offset")), filing=_filing(entry),
        entry=entry, filing_id=_filing_id(given.get("filing_id")),
    )  # fmt: skip
    return Data(
        {
            "code": done.code,
            "received_at": done.received_at,
            "due_at": done.due_at,
            "is_corrected": done.is_corrected,
            "is_new": done.is_new,
            "remarks": [problem.say(_) for problem in done.remarks],
        }
    )


def _body(request: Request) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        raise Refused(MALFORMED)
    try:
        found = json.loads(request.body)
    except ValueError:
        raise Refused(MALFORMED) from None
    if not isinstance(found, dict):
        raise Refused(MALFORMED)
    return found


def _moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise Refused(MALFORMED) from None


def _offset(value: Any) -> timedelta:
    try:
        return timedelta(seconds=round(float(value)))
    except (TypeError, ValueError, OverflowError):
        raise Refused(MALFORMED) from None


def _filing_id(value: Any) -> UUID | None:
    """None from a device whose page was opened before there was one."""
    try:
        return None if value is None else UUID(hex=value)
    except (TypeError, ValueError, AttributeError):
        raise Refused(MALFORMED) from None


def _filing(entry: dict[str, Any]) -> Filing:
    papers = entry.get("papers", [])
    texts = {
        name: entry.get(name, "")
        for name in (*TEXTS, "procedure", "territory", "case", "result_way", "summary")
    }
    if not isinstance(papers, list) or not all(isinstance(text, str) for text in texts.values()):
        raise Refused(MALFORMED)
    return Filing(
        procedure_code=texts["procedure"],
        territory_code=texts["territory"],
        applicant=Applicant(**{name: texts[name] for name in TEXTS}),
        case=texts["case"],
        papers=tuple(_paper(one) for one in papers),
        summary=texts["summary"],
        result_way=texts["result_way"] or "AT_SUBMISSION_PLACE",
    )


def _paper(one: Any) -> PaperGiven:
    if (
        not isinstance(one, dict)
        or not isinstance(one.get("id"), int)
        or not isinstance(one.get("name"), str)
    ):
        raise Refused(MALFORMED)
    return PaperGiven(one["name"][:2000], one["id"], 1)
