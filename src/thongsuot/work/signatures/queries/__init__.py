"""Reading signatures: `certificates` of officers · `waiting` to be signed · `signed` papers · `checking` a file ·
`uploaded` results that were handed in · `two_persons` where who drafts may not sign.
"""

from thongsuot.work.signatures.queries.certificates import (
    CertificateRecord,
    Unable,
    cannot_sign,
    certificate,
    certificates_at,
    certificates_of,
    expiring,
)
from thongsuot.work.signatures.queries.checking import Checked, Checking, check
from thongsuot.work.signatures.queries.signed import (
    Attested,
    SignedRecord,
    attested,
    bytes_of,
    content,
    copies_of,
    copy_form,
    is_copy,
    is_upload,
    signed_of,
    unsealed,
    upload_form,
    uploads_of,
    verdict_of,
)
from thongsuot.work.signatures.queries.two_persons import TwoRule, needs_two, two_rules
from thongsuot.work.signatures.queries.uploaded import Uploaded, bearings, borne, plan_uploads
from thongsuot.work.signatures.queries.waiting import FORMS, Waiting, plan, unsigned

__all__ = [
    "FORMS",
    "Attested",
    "CertificateRecord",
    "Checked",
    "Checking",
    "SignedRecord",
    "TwoRule",
    "Unable",
    "Uploaded",
    "Waiting",
    "attested",
    "bearings",
    "borne",
    "bytes_of",
    "cannot_sign",
    "certificate",
    "certificates_at",
    "certificates_of",
    "check",
    "content",
    "copies_of",
    "copy_form",
    "expiring",
    "is_copy",
    "is_upload",
    "needs_two",
    "plan",
    "plan_uploads",
    "signed_of",
    "two_rules",
    "unsealed",
    "unsigned",
    "upload_form",
    "uploads_of",
    "verdict_of",
]
