"""Sign a certified electronic copy: the words of certification bind nobody before their officer has signed them."""

import uuid
from datetime import datetime
from io import BytesIO
from uuid import UUID

import pikepdf

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing import signing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.plumbing.files import keeping
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.signatures import papers, rules
from thongsuot.work.signatures.models import SignedPaper
from thongsuot.work.signatures.queries import copies_of, copy_form
from thongsuot.work.signatures.services.signing import Pen, pen_of

REASON = "Chứng thực bản sao điện tử đúng với bản chính"


@command("signatures.sign_copy", by=OFFICERS)
def sign_copy(*, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, file_id: UUID) -> UUID:
    """Sign a certified copy in the name of the office that certified it; the number of the signed paper.

    Only the officer whom the words of certification name may, once. Raises `Refused`, `NotFound`.
    """
    standing.lock([dossier_id])
    found = dossiers.file(viewer=actor, file_id=file_id)
    if found is None or found.dossier_id != dossier_id:
        raise NotFound(Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem."))
    refuse_if(
        rules.copy_problems(
            is_certified=(found.kind, found.source) == (FileKind.CERTIFIED, FileSource.CERTIFIED),
            is_own=found.officer_id == actor.account_id,
            certified_by=str(found.detail.get("signer", "")),
            is_signed=file_id in copies_of(viewer=actor, dossier_id=dossier_id),
        )
    )
    pen, number = pen_of(actor, agency_id, now, is_agency=False), uuid.uuid4()
    pdf = keeping.openable(found.sha256)
    said = f"{REASON}, số {found.detail.get('number', '')}, quyển {found.detail.get('book', '')}"
    signed = signing.sign_file(pdf, key=pen.key, reason=said, place=pen.place, at=now, stamp=_stamp(pdf, pen))
    steps = dossiers.steps_of(viewer=actor, dossier_id=dossier_id)
    SignedPaper.objects.create(
        id=number, dossier_id=dossier_id, form=copy_form(file_id), step=steps[-1].number, agency_id=agency_id,
        certificate_id=pen.certificate.id, signer_id=pen.account_id, at=now, level=signed.level.value,
        value_digest=signed.value_digest, content=signed.pdf,
    )  # fmt: skip
    note(subject=f"dossier:{dossier_id}", files=[str(file_id)], papers=[str(number)])
    return number


def _stamp(pdf: bytes, pen: Pen) -> signing.Stamp:
    """The hand on the last page, which bears the words of certification."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        last = len(opened.pages) - 1
        left, _bottom, right, _top = (float(side) for side in opened.pages[last].mediabox)
    box = rules.copy_box(page_width=right - left)
    name = pen.actor.name or pen.certificate.subject
    drawn = papers.hand(
        box, name=name, at=pen.now, picture=pen.certificate.picture, is_demo=pen.certificate.is_demo
    )
    return signing.Stamp(last, box.left, box.bottom, box.right, box.top, drawn)
