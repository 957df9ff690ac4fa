"""Reading signatures: `certificates` of officers · `waiting` to be signed · `signed` papers · `checking` a file."""

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
    content,
    copies_of,
    copy_form,
    is_copy,
    signed_of,
    unsealed,
    verdict_of,
)
from thongsuot.work.signatures.queries.waiting import FORMS, Waiting, needs_two, plan, unsigned

__all__ = [
    "FORMS",
    "Attested",
    "CertificateRecord",
    "Checked",
    "Checking",
    "SignedRecord",
    "Unable",
    "Waiting",
    "attested",
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
    "needs_two",
    "plan",
    "signed_of",
    "unsealed",
    "unsigned",
    "verdict_of",
]
