"""Certified electronic copies: the file taken from the original, with the words of certification bound behind it.

The page carries the place of the signature; that it is signed electronically is the business of the signatures.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing.commands import OFFICERS, command
from thongsuot.plumbing.files import binding, keeping
from thongsuot.plumbing.files.inspecting import inspect
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.papers.certificate import CertificateData, certificate_pdf
from thongsuot.work.dossiers.queries import files as queries
from thongsuot.work.dossiers.queries.duties import duty_problems
from thongsuot.work.dossiers.queries.reading import DossierRecord, dossier
from thongsuot.work.dossiers.rules.certifying import Certificate, certifying_problems
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.dossiers.services import digitising

TITLE = "Người thực hiện chứng thực"


@command("dossiers.certify_copy", by=OFFICERS)
def certify_copy(
    *, actor: Actor, now: datetime, agency_id: int, dossier_id: UUID, file_id: UUID, number: str, book: str
) -> UUID:
    """Make a certified electronic copy of a file taken from the original; number and book as in the register."""
    held = digitising.locked(dossier_id)
    found = queries.file(viewer=actor, file_id=file_id)
    record = dossier(viewer=actor, dossier_id=dossier_id)
    if found is None or record is None or found.dossier_id != dossier_id:
        raise NotFound(digitising.NO_FILE)
    number, book = " ".join(number.split()), " ".join(book.split())
    refuse_if(
        digitising.adding(held, FileKind.CERTIFIED, agency_id)
        + certifying_problems(found.kind, found.media_type, number=number, book=book)
        + _duty_problems(agency_id, held.procedure_version_id, now)
    )
    given = _certificate(actor, agency_id, now, number, book)
    page = certificate_pdf(_data(given, record, found, agency_id, now))
    parts = [inspect(found.file_name, keeping.openable(found.sha256)), inspect("loi-chung.pdf", page)]
    examined = keeping.scanned(binding.bind(f"Bản sao chứng thực {found.title[:80]}", parts))
    row = {
        "title": found.title, "wanted_id": found.wanted_id, "kind": FileKind.CERTIFIED, "source": FileSource.CERTIFIED,
        "file_name": examined.file.name, "sha256": keeping.keep(examined, now=now), "pages": examined.file.pages,
        "from_file_id": str(file_id),
        "detail": {"number": number, "book": book, "signer": given.signer, "day": given.day.isoformat()},
    }  # fmt: skip
    try:
        with transaction.atomic():
            return digitising.insert(actor, now, agency_id, dossier_id, [row])[0]
    except IntegrityError as error:
        if "dossier_file_certified" not in str(error):
            raise
        raise Refused(
            Problem(
                "number_taken",
                "Số chứng thực này đã dùng trong quyển sổ đó. Hãy xem lại sổ chứng thực và ghi số tiếp theo.",
                "number",
            )
        ) from None


def _duty_problems(agency_id: int, version_id: int, now: datetime) -> tuple[Problem, ...]:
    """Whether the agency certifies at any of its points for the procedure."""
    day = local(now).date()
    return duty_problems(Capability.CERTIFY, agency_id=agency_id, version_id=version_id, day=day)


def _certificate(actor: Actor, agency_id: int, now: datetime, number: str, book: str) -> Certificate:
    agency = units.agency(agency_id=agency_id)
    names = identity.names(account_ids=[actor.account_id] if actor.account_id else [])
    return Certificate(
        number=number,
        book=book,
        signer=names.get(actor.account_id or 0, actor.name),
        signer_title=TITLE,
        agency=agency.name if agency else "",
        day=local(now).date(),
    )


def _data(
    given: Certificate, record: DossierRecord, found: queries.FileRecord, agency_id: int, now: datetime
) -> CertificateData:
    agency = units.agency(agency_id=agency_id)
    where = units.unit(unit_id=agency.unit_id, day=given.day) if agency and agency.unit_id else None
    return CertificateData(
        given=given,
        superior="",
        place=where.name if where else "",
        issued_at=now,
        paper=found.title,
        pages=found.pages,
        applicant=record.applicant_name,
        code=record.code,
        sha256=found.sha256,
        is_demo=record.is_simulated or bool(settings.DEMO),
    )
