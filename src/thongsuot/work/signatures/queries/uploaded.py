"""Results that were handed in as files: whose signatures they bear, and why each of them can or cannot be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.access import reading
from thongsuot.plumbing.files import keeping, scanning
from thongsuot.plumbing.files.scanning import State as Scan
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules.files import WITH_RESULT, FileKind, FileSource
from thongsuot.work.signatures import rules
from thongsuot.work.signatures.queries.checking import check
from thongsuot.work.signatures.queries.waiting import case_of, hand_of
from thongsuot.work.signatures.rules import Bearing

FORM = "result"
SIGNED_MARK = b"/ByteRange"  # without it no signature stands in a PDF, and nobody needs to read all of it


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A result that was handed in, on its way to a signature, and why it cannot be signed, if so."""

    file: dossiers.FileRecord
    record: dossiers.DossierRecord
    problems: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        return not self.problems


def bearings(*, pdf: bytes, now: datetime) -> tuple[Bearing, ...]:
    """Whose signatures a PDF bears. Refused: `file_too_large`, `not_a_pdf`."""
    if SIGNED_MARK not in pdf:
        return ()
    found = check(pdf=pdf, now=now).signatures
    return tuple(Bearing(one.report.signer, one.report.agency, one.verdict) for one in found)


def borne(pdf: bytes, now: datetime) -> dict[str, Any]:
    """What the row of a result keeps of that; nothing of a file whose signatures cannot be read."""
    try:
        found = bearings(pdf=pdf, now=now)
    except Refused:
        return {}
    if not found:
        return {}
    return {"signed_by": [rules.bearer(one) for one in found], "is_signed_elsewhere": rules.is_good(found)}


@reading
def plan_uploads(
    *, viewer: Actor, agency_id: int, file_ids: Sequence[UUID], now: datetime
) -> tuple[Uploaded, ...]:
    """What the viewer would sign for an agency at `now`, in the order given; what he may not see is left out."""
    hand = hand_of(viewer, agency_id)
    found = []
    for id_ in dict.fromkeys(file_ids):
        file = dossiers.file(viewer=viewer, file_id=id_)
        record = dossiers.dossier(viewer=viewer, dossier_id=file.dossier_id) if file else None
        if file is not None and record is not None and file.kind is FileKind.RESULT:
            found.append(Uploaded(file, record, _problems(viewer, file, record, hand, now)))
    return tuple(found)


def _problems(
    viewer: Actor, file: dossiers.FileRecord, record: dossiers.DossierRecord, hand: rules.Hand, now: datetime
) -> tuple[Problem, ...]:
    day = local_day(now)
    others = dossiers.files_of(viewer=viewer, dossier_id=record.id)
    is_signed = file.source is FileSource.SIGNED or file not in dossiers.as_given(others)
    form = FORM if record.state in WITH_RESULT else ""
    case = case_of(record, form, is_signed=is_signed, drafted_by=file.officer_id, day=day)
    problems = rules.signing_problems(case, hand, now=now, day=day) + rules.sheet_problems(_sheet(file))
    if problems:
        return problems
    try:
        return _content_problems(keeping.openable(file.sha256), now)
    except Refused as refused:  # damaged in the store, too large to be checked, or no PDF at all
        return refused.problems


def _sheet(file: dossiers.FileRecord) -> rules.Sheet:
    """Where nobody was ever set up to look for viruses, nothing waits for him."""
    is_scanned = file.scan is not Scan.NOT_SCANNED or not scanning.address()
    return rules.Sheet(file.media_type, is_scanned, file.scan is Scan.INFECTED)


def _content_problems(pdf: bytes, now: datetime) -> tuple[Problem, ...]:
    if _is_locked(pdf):
        text = "Tệp PDF đặt mật khẩu nên không ký được. Hãy bỏ mật khẩu rồi tải lên tệp mới."
        return (Problem("result_locked", text, "file"),)
    return rules.bearing_problems(bearings(pdf=pdf, now=now))


def _is_locked(pdf: bytes) -> bool:
    try:
        with pikepdf.open(BytesIO(pdf), suppress_warnings=True) as opened:
            return bool(opened.is_encrypted)
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        raise Refused(Problem("pdf_unreadable", "Không đọc được tệp PDF cần ký.", "file")) from None
