"""Filing online over HTTP, for the citizen whose token it is: a draft, its answers, its papers, then the dossier."""

import hashlib
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused
from thongsuot.plumbing.files import keeping, slots, taking, uploads
from thongsuot.plumbing.http.data import Data
from thongsuot.plumbing.http.guards import citizen_required
from thongsuot.plumbing.http.once import VersionChanged, etag, once, version_seen
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.rules import PaperGiven
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.filings import queries, services
from thongsuot.work.filings.queries import DraftRecord
from thongsuot.work.filings.rules import Window

router = Router(tags=["filings"])

WINDOW = "api"
BODY = "_body"  # key of a draft's raw answers: what the call that began it said
Key = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[a-z][a-z0-9_.-]*$")]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Answers = dict[Key, Text]


class DraftIn(Schema):
    """`answers`: key of a question → what was typed, as the form of the procedure names them (see /forms)."""

    procedure_code: str = Field(max_length=40)
    answers: Answers = {}


class DraftChangesIn(Schema):
    """Only what changes; an empty text empties an answer."""

    answers: Answers


class FiledPaperIn(Schema):
    """Files of one paper: ids of finished uploads (POST /api/v1/uploads/)."""

    title: str = Field(min_length=1, max_length=500)
    wanted_id: int | None = None
    uploads: list[UUID] = Field(min_length=1, max_length=30)


class DraftSubmitIn(Schema):
    papers: list[FiledPaperIn] = Field([], max_length=30)


class DraftMissingOut(Schema):
    """`field`: key of the question that it is about, "" for the whole."""

    code: str
    field: str
    detail: str


class DraftOut(Schema):
    """`missing` is empty when it can be filed; `due_at`, `competent_agency_id`: what would follow if it were filed now."""

    id: UUID
    procedure_code: str
    revision: int
    answers: dict[str, str]
    begun_at: datetime
    saved_at: datetime
    ends_at: datetime | None
    missing: list[DraftMissingOut]
    competent_agency_id: int | None
    due_at: datetime | None


class DraftLineOut(Schema):
    id: UUID
    procedure_code: str
    revision: int
    saved_at: datetime
    ends_at: datetime | None


class DraftsOut(Schema):
    drafts: list[DraftLineOut]


class DraftFiledOut(Schema):
    id: UUID
    code: str
    received_at: str
    due_at: str | None
    competent_agency_id: int
    is_elsewhere: bool
    explained: list[str]


@router.get("", response=DraftsOut, summary="My drafts")
@citizen_required
def drafts(request: HttpRequest) -> HttpResponse:
    """What is not filed yet, the latest first; at most fifty, as many as one may have."""
    found = queries.drafts(viewer=_ours(request).actor, channel="ONLINE", limit=services.DRAFTS_MOST)
    return Data(
        {
            "drafts": [
                {
                    "id": one.id, "procedure_code": one.procedure_code, "revision": one.revision,
                    "saved_at": one.saved_at, "ends_at": one.ends_at,
                }
                for one in found
            ]
        }
    )  # fmt: skip


@router.post("", response={201: DraftOut}, summary="Begin a draft")
@citizen_required
def begin(request: HttpRequest, given: DraftIn) -> HttpResponse:
    """Nothing is checked yet: `missing` says what is. Send `Idempotency-Key` so that a repeated request begins one."""
    asked = _ours(request)
    form = queries.form_online(procedure_code=given.procedure_code, day=asked.day)
    if form is None:
        raise NotFound(
            Problem("no_such_form", "Thủ tục này chưa nộp trực tuyến được ở đây.", "procedure_code")
        )
    said = hashlib.sha256(request.body).hexdigest()
    draft = services.begin(
        actor=asked.actor, now=asked.now, channel="ONLINE", procedure_code=given.procedure_code, form_id=form.id,
        raw={**given.answers, BODY: said}, draft_id=_keyed(asked),
    )  # fmt: skip
    if draft.raw.get(BODY) != said:
        message = "Khóa chống gửi trùng này đã dùng cho một yêu cầu khác. Hãy tạo khóa mới."
        raise Refused(Problem("key_reused", message, "Idempotency-Key"))
    return _answer(asked, draft, 201)


@router.get("/{draft_id}", response=DraftOut, summary="One draft")
@citizen_required
def one(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The ETag is what `If-Match` of a change or of filing wants."""
    asked = _ours(request)
    return _answer(asked, _found(asked, draft_id))


@router.patch("/{draft_id}", response=DraftOut, summary="Change answers of a draft")
@citizen_required
def change(request: HttpRequest, draft_id: UUID, given: DraftChangesIn) -> HttpResponse:
    """Needs `If-Match`; 412 when it changed since."""
    asked = _ours(request)
    seen = _seen(asked, _found(asked, draft_id))
    kept = services.keep(
        actor=asked.actor, now=asked.now, draft_id=draft_id, window=Window(WINDOW, seen), given=given.answers
    )
    if kept.conflicts:
        message = "Bản nháp đã thay đổi ở một cửa sổ khác. Hãy xem lại rồi nộp."
        raise Conflict(*(Problem("draft_changed", message, one.key) for one in kept.conflicts))
    return _answer(asked, kept.draft)


@router.delete("/{draft_id}", response={204: None}, summary="Throw a draft away")
@citizen_required
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """404 when there is none."""
    asked = _ours(request)
    if not services.discard(actor=asked.actor, draft_id=draft_id):
        raise _nothing()
    return HttpResponse(status=204)


@router.post("/{draft_id}/submit", response={201: DraftFiledOut}, summary="File a draft")
@citizen_required
def submit(request: HttpRequest, draft_id: UUID, given: DraftSubmitIn) -> HttpResponse:
    """It becomes a dossier. Needs `If-Match`; send `Idempotency-Key`, for after the first time there is no draft."""
    asked = _ours(request)
    seen = version_seen(request)

    def act() -> dossiers.Receipt:
        is_there = (
            queries.draft(viewer=asked.actor, draft_id=draft_id) is not None
        )  # a repeated call finds none
        return services.submit(
            actor=asked.actor, now=asked.now, draft_id=draft_id, revision=seen, papers=_papers(given),
            scans=[_scan(asked, paper) for paper in given.papers] if is_there else (),
        )  # fmt: skip

    response = once(request, act, dossiers.Receipt.as_json)
    uploads.forget(actor=asked.actor, upload_ids=[id_ for paper in given.papers for id_ in paper.uploads])
    return response


def _papers(given: DraftSubmitIn) -> list[PaperGiven]:
    return [PaperGiven(paper.title, paper.wanted_id, is_electronic=True) for paper in given.papers]


def _scan(asked: Request, paper: FiledPaperIn) -> dossiers.Scan:
    """The files of one paper; raises Refused with every reason, and NotFound for uploads that are not there."""
    found = slots.kept(asked.actor, paper.uploads)
    if len(found) != len(set(paper.uploads)):
        message = "Không có tệp đang gửi này, hoặc đã quá hạn. Hãy gửi lại từ đầu."
        raise NotFound(Problem("no_such_upload", message, "papers"))
    files, problems = slots.looked_into(asked.actor, found)
    if problems:
        raise Refused(*problems)
    examined: list[keeping.Examined] = taking.examined(files)
    return dossiers.Scan(dossiers.Paper(paper.title, paper.wanted_id), FileKind.ELECTRONIC, examined)


def _answer(asked: Request, draft: DraftRecord, status: int = 200) -> HttpResponse:
    prospect = services.assess_draft(draft=draft, now=asked.now, citizen_account_id=asked.actor.account_id)
    assessed = prospect.assessed
    body: dict[str, Any] = {
        "id": draft.id,
        "procedure_code": draft.procedure_code,
        "revision": draft.revision,
        "answers": {key: value for key, value in draft.raw.items() if key != BODY},
        "begun_at": draft.begun_at,
        "saved_at": draft.saved_at,
        "ends_at": draft.ends_at,
        "missing": [{"code": p.code, "field": p.field, "detail": text_of(p)} for p in prospect.problems],
        "competent_agency_id": assessed.competent_agency_id or None if assessed else None,
        "due_at": assessed.due.due_at if assessed and assessed.due else None,
    }
    response = Data(body, status)
    response["ETag"] = etag(draft.revision)
    return response


def _seen(asked: Request, draft: DraftRecord) -> int:
    seen = version_seen(asked)
    if seen != draft.revision:
        message = "Dữ liệu đã thay đổi. Hãy tải lại rồi làm tiếp."
        raise VersionChanged(Problem("version_changed", message, "If-Match"))
    return seen


def _keyed(asked: Request) -> UUID | None:
    """The id that a draft begun under this key has; None without a key."""
    key = asked.headers.get("Idempotency-Key", "")
    if not key:
        return None
    if not 8 <= len(key) <= 128 or not key.isascii() or not key.isprintable():
        raise Refused(Problem("key_bad", "Idempotency-Key phải có 8–128 ký tự ASCII.", "Idempotency-Key"))
    return uuid5(UUID(int=0), f"{asked.actor.key} {key}")


def _found(asked: Request, draft_id: UUID) -> DraftRecord:
    draft = queries.draft(viewer=asked.actor, draft_id=draft_id)
    if draft is None or draft.channel != "ONLINE":
        raise _nothing()
    return draft


def _nothing() -> NotFound:
    message = "Không có bản nháp này, hoặc nó thuộc một tài khoản khác. Hãy đăng nhập lại."
    return NotFound(Problem("no_such_draft", message, "draft_id"))


def _ours(request: HttpRequest) -> Request:
    return request  # type: ignore[return-value]
