"""Signatures over HTTP: check a file (anyone), what is known of a numbered paper, sign results (officers)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import BaseModel

from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing import access, signing
from thongsuot.plumbing.files import serving
from thongsuot.plumbing.http.data import Data, plain
from thongsuot.plumbing.http.given import LARGEST, Flag, Id, Note
from thongsuot.plumbing.http.guards import anyone, officer_required
from thongsuot.plumbing.http.once import once
from thongsuot.plumbing.http.problems import text_of
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as dossier_verbs
from thongsuot.work.signatures import queries, rules, services

router = Router(tags=["signatures"])
dossier_router = Router(tags=["signatures"])
RECORD = "signatures.record_certificate"
CertificateId = Annotated[int, Field(ge=1, le=LARGEST)]
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


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


class SignCopyIn(BaseModel):
    agency_id: Id


class CertificateIn(BaseModel):
    """`certificate`: PEM. `key_place`: `file:NAME` or `pkcs11:LABEL`. `is_agency`: the agency's own, for its seal."""

    agency_id: Id
    account_id: Id
    certificate: Annotated[str, Field(max_length=20_000)]
    key_place: Annotated[str, Field(max_length=200)]
    is_agency: Flag = False


class RevokeIn(BaseModel):
    agency_id: Id
    reason: Note


class CertificateOut(Schema):
    """`standing`: good, expiring, expired, revoked or not yet. `fingerprint`: SHA-256 in hex."""

    id: int
    account_id: int
    agency_id: int
    is_agency: bool
    subject: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    recorded_at: datetime
    revoked_at: datetime | None
    revoked_because: str
    is_demo: bool
    standing: str


class CertificatesOut(Schema):
    certificates: list[CertificateOut]


class CertificatesQuery(Schema):
    agency_id: int = Field(ge=1, le=LARGEST)


class SignedCopyOut(Schema):
    """The number by which anybody finds what is known of it: `GET /api/v1/signatures/papers/{paper_id}`."""

    paper_id: UUID


@router.post("/check", response=CheckOut, summary="Check the signatures of a PDF")
@anyone
def check(request: HttpRequest, file: File[UploadedFile]) -> CheckOut:
    """The file is read and not kept."""
    if file.size is None or file.size > signing.LARGEST:
        text = "Tệp lớn hơn {limit} MB, không kiểm tra được."
        raise Refused(Problem("file_too_large", text, "file", {"limit": signing.LARGEST // 1_000_000}))
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


class SealIn(BaseModel):
    """Numbers of papers that officers of the agency signed."""

    agency_id: Id
    paper_ids: Annotated[list[UUID], Field(min_length=1, max_length=rules.MOST_AT_ONCE)]


class SealingOut(Schema):
    """By the number of the signed paper: that of the sealed one, or every reason why there is none."""

    sealed: dict[UUID, UUID]
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


class SignUploadsIn(BaseModel):
    """Files of kind `result` that were handed in as PDF: `GET /api/v1/dossiers/{code}/files` names them."""

    agency_id: Id
    file_ids: Annotated[list[UUID], Field(min_length=1, max_length=rules.MOST_AT_ONCE)]


class UploadsOut(Schema):
    """By the file's id: the number of its signed paper, or every reason why there is none."""

    signed: dict[UUID, UUID]
    refused: dict[UUID, list[str]]


@router.post("/sign-uploads", response=UploadsOut, summary="Sign results that were handed in as PDF")
@officer_required
def sign_uploads(request: HttpRequest, given: SignUploadsIn) -> HttpResponse:
    """At most 100 as one act; each signed file is a file of its own (`signs`). Send `Idempotency-Key`."""
    asked = _ours(request)

    def act() -> services.Signing:
        return services.sign_uploads(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, file_ids=given.file_ids
        )

    return once(request, act, _signing, status=200)


@router.post("/seal", response=SealingOut, summary="Put the agency's seal on signed papers")
@officer_required
def seal(request: HttpRequest, given: SealIn) -> HttpResponse:
    """By whoever keeps the agency's certificate; at most 100 as one act. Send `Idempotency-Key`."""
    asked = _ours(request)

    def act() -> services.Signing:
        return services.countersign(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, paper_ids=given.paper_ids
        )

    return once(request, act, lambda done: {"sealed": _signing(done)["signed"], **_refused(done)}, status=200)


@dossier_router.post(
    "/{code}/files/{uuid:file_id}/sign", response={201: SignedCopyOut}, summary="Sign a certified copy"
)
@officer_required
def sign_copy(request: HttpRequest, code: str, file_id: UUID, given: SignCopyIn) -> HttpResponse:
    """Only by whom the words of certification name, once."""
    asked, record = _ours(request), _dossier(request, code)

    def act() -> UUID:
        return services.sign_copy(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, dossier_id=record.id, file_id=file_id
        )

    return once(request, act, lambda number: {"paper_id": str(number)})


@dossier_router.get(
    "/{code}/files/{uuid:file_id}/signed", summary="A certified copy as it was signed",
    openapi_extra={"responses": {200: {"content": PDF}}},
)  # fmt: skip
@officer_required
def signed_copy(request: HttpRequest, code: str, file_id: UUID) -> HttpResponse:
    """The PDF as an attachment; the journal keeps who opened it."""
    asked, record = _ours(request), _dossier(request, code)
    form = queries.copy_form(file_id)
    signed = queries.content(viewer=asked.actor, dossier_id=record.id, form=form)
    if signed is None:
        raise NotFound(Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem."))
    opened = dossier_verbs.open_file(actor=asked.actor, now=asked.now, file_id=file_id)
    return serving.attachment(opened.name, opened.media_type, signed)


def _dossier(request: HttpRequest, code: str) -> dossiers.DossierRecord:
    found = dossiers.dossier_by_code(viewer=_ours(request).actor, code=code)
    if found is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    return found


@router.get("/certificates", response=CertificatesOut, summary="Certificates of an agency")
@officer_required
def certificates(request: HttpRequest, given: Query[CertificatesQuery]) -> HttpResponse:
    """For whoever records them; those that last longest first."""
    asked = _ours(request)
    access.require(actor=asked.actor, verb=RECORD, agency_id=given.agency_id, day=asked.day)
    found = queries.certificates_at(viewer=asked.actor, agency_ids=[given.agency_id])
    return Data({"certificates": [_certificate(one, asked) for one in found]})


@router.post("/certificates", response={201: CertificateOut}, summary="Record a certificate")
@officer_required
def record(request: HttpRequest, given: CertificateIn) -> HttpResponse:
    """Its key must lie where `key_place` says; every reason against it at once."""
    asked = _ours(request)

    def act() -> int:
        return services.record_certificate(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, account_id=given.account_id,
            certificate=given.certificate.encode(), key_place=given.key_place, is_agency=given.is_agency,
        )  # fmt: skip

    return once(request, act, lambda id_: plain(_known(asked, id_)))


@router.post(
    "/certificates/{certificate_id}/revoke", response=CertificateOut, summary="Take a certificate back"
)
@officer_required
def revoke(request: HttpRequest, certificate_id: CertificateId, given: RevokeIn) -> HttpResponse:
    """From now on; what it signed before stays good."""
    asked = _ours(request)

    def act() -> None:
        services.revoke_certificate(
            actor=asked.actor, now=asked.now, agency_id=given.agency_id, certificate_id=certificate_id,
            reason=given.reason,
        )  # fmt: skip

    return once(request, act, lambda _: plain(_known(asked, certificate_id)), status=200)


def _known(asked: Request, certificate_id: int) -> dict[str, object]:
    found = queries.certificate(viewer=asked.actor, certificate_id=certificate_id)
    if found is None:
        raise NotFound(Problem("no_such_certificate", "Không có chứng thư số này, hoặc đã thu hồi rồi."))
    return _certificate(found, asked)


def _certificate(one: queries.CertificateRecord, asked: Request) -> dict[str, object]:
    names = [name for name in CertificateOut.model_fields if name != "standing"]
    return {**{name: getattr(one, name) for name in names}, "standing": one.standing(asked.now).value}


def _signing(done: services.Signing) -> dict[str, object]:
    return {"signed": {str(id_): str(number) for id_, number in done.signed.items()}, **_refused(done)}


def _refused(done: services.Signing) -> dict[str, object]:
    return {"refused": {str(id_): [text_of(problem) for problem in why] for id_, why in done.refused.items()}}


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
