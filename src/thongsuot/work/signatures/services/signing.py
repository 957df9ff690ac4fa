"""Sign the papers of dossiers, one or a hundred as one act, and put the agency's seal on what was signed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

import pikepdf

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing import signing
from thongsuot.plumbing.commands import command, note
from thongsuot.plumbing.files import keeping, names
from thongsuot.plumbing.http.links import tracking_path
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.queries import standing
from thongsuot.work.signatures import papers, rules
from thongsuot.work.signatures.models import SignedPaper
from thongsuot.work.signatures.queries import CertificateRecord, Waiting, bytes_of, certificates_of, plan

NOT_THERE = Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.")
NO_PAPER = Problem("no_such_paper", "Không có văn bản đã ký này, hoặc bạn không được xem.")
SIGNED_MARK = "(đã ký số)"
SIGN = "signatures.sign"
REASON = "Ký kết quả giải quyết thủ tục hành chính"
SEALING = "Đóng dấu của cơ quan"


@dataclass(frozen=True, slots=True)
class Site:
    """Where this installation is reached, for the codes on papers; `is_demo`: every paper says that it binds nobody."""

    address: str
    is_demo: bool = False

    def check_url(self, paper_id: UUID) -> str:
        """Where anyone checks the signature of a paper."""
        return f"{self.address.rstrip('/')}/kiem-tra-chu-ky/{paper_id}/"


@dataclass(frozen=True, slots=True)
class Signing:
    """What an act of signing did: dossier (or paper, when sealing) → number of the signed paper; and what it did not."""

    signed: Mapping[UUID, UUID]
    refused: Mapping[UUID, tuple[Problem, ...]]


@command(SIGN)
def sign_results(
    *, actor: Actor, now: datetime, agency_id: int, dossier_ids: Sequence[UUID], site: Site
) -> Signing:
    """Sign the result papers of dossiers in the name of an agency, as one act.

    What cannot be signed comes back with its reasons; when only one was asked for, they are raised. A key that fails
    undoes the whole act.
    """
    refuse_if(rules.batch_problems(len(dossier_ids)))
    standing.lock(dossier_ids)
    planned = plan(viewer=actor, agency_id=agency_id, dossier_ids=dossier_ids, now=now)
    seen = {one.record.id for one in planned}
    refused: dict[UUID, tuple[Problem, ...]] = {id_: (NOT_THERE,) for id_ in dossier_ids if id_ not in seen}
    refused |= {one.record.id: one.problems for one in planned if not one.is_ready}
    if len(dossier_ids) == 1 and refused:
        problems = refused[dossier_ids[0]]
        raise NotFound(*problems) if problems == (NOT_THERE,) else Refused(*problems)
    ready = [one for one in planned if one.is_ready]
    signed: dict[UUID, UUID] = {}
    if ready:
        pen = pen_of(actor, agency_id, now, is_agency=False)
        signed = {one.record.id: _sign(one, pen, site) for one in ready}
    subject = f"dossier:{dossier_ids[0]}" if len(dossier_ids) == 1 else "dossiers"
    papers_signed = [str(id_) for id_ in signed.values()]
    note(subject=subject, count=len(signed), refused=len(refused), papers=papers_signed)
    return Signing(signed, refused)


@dataclass(frozen=True, slots=True)
class Pen:
    """What one act signs with: the officer's or the agency's certificate and its key."""

    actor: Actor
    account_id: int
    agency_id: int
    place: str
    now: datetime
    certificate: CertificateRecord
    key: "signing.Key"


def pen_of(actor: Actor, agency_id: int, now: datetime, *, is_agency: bool) -> Pen:
    """The officer's certificate for an agency (or the agency's own that he keeps) with its key; raises `Refused`."""
    where = units.agency(agency_id=agency_id)
    name = where.name if where else ""
    own = {one.id: one for one in certificates_of(viewer=actor, account_id=actor.account_id or 0)}
    held = [one.facts for one in own.values()]
    refuse_if(rules.holding_problems(held, agency_id=agency_id, agency=name, is_agency=is_agency, now=now))
    found = rules.chosen(held, agency_id=agency_id, is_agency=is_agency, now=now)
    assert found is not None  # nothing was wrong with holding one
    certificate = own[found.id]
    key = signing.load(certificate.key_place)
    if key.certificate.sha256.hex() != certificate.fingerprint:
        raise Refused(Problem("key_of_another", "Khóa ở nơi này thuộc chứng thư số khác.", "key_place"))
    return Pen(actor, certificate.account_id, agency_id, name, now, certificate, key)


def _sign(one: Waiting, pen: Pen, site: Site) -> UUID:
    """Draw up the paper, sign it and keep it; the number of the signed paper."""
    record, step, number = (
        one.record,
        one.step,
        uuid.uuid4(),
    )  # random: its address is known to who holds the paper
    assert step is not None  # a paper without its step is not ready
    wanted = dossiers.collect_names(viewer=pen.actor, dossier_ids=[record.id], day=local_day(pen.now))
    told = assembling.Told(
        record,
        dossiers.papers_of(viewer=pen.actor, dossier_id=record.id),
        dossiers.steps_of(viewer=pen.actor, dossier_id=record.id),
        site.address.rstrip("/") + tracking_path(record.id, record.code),
        record.is_simulated or site.is_demo,
        check_url=site.check_url(number),
        signed_by=pen.account_id,
        signed_at=pen.now,
        collect_at=wanted.get(record.id, ""),
    )
    pdf = assembling.printed(told, one.form)
    signed = signing.sign_file(
        pdf, key=pen.key, reason=f"{REASON} {record.code}", place=pen.place, at=pen.now, stamp=hand(pdf, pen)
    )
    SignedPaper.objects.create(
        id=number, dossier_id=record.id, form=one.form, step=step.number, agency_id=pen.agency_id,
        certificate_id=pen.certificate.id, signer_id=pen.account_id, drafted_by=step.officer_id, at=pen.now,
        level=signed.level.value, value_digest=signed.value_digest, content=signed.pdf,
    )  # fmt: skip
    return number


def hand(pdf: bytes, pen: Pen, *, is_upload: bool = False) -> "signing.Stamp | None":
    """How the signature shows on a paper; nothing is drawn over one of ours that does not say where."""
    found = _spot(pdf, is_upload=is_upload)
    if found is None:
        return None
    page, box = found
    drawn = papers.hand(
        box, name=pen.actor.name or pen.certificate.subject, at=pen.now, picture=pen.certificate.picture,
        is_demo=pen.certificate.is_demo,
    )  # fmt: skip
    return signing.Stamp(page, box.left, box.bottom, box.right, box.top, drawn)


def _spot(pdf: bytes, *, is_upload: bool) -> tuple[int, rules.Box] | None:
    """The page and the box of the hand: where the paper says, else of an upload where it stands on any paper."""
    places = signing.signing_places(pdf)
    if places:
        one = places[0]
        return one.page, rules.hand_box(left=one.left, top=one.top, width=one.width)
    if not is_upload:
        return None
    with pikepdf.open(BytesIO(pdf), suppress_warnings=True) as opened:
        last = len(opened.pages) - 1
        left, bottom, right, _top = (float(str(side)) for side in opened.pages[last].cropbox.as_list())
    return last, rules.result_box(left=left, bottom=bottom, right=right)


def kept(pen: Pen, original: dossiers.FileRecord, pdf: bytes) -> UUID:
    """A result with one signature more, as a file of its dossier that names the one it signs."""
    stem = original.file_name.removesuffix(".pdf").removesuffix(SIGNED_MARK).strip()
    signed = keeping.examine(names.named(f"{stem} {SIGNED_MARK}", "pdf"), pdf)
    return work.add_signed(
        actor=pen.actor, now=pen.now, agency_id=pen.agency_id, original=original, signed=signed
    )


@command("signatures.countersign")
def countersign(*, actor: Actor, now: datetime, agency_id: int, paper_ids: Sequence[UUID]) -> Signing:
    """Put the agency's own signature, its seal, on papers that its officers signed; one act, as many as `sign` takes."""
    refuse_if(rules.batch_problems(len(paper_ids)))
    found = {row.pk: row for row in SignedPaper.objects.filter(id__in=list(paper_ids))}
    standing.lock([row.dossier_id for row in found.values()])
    refused = {id_: _sealing_problems(actor, found.get(id_), agency_id) for id_ in paper_ids}
    refused = {id_: why for id_, why in refused.items() if why}
    if len(paper_ids) == 1 and refused:
        raise Refused(*refused[paper_ids[0]])
    ready = [found[id_] for id_ in paper_ids if id_ not in refused]
    signed: dict[UUID, UUID] = {}
    if ready:
        pen = pen_of(actor, agency_id, now, is_agency=True)
        signed = {row.pk: _seal(row, pen) for row in ready}
    subject = f"paper:{paper_ids[0]}" if len(paper_ids) == 1 else "papers"
    note(subject=subject, count=len(signed), refused=len(refused))
    return Signing(signed, refused)


def _sealing_problems(actor: Actor, row: SignedPaper | None, agency_id: int) -> tuple[Problem, ...]:
    if row is None:
        return (NO_PAPER,)
    found = []
    if row.agency_id != agency_id:
        text = "Văn bản này do cơ quan khác ký; chỉ cơ quan ký mới đóng dấu số."
        found.append(Problem("seal_of_another", text))
    if SignedPaper.objects.filter(
        dossier_id=row.dossier_id, form=row.form, step=row.step, nth__gt=1
    ).exists():
        found.append(Problem("already_sealed", "Văn bản này đã được đóng dấu số."))
    if row.file_id is not None and dossiers.file(viewer=actor, file_id=row.file_id) is None:
        found.append(NO_PAPER)  # it was taken out of the dossier since
    return tuple(found)


def _seal(row: SignedPaper, pen: Pen) -> UUID:
    signed_file = dossiers.file(viewer=pen.actor, file_id=row.file_id) if row.file_id else None
    pdf, number = bytes_of(row) or b"", uuid.uuid4()
    found, stamp = _spot(pdf, is_upload=signed_file is not None), None
    if found is not None:
        page, box = found[0], rules.seal_box(found[1])
        drawn = papers.seal(
            box, name=pen.place, at=pen.now, picture=pen.certificate.picture, is_demo=pen.certificate.is_demo
        )
        stamp = signing.Stamp(page, box.left, box.bottom, box.right, box.top, drawn)
    signed = signing.sign_file(pdf, key=pen.key, reason=SEALING, place=pen.place, at=pen.now, stamp=stamp)
    file_id = kept(pen, signed_file, signed.pdf) if signed_file else None
    SignedPaper.objects.create(
        id=number, dossier_id=row.dossier_id, form=row.form, step=row.step, nth=row.nth + 1, agency_id=pen.agency_id,
        certificate_id=pen.certificate.id, signer_id=pen.account_id, at=pen.now,
        level=signed.level.value, value_digest=signed.value_digest,
        content=b"" if file_id else signed.pdf, file_id=file_id,
    )  # fmt: skip
    return number
