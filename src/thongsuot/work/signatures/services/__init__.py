"""Verbs of signing: `signing` papers and sealing them · `uploaded` results · `copies` that were certified ·
`certificates` recorded and taken back · `two_persons` where who drafts may not sign · `demo`'s own.
"""

from thongsuot.work.signatures.services.certificates import record_certificate, revoke_certificate
from thongsuot.work.signatures.services.copies import sign_copy
from thongsuot.work.signatures.services.demo import equip_demo
from thongsuot.work.signatures.services.signing import Signing, Site, countersign, sign_results
from thongsuot.work.signatures.services.two_persons import end_two, require_two
from thongsuot.work.signatures.services.uploaded import sign_uploads

__all__ = [
    "Signing",
    "Site",
    "countersign",
    "end_two",
    "equip_demo",
    "record_certificate",
    "require_two",
    "revoke_certificate",
    "sign_copy",
    "sign_results",
    "sign_uploads",
]
