"""The certified electronic copy: what it must say, and of what it may be made."""

from dataclasses import dataclass
from datetime import date

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import law
from thongsuot.work.dossiers.rules.files import FileKind

NUMBER_LONGEST = 40
BOUND = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands in the book of certifications: number, book, and who signs in which office."""

    number: str
    book: str
    signer: str
    signer_title: str
    agency: str
    day: date


@law("NĐ 45/2020/NĐ-CP", "Điều 10")
def certifying_problems(kind: FileKind, media_type: str, *, number: str, book: str) -> tuple[Problem, ...]:
    """Why no certified electronic copy can be made of a file: it must be taken from the original."""
    found = []
    if kind is not FileKind.ORIGINAL or media_type not in BOUND:
        found.append(
            Problem(
                "not_from_original",
                "Chỉ chứng thực được tệp số hóa từ bản chính (PDF hoặc ảnh). Hãy quét bản chính rồi làm lại.",
                "file",
            )
        )
    for value, field in ((number, "number"), (book, "book")):
        if not value.strip() or len(value) > NUMBER_LONGEST:
            found.append(
                Problem(
                    "number_missing",
                    "Hãy ghi số chứng thực và quyển số như trong sổ chứng thực.",
                    field,
                )
            )
    return tuple(found)


@law("TT 01/2020/TT-BTP", "Phụ lục, mẫu lời chứng chứng thực bản sao từ bản chính")
def certificate_lines(given: Certificate) -> tuple[str, ...]:
    """The words of the certification, line by line, as they stand under the copy. Official text: Vietnamese alone."""
    return (
        "CHỨNG THỰC BẢN SAO ĐIỆN TỬ ĐÚNG VỚI BẢN CHÍNH",
        f"Số chứng thực: {given.number}, quyển số: {given.book}",
        f"Ngày {given.day.day:02d} tháng {given.day.month:02d} năm {given.day.year}",
        given.agency,
        given.signer_title,
        given.signer,
    )
