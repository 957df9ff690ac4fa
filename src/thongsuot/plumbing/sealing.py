"""Secrets that must be kept to be used again: encrypted with a key of the home that is not in the database."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class Unsealable(Exception):
    """None of the installation's keys opens it: another home sealed it, or somebody changed it."""


def seal(text: str, purpose: str) -> str:
    """Encrypted with the installation's newest key; what one purpose sealed no other opens."""
    return _keys(purpose).encrypt(text.encode()).decode()


def opened(sealed: str, purpose: str) -> str:
    """The text again, whichever of the installation's keys sealed it. Raises `Unsealable`."""
    try:
        return _keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unsealable(purpose) from None


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret, purpose)) for secret in secrets])


def _derived(secret: str | bytes, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"thongsuot.{purpose}".encode())
    return base64.urlsafe_b64encode(derive.derive(force_bytes(secret)))
