"""A result that was handed in as a file: why it cannot be signed, whose signature it bears already, where ours shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.signatures.rules.signing import HAND_HEIGHT, HAND_WIDTH, MM, Box
from thongsuot.work.signatures.rules.verdicts import VERDICT_NAMES, Verdict, worst

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Bearing:
    """A signature that a file bears: whose, of which agency, what it is worth."""

    signer: str
    agency: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a file before it is opened. `is_scanned`: looked at for viruses, where anybody looks at all."""

    media_type: str
    is_scanned: bool
    is_infected: bool


@law("NĐ 30/2020/NĐ-CP", "Điều 13")
def sheet_problems(sheet: Sheet) -> tuple[Problem, ...]:
    """Why a file cannot be signed, before it is opened: only a PDF that harms nobody is put under a hand."""
    if sheet.is_infected:
        text = "Tệp này có vi-rút nên không ký được. Hãy gỡ tệp và tải lên tệp mới."
        return (Problem("result_infected", text, "file"),)
    if sheet.media_type != PDF:
        text = "Chỉ ký số được tệp PDF. Hãy in tài liệu ra PDF rồi tải lên; tệp cũ vẫn còn trong hồ sơ."
        return (Problem("result_not_pdf", text, "file"),)
    if not sheet.is_scanned:
        text = "Tệp này chưa quét vi-rút nên chưa ký được. Hãy thử lại khi phần mềm quét hoạt động."
        return (Problem("result_not_scanned", text, "file"),)
    return ()


@house_rule("nobody's signature is covered by another's; what another system signed well goes out as it is")
def bearing_problems(borne: Sequence[Bearing]) -> tuple[Problem, ...]:
    """Why a file that bears signatures is not signed here once more."""
    found = worst(tuple(one.verdict for one in borne))
    if found is None:
        return ()
    params = {"names": ", ".join(bearer(one) for one in borne)}
    if found is Verdict.GOOD:
        text = "Tệp này đã có chữ ký số hợp lệ của {names} nên giao nguyên như vậy, không ký lại."
        return (Problem("signed_elsewhere", text, "file", params),)
    text = (
        "Tệp này đã có chữ ký số của {names}: {verdict}. Hãy tải lên bản chưa ký, hoặc bản có chữ ký hợp lệ."
    )
    return (Problem("signed_by_another", text, "file", {**params, "verdict": Word(VERDICT_NAMES[found])}),)


@house_rule("a file that another system signed is good when every signature on it is")
def is_good(borne: Sequence[Bearing]) -> bool:
    """Whether a file may go out as it came."""
    return worst(tuple(one.verdict for one in borne)) is Verdict.GOOD


@house_rule("a signature is named as its certificate names it")
def bearer(one: Bearing) -> str:
    """Whose signature it is: the person, and his agency where the certificate says it."""
    return f"{one.signer} ({one.agency})" if one.agency and one.agency != one.signer else one.signer


@law("NĐ 30/2020/NĐ-CP", "Phụ lục I, phần II, mục I.8")
def result_box(*, left: float, bottom: float, right: float) -> Box:
    """Where a hand shows on the last page of a result that does not say where: in the right half, below the text.

    The page is given by its sides; the margin of 15–20 mm at the right is kept.
    """
    end = right - 20 * MM
    begin = max(end - HAND_WIDTH, left)
    return Box(begin, bottom + 45 * MM, end, bottom + 45 * MM + HAND_HEIGHT)
