"""Signatures over HTTP: check a file (anyone), what is known of a numbered paper, sign results (officers)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.http.guards import anyone, officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.signing import LARGEST
from thongsuot.work.signatures import queries, rules, services

router = Router(tags=["signatures"])


class SignatureOut(Schema):
    """One signature of a file; `verdict` and `pages` (from 1, those that differ) say what it is worth."""

    verdict: str
    explained: list[str]
    pages: list[int]
    signer: str
    agency: str
    issuer: str
    serial: str
    signed_at: datetime | None
    stamped_at: datetime | None
    valid_from: datetime
    valid_to: datetime
    is_demo: bool


class PaperSignatureOut(Schema):
    signer: str
    agency: str
    is_agency: bool
    at: datetime
    level: str
    verdict: str


class AttestedOut(Schema):
    """A paper that this installation signed; no name of a citizen stands here."""

    paper_id: UUID
    code: str
    form: str
    agency_now: str
    signatures: list[PaperSignatureOut]


class CheckOut(Schema):
    """verdict: the worst of all signatures; null when the file has none. paper: ours, when it is one of ours."""

    verdict: str | None
    signatures: list[SignatureOut]
    paper: AttestedOut | None


class SignIn(Schema):
    agency_id: int
    dossier_ids: list[UUID] = Field(min_length=1, max_length=rules.MOST_AT_ONCE)


@router.post("/check", response=CheckOut, summary="Check the signatures of a PDF")
@anyone
def check(request: HttpRequest, file: File[UploadedFile]) -> CheckOut:
    """The file is read and not kept."""
    if file.size is None or file.size > LARGEST:
        text = "Tệp lớn hơn {limit} MB, không kiểm tra được."
        raise Refused(Problem("file_too_large", text, "file", {"limit": LARGEST // 1_000_000}))
    found = queries.check(pdf=file.read(), now=_ours(request).now)
    return CheckOut(
        verdict=found.verdict and found.verdict.value,
        signatures=[_signature(one) for one in found.signatures],
        paper=_paper(found.attested) if found.attested else None,
    )


@router.get("/papers/{uuid:paper_id}", response=AttestedOut, summary="What is known of a signed paper")
@anyone
def paper(request: HttpRequest, paper_id: UUID) -> AttestedOut:
    """By the number in its QR code."""
    found = queries.attested(paper_id=paper_id, now=_ours(request).now)
    if found is None:
        raise NotFound(Problem("no_such_paper", "Không có văn bản đã ký này, hoặc bạn không được xem."))
    return _paper(found)


class SigningOut(Schema):
    """By the dossier's id: the number of its signed paper, or every reason why there is none."""

    signed: dict[UUID, UUID]
    refused: dict[UUID, list[str]]


@router.post("/sign", response=SigningOut, summary="Sign results")
@officer_required
def sign(request: HttpRequest, given: SignIn) -> HttpResponse:
    """At most 100 as one act; `refused` says why of those that were not. Send `Idempotency-Key`."""
    asked = _ours(request)
    site = services.Site(request.build_absolute_uri("/"), bool(settings.DEMO))

    def act() -> services.Signing:
        return services.sign_results(
            actor=asked.actor,
            now=asked.now,
            agency_id=given.agency_id,
            dossier_ids=given.dossier_ids,
            site=site,
        )

    return once(request, act, _signing, status=200)


def _signing(done: services.Signing) -> dict[str, object]:
    return {
        "signed": {str(id_): str(number) for id_, number in done.signed.items()},
        "refused": {str(id_): [text_of(problem) for problem in why] for id_, why in done.refused.items()},
    }


def _signature(one: queries.Checked) -> SignatureOut:
    report = one.report
    return SignatureOut(
        verdict=one.verdict.value,
        explained=[text_of(problem) for problem in rules.explained(one.verdict, pages=one.pages)],
        pages=list(one.pages),
        signer=report.signer,
        agency=report.agency,
        issuer=report.issuer,
        serial=report.serial,
        signed_at=report.signed_at,
        stamped_at=report.stamped_at,
        valid_from=report.valid_from,
        valid_to=report.valid_to,
        is_demo=one.is_demo,
    )


def _paper(found: queries.Attested) -> AttestedOut:
    return AttestedOut(
        paper_id=found.paper_id,
        code=found.code,
        form=found.form,
        agency_now=found.agency_now,
        signatures=[
            PaperSignatureOut(
                signer=one.signer,
                agency=one.agency,
                is_agency=one.is_agency,
                at=one.at,
                level=one.level,
                verdict=queries.verdict_of(one).value,
            )
            for one in found.signatures
        ],
    )


def _ours(request: HttpRequest) -> Request:
    return request  # type: ignore[return-value]
