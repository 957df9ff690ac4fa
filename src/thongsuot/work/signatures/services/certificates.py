"""Record and take back certificates."""

from datetime import datetime

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing import access, signing
from thongsuot.plumbing.commands import command, note
from thongsuot.plumbing.signing import demo
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.signatures import papers, rules
from thongsuot.work.signatures.models import OfficerCertificate


@command("signatures.record_certificate")
def record_certificate(
    *, actor: Actor, now: datetime, agency_id: int, account_id: int, certificate: bytes, key_place: str,
    is_agency: bool = False, picture: bytes = b"",
) -> int:  # fmt: skip
    """Record that an officer signs with this certificate (PEM or DER) for the agency; its id.

    is_agency: it is the agency's own, which the officer keeps. key_place: `file:NAME` or `pkcs11:LABEL`; the key there
    must belong to the certificate. Refused with every reason at once.
    """
    parsed = signing.certificates_in(certificate)[0]
    agency = units.agency(agency_id=agency_id)
    holder = identity.account(account_id=account_id)
    if agency is None or agency.authority_id is None or holder is None:
        raise NotFound(Problem("no_such_officer", "Không có cán bộ hoặc cơ quan này.", "account"))
    fingerprint = parsed.sha256.hex()
    subject = parsed.subject.native
    named, organisation = _text(subject.get("common_name")), _text(subject.get("organization_name"))
    usage = parsed.key_usage_value.native if parsed.key_usage_value is not None else {"digital_signature"}
    with access.seeing(SYSTEM):  # the same certificate may stand where the actor does not see
        is_known = OfficerCertificate.objects.filter(fingerprint=fingerprint).exists()
    problems = rules.recording_problems(
        named=named, holder=holder.full_name, organisation=organisation, agency=agency.name,
        signs=bool({"digital_signature", "non_repudiation"} & set(usage)), valid_to=parsed.not_valid_after, now=now,
        is_agency=is_agency, is_known=is_known,
    )  # fmt: skip
    refuse_if((*problems, *_key_problems(key_place, fingerprint), *_picture_problems(picture)))
    issuer = _text(parsed.issuer.native.get("common_name")) or parsed.issuer.human_friendly
    made = OfficerCertificate.objects.create(
        account_id=account_id, agency_id=agency_id, authority_id=agency.authority_id, is_agency=is_agency,
        subject=named, organisation=organisation, issuer=issuer, serial=f"{parsed.serial_number:x}",
        fingerprint=fingerprint, content=parsed.dump(), picture=picture, key_place=key_place,
        valid_from=parsed.not_valid_before, valid_to=parsed.not_valid_after, recorded_at=now,
        is_demo=demo.NAME in issuer,
    )  # fmt: skip
    note(subject=f"certificate:{made.pk}", account=account_id, is_agency=is_agency)
    return made.pk


def _text(value: object) -> str:
    found = value[0] if isinstance(value, list) and value else value
    return " ".join(str(found or "").split())[:200]


def _key_problems(key_place: str, fingerprint: str) -> tuple[Problem, ...]:
    """Whether a key lies there and is the certificate's."""
    try:
        key = signing.load(key_place)
    except Refused as refused:
        return tuple(Problem(p.code, p.message, "key_place", p.params) for p in refused.problems)
    if key.certificate.sha256.hex() == fingerprint:
        return ()
    return (Problem("key_of_another", "Khóa ở nơi này thuộc chứng thư số khác.", "key_place"),)


def _picture_problems(picture: bytes) -> tuple[Problem, ...]:
    if not picture or papers.is_picture(picture):
        return ()
    text = "Hình chữ ký, con dấu phải là tệp .png nền trong suốt, không quá 300 KB."
    return (Problem("picture_unfit", text, "picture"),)


@command("signatures.revoke_certificate")
def revoke_certificate(
    *, actor: Actor, now: datetime, agency_id: int, certificate_id: int, reason: str
) -> None:
    """Take a certificate back from now on; what it signed before stays good."""
    if not reason.strip():
        raise Refused(Problem("reason_missing", "Hãy ghi lý do thu hồi.", "reason"))
    found = OfficerCertificate.objects.filter(id=certificate_id, agency_id=agency_id, revoked_at=None)
    if not found.update(revoked_at=now, revoked_because=reason.strip()[:500]):
        raise NotFound(Problem("no_such_certificate", "Không có chứng thư số này, hoặc đã thu hồi rồi."))
    note(subject=f"certificate:{certificate_id}")
