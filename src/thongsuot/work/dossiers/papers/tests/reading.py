"""Reading a printed form back."""

import io

import pikepdf
import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page, one blank between words."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def rightmost_ink(pdf: bytes) -> float:
    """How far right any letter reaches, in millimetres from the left edge of its page."""
    reach = 0.0
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        letters = enumerate(text.get_text_range())
        reach = max([reach, *(text.get_charbox(nth)[2] for nth, letter in letters if not letter.isspace())])
    return reach / 72 * 25.4


def standards(pdf: bytes) -> tuple[str, str, str]:
    """PDF/A part, PDF/A conformance and PDF/UA part, as the metadata claim them."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as about:
        return about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]
