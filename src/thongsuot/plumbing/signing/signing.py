"""Put a PAdES signature under a PDF: B-T when a time-stamp authority is set and answers, else B-B.

THONGSUOT_TSA   address of a time-stamp authority (RFC 3161); without it signatures carry no time-stamp.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.sign.validation.pdf_embedded import collect_embedded_signatures
from pyhanko.stamp import StaticStampStyle

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import logs
from thongsuot.plumbing.signing.keys import Key, forget_tokens
from thongsuot.plumbing.signing.waiting import finished

log = logs.get(__name__)
DIGEST = "sha256"
FIELD = "ChuKy"  # one field a signature: ChuKy1, ChuKy2, …
_TSA_SECONDS = 4
_TSA_REST = timedelta(minutes=1)  # after a silence nobody waits for it again for so long


class Level(StrEnum):
    """Levels of PAdES (EN 319 142): with and without a time-stamp."""

    B_B = "B-B"
    B_T = "B-T"


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a signature shows: `picture` (a PDF whose first page is drawn) in a box of points on `page` (0 is first)."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    picture: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file, and how well; `value_digest` is the SHA-256 (hex) of the signature's own bytes."""

    pdf: bytes
    level: Level
    value_digest: str


class _Signer(PdfSigner):
    """Signs at the instant it is given rather than at the machine's."""

    at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def sign(pdf: bytes, *, key: Key, reason: str, place: str, at: datetime, stamp: Stamp | None = None) -> bytes:
    """`pdf` with one signature more; what was there, other signatures too, is untouched (incremental update).

    at: aware. Refused: `pdf_unreadable`, `key_failed`.
    """
    return sign_file(pdf, key=key, reason=reason, place=place, at=at, stamp=stamp).pdf


def sign_file(
    pdf: bytes,
    *,
    key: Key,
    reason: str,
    place: str,
    at: datetime,
    stamp: Stamp | None = None,
    stamper: TimeStamper | None = None,
) -> Signed:
    """The same as `sign`, saying which level was reached. `stamper`: instead of the authority that is set."""
    authority = stamper or _authority(at)
    if authority is not None:
        try:
            return _signed(pdf, key, reason, place, at, stamp, authority)
        except (TimestampRequestError, OSError, TimeoutError) as fault:
            # A desk does not stop because an authority is silent: the paper is signed and says it has no time-stamp.
            log.warning("time_stamp_missing", why=str(fault))
            _silent["until"] = at + _TSA_REST
    return _signed(pdf, key, reason, place, at, stamp, None)


_silent: dict[str, datetime] = {}


def _authority(at: datetime) -> TimeStamper | None:
    address = os.environ.get("THONGSUOT_TSA", "")
    if not address or ("until" in _silent and at < _silent["until"]):
        return None
    return HTTPTimeStamper(address, timeout=_TSA_SECONDS)


def _signed(
    pdf: bytes,
    key: Key,
    reason: str,
    place: str,
    at: datetime,
    stamp: Stamp | None,
    authority: TimeStamper | None,
) -> Signed:
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        field = f"{FIELD}{1 + sum(1 for _ in enumerate_sig_fields(writer.prev))}"
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as fault:
        raise Refused(Problem("pdf_unreadable", "Không đọc được tệp PDF cần ký.")) from fault
    meta = PdfSignatureMetadata(
        field_name=field, reason=reason, location=place, subfilter=SigSeedSubFilter.PADES, md_algorithm=DIGEST
    )
    signer = _Signer(
        meta, key.signer, timestamper=authority, stamp_style=_style(stamp), new_field_spec=_spec(field, stamp)
    )
    signer.at = at
    try:
        with key.guard:
            out = finished(signer.async_sign_pdf(writer))
    except (SigningError, ValueError) as fault:
        raise _key_failed() from fault
    except Exception as fault:
        if type(fault).__module__.startswith("pkcs11"):  # the token's errors; loaded only where there is one
            forget_tokens()  # its session may be broken: the next signature opens a new one
            raise _key_failed() from fault
        raise
    content = out.getvalue()
    return Signed(content, Level.B_T if authority else Level.B_B, value_digests(content)[-1])


def _key_failed() -> Refused:
    return Refused(Problem("key_failed", "Không ký được bằng khóa này. Hãy kiểm tra thiết bị giữ khóa."))


def _spec(field: str, stamp: Stamp | None) -> SigFieldSpec:
    if stamp is None:
        return SigFieldSpec(field)
    box = (round(stamp.left), round(stamp.bottom), round(stamp.right), round(stamp.top))
    return SigFieldSpec(field, on_page=stamp.page, box=box, readable_field_name="Chữ ký số")


class _Picture(PdfContent):
    """The first page of a PDF in memory, drawn once."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        assert self.writer is not None
        drawn = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Picture"] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Picture Do"


def _style(stamp: Stamp | None) -> StaticStampStyle | None:
    if stamp is None:
        return None
    whole = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID,
        y_align=AxisAlignment.ALIGN_MID,
        margins=Margins(),
        inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
    )
    picture = _Picture(stamp.picture)
    return StaticStampStyle(
        border_width=0, background=picture, background_layout=whole, background_opacity=1.0
    )


def value_digests(pdf: bytes) -> list[str]:
    """SHA-256 (hex) of each signature's own bytes, in the order of signing. Empty when none can be read."""
    found = collect_embedded_signatures(PdfFileReader(BytesIO(pdf), strict=False))
    return [hashlib.sha256(one.pkcs7_content).hexdigest() for one in found]
