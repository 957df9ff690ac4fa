"""Who may be charged less on his own word, and what becomes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.fees.rules.quotes import Charge, Quote, Relief


class Claim(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


CLAIM_NAMES: dict[Claim, str] = {
    Claim.CLAIMED: "Đề nghị miễn, giảm, chờ xác nhận",
    Claim.CONFIRMED: "Đã xác nhận diện miễn, giảm",
    Claim.REFUSED: "Không được miễn, giảm",
}


@law("Luật Phí và lệ phí 2015", "Điều 10 (đối tượng được miễn, giảm)")
def fitting(reliefs: Iterable[Relief], *, kinds: Iterable[str], field_code: str) -> tuple[Relief, ...]:
    """The reliefs that take something off one of these kinds of fees in this field."""
    wanted = tuple(kinds)
    return tuple(
        one for one in reliefs if any(one.covers(kind=kind, field_code=field_code) for kind in wanted)
    )


@house_rule(
    "Who asks to pay less names the ground and the paper that proves it; one ground for a dossier at a time"
)
def claim_problems(
    *, code: str, proof: str, fits: Sequence[Relief], is_claimed: bool, is_ended: bool
) -> tuple[Problem, ...]:
    """Why a relief cannot be asked for; fields are `relief` and `proof`."""
    found = []
    if not any(one.code == code for one in fits):
        message = "Diện miễn, giảm này không áp dụng cho khoản thu. Hãy chọn diện khác."
        found.append(Problem("relief_unfit", message, "relief"))
    if not proof.strip():
        message = "Hãy ghi giấy tờ chứng minh, ví dụ: giấy chứng nhận hộ nghèo số mấy, cấp ngày nào."
        found.append(Problem("proof_missing", message, "proof"))
    if is_claimed:
        message = "Hồ sơ đã có một đề nghị miễn, giảm. Hãy chờ nơi tiếp nhận trả lời."
        found.append(Problem("claimed_already", message, "relief"))
    if is_ended:
        found.append(Problem("dossier_ended", "Hồ sơ đã kết thúc; không còn tính phí, lệ phí."))
    return tuple(found)


@house_rule("A relief is taken off every line that it covers; a refused one is taken away where it stands")
def relieved(
    *, quote: Quote, charged: Sequence[Charge] | None, relief: Relief, field_code: str, holds: bool
) -> tuple[Charge, ...] | None:
    """The charges with or without the relief; None while a person must decide what is due at all.

    `charged`: what is in force, None: nothing was assessed yet.
    """
    if charged is None:
        if quote.is_open:
            return None
        charged = [Charge(line.key, line.kind, line.vnd or 0) for line in quote.priced]
    if holds:
        return tuple(
            replace(one, relief_code=relief.code)
            if relief.covers(kind=one.kind, field_code=field_code)
            else one
            for one in charged
        )
    return tuple(replace(one, relief_code="") if one.relief_code == relief.code else one for one in charged)
