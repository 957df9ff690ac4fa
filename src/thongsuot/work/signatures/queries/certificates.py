"""Certificates as records: of an officer, of agencies, those that run out, and who decides without one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.signatures import rules
from thongsuot.work.signatures.models import OfficerCertificate

DECIDE, SIGN = "dossiers.decide", "signatures.sign"


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """A certificate as it stands in the register; `key_place` says where its key is. Instants are aware."""

    id: int
    account_id: int
    agency_id: int
    is_agency: bool
    subject: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    key_place: str
    picture: bytes
    valid_from: datetime
    valid_to: datetime
    recorded_at: datetime
    revoked_at: datetime | None
    revoked_because: str
    is_demo: bool

    @property
    def facts(self) -> rules.Certificate:
        """What the rules ask of it."""
        return rules.Certificate(
            self.id,
            self.account_id,
            self.agency_id,
            self.is_agency,
            self.valid_from,
            self.valid_to,
            self.revoked_at,
        )

    def standing(self, now: datetime) -> rules.Standing:
        """How it stands at `now`."""
        return rules.standing(self.facts, now)


_FIELDS = tuple(CertificateRecord.__dataclass_fields__)


def _records(found: QuerySet[OfficerCertificate]) -> tuple[CertificateRecord, ...]:
    rows: list[tuple[Any, ...]] = list(found.order_by("-valid_to", "id").values_list(*_FIELDS))
    return tuple(CertificateRecord(*map(_plain, row)) for row in rows)


def _plain(value: Any) -> Any:
    """A picture as bytes, whatever the driver gave."""
    return bytes(value) if isinstance(value, memoryview) else value


@access.reading
def certificates_of(*, viewer: Actor, account_id: int) -> tuple[CertificateRecord, ...]:
    """The certificates of an officer that the viewer may see, the one that lasts longest first."""
    return _records(OfficerCertificate.objects.filter(account_id=account_id))


@access.reading
def certificates_at(*, viewer: Actor, agency_ids: Iterable[int]) -> tuple[CertificateRecord, ...]:
    """The certificates recorded at agencies, those that last longest first."""
    return _records(OfficerCertificate.objects.filter(agency_id__in=sorted(set(agency_ids))))


@access.reading
def certificate(*, viewer: Actor, certificate_id: int) -> CertificateRecord | None:
    """One certificate, or None when there is none that the viewer may see."""
    return next(iter(_records(OfficerCertificate.objects.filter(id=certificate_id))), None)


def revoked_at(*, fingerprint: str) -> datetime | None:
    """When a certificate was taken back by our own register; for whoever checks a file."""
    with access.seeing(SYSTEM):
        found = OfficerCertificate.objects.filter(fingerprint=fingerprint)
        return found.values_list("revoked_at", flat=True).first()


def expiring(*, viewer: Actor, agency_ids: Iterable[int], now: datetime) -> tuple[CertificateRecord, ...]:
    """Those that run out soon and that no later one of the same hand replaces; the first to end first."""
    found = certificates_at(viewer=viewer, agency_ids=agency_ids)
    lasting = {_hand(one) for one in found if one.standing(now) is rules.Standing.GOOD}
    ending = [
        one for one in found if one.standing(now) is rules.Standing.EXPIRING and _hand(one) not in lasting
    ]
    return tuple(sorted(ending, key=lambda one: one.valid_to))


def _hand(one: CertificateRecord) -> tuple[int, int, bool]:
    return (one.account_id, one.agency_id, one.is_agency)


@dataclass(frozen=True, slots=True)
class Unable:
    """An officer who decides at an agency and cannot sign there; `last` is the last certificate he had."""

    account_id: int
    username: str
    full_name: str
    agency_id: int
    agency: str
    may_sign: bool
    last: CertificateRecord | None
    standing: rules.Standing | None


@access.reading
def cannot_sign(*, viewer: Actor, agency_ids: Iterable[int], now: datetime) -> tuple[Unable, ...]:
    """Officers who decide at these agencies today and cannot sign: no right to, or no certificate that counts."""
    ids = sorted(set(agency_ids))
    day = local_day(now)
    held = certificates_at(viewer=viewer, agency_ids=ids)
    verbs = {role.code: role.verbs for role in identity.roles()}
    able: dict[tuple[int, int], set[str]] = {}
    people: dict[tuple[int, int], identity.Seat] = {}
    for seat in identity.seats_at(viewer=viewer, agency_ids=ids, day=day):
        if seat.from_date <= day:
            able.setdefault((seat.account_id, seat.agency_id), set()).update(verbs.get(seat.role_code, ()))
            people[seat.account_id, seat.agency_id] = seat
    found = []
    for (account_id, agency_id), rights in able.items():
        own = [c for c in held if c.account_id == account_id and c.agency_id == agency_id and not c.is_agency]
        usable = rules.chosen((c.facts for c in own), agency_id=agency_id, is_agency=False, now=now)
        if DECIDE in rights and (SIGN not in rights or usable is None):
            seat, last = people[account_id, agency_id], next(iter(own), None)
            where = units.agency(agency_id=agency_id)
            found.append(
                Unable(
                    account_id, seat.username, seat.full_name, agency_id, where.name if where else "",
                    SIGN in rights, last, last.standing(now) if last else None,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.agency, one.full_name)))
