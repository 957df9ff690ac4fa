"""The words of certification as a page of their own, bound behind the copy that they certify."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from thongsuot.plumbing import paper
from thongsuot.plumbing.paper import dates
from thongsuot.work.dossiers.rules.certifying import Certificate, certificate_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateData:
    """What the page says beside the certification itself; `sha256` of the file taken from the original."""

    given: Certificate
    superior: str
    place: str
    issued_at: datetime
    paper: str
    pages: int
    applicant: str
    code: str
    sha256: str
    is_demo: bool


def certificate_pdf(data: CertificateData) -> bytes:
    """One page, PDF/A."""
    lines = certificate_lines(data.given)
    record = {
        name: value for name, value in asdict(data).items() if name not in ("given", "issued_at", "pages")
    } | {
        "agency": data.given.agency,
        "number": "",
        "issued_in_words": dates.day_in_words(data.given.day),
        "heading": lines[0],
        "certified": lines[1].partition(": ")[2],
        "pages": str(data.pages),
        "day": lines[2],
        "signer_title": data.given.signer_title,
        "signer": data.given.signer,
    }
    title = f"Lời chứng bản sao điện tử {data.code}"
    return paper.render_many(
        Path(__file__).parent / "certificate.typ", [record], title=title, at=data.issued_at
    )
