"""Results that were handed in as files, at the desk: whose signatures they bear, and signing them one by one."""

from uuid import UUID

from django.utils.translation import gettext as _

from thongsuot.edges.desk import seats
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services as pens

SIGN, PDF = "signatures.sign", "application/pdf"


def sign(request: Request, record: dossiers.DossierRecord, file_id: UUID) -> str:
    """Sign one result in the name of the competent agency, where the officer may, else of his own."""
    able = seats.able(request, SIGN)
    concerned = (record.competent_agency_id, record.holder_agency_id)
    seat = next((one for one in (*concerned, *sorted(able)) if one in able), record.competent_agency_id)
    pens.sign_uploads(actor=request.actor, now=request.now, agency_id=seat, file_ids=[file_id])
    return _("Đã ký số kết quả. Tệp đã ký đứng cạnh tệp tải lên.")


def standing(request: Request, record: dossiers.DossierRecord) -> dict[UUID, dict[str, object]]:
    """By result as PDF: "signed" (who, when; "" while nobody did), and whether this officer may sign it now."""
    found = dossiers.files_of(viewer=request.actor, dossier_id=record.id)
    results = [one for one in found if one.kind is FileKind.RESULT and one.media_type == PDF]
    if not results:
        return {}
    signed = signatures.uploads_of(viewer=request.actor, dossier_id=record.id)
    given = dossiers.as_given(found)
    may = bool(seats.able(request, SIGN))
    return {
        one.id: {
            "signed": _who(one, signed),
            "replaced": one not in given,
            "may_sign": may and one in given and not _who(one, signed),
            "go": "sign-result",
        }
        for one in results
    }


def _who(one: dossiers.FileRecord, signed: dict[UUID, signatures.SignedRecord]) -> str:
    """Whose signature a result bears: ours, or another system's when it was good as it came."""
    if one.source is FileSource.SIGNED and one.id in signed:
        by = signed[one.id]
        return f"{by.agency if by.is_agency else by.signer}, {formats.moment(by.at)}"
    return ", ".join(one.detail.get("signed_by", ())) if one.detail.get("is_signed_elsewhere") else ""
