"""Asking for more, extending, refusing and deciding: what the law asks of each."""

from dataclasses import dataclass
from datetime import date, timedelta

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law

REASON_LONGEST = 2000
REMIND_DAYS = 3
MOST_DAYS = 366  # nobody is asked for papers beyond a year: such a day is a slip of the pen


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A coded reason with the ground that the written refusal names."""

    code: str
    name: str
    ground: str


REFUSAL_REASONS: dict[str, RefusalReason] = {
    reason.code: reason
    for reason in (
        RefusalReason(
            "not_competent",
            "Không thuộc thẩm quyền giải quyết trong tỉnh, thành phố",
            "Điều 14 NĐ 118/2025/NĐ-CP",
        ),
        RefusalReason(
            "not_eligible",
            "Không đáp ứng yêu cầu, điều kiện của thủ tục",
            "Yêu cầu, điều kiện trong quyết định công bố thủ tục",
        ),
        RefusalReason(
            "not_supplemented",
            "Không bổ sung đủ giấy tờ trong thời hạn đã thông báo",
            "Điều 17, Điều 19 NĐ 118/2025/NĐ-CP",
        ),
        RefusalReason(
            "false_papers", "Giấy tờ giả mạo hoặc nội dung không đúng sự thật", "Điều 5 NĐ 118/2025/NĐ-CP"
        ),
        RefusalReason(
            "already_settled", "Việc này đã được giải quyết ở hồ sơ khác", "Điều 19 NĐ 118/2025/NĐ-CP"
        ),
        RefusalReason(
            "legal_dispute",
            "Đang có tranh chấp hoặc đang được Tòa án thụ lý",
            "Quy định của pháp luật chuyên ngành",
        ),
        RefusalReason(
            "legal_change",
            "Pháp luật thay đổi, thủ tục không còn được thực hiện",
            "Quyết định công bố danh mục thủ tục",
        ),
        RefusalReason("other", "Lý do khác, nêu rõ căn cứ pháp lý", "Căn cứ nêu trong phiếu"),
    )
}


@law("NĐ 118/2025/NĐ-CP", "Điều 17, Điều 19: yêu cầu bổ sung một lần")
@law("QĐ 766/QĐ-TTg", "Phụ lục, chỉ số 2.1: hơn một lần yêu cầu bổ sung thì tính là quá hạn")
def asking_problems(
    *, asked_times: int, wanted: tuple[str, ...], reason: str, again: bool = False
) -> tuple[Problem, ...]:
    """A request for more is complete and made once, with its reasons; a second one needs `again`."""
    found = []
    if asked_times > 0 and not again:
        found.append(
            Problem(
                "asked_before",
                "Hồ sơ này đã được yêu cầu bổ sung một lần. Yêu cầu lần nữa thì đồng hồ không dừng "
                "và hồ sơ tính là quá hạn; "
                "nếu vẫn cần, hãy đánh dấu xác nhận.",
                "again",
            )
        )
    if not any(item.strip() for item in wanted):
        found.append(
            Problem("wanted_missing", "Hãy ghi rõ từng giấy tờ hoặc nội dung cần bổ sung.", "wanted")
        )
    found += _reason_problems(reason)
    return tuple(found)


@law("Trình tự thực hiện của thủ tục", "thời hạn hoàn thiện hồ sơ nêu trong thông báo yêu cầu bổ sung")
@house_rule(
    "whoever has to add something is told until when, has at least a day, and no less than the law gives"
)
def until_problems(
    *, until: date | None, by_law: date | None, today: date, must_name: bool
) -> tuple[Problem, ...]:
    """Why this day cannot be announced; None where neither the law nor whoever asks names one."""
    if until is None:
        message = "Thủ tục này buộc thông báo phải nêu thời hạn hoàn thiện hồ sơ. Hãy chọn ngày."
        return (Problem("until_missing", message, "until"),) if must_name and by_law is None else ()
    if until <= today or until > today + timedelta(days=MOST_DAYS):
        message = "Hạn bổ sung phải sau hôm nay và không quá {days} ngày. Hãy chọn ngày khác."
        return (Problem("until_wrong", message, "until", {"days": MOST_DAYS}),)
    if by_law is not None and until < by_law:
        message = "Pháp luật cho người nộp đến hết ngày {day:%d/%m/%Y}. Hãy chọn ngày đó hoặc muộn hơn."
        return (Problem("until_too_soon", message, "until", {"day": by_law}),)
    return ()


@law("Trình tự thực hiện của thủ tục", "hết thời hạn hoàn thiện hồ sơ đã thông báo")
@house_rule(
    "the announced day belongs to the applicant as a whole; nothing happens by itself when it is over"
)
def is_unanswered(*, until: date | None, today: date) -> bool:
    """Whether the day until which the applicant was to add something is over."""
    return until is not None and today > until


@house_rule("whoever has to add something is reminded while there is still time to fetch a paper")
def reminded_days(*, today: date) -> tuple[date, date]:
    """The first and the last of the announced days of which applicants are reminded today."""
    return today, today + timedelta(days=REMIND_DAYS)


@law("QĐ 766/QĐ-TTg", "Phụ lục, chỉ số 2.1: hơn một lần yêu cầu bổ sung thì tính là quá hạn")
def counts_late(*, asked_times: int) -> bool:
    """Whether the index counts the dossier as late whatever its dates: it was asked for more twice."""
    return asked_times > 1


@law("TT 03/2025/TT-VPCP", "Mẫu số 04: xin lỗi và đề nghị gia hạn")
def extension_problems(*, today: date, due_date: date | None, reason: str) -> tuple[Problem, ...]:
    """The apology goes out at least a day before the due day and names its reason."""
    found = []
    if due_date is not None and today >= due_date:
        found.append(
            Problem(
                "too_late",
                "Phải gửi văn bản xin lỗi chậm nhất một ngày trước hạn trả {due:%d/%m/%Y}.",
                params={"due": due_date},
            )
        )
    return (*found, *_reason_problems(reason))


@law("NĐ 118/2025/NĐ-CP", "Điều 17, Điều 19: từ chối bằng văn bản, nêu rõ lý do")
def refusal_problems(*, reason_code: str, reason: str) -> tuple[Problem, ...]:
    """A refusal has a coded reason with its ground and says in words what it means here."""
    found = []
    if reason_code not in REFUSAL_REASONS:
        found.append(Problem("reason_unknown", "Hãy chọn lý do từ chối trong danh sách.", "reason_code"))
    found += _reason_problems(reason)
    return tuple(found)


@house_rule("a decision without its paper's number could not be found again on the day it is disputed")
def deciding_problems(*, result: str) -> tuple[Problem, ...]:
    """A decision names its result."""
    if result.strip():
        return ()
    return (
        Problem("result_missing", "Hãy ghi kết quả giải quyết (số, ký hiệu hoặc tên giấy tờ).", "result"),
    )


def _reason_problems(reason: str) -> list[Problem]:
    if not reason.strip():
        return [Problem("reason_missing", "Hãy ghi lý do; người dân sẽ đọc câu này.", "reason")]
    if len(reason) > REASON_LONGEST:
        return [Problem("too_long", "Nội dung dài quá {most} ký tự.", "reason", {"most": REASON_LONGEST})]
    return []
