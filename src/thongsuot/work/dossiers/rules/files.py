"""Digitised papers: what they count as, when they may be added, by whom, and how many a dossier takes."""

from enum import StrEnum

from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.dossiers.rules.states import STATE_NAMES, State, is_open

FILES_MOST = 300
BYTES_MOST = 500 * 1024 * 1024
TITLE_LONGEST = 500
REASON_LONGEST = 500


class FileKind(StrEnum):
    ORIGINAL = "original"  # taken at the counter from the original
    COPY = "copy"  # taken from a copy on paper
    ELECTRONIC = "electronic"  # born electronic: signed, or sent by its issuer
    CERTIFIED = "certified"  # certified electronic copy
    RESULT = "result"  # the result of this dossier


class FileSource(StrEnum):
    COUNTER = "counter"
    CITIZEN = "citizen"
    REUSED = "reused"
    CERTIFIED = "certified"
    SIGNED = "signed"  # a result as it was signed here; the row names the file that it signs


KIND_NAMES: dict[FileKind, str] = {
    FileKind.ORIGINAL: "Số hóa từ bản chính",
    FileKind.COPY: "Số hóa từ bản sao",
    FileKind.ELECTRONIC: "Bản điện tử",
    FileKind.CERTIFIED: "Bản sao chứng thực điện tử",
    FileKind.RESULT: "Kết quả giải quyết",
}

SOURCE_NAMES: dict[FileSource, str] = {
    FileSource.COUNTER: "Số hóa tại quầy",
    FileSource.CITIZEN: "Người nộp gửi",
    FileSource.REUSED: "Dùng lại từ hồ sơ trước",
    FileSource.CERTIFIED: "Chứng thực điện tử",
    FileSource.SIGNED: "Đã ký số tại đây",
}

# What an officer may add by hand; the other kinds come about by verbs of their own.
BY_HAND = (FileKind.ORIGINAL, FileKind.COPY, FileKind.ELECTRONIC, FileKind.RESULT)
WITH_RESULT = frozenset({State.DECIDED, State.RETURNED})

_COPY_CODES = {FileKind.ORIGINAL: 0, FileKind.COPY: 1}


@law("TT 03/2025/TT-VPCP", "loại bản của thành phần hồ sơ đồng bộ với Cổng Dịch vụ công quốc gia")
def copy_code(kind: FileKind) -> int:
    """0 original, 1 copy, 2 electronic: as the national portal names the kind of a component's file."""
    return _COPY_CODES.get(kind, 2)


@law("NĐ 45/2020/NĐ-CP", "Điều 21")
def adding_problems(
    state: State, kind: FileKind, *, agency_id: int, concerned: frozenset[int]
) -> tuple[Problem, ...]:
    """Why an officer of `agency_id` may not add a file; `concerned`: where it was received, who holds and decides."""
    found: list[Problem] = []
    if agency_id not in concerned:
        found.append(
            Problem(
                "not_holder",
                "Hồ sơ đang do cơ quan khác giữ. Hãy đề nghị cơ quan đó chuyển hồ sơ đến bạn.",
            )
        )
    if kind is FileKind.RESULT and state not in WITH_RESULT:
        found.append(
            Problem(
                "no_result_yet",
                "Hồ sơ chưa có kết quả. Hãy quyết định kết quả trước rồi đính kèm tệp kết quả.",
                "kind",
            )
        )
    if kind is not FileKind.RESULT and not is_open(state):
        found.append(_over(state))
    return tuple(found)


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def sending_problems(state: State) -> tuple[Problem, ...]:
    """Why the applicant may not send papers himself now: only what was asked for is taken this way."""
    if state is State.WAITING:
        return ()
    if not is_open(state):
        return (_over(state),)
    return (
        Problem(
            "nothing_asked",
            "Hồ sơ đang được xử lý và chưa có yêu cầu bổ sung. Hãy chờ thông báo; khi được yêu cầu, bạn gửi tại trang này.",
        ),
    )


@house_rule("a dossier that nobody can open any more in time helps nobody")
def room_problems(*, count: int, size: int, more: int, more_size: int) -> tuple[Problem, ...]:
    """Why `more` files of together `more_size` bytes do not fit beside `count` files of `size` bytes."""
    if count + more <= FILES_MOST and size + more_size <= BYTES_MOST:
        return ()
    return (
        Problem(
            "dossier_full",
            "Hồ sơ nhận nhiều nhất {most} tệp, tổng cộng {size} MB. Hãy ghép các trang của một giấy tờ thành một PDF, "
            "hoặc gỡ tệp thừa.",
            "files",
            {"most": FILES_MOST, "size": BYTES_MOST // 2**20},
        ),
    )


@house_rule("a file without the name of its paper is found by nobody")
def title_problems(title: str, *, is_published: bool = False) -> tuple[Problem, ...]:
    """Why `title` does not name a paper; what the catalogue calls one of its papers is a name however long."""
    if title.strip() and (is_published or len(title) <= TITLE_LONGEST):
        return ()
    return (Problem("title_missing", "Hãy chọn hoặc ghi tên giấy tờ của tệp này.", "title"),)


@house_rule("whoever takes a file away answers for it")
def removing_problems(state: State, reason: str) -> tuple[Problem, ...]:
    """Why a file may not be taken out of the dossier; it stays in the store and in the journal."""
    found = []
    if not is_open(state):
        found.append(_over(state))
    if not reason.strip() or len(reason) > REASON_LONGEST:
        found.append(
            Problem(
                "reason_missing", "Hãy nêu lý do gỡ tệp, ví dụ “quét nhầm giấy tờ của người khác”.", "reason"
            )
        )
    return tuple(found)


@law("NĐ 13/2023/NĐ-CP", "Điều 11")
def consent_problems(consent: bool) -> tuple[Problem, ...]:
    """Papers of other dossiers are looked at and used again only if their owner agrees."""
    if consent:
        return ()
    return (
        Problem(
            "consent_missing",
            "Hãy hỏi người nộp và đánh dấu khi họ đồng ý cho dùng lại giấy tờ đã nộp.",
            "consent",
        ),
    )


def _over(state: State) -> Problem:
    return Problem(
        "dossier_over",
        "Hồ sơ đã kết thúc ({state}) nên không thêm, bớt giấy tờ được nữa. Hãy lập hồ sơ mới nếu cần.",
        params={"state": Word(STATE_NAMES[state])},
    )
