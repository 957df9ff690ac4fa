"""What a filing must hold before it can be received, all reasons at once."""

from dataclasses import dataclass
from uuid import UUID

from thongsuot.kernel import codes
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.kernel.law import house_rule, law

CHANNELS = ("DIRECT", "ONLINE", "POSTAL")
RESULT_WAYS = ("AT_SUBMISSION_PLACE", "POSTAL", "ONLINE")
NAME_LONGEST = 200
TEXT_LONGEST = 2000
PAPERS_MOST = 300
SETS_MOST = 99


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks. `citizen_id` may be empty (a child, a foreigner); `phone` may be empty when there is none."""

    name: str
    citizen_id: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """A paper that was handed over: how many originals and copies, or electronic."""

    name: str
    wanted_id: int | None = None
    originals: int = 0
    copies: int = 0
    is_electronic: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything that a counter or an API hands over. `territory_code` is the commune it is about.

    `sets` of the papers; None: as many as the procedure asks for.
    """

    procedure_code: str
    territory_code: str
    applicant: Applicant
    case: str = ""
    channel: str = "DIRECT"
    papers: tuple[PaperGiven, ...] = ()
    summary: str = ""
    result_way: str = "AT_SUBMISSION_PLACE"
    point_id: int | None = None
    external_code: str = ""
    citizen_account_id: int | None = None
    sets: int | None = None
    id: UUID | None = None


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def filing_problems(
    filing: Filing, *, cases: frozenset[str], required: frozenset[int], known: frozenset[int] | None = None
) -> tuple[Problem, ...]:
    """Why the filing is not complete and valid. `cases` of the procedure; ids of the papers `required` in its case, and
    of all that are `known` to it (None: it is not known itself)."""
    found = [*applicant_problems(filing.applicant), *_choice_problems(filing, cases)]
    given = {
        paper.wanted_id for paper in filing.papers if paper.originals or paper.copies or paper.is_electronic
    }
    missing = sum(paper not in given for paper in required)
    if missing:
        found.append(
            Problem(
                "paper_missing",
                "Còn thiếu {count} giấy tờ bắt buộc. Đánh dấu giấy tờ đã nộp, hoặc lập phiếu hướng dẫn bổ sung.",
                "papers",
                {"count": missing},
            )
        )
    if len(filing.papers) > PAPERS_MOST:
        found.append(
            Problem("papers_too_many", "Hồ sơ có quá {most} giấy tờ.", "papers", {"most": PAPERS_MOST})
        )
    for index, paper in enumerate(filing.papers):
        if (
            not paper.name.strip()
            or min(paper.originals, paper.copies) < 0
            or max(paper.originals, paper.copies) > 999
        ):
            found.append(Problem("paper_bad", "Giấy tờ phải có tên; số bản từ 0 đến 999.", f"papers/{index}"))
        if known is not None and paper.wanted_id is not None and paper.wanted_id not in known:
            text = "Thành phần hồ sơ này không thuộc thủ tục đã chọn. Hãy chọn lại trong danh sách giấy tờ."
            found.append(Problem("paper_unknown", text, f"papers/{index}/wanted_id"))
    return tuple(found)


def _choice_problems(filing: Filing, cases: frozenset[str]) -> list[Problem]:
    found = []
    if filing.case not in cases and not (len(cases) <= 1 and not filing.case):
        found.append(Problem("case_unknown", "Hãy chọn trường hợp áp dụng của thủ tục.", "case"))
    if filing.channel not in CHANNELS:
        found.append(
            Problem("channel_unknown", "Cách nộp phải là trực tiếp, trực tuyến hoặc bưu chính.", "channel")
        )
    if filing.result_way not in RESULT_WAYS:
        found.append(Problem("result_way_unknown", "Hãy chọn cách nhận kết quả.", "result_way"))
    if filing.sets is not None and not 1 <= filing.sets <= SETS_MOST:
        found.append(Problem("sets_bad", "Số bộ hồ sơ từ 1 đến {most}.", "sets", {"most": SETS_MOST}))
    if len(filing.summary) > TEXT_LONGEST:
        found.append(Problem("too_long", "Nội dung dài quá {most} ký tự.", "summary", {"most": TEXT_LONGEST}))
    return found


@house_rule("what comes over the network comes once, however many sets of paper the procedure asks for")
def sets_of(filing: Filing, *, asked: int) -> int:
    """How many sets of the papers were handed over; `asked` by the procedure."""
    if filing.sets is not None:
        return filing.sets
    return 1 if filing.channel == "ONLINE" else asked


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def applicant_problems(applicant: Applicant) -> list[Problem]:
    """Why nobody could be reached, or told apart, by what was said of who asks; fields are those of `Applicant`."""
    found = []
    if not applicant.name.strip():
        found.append(Problem("name_missing", "Hãy nhập họ và tên người nộp.", "name"))
    elif len(applicant.name) > NAME_LONGEST or not any(letter.isalpha() for letter in applicant.name):
        found.append(
            Problem(
                "name_bad",
                "Họ và tên phải có chữ và không dài quá {most} ký tự.",
                "name",
                {"most": NAME_LONGEST},
            )
        )
    found += _unreadable(codes.CitizenId.parse, applicant.citizen_id, "citizen_id")
    found += _unreadable(codes.PhoneNumber.parse, applicant.phone, "phone")
    if applicant.email and ("@" not in applicant.email[1:-1] or len(applicant.email) > NAME_LONGEST):
        found.append(Problem("email_bad", "Thư điện tử phải có dạng ten@noi.vn, hoặc để trống.", "email"))
    if len(applicant.address) > TEXT_LONGEST:
        found.append(Problem("too_long", "Nội dung dài quá {most} ký tự.", "address", {"most": TEXT_LONGEST}))
    return found


def _unreadable(parse: object, text: str, field: str) -> list[Problem]:
    if not text.strip():
        return []
    try:
        parse(text)  # type: ignore[operator]
    except Refused as refused:
        return [Problem(p.code, p.message, field, p.params) for p in refused.problems]
    return []
