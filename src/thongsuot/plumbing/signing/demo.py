"""A certificate authority for demonstrations: everything it issues says so in its name, and none of it binds anybody."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "CA thử nghiệm, không có giá trị pháp lý"
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_USAGE = dict.fromkeys(
    ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
)


@dataclass(frozen=True, slots=True)
class Authority:
    """The demonstration's root: its key and certificate."""

    key: Private
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """Its certificate, as others have to trust it."""
        return self.certificate.public_bytes(form.Encoding.PEM)


def new_authority(*, from_at: datetime, to_at: datetime) -> Authority:
    """A root made now, valid in [from_at, to_at)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, NAME), x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    )
    builder = _builder(name, name, key, from_at, to_at)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_papers=False), critical=True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def authority_in(folder: Path, *, from_at: datetime, to_at: datetime) -> Authority:
    """The root that this folder keeps (`demo-ca.pem`, key and certificate), made if there is none."""
    path = folder / "demo-ca.pem"
    if path.exists():
        content = path.read_bytes()
        key = form.load_pem_private_key(content, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        return Authority(key, x509.load_pem_x509_certificate(content))
    made = new_authority(from_at=from_at, to_at=to_at)
    write_secret(path, pem_of(made.key) + made.pem)
    trust = folder / "trust"
    trust.mkdir(mode=0o700, parents=True, exist_ok=True)
    (trust / "demo-ca.pem").write_bytes(made.pem)
    return made


def issue(
    authority: Authority, *, name: str, agency: str, from_at: datetime, to_at: datetime,
    key: Private | None = None, for_time: bool = False,
) -> tuple[Private, x509.Certificate]:  # fmt: skip
    """A key (made unless given) and its certificate for a person (`name`) of an agency, or for the agency itself.

    for_time: the certificate is for stamping time instead.
    """
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _fitting(name)),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _fitting(agency)),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        ]
    )
    builder = _builder(subject, authority.certificate.subject, own, from_at, to_at)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_papers=True), critical=True)
    if for_time:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return own, builder.sign(authority.key, hashes.SHA256())


def revocations(
    authority: Authority, serials: dict[int, datetime], *, from_at: datetime, to_at: datetime
) -> bytes:
    """A list (DER) of what the authority revoked: serial number → when."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(from_at).next_update(to_at)
    for serial, at in serials.items():
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        builder = builder.add_revoked_certificate(one.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(form.Encoding.DER)


def pem_of(key: Private, *certificates: x509.Certificate) -> bytes:
    """The key and certificates as one PEM file."""
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return private + b"".join(one.public_bytes(form.Encoding.PEM) for one in certificates)


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Private, from_at: datetime, to_at: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    return builder.not_valid_before(from_at).not_valid_after(to_at)


def _usage(*, signs_papers: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_papers,
        content_commitment=signs_papers,
        key_cert_sign=not signs_papers,
        crl_sign=not signs_papers,
        **_USAGE,
    )


def _fitting(name: str) -> str:
    """A name as X.520 bears it: at most 64 bytes, cut between words."""
    while len(name.encode()) > 64:
        name = name.rpartition(" ")[0] or name[:16]
    return name
