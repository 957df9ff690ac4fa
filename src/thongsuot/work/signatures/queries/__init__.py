"""Reading signatures: `certificates` of officers · `waiting` to be signed · `signed` papers · `checking` a file ·
`two_persons` where who drafts may not sign.
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
    content,
    copies_of,
    copy_form,
    is_copy,
    signed_of,
    unsealed,
    verdict_of,
)
from thongsuot.work.signatures.queries.two_persons import TwoRule, needs_two, two_rules
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
    "two_rules",
    "unsealed",
    "unsigned",
    "verdict_of",
]
