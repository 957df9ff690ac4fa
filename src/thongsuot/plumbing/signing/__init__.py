"""Signatures on PDF papers (PAdES): keys in files or PKCS#11 tokens, signing, and reading what was signed.

Knows nothing of officers and dossiers: who may sign what is asked elsewhere. What a name needs is imported when the
name is first used: the libraries behind it take a quarter of the time in which any command starts.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from thongsuot.plumbing.signing.bounds import LARGEST

if TYPE_CHECKING:
    from thongsuot.plumbing.signing.keys import Key, certificates_in, folder, load
    from thongsuot.plumbing.signing.pages import differing
    from thongsuot.plumbing.signing.places import Place, signing_places
    from thongsuot.plumbing.signing.signing import Level, Signed, Stamp, sign, sign_file, value_digests
    from thongsuot.plumbing.signing.verifying import Later, SignatureReport, Trust, joined, verify

_FROM = {
    "keys": ("Key", "certificates_in", "folder", "load"),
    "pages": ("differing",),
    "places": ("Place", "signing_places"),
    "signing": ("Level", "Signed", "Stamp", "sign", "sign_file", "value_digests"),
    "verifying": ("Later", "SignatureReport", "Trust", "joined", "verify"),
}

__all__ = [
    "LARGEST",
    "Key",
    "Later",
    "Level",
    "Place",
    "SignatureReport",
    "Signed",
    "Stamp",
    "Trust",
    "certificates_in",
    "differing",
    "folder",
    "joined",
    "load",
    "sign",
    "sign_file",
    "signing_places",
    "value_digests",
    "verify",
]


def __getattr__(name: str) -> Any:
    for module, names in _FROM.items():
        if name in names:
            found = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(name)
