"""A SoftHSM token of its own in a folder, with keys brought into it: for tests and measurements, never for service."""

import os
import subprocess
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from thongsuot.plumbing.signing.demo import Private, write_secret
from thongsuot.plumbing.signing.keys import forget_tokens

LABEL, PIN = "thong-suot-demo", "1234"


def make(folder: Path) -> None:
    """Make an empty token in `folder`. Must come before the library is loaded: it reads its settings only once."""
    (folder / "tokens").mkdir(parents=True, exist_ok=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(settings)
    words = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603


def serve(library: Path, secrets: Path) -> None:
    """Let this process use the token: the variables of service, and the PIN in its file."""
    os.environ["THONGSUOT_PKCS11"], os.environ["THONGSUOT_PKCS11_TOKEN"] = str(library), LABEL
    write_secret(secrets / "pkcs11.pin", PIN.encode())


def put(library: Path, label: str, key: Private, certificate: x509.Certificate) -> None:
    """Bring a key and its certificate into the token under a label."""
    from pkcs11 import Attribute, ObjectClass
    from pkcs11 import lib as library_of
    from pkcs11.util.x509 import decode_x509_certificate

    private = key.private_bytes(form.Encoding.DER, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    public = certificate.public_bytes(form.Encoding.DER)
    forget_tokens()  # one process logs into a token once
    named: dict[Any, Any] = {Attribute.LABEL: label, Attribute.ID: label.encode()}
    with library_of(str(library)).get_token(token_label=LABEL).open(user_pin=PIN, rw=True) as session:
        session.create_object(
            _decoded(private, is_rsa=isinstance(key, RSAPrivateKey))
            | named
            | {Attribute.TOKEN: True, Attribute.SIGN: True}
        )
        session.create_object(
            decode_x509_certificate(public)
            | named
            | {Attribute.TOKEN: True, Attribute.CLASS: ObjectClass.CERTIFICATE}
        )


def _decoded(private: bytes, *, is_rsa: bool) -> dict[Any, Any]:
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key

    return dict(decode_rsa_private_key(private) if is_rsa else decode_ec_private_key(private))
