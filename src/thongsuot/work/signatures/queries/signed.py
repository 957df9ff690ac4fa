"""Papers that were signed: of a dossier for who may see it, and what anyone may know of one that he holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from thongsuot.kernel.actor import SYSTEM, Actor
from thongsuot.kernel.dates import local_day
from thongsuot.plumbing import access
from thongsuot.plumbing.files import keeping
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.papers import naming
from thongsuot.work.signatures import rules
from thongsuot.work.signatures.models import SignedPaper


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """One signature of a paper; `level` B-B or B-T; `agency`, `agency_now`: its name that day, and what it is today."""

    id: UUID
    dossier_id: UUID
    form: str
    step: int
    nth: int
    agency_id: int
    certificate_id: int
    signer_id: int
    drafted_by: int | None
    at: datetime
    level: str
    value_digest: str
    is_agency: bool
    is_demo: bool
    revoked_at: datetime | None
    fingerprint: str
    serial: str
    issuer: str
    code: str
    file_id: UUID | None
    signer: str
    agency: str


_FIELDS = (
    "id", "dossier_id", "form", "step", "nth", "agency_id", "certificate_id", "signer_id", "drafted_by", "at", "level",
    "value_digest", "certificate__is_agency", "certificate__is_demo", "certificate__revoked_at",
    "certificate__fingerprint", "certificate__serial", "certificate__issuer", "dossier__code",
    "file_id",
)  # fmt: skip


def _records(**where: object) -> tuple[SignedRecord, ...]:
    """With the certificates behind them: whoever sees the paper may know by what it was signed."""
    rows = list(
        SignedPaper.objects.filter(**where).order_by("step", "form", "nth").values_list("id", flat=True)
    )
    with access.seeing(SYSTEM):
        found = SignedPaper.objects.filter(id__in=rows).order_by("step", "form", "nth").values_list(*_FIELDS)
        values: list[tuple[Any, ...]] = list(found)
    names = identity.names(account_ids=[row[7] for row in values])
    return tuple(SignedRecord(*_named(row, names)) for row in values)


def _named(row: tuple[Any, ...], names: Mapping[int, str]) -> list[Any]:
    """With the names of who signed and of his agency on that day."""
    return [*row, names.get(row[7], ""), naming.agency_on(agency_id=row[5], day=local_day(row[9]))]


@access.reading
def signed_of(*, viewer: Actor, dossier_id: UUID) -> tuple[SignedRecord, ...]:
    """Every signature on papers of a dossier, in order."""
    return _records(dossier_id=dossier_id)


COPY = "copy-"


def copy_form(file_id: UUID) -> str:
    """The name under which a certified electronic copy is kept among the signed papers."""
    return f"{COPY}{file_id.hex}"


def is_copy(form: str) -> bool:
    """Whether a signed paper is a certified copy of the applicant's, not a paper of the office's own."""
    return form.startswith(COPY)


def copies_of(*, viewer: Actor, dossier_id: UUID) -> dict[UUID, SignedRecord]:
    """By the file of a certified copy: its certifier's signature."""
    found = signed_of(viewer=viewer, dossier_id=dossier_id)
    return {UUID(one.form.removeprefix(COPY)): one for one in found if is_copy(one.form) and one.nth == 1}


UPLOAD = "file-"


def upload_form(file_id: UUID) -> str:
    """The name under which a result that was handed in is kept among the signed papers, by its first signed file."""
    return f"{UPLOAD}{file_id.hex}"


def is_upload(form: str) -> bool:
    """Whether a signed paper is a result that was handed in, not a form that was drawn up here."""
    return form.startswith(UPLOAD)


def uploads_of(*, viewer: Actor, dossier_id: UUID) -> dict[UUID, SignedRecord]:
    """By the signed file of a result that was handed in: the signature that made it."""
    found = signed_of(viewer=viewer, dossier_id=dossier_id)
    return {one.file_id: one for one in found if one.file_id is not None}


@access.reading
def unsealed(
    *, viewer: Actor, agency_ids: Iterable[int], limit: int = rules.MOST_AT_ONCE
) -> tuple[SignedRecord, ...]:
    """Papers that officers of these agencies signed and that bear no seal yet, the oldest first."""
    ids = sorted(set(agency_ids))
    sealed = SignedPaper.objects.filter(
        dossier_id=OuterRef("dossier_id"), form=OuterRef("form"), step=OuterRef("step"), nth__gt=1
    )
    found = SignedPaper.objects.filter(~Exists(sealed), agency_id__in=ids, nth=1).order_by("at", "id")
    return _records(id__in=list(found.values_list("id", flat=True)[:limit]))


@access.reading
def content(*, viewer: Actor, dossier_id: UUID, form: str) -> bytes | None:
    """The newest signed paper of a form of a dossier, with all its signatures; None when there is none."""
    found = SignedPaper.objects.filter(dossier_id=dossier_id, form=form).order_by("-step", "-nth")
    return bytes_of(found.first())


def bytes_of(row: SignedPaper | None) -> bytes | None:
    """A signed paper as it was signed, compared with its hash where it lies in the store; None for none."""
    if row is None:
        return None
    if row.file_id is None:
        return bytes(row.content)
    found = dossiers.file_content(viewer=SYSTEM, file_id=row.file_id)
    return keeping.openable(found) if found else None


@dataclass(frozen=True, slots=True)
class Attested:
    """What anyone who holds a paper's number may know: that it was signed, by whom, for whom, and of which dossier.

    No name of a citizen stands here. agency_now: what became of the agency, "" when it still bears that name.
    """

    paper_id: UUID
    code: str
    form: str
    signatures: tuple[SignedRecord, ...]
    agency_now: str


def attested(*, paper_id: UUID, now: datetime) -> Attested | None:
    """The paper with this number; None when there is none. Numbers are random: who has one was given it."""
    with access.seeing(SYSTEM):
        one = SignedPaper.objects.filter(id=paper_id).values_list("dossier_id", "form", "step").first()
        return _attested(paper_id, *one, now) if one else None


def attested_by_value(*, value_digests: Iterable[str], now: datetime) -> Attested | None:
    """The paper of ours that carries one of these signatures."""
    with access.seeing(SYSTEM):
        found = SignedPaper.objects.filter(value_digest__in=list(value_digests)).order_by("-nth")
        one = found.values_list("id", "dossier_id", "form", "step").first()
        return _attested(*one, now) if one else None


def _attested(paper_id: UUID, dossier_id: UUID, form: str, step: int, now: datetime) -> Attested:
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=dossier_id)
    signatures = _records(dossier_id=dossier_id, form=form, step=step)
    first = signatures[0]
    today = ", ".join(naming.successors_on(agency_id=first.agency_id, day=local_day(now)))
    return Attested(
        paper_id, record.code if record else "", form, signatures, today if today != first.agency else ""
    )


def original(*, value_digests: Iterable[str]) -> bytes | None:
    """Our own copy of a paper that carries one of these signatures: to say which pages of another copy differ."""
    with access.seeing(SYSTEM):
        found = SignedPaper.objects.filter(value_digest__in=list(value_digests)).order_by("-nth")
        return bytes_of(found.first())


def verdict_of(one: SignedRecord) -> rules.Verdict:
    """What a signature of ours is worth by our own register alone, the file not being at hand."""
    facts = rules.Facts(
        intact=True, changed_later=False, known_issuer=True, trusted=True, was_valid=True, signed_at=one.at,
        revoked_at=one.revoked_at,
    )  # fmt: skip
    return rules.verdict(facts)
