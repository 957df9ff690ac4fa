"""Certificates for a demonstration: one for every demo officer who decides, one seal for his agency; none binds anybody."""

from datetime import datetime, timedelta

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.plumbing import access, signing
from thongsuot.plumbing.commands import command, note
from thongsuot.plumbing.signing import demo
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.signatures.models import OfficerCertificate
from thongsuot.work.signatures.queries.certificates import DECIDE
from thongsuot.work.signatures.services.certificates import record_certificate

_BEFORE, _AFTER = timedelta(days=30), timedelta(days=365)


@command("signatures.equip_demo", by=frozenset(), grant=False)
def equip_demo(*, actor: Actor, now: datetime) -> int:
    """Make what is missing of the demonstration's certificates; how many were made. Doing it again makes none."""
    authority = demo.authority_in(signing.folder(), from_at=now - _BEFORE, to_at=now + 10 * _AFTER)
    with access.seeing(SYSTEM):
        held = set(OfficerCertificate.objects.values_list("account_id", "agency_id", "is_agency"))
    deciding = {role.code for role in identity.roles() if DECIDE in role.verbs}
    made = 0
    for one in identity.everybody():
        if not (one.is_demo and one.is_active):
            continue
        for grant in identity.grants_of(viewer=SYSTEM, account_id=one.id):
            if grant.role.code not in deciding or grant.revoked_at is not None:
                continue
            for is_agency in (False, True):
                if (one.id, grant.agency_id, is_agency) not in held:
                    held.add((one.id, grant.agency_id, is_agency))
                    _equip(authority, one, grant.agency_id, is_agency, now)
                    made += 1
    note(count=made)
    return made


def _equip(
    authority: demo.Authority, one: identity.AccountRecord, agency_id: int, is_agency: bool, now: datetime
) -> None:
    agency = units.agency(agency_id=agency_id)
    assert agency is not None  # a grant stands at an agency
    name = agency.name if is_agency else one.full_name
    key, certificate = demo.issue(
        authority, name=name, agency=agency.name, from_at=now - _BEFORE, to_at=now + _AFTER
    )
    file = f"demo-{one.username}-{agency_id}{'-dau' if is_agency else ''}"
    pem = demo.pem_of(key, certificate)
    demo.write_secret(signing.folder() / f"{file}.pem", pem)
    record_certificate(
        actor=SYSTEM, now=now, agency_id=agency_id, account_id=one.id, certificate=pem, key_place=f"file:{file}",
        is_agency=is_agency,
    )  # fmt: skip
