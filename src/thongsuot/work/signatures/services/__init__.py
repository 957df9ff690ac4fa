"""Verbs of signing: `signing` papers and sealing them · `copies` that were certified ·
`certificates` recorded and taken back · `demo`'s own.
"""

from thongsuot.work.signatures.services.certificates import (
    record_certificate,
    require_two,
    revoke_certificate,
)
from thongsuot.work.signatures.services.copies import sign_copy
from thongsuot.work.signatures.services.demo import equip_demo
from thongsuot.work.signatures.services.signing import Signing, Site, countersign, sign_results

__all__ = [
    "Signing",
    "Site",
    "countersign",
    "equip_demo",
    "record_certificate",
    "require_two",
    "revoke_certificate",
    "sign_copy",
    "sign_results",
]
