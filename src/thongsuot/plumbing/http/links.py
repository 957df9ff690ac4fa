"""The address that a slip's QR code holds: it opens one dossier for whoever holds the paper.

The key is the dossier's id with a short seal over id and code; nothing is stored, and no personal
data stands in the address. It is as long-lived as the paper: changing the secret key ends it.
"""

import base64
import binascii
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "thongsuot.links.tracking"
SEAL_BYTES = 12  # 96 bits: nobody guesses it over a network, and the QR stays coarse enough for a bad printer
PARAMETER = "k"


def tracking_path(dossier_id: UUID, code: str) -> str:
    """`/ho-so/<code>/?k=<key>`: the public page of a dossier, opened without the phone's digits."""
    return f"/ho-so/{quote(code)}/?{urlencode({PARAMETER: tracking_key(dossier_id, code)})}"


def bag_path(code: str) -> str:
    """`/desk/bags/<code>/`: a bag at the desk, for who works where it comes from or goes to."""
    return f"/desk/bags/{quote(code)}/"


def tracking_key(dossier_id: UUID, code: str) -> str:
    """38 characters that open the dossier with this code and no other."""
    return _text(dossier_id.bytes + _seal(dossier_id, code, settings.SECRET_KEY))


def read_tracking_key(key: str, code: str) -> UUID | None:
    """The dossier that `key` opens; None when it was not made here for this code."""
    try:
        given = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(given) != 16 + SEAL_BYTES or _text(given) != key:
        return None
    dossier_id, seal = UUID(bytes=given[:16]), _text(given[16:])
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if constant_time_compare(seal, _text(_seal(dossier_id, code, secret))):
            return dossier_id
    return None


def _seal(dossier_id: UUID, code: str, secret: str | bytes) -> bytes:
    value = f"{dossier_id.hex}/{code.strip().upper()}"
    return salted_hmac(SALT, value, secret=secret, algorithm="sha256").digest()[:SEAL_BYTES]


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
