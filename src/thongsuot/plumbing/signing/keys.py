"""Keys that sign: from a PKCS#12 or PEM file in the secrets of this home, or kept inside a PKCS#11 token.

THONGSUOT_PKCS11        path of the token's library; THONGSUOT_PKCS11_TOKEN the label of the token.
The token's PIN stands in `secrets/signing/pkcs11.pin`, the passphrase of `NAME.p12` in `NAME.pass` beside it.
A key in a token never leaves it; a key in a file is only as safe as the machine.
"""

import os
import re
import threading
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asn1crypto import x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.postgres import places

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SUFFIXES = (".p12", ".pfx", ".pem")


@dataclass(frozen=True, slots=True)
class Key:
    """A private key behind its certificate. `chain`: the certificates of those who issued it, without the root.

    `guard` is held while it signs: a session with a token does one thing at a time.
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    signer: Signer = field(repr=False)
    is_in_token: bool = False
    guard: AbstractContextManager[Any] = field(default_factory=nullcontext, repr=False, compare=False)


def folder() -> Path:
    """Where the keys and what is trusted lie; `trust` below it holds the roots."""
    return places.here().secrets / "signing"


def load(place: str) -> Key:
    """The key at `file:NAME` (secrets/signing/NAME.p12, .pfx or .pem) or `pkcs11:LABEL`.

    Refused: `key_missing`, `key_unreadable`, `token_silent`.
    """
    kind, _, name = place.partition(":")
    if kind == "pkcs11":
        return _token().key(name)
    if kind == "file" and NAME.fullmatch(name):
        for suffix in _SUFFIXES:
            path = folder() / f"{name}{suffix}"
            if path.exists():
                return _from_file(path)
    raise Refused(
        Problem("key_missing", "Không tìm thấy khóa ký {place} trên máy chủ này.", params={"place": place})
    )


def _from_file(path: Path) -> Key:
    passphrase = path.with_suffix(".pass")
    secret = passphrase.read_bytes().strip() if passphrase.exists() else None
    content = path.read_bytes()
    return from_pem(content, secret) if path.suffix == ".pem" else from_pkcs12(content, secret)


def from_pkcs12(content: bytes, passphrase: bytes | None = None) -> Key:
    """The key of a PKCS#12 file. Refused: `key_unreadable`."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase)
        assert key is not None
        assert certificate is not None
    except (ValueError, AssertionError) as fault:
        raise _unreadable() from fault
    return _key(key, [certificate, *others])


def from_pem(content: bytes, passphrase: bytes | None = None) -> Key:
    """The key of a PEM file: private key, its certificate, then those of the issuers. Refused: `key_unreadable`."""
    try:
        key = form.load_pem_private_key(content, passphrase)
        certificates = pyca.load_pem_x509_certificates(content)
    except (ValueError, TypeError) as fault:
        raise _unreadable() from fault
    return _key(key, certificates)


class _Warm(SimpleSigner):
    """Keeps its key ready: the library reads and checks the key anew for every signature, most of the cost of RSA."""

    def __init__(self, key: Any, **options: Any) -> None:
        self._ready = key
        super().__init__(**options)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        digest: Any = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self._ready, rsa.RSAPrivateKey):
            return self._ready.sign(data, padding.PKCS1v15(), digest)
        if isinstance(self._ready, ec.EllipticCurvePrivateKey):
            return self._ready.sign(data, ec.ECDSA(digest))
        return super().sign_raw(data, digest_algorithm)


def _key(key: Any, certificates: list[pyca.Certificate]) -> Key:
    own, *chain = [_asn1(one) for one in certificates]
    private = PrivateKeyInfo.load(
        key.private_bytes(form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption())
    )
    registry = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
    signer = _Warm(key, signing_cert=own, signing_key=private, cert_registry=registry, embed_roots=False)
    return Key(own, tuple(chain), signer)


def certificates_in(content: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM or DER file. Refused: `certificate_unreadable`."""
    try:
        found = list(load_certs_from_pemder_data(content))
        _ = [(one.subject.native, one.public_key.algorithm, one.not_valid_after) for one in found]
    except (ValueError, TypeError, KeyError, OSError) as fault:
        raise _no_certificate() from fault
    if not found:
        raise _no_certificate()
    return found


def _asn1(certificate: pyca.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(form.Encoding.DER))


def _unreadable() -> Refused:
    return Refused(
        Problem("key_unreadable", "Không mở được tệp khóa: sai mật khẩu, hỏng, hoặc không có chứng thư số.")
    )


def _no_certificate() -> Refused:
    return Refused(
        Problem(
            "certificate_unreadable",
            "Tệp này không phải chứng thư số (cần tệp .pem, .crt hoặc .cer).",
            "certificate",
        )
    )


class Token:
    """One PKCS#11 token: a session that is opened when first needed and opened anew after it broke."""

    def __init__(self, library: str, label: str, pin: str) -> None:
        self._library, self._label, self._pin = library, label, pin
        self._lock = threading.RLock()
        self._keys: dict[str, Key] = {}
        self._session: Any = None

    def key(self, label: str) -> Key:
        """The key and certificate of this label. Refused: `token_silent`."""
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        with self._lock:
            if label in self._keys:
                return self._keys[label]
            try:
                if self._session is None:
                    self._session = open_pkcs11_session(
                        self._library, token_criteria=TokenCriteria(label=self._label), user_pin=self._pin
                    )
                # Tokens hash on their own or not at all; to hand over the digest works with both.
                signer = PKCS11Signer(
                    self._session,
                    cert_label=label,
                    key_label=label,
                    use_raw_mechanism=True,
                    embed_roots=False,
                )
                certificate = signer.signing_cert
                assert certificate is not None
            except (PKCS11Error, RuntimeError, OSError, AssertionError) as fault:
                self.forget()
                raise Refused(
                    Problem(
                        "token_silent",
                        "Thiết bị giữ khóa (PKCS#11) không trả lời hoặc không có khóa {label}.",
                        params={"label": label},
                    )
                ) from fault
            return self._keys.setdefault(label, Key(certificate, (), signer, True, self._lock))

    def forget(self) -> None:
        """Drop the session: the next key opens a new one."""
        with self._lock:
            self._keys.clear()
            if self._session is not None:
                with suppress(Exception):  # a broken one cannot even be closed
                    self._session.close()
            self._session = None


_tokens: dict[tuple[str, str], Token] = {}


def _token() -> Token:
    """The token that the environment names. Refused: `token_not_set`."""
    library, label = os.environ.get("THONGSUOT_PKCS11", ""), os.environ.get("THONGSUOT_PKCS11_TOKEN", "")
    pin = folder() / "pkcs11.pin"
    if not (library and label and pin.exists()):
        raise Refused(Problem("token_not_set", "Máy chủ chưa được nối với thiết bị giữ khóa (PKCS#11)."))
    return _tokens.setdefault((library, label), Token(library, label, pin.read_text("utf-8").strip()))


def forget_tokens() -> None:
    """Drop every session with a token: after it broke, was changed, or in a child process."""
    for token in _tokens.values():
        token.forget()
    _tokens.clear()
