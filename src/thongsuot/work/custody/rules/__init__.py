"""Who may pack, hand over, receive and hand out papers, and what a scanner has read. Nothing here knows a database."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from thongsuot.kernel import codes
from thongsuot.kernel.errors import Problem, Refused, Word
from thongsuot.kernel.law import house_rule, law

MOST = 200  # bundles in one bag: what one person can count at a counter
NOTE_LONGEST = 500


class Kind(StrEnum):
    """What a bundle holds."""

    FILED = "filed"  # what the applicant handed in
    RESULT = "result"  # what the agency made


class Custodian(StrEnum):
    """With whom a bundle is. On the way the sender answers for it until somebody has received it."""

    AGENCY = "agency"
    CARRIER = "carrier"
    PERSON = "person"


class SlipState(StrEnum):
    PACKED = "packed"
    ON_WAY = "on_way"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What became of one bundle of a bag."""

    WAITING = "waiting"
    RECEIVED = "received"
    DAMAGED = "damaged"
    MISSING = "missing"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How a result reaches its owner."""

    COUNTER = "counter"
    POSTAL = "postal"
    ELECTRONIC = "electronic"


KIND_NAMES = {Kind.FILED: "Giấy tờ người dân nộp", Kind.RESULT: "Kết quả giải quyết"}
SLIP_NAMES = {
    SlipState.PACKED: "Đã đóng túi",
    SlipState.ON_WAY: "Đang trên đường",
    SlipState.CLOSED: "Đã giao nhận xong",
    SlipState.CANCELLED: "Đã hủy",
}
OUTCOME_NAMES = {
    Outcome.WAITING: "Chờ nhận",
    Outcome.RECEIVED: "Đã nhận đủ",
    Outcome.DAMAGED: "Nhận, có hư hỏng",
    Outcome.MISSING: "Thiếu",
    Outcome.CANCELLED: "Không gửi",
}
WAY_NAMES = {
    Way.COUNTER: "Nhận tại quầy",
    Way.POSTAL: "Gửi qua bưu chính",
    Way.ELECTRONIC: "Bản điện tử",
}
RESULT_MARK = "-KQ"
GIVE_BACK = "give_back"  # the act of a collection that is of papers given back, not of a result
GIVES_BACK = "dossiers.return"  # whoever may hand results out may give papers back
PUT_BACK = "put_back"  # the note of a stay that goes on because handing the result out was put back
SLIP_CODE = re.compile(r"PK-[0-9A-HJKMNP-TV-Z]{10}")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that look like figures


@dataclass(frozen=True, slots=True)
class Where:
    """Where a bundle is: with whom, which agency answers for it, in which bag it waits (None: in none)."""

    code: str
    custodian: Custodian
    agency_id: int
    slip_code: str | None = None


@house_rule("A result travels under its dossier's code with a mark behind it.")
def bundle_code(dossier_code: str, kind: Kind) -> str:
    """The code of a dossier's papers of one kind."""
    return dossier_code + (RESULT_MARK if kind is Kind.RESULT else "")


@house_rule("A scanner types what it reads; the slip's QR holds an address, the bar code the bare code.")
def scanned(text: str) -> tuple[str, ...]:
    """The codes that a scanner or a person typed, each once, in order: bare, or as addresses of QR codes."""
    words = (_code_of(word) for word in re.split(r"[\s,;]+", text.strip()) if word)
    return tuple(dict.fromkeys(word for word in words if word))


def _code_of(word: str) -> str:
    if "/" not in word:
        return word.upper()
    try:
        path = urlsplit(word).path
    except ValueError:  # not an address after all
        return word.upper()
    parts = [part for part in path.split("/") if part]
    return unquote(parts[-1]).upper() if parts else ""


@house_rule("Ten signs of 32 tell a bag from every other and can be read aloud.")
def slip_code(number: int) -> str:
    """The code of a control slip from a random number of at least 50 bits."""
    signs = []
    for _ in range(10):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "PK-" + "".join(signs)


@law("TT 03/2025/TT-VPCP", "Mẫu số 06: phiếu kiểm soát quá trình giải quyết hồ sơ")
def packing_problems(
    found: Collection[Where], *, unknown: Collection[str], agency_id: int, to_agency_id: int | None
) -> tuple[Problem, ...]:
    """Why these bundles cannot go into one bag from the agency to another."""
    problems = [_unknown(code) for code in unknown]
    problems += [p for where in found for p in _not_here(where, agency_id)]
    if to_agency_id is None or to_agency_id == agency_id:
        problems.append(Problem("no_destination", "Hãy chọn nơi nhận, khác nơi gửi.", "to_agency"))
    if not found and not unknown:
        problems.append(Problem("bag_empty", "Hãy quét hoặc nhập ít nhất một mã hồ sơ.", "codes"))
    if len(found) > MOST:
        problems.append(Problem("bag_full", "Một túi chứa nhiều nhất {most} bộ.", "codes", {"most": MOST}))
    return tuple(problems)


def _unknown(code: str) -> Problem:
    return Problem(
        "not_in_custody", "Không thấy giấy tờ bản giấy nào có mã {code}.", "codes", {"code": code[:60]}
    )


def _not_here(where: Where, agency_id: int) -> list[Problem]:
    if where.slip_code is not None:
        return [
            Problem(
                "in_a_bag", "{code} đang ở trong túi {slip}.", "codes",
                {"code": where.code, "slip": where.slip_code},
            )
        ]  # fmt: skip
    if where.custodian is Custodian.PERSON:
        message = "{code} đã giao cho người nhận, không còn ở cơ quan."
        return [Problem("handed_out", message, "codes", {"code": where.code})]
    if where.custodian is not Custodian.AGENCY or where.agency_id != agency_id:
        return [
            Problem("not_held_here", "{code} không do cơ quan của bạn giữ.", "codes", {"code": where.code})
        ]
    return []


@house_rule("A bag leaves once and arrives once; who looks at an old page is told how it stands.")
def slip_problems(state: SlipState, *, wanted: SlipState) -> tuple[Problem, ...]:
    """Why a slip in `state` cannot be handed over (`wanted` PACKED), received (ON_WAY) or cancelled (PACKED)."""
    if state is wanted:
        return ()
    message = "Túi này đang ở trạng thái “{state}” nên không làm được việc đó."
    return (Problem("slip_state", message, params={"state": Word(SLIP_NAMES[state])}),)


@house_rule("Both ends scan: what was not scanned on arrival is not here, and somebody must say so.")
def arrival_problems(
    *, waiting: Collection[str], came: Collection[str], damaged: Collection[str], missing: Collection[str]
) -> tuple[Problem, ...]:
    """Why an arrival cannot be recorded: codes of another bag, one bundle both here and missing."""
    problems = [
        Problem(
            "not_in_this_bag", "{code} không thuộc túi này, hoặc đã nhận rồi.", "codes", {"code": code[:60]}
        )
        for code in dict.fromkeys((*came, *damaged, *missing))
        if code not in waiting
    ]
    here = {*came, *damaged}
    problems += [
        Problem("both_here_and_missing", "{code} vừa quét vừa báo thiếu.", "codes", {"code": code})
        for code in missing
        if code in here and code in waiting
    ]
    if not here and not missing:
        problems.append(Problem("nothing_scanned", "Hãy quét từng bộ đã đến, hoặc báo thiếu.", "codes"))
    return tuple(problems)


@house_rule("A bag that should be there by now is looked for while somebody still remembers it.")
def is_too_long(*, handed_at: datetime | None, expected_at: datetime, now: datetime) -> bool:
    """Whether a bag on the way has not arrived by the moment it was expected."""
    return handed_at is not None and now > expected_at


@dataclass(frozen=True, slots=True)
class Collector:
    """Who takes the result. `number`: identity number shown; `authority`: the paper by which he acts for another."""

    name: str
    number: str = ""
    authority: str = ""
    way: Way = Way.COUNTER
    tracking: str = ""


@law("NĐ 118/2025/NĐ-CP", "Điều 22: trả kết quả; người được ủy quyền nhận thay")
def collecting_problems(collector: Collector, *, citizen_id: str) -> tuple[Problem, ...]:
    """Why the result may not go to this person. `citizen_id` of the applicant; "" when he has given none."""
    problems = []
    if not collector.name.strip():
        problems.append(Problem("receiver_missing", "Hãy ghi ai đã nhận kết quả.", "received_by"))
    return (*problems, *_proof_problems(collector, citizen_id))


@house_rule(
    "An agency keeps the originals as long as it works on them, and says to whom it gave them afterwards."
)
def giving_back_problems(
    where: Where | None, *, agency_id: int, is_over: bool, originals: int, owes_letter: bool = False
) -> tuple[Problem, ...]:
    """Why the agency cannot give these papers back now. where: None when there are none.

    owes_letter: an answer in writing is still to be given, with papers or without.
    """
    if not is_over:
        message = "Hồ sơ còn đang giải quyết nên chưa trả lại bản chính. Hãy kết thúc hồ sơ trước."
        return (Problem("still_open", message),)
    if (where is None or not originals) and owes_letter:
        return ()
    if where is None or not originals:
        return (Problem("no_originals", "Không có bản chính giấy nào của hồ sơ này để trả lại."),)
    return tuple(_not_here(where, agency_id))


@house_rule(
    "Originals go to whoever handed them in, or to whom he sent with his authority; on paper, not by wire."
)
def taking_problems(collector: Collector, *, citizen_id: str) -> tuple[Problem, ...]:
    """Why papers may not be given back to this person. `citizen_id` of the applicant; "" when he has given none."""
    problems = []
    if not collector.name.strip():
        problems.append(Problem("taker_missing", "Hãy ghi ai đã nhận lại bản chính.", "received_by"))
    if collector.way is Way.ELECTRONIC:
        message = "Bản giấy chỉ giao tại quầy hoặc gửi qua bưu chính."
        problems.append(Problem("not_by_wire", message, "way"))
    return (*problems, *_proof_problems(collector, citizen_id))


def _proof_problems(collector: Collector, citizen_id: str) -> list[Problem]:
    """What whoever takes papers has not shown."""
    problems = []
    number, bad = _read_number(collector.number)
    if bad:
        problems.append(bad)
    if number and citizen_id and number != citizen_id and not collector.authority.strip():
        problems.append(
            Problem(
                "authority_missing",
                "Số định danh không phải của người nộp. Hãy ghi giấy ủy quyền (số, ngày, người lập).",
                "authority",
            )
        )
    if collector.authority.strip() and not collector.number.strip():
        problems.append(Problem("number_missing", "Hãy ghi số định danh của người nhận thay.", "number"))
    if collector.way is Way.POSTAL and not collector.tracking.strip():
        problems.append(Problem("tracking_missing", "Hãy ghi số hiệu bưu gửi.", "tracking"))
    return problems


def _read_number(text: str) -> tuple[str, Problem | None]:
    if not text.strip():
        return "", None
    try:
        return str(codes.CitizenId.parse(text)), None
    except Refused as refused:
        first = refused.problems[0]
        return "", Problem(first.code, first.message, "number", first.params)


@house_rule("The chain of custodians has no hole and no fork: each begins where the one before it ends.")
def is_unbroken(stays: Iterable[tuple[datetime, datetime | None]], *, begun_at: datetime) -> bool:
    """Whether half-open stays, in order, cover all time from `begun_at` on exactly once."""
    at: datetime | None = begun_at
    for begins, ends in stays:
        if at is None or begins != at or (ends is not None and ends <= begins):
            return False
        at = ends
    return at is None
