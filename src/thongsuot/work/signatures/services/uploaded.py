"""Sign results that were handed in as PDF: what was handed in stays, and the signed file names what it signs."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing import access, signing
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.plumbing.files import keeping
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.signatures import rules
from thongsuot.work.signatures.models import SignedPaper
from thongsuot.work.signatures.queries import Uploaded, plan_uploads, upload_form
from thongsuot.work.signatures.services.signing import REASON, SIGN, Pen, Signing, hand, kept, pen_of

NO_FILE = Problem("no_such_file", "Không có tệp này, hoặc bạn không được xem.", "file")


@command("signatures.sign_uploads", by=OFFICERS, grant=False)
def sign_uploads(*, actor: Actor, now: datetime, agency_id: int, file_ids: Sequence[UUID]) -> Signing:
    """Sign results that were handed in as PDF, in the name of an agency, as one act; by whom may sign results.

    What cannot be signed comes back with its reasons; when only one was asked for, they are raised. A key that fails
    undoes the whole act. Raises `Refused`, `NotFound`.
    """
    access.require(actor=actor, verb=SIGN, agency_id=agency_id, day=local_day(now))
    refuse_if(rules.batch_problems(len(file_ids)))
    seen = [dossiers.file(viewer=actor, file_id=id_) for id_ in file_ids]
    standing.lock(list({one.dossier_id for one in seen if one is not None}))
    planned = plan_uploads(viewer=actor, agency_id=agency_id, file_ids=file_ids, now=now)
    refused: dict[UUID, tuple[Problem, ...]] = dict.fromkeys(file_ids, (NO_FILE,))
    refused |= {one.file.id: one.problems for one in planned}
    refused = {id_: why for id_, why in refused.items() if why}
    if len(file_ids) == 1 and refused:
        problems = refused[file_ids[0]]
        raise NotFound(*problems) if problems == (NO_FILE,) else Refused(*problems)
    ready = [one for one in planned if one.is_ready]
    signed: dict[UUID, UUID] = {}
    if ready:
        pen = pen_of(actor, agency_id, now, is_agency=False)
        signed = {one.file.id: _signed(one, pen) for one in ready}
    subject = f"dossier:{planned[0].record.id}" if len(file_ids) == 1 else "dossiers"
    made = [str(id_) for id_ in signed.values()]
    note(subject=subject, count=len(signed), refused=len(refused), papers=made)
    return Signing(signed, refused)


def _signed(one: Uploaded, pen: Pen) -> UUID:
    """Sign it and keep both the file and who signed it; the number of the signed paper."""
    pdf, number = keeping.openable(one.file.sha256), uuid.uuid4()
    stamp = hand(pdf, pen, is_upload=True)
    signed = signing.sign_file(
        pdf, key=pen.key, reason=f"{REASON} {one.record.code}", place=pen.place, at=pen.now, stamp=stamp
    )
    file_id = kept(pen, one.file, signed.pdf)
    steps = dossiers.steps_of(viewer=pen.actor, dossier_id=one.record.id)
    SignedPaper.objects.create(
        id=number, dossier_id=one.record.id, form=upload_form(file_id), step=steps[-1].number,
        agency_id=pen.agency_id, certificate_id=pen.certificate.id, signer_id=pen.account_id,
        drafted_by=one.file.officer_id, at=pen.now, level=signed.level.value, value_digest=signed.value_digest,
        content=b"", file_id=file_id,
    )  # fmt: skip
    return number
