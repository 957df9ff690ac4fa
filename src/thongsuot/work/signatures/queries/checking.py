"""Check a file that somebody brought: its signatures, what our own register knows of them, which pages differ."""

from dataclasses import dataclass
from datetime import datetime

from thongsuot.plumbing import signing
from thongsuot.plumbing.signing.demo import NAME as DEMO_ISSUER
from thongsuot.work.signatures import rules
from thongsuot.work.signatures.queries.certificates import revoked_at
from thongsuot.work.signatures.queries.signed import Attested, attested_by_value, original


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature of the file with its verdict; `pages` (from 1) differ from what was signed."""

    report: "signing.SignatureReport"
    verdict: rules.Verdict
    pages: tuple[int, ...]
    is_demo: bool
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checking:
    """A whole file: its signatures, the worst verdict (None: nothing is signed), and the paper of ours that it is."""

    signatures: tuple[Checked, ...]
    verdict: rules.Verdict | None
    attested: Attested | None


def check(*, pdf: bytes, now: datetime, trust: "signing.Trust | None" = None) -> Checking:
    """Nothing of the file is kept. Refused: `file_too_large`, `not_a_pdf`."""
    reports = signing.verify(pdf, trust=trust or signing.Trust.of_folder(), at=now)
    digests = [one.value_digest for one in reports]
    pages: tuple[int, ...] = ()
    if any(not one.intact for one in reports) and (ours := original(value_digests=digests)) is not None:
        pages = signing.differing(ours, pdf)
    found = tuple(_checked(one, pages) for one in reports)
    worst = rules.worst(tuple(one.verdict for one in found))
    return Checking(found, worst, attested_by_value(value_digests=digests, now=now))


def _checked(report: "signing.SignatureReport", pages: tuple[int, ...]) -> Checked:
    known = [at for at in (report.revoked_at, revoked_at(fingerprint=report.fingerprint)) if at is not None]
    taken_back = min(known, default=None)
    facts = rules.Facts(
        intact=report.intact,
        changed_later=report.later is signing.Later.CHANGES,
        known_issuer=report.known_issuer,
        trusted=report.trusted or taken_back is not None,
        was_valid=report.was_valid,
        signed_at=report.stamped_at or report.signed_at,
        revoked_at=taken_back,
    )
    shown = report.changed_pages or (pages if not report.intact else ())
    return Checked(report, rules.verdict(facts), shown, DEMO_ISSUER in report.issuer, taken_back)
