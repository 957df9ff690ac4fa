"""Who may sign what on a day, and where on the paper it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.signatures.rules.certificates import Certificate, holding_problems

MOST_AT_ONCE = 100
MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Case:
    """A paper that waits to be signed. `form` "": the dossier has none; `competent`: who may sign it that day, by name."""

    form: str
    is_signed: bool
    competent_ids: tuple[int, ...]
    competent: str
    ground: str
    drafted_by: int | None
    needs_two: bool


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wants to sign, in whose name, with what."""

    account_id: int | None
    agency_id: int
    agency: str
    certificates: Sequence[Certificate]


@law("NĐ 30/2020/NĐ-CP", "Điều 13")
def signing_problems(case: Case, hand: Hand, *, now: datetime, day: date) -> tuple[Problem, ...]:
    """Every reason why this officer cannot sign this paper now; empty when he can."""
    found = [*_paper(case), *_competence(case, hand, day), *two_person_problems(case, hand)]
    found += holding_problems(
        hand.certificates, agency_id=hand.agency_id, agency=hand.agency, is_agency=False, now=now
    )
    return tuple(found)


def _paper(case: Case) -> list[Problem]:
    if not case.form:
        text = "Hồ sơ này chưa có kết quả để ký. Hãy ghi quyết định trước."
        return [Problem("nothing_to_sign", text)]
    if case.is_signed:
        return [Problem("already_signed", "Kết quả của hồ sơ này đã được ký số.")]
    return []


def _competence(case: Case, hand: Hand, day: date) -> list[Problem]:
    if case.competent_ids == (hand.agency_id,):
        return []
    if len(case.competent_ids) == 1:
        text = (
            "Ngày {day}, thẩm quyền ký hồ sơ này thuộc {agency} ({ground}). Hãy chuyển kết quả đến đó để ký."
        )
        params = {"day": format_date(day), "agency": case.competent, "ground": Word(case.ground)}
        return [Problem("not_competent_to_sign", text, params=params)]
    text = "Ngày {day}, chưa xác định được đúng một cơ quan có thẩm quyền ký hồ sơ này. Cần sửa văn bản giao quyền."
    return [Problem("signer_unclear", text, params={"day": format_date(day)})]


@house_rule("what one hand wrote another reads before it binds the agency, where the province asks for it")
def two_person_problems(case: Case, hand: Hand) -> tuple[Problem, ...]:
    """Where two persons are needed, who drafted the result does not sign it."""
    if case.needs_two and case.drafted_by is not None and case.drafted_by == hand.account_id:
        text = "Thủ tục này cần hai người: người ghi kết quả không được tự ký. Hãy để người có thẩm quyền khác ký."
        return (Problem("two_persons", text),)
    return ()


@house_rule("a batch stays a thing that a person can look through before he signs")
def batch_problems(count: int) -> tuple[Problem, ...]:
    """Whether so many papers can be signed in one act."""
    if count > MOST_AT_ONCE:
        text = "Mỗi lần ký nhiều nhất {most} kết quả."
        return (Problem("too_many", text, params={"most": MOST_AT_ONCE}),)
    return ()


@law("NĐ 45/2020/NĐ-CP", "Điều 10")
def copy_problems(
    *, is_certified: bool, is_own: bool, certified_by: str, is_signed: bool
) -> tuple[Problem, ...]:
    """Why a certified electronic copy cannot be signed: the officer whom its words name signs it, once."""
    if not is_certified:
        text = "Tệp này không phải bản sao chứng thực điện tử. Hãy lập bản sao chứng thực rồi ký."
        return (Problem("not_certified", text, "file"),)
    found = []
    if not is_own:
        text = "Lời chứng ghi {name} là người thực hiện chứng thực; người đó ký bản sao này."
        found.append(Problem("certified_by_another", text, params={"name": certified_by}))
    if is_signed:
        found.append(Problem("already_signed", "Bản sao chứng thực này đã được ký số."))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


# Below the signer's post stands a line in brackets, then the room for the hand: 13 pt type, 12 pt note.
_HAND_BELOW, HAND_HEIGHT, HAND_WIDTH = 32.0, 44.0, 170.0
SEAL = 36 * MM  # the round seal of a commune's committee, in its real size


@law("NĐ 30/2020/NĐ-CP", "Phụ lục I, phần II, mục I.8")
def hand_box(*, left: float, top: float, width: float) -> Box:
    """Where a person's signature shows: between the post (its line begins at `top`) and the name, in the middle."""
    shown = min(HAND_WIDTH, width)
    begin = left + (width - shown) / 2
    upper = top - _HAND_BELOW
    return Box(begin, upper - HAND_HEIGHT, begin + shown, upper)


@law("NĐ 45/2020/NĐ-CP", "Điều 10")
def copy_box(*, page_width: float) -> Box:
    """Where the signature shows on the page with the words of certification: below them, at the right margin."""
    right = page_width - 20 * MM
    return Box(right - HAND_WIDTH, 45 * MM, right, 45 * MM + HAND_HEIGHT)


@law("NĐ 30/2020/NĐ-CP", "Phụ lục I, phần II, mục I.8")
def seal_box(hand: Box) -> Box:
    """Where the agency's seal shows: real size, covering the left third of the person's signature."""
    right = hand.left + (hand.right - hand.left) / 3
    middle = (hand.top + hand.bottom) / 2
    return Box(right - SEAL, middle - SEAL / 2, right, middle + SEAL / 2)
