"""Certified electronic copies at the desk: made by the office that may certify, and signed by the same hand at once."""

from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from thongsuot.edges.desk import page, seats
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services as pens

CERTIFY, SIGN = "dossiers.certify_copy", "signatures.sign_copy"


def office(request: Request, record: dossiers.DossierRecord, verb: str = CERTIFY) -> int:
    """In whose name the officer certifies: the competent committee before the counter that took the paper."""
    able = seats.able(request, verb)
    concerned = (record.competent_agency_id, record.holder_agency_id, record.received_agency_id)
    return next((one for one in concerned if one in able), record.holder_agency_id)


def certify(request: Request, record: dossiers.DossierRecord, file_id: UUID) -> str:
    """Make the copy, and sign it when its certifier can; else it is said why it still waits."""
    made = services.certify_copy(
        actor=request.actor,
        now=request.now,
        agency_id=office(request, record),
        dossier_id=record.id,
        file_id=file_id,
        number=page.asked(request.POST, "number", 60),
        book=page.asked(request.POST, "book", 60),
    )
    try:
        sign(request, record, made)
    except Refused as refused:
        reasons = " ".join(http_problems.text_of(problem) for problem in refused.problems)
        messages.warning(request, _("Chưa ký số: {reasons}").format(reasons=reasons))
        return _("Đã lập bản sao chứng thực điện tử. Hãy ký số trước khi giao cho người nộp.")
    return _("Đã lập và ký số bản sao chứng thực điện tử.")


def sign(request: Request, record: dossiers.DossierRecord, file_id: UUID) -> str:
    """Sign a copy that was certified before."""
    pens.sign_copy(
        actor=request.actor,
        now=request.now,
        agency_id=office(request, record, SIGN),
        dossier_id=record.id,
        file_id=file_id,
    )
    return _("Đã ký số bản sao chứng thực.")


def standing(request: Request, record: dossiers.DossierRecord) -> dict[UUID, dict[str, object]]:
    """By certified copy: "signed" (who, when; "" while nobody did), and whether this officer may sign it now."""
    copies = [
        one
        for one in dossiers.files_of(viewer=request.actor, dossier_id=record.id)
        if (one.kind, one.source) == (FileKind.CERTIFIED, FileSource.CERTIFIED)
    ]
    if not copies:
        return {}
    signed = signatures.copies_of(viewer=request.actor, dossier_id=record.id)
    may = bool(seats.able(request, SIGN))
    return {
        one.id: {
            "signed": f"{done.signer}, {formats.moment(done.at)}" if (done := signed.get(one.id)) else "",
            "may_sign": may and done is None and one.officer_id == request.actor.account_id,
        }
        for one in copies
    }


def content(request: Request, record: dossiers.DossierRecord, file_id: UUID) -> bytes | None:
    """The copy as it was signed; None when it was not, or is no such copy."""
    form = signatures.copy_form(file_id)
    return signatures.content(viewer=request.actor, dossier_id=record.id, form=form)
