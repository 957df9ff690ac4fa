"""Read the signatures of a PDF: who, when, is it whole, is it trusted, what came after, which pages changed."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, collect_embedded_signatures
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.signing import pages
from thongsuot.plumbing.signing.bounds import LARGEST
from thongsuot.plumbing.signing.keys import certificates_in, folder
from thongsuot.plumbing.signing.waiting import finished

MOST_SIGNATURES = 50
# The library tells of every odd file that a stranger sends; what matters stands in the report.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


class Later(StrEnum):
    """What was added to the file after a signature."""

    NOTHING = "nothing"
    SIGNATURES = "signatures"  # other signatures and what belongs to them
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to believe: certificates of roots, of those below them, and lists of what they revoked."""

    roots: tuple[x509.Certificate, ...] = ()
    others: tuple[x509.Certificate, ...] = ()
    revocations: tuple[crl.CertificateList, ...] = ()

    @classmethod
    def of_folder(cls, path: Path | None = None) -> "Trust":
        """Roots from `secrets/signing/trust` (.pem, .crt, .cer) and revocation lists (.crl) there."""
        where = path or folder() / "trust"
        roots, lists = [], []
        for one in sorted(where.glob("*")) if where.is_dir() else ():
            if one.suffix in (".pem", ".crt", ".cer"):
                roots += certificates_in(one.read_bytes())
            elif one.suffix == ".crl":
                lists.append(crl.CertificateList.load(one.read_bytes()))
        return cls(tuple(roots), (), tuple(lists))


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature. Instants are aware; `fingerprint` and `value_digest` are SHA-256 in hex.

    signer, agency: as the certificate names them. signed_at: by the signer's clock; stamped_at: by a trusted
    time-stamp, else None. intact: what was signed is byte for byte what stands here, and the signature belongs to the
    certificate. trusted: the certificate was issued by somebody believed here, was valid at that moment and not yet
    revoked. covers_whole: nothing was added afterwards. changed_pages: numbers (from 1) of pages that differ from what
    was signed, as far as the file itself tells.
    """

    field: str
    signer: str
    agency: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    signed_at: datetime | None
    stamped_at: datetime | None
    reason: str
    place: str
    intact: bool
    trusted: bool
    known_issuer: bool
    was_valid: bool
    revoked_at: datetime | None
    covers_whole: bool
    later: Later
    changed_pages: tuple[int, ...]
    value_digest: str

    @property
    def is_good(self) -> bool:
        """Whole, believed, and nothing but signatures came afterwards."""
        return self.intact and self.trusted and self.later is not Later.CHANGES


def verify(pdf: bytes, *, trust: Trust, at: datetime) -> tuple[SignatureReport, ...]:
    """Every signature of the file in the order of signing; empty when it has none. `at` is now (aware).

    Refused: `file_too_large`, `not_a_pdf`.
    """
    if len(pdf) > LARGEST:
        limit = LARGEST // 1_000_000
        raise Refused(
            Problem(
                "file_too_large", "Tệp lớn hơn {limit} MB, không kiểm tra được.", "file", {"limit": limit}
            )
        )
    if b"%PDF-" not in pdf[:1024]:
        raise not_a_pdf()
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise not_a_pdf()
        found = collect_embedded_signatures(reader)[:MOST_SIGNATURES]
        return tuple(_report(reader, one, trust, at) for one in found)
    except Refused:
        raise
    except (*_FAULTS, SigningError) as fault:
        raise not_a_pdf() from fault


# What libraries raise on a file that somebody bent: each of them was seen on a damaged file, none is a fault of ours.
_FAULTS = (
    PdfError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError,
    OSError, NotImplementedError, AssertionError, OverflowError, ArithmeticError,
)  # fmt: skip


def not_a_pdf() -> Refused:
    """The file cannot be read as a PDF."""
    text = "Không đọc được tệp này. Hãy gửi đúng tệp PDF đã nhận, không đặt mật khẩu, không phải ảnh chụp."
    return Refused(Problem("not_a_pdf", text, "file"))


def _report(reader: Any, one: EmbeddedPdfSignature, trust: Trust, at: datetime) -> SignatureReport:
    certificate = one.signer_cert
    claimed = _aware(one.self_reported_timestamp)
    status = _judged(one, trust, claimed or at)
    stamped = _stamped_at(status)
    if stamped is not None and stamped != claimed:
        status = _judged(one, trust, stamped)
    moment = stamped or claimed or at
    revoked_at = _revoked_at(certificate, trust)
    from_at, to_at = certificate.not_valid_before, certificate.not_valid_after
    later = _later(one, status)
    subject = certificate.subject.native
    return SignatureReport(
        field=one.field_name,
        signer=_text(subject.get("common_name")),
        agency=_text(subject.get("organization_name")) or _text(subject.get("organizational_unit_name")),
        issuer=_text(certificate.issuer.native.get("common_name")) or certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.sha256.hex(),
        valid_from=from_at,
        valid_to=to_at,
        signed_at=claimed,
        stamped_at=stamped,
        reason=_text(one.sig_object.get("/Reason")),
        place=_text(one.sig_object.get("/Location")),
        intact=bool(status and status.intact and status.valid),
        trusted=bool(status and status.trusted) and not (revoked_at and revoked_at <= moment),
        known_issuer=_is_known(certificate, trust),
        was_valid=from_at <= moment <= to_at,
        revoked_at=revoked_at,
        covers_whole=one.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        later=later,
        changed_pages=_changed(reader, one) if later is Later.CHANGES else (),
        value_digest=hashlib.sha256(one.pkcs7_content).hexdigest(),
    )


def _judged(one: EmbeddedPdfSignature, trust: Trust, moment: datetime) -> PdfSignatureStatus | None:
    """What the library says, the chain being looked at as it stood at `moment`; None when it cannot say anything."""
    context = ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(trust.others),
        moment=moment,
        allow_fetching=False,
    )
    try:
        return finished(async_validate_pdf_signature(one, context))
    except (*_FAULTS, SigningError):
        return None


def _stamped_at(status: PdfSignatureStatus | None) -> datetime | None:
    stamp = status.timestamp_validity if status else None
    return stamp.timestamp if stamp and stamp.intact and stamp.valid and stamp.trusted else None


def _later(one: EmbeddedPdfSignature, status: PdfSignatureStatus | None) -> Later:
    coverage: Any = one.coverage  # set by the judging, whatever its declared type says
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Later.NOTHING
    level = status.modification_level if status else None
    if coverage == SignatureCoverageLevel.ENTIRE_REVISION and level in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    ):
        return Later.SIGNATURES
    return Later.CHANGES


def _changed(reader: Any, one: EmbeddedPdfSignature) -> tuple[int, ...]:
    """Which pages differ between the revision that was signed and the file as it is."""
    try:
        before = pages.digests(reader.get_historical_root(one.signed_revision))
        return pages.different(before, pages.digests(reader.root))
    except _FAULTS:
        return ()


def _revoked_at(certificate: x509.Certificate, trust: Trust) -> datetime | None:
    """When the lists say that it was revoked. The lists were put here by hand, so their signatures are not asked."""
    for one in trust.revocations:
        if one.issuer == certificate.issuer:
            for row in one["tbs_cert_list"]["revoked_certificates"]:
                if row["user_certificate"].native == certificate.serial_number:
                    return _aware(row["revocation_date"].native)
    return None


def _is_known(certificate: x509.Certificate, trust: Trust) -> bool:
    return any(root.subject == certificate.issuer for root in (*trust.roots, *trust.others))


def _aware(instant: datetime | None) -> datetime | None:
    """A claimed instant, if it says its zone: one without is no instant."""
    return instant if instant is not None and instant.tzinfo is not None else None


def _text(value: Any) -> str:
    """A word of a stranger's file: one line, not endless."""
    found = value[0] if isinstance(value, list) and value else value
    if not isinstance(found, str):
        return ""
    return " ".join("".join(sign for sign in found if sign.isprintable() or sign.isspace()).split())[:200]


def joined(reports: Sequence[SignatureReport]) -> bool:
    """Whether there are signatures and all of them are good."""
    return bool(reports) and all(one.is_good for one in reports)
