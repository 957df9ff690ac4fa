"""Signatures on PDF papers (PAdES): keys in files or PKCS#11 tokens, signing, and reading what was signed.

Knows nothing of officers and dossiers: who may sign what is asked elsewhere.
"""

from thongsuot.plumbing.signing.keys import Key, load
from thongsuot.plumbing.signing.pages import differing
from thongsuot.plumbing.signing.places import Place, signing_places
from thongsuot.plumbing.signing.signing import Level, Signed, Stamp, sign, sign_file, value_digests
from thongsuot.plumbing.signing.verifying import Later, SignatureReport, Trust, joined, verify

__all__ = [
    "Key",
    "Later",
    "Level",
    "Place",
    "SignatureReport",
    "Signed",
    "Stamp",
    "Trust",
    "differing",
    "joined",
    "load",
    "sign",
    "sign_file",
    "signing_places",
    "value_digests",
    "verify",
]
