"""What a mobile session may be, and when a filing was received that a device reports later. Nothing here has a clock."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from thongsuot.kernel.dates import instant
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law

KIND = "mobile_session"  # of point: no such point stands in the register, its rows are about sessions
BLOCK_MOST = 200  # codes that one device takes at once
AHEAD_DAYS = 60
CAPACITY_MOST = 500
NAME_LONGEST = 60
TEXT_LONGEST = 300
MIDNIGHT = time(0)
DRIFT = timedelta(minutes=2)  # of a device's clock that nobody needs to be told of


class CodeState(StrEnum):
    RESERVED = "reserved"
    USED = "used"
    RELEASED = "released"


class Outcome(StrEnum):
    """What came of an invitation."""

    INVITED = "invited"
    RECEIVED = "received"  # what was missing was handed in, the dossier goes on
    SOLVED = "solved"
    STAYS = "stays"


OUTCOME_NAMES = {
    Outcome.INVITED: "Đã mời",
    Outcome.RECEIVED: "Đã nhận giấy tờ",
    Outcome.SOLVED: "Đã giải quyết xong",
    Outcome.STAYS: "Còn tồn",
}
STATE_NAMES = {
    CodeState.RESERVED: "Để dành",
    CodeState.USED: "Đã cấp",
    CodeState.RELEASED: "Không dùng",
}


@law("NĐ 118/2025/NĐ-CP", "Điều 14: tiếp nhận lưu động")
def session_problems(
    *, place: str, day: date, today: date, procedures: Collection[str], officers: Collection[int],
    capacity: int | None = None,
) -> tuple[Problem, ...]:  # fmt: skip
    """Why a session cannot be planned."""
    problems = []
    if not place.strip() or len(place) > TEXT_LONGEST:
        problems.append(Problem("place_missing", "Hãy ghi nơi tiếp nhận lưu động.", "place"))
    if not today <= day <= today + timedelta(days=AHEAD_DAYS):
        problems.append(
            Problem("day_not_ahead", "Ngày phải từ hôm nay đến {most} ngày tới.", "day", {"most": AHEAD_DAYS})
        )
    if not procedures:
        problems.append(Problem("procedures_missing", "Hãy chọn ít nhất một thủ tục.", "procedures"))
    if not officers:
        problems.append(Problem("officers_missing", "Hãy chọn ít nhất một cán bộ.", "officers"))
    if capacity is not None and not 1 <= capacity <= CAPACITY_MOST:
        problems.append(
            Problem("capacity_range", "Sức chứa từ 1 đến {most} người.", "capacity", {"most": CAPACITY_MOST})
        )
    return tuple(problems)


@house_rule("Who is asked to come must find a place, on a day that has not passed.")
def inviting_problems(
    *, more: int, invited: int, capacity: int | None, day: date, today: date, is_closed: bool
) -> tuple[Problem, ...]:
    """Why `more` people cannot be asked to come beside the `invited`; `capacity` None: as many as come."""
    if is_closed or day < today:
        return (
            Problem("session_over", "Phiên này đã qua hoặc đã kết thúc, không mời thêm được.", "session"),
        )
    most = CAPACITY_MOST if capacity is None else capacity
    if invited + more > most:
        said = "Phiên này nhận {most} người, đã mời {invited}; chỉ còn {left} chỗ."
        return (
            Problem("session_full", said, "session",
                    {"most": most, "invited": invited, "left": max(most - invited, 0)}),
        )  # fmt: skip
    return ()


@house_rule("A backlog shrinks by what was settled, not by what was said to be; what stays says why.")
def outcome_problems(
    *, outcome: Outcome, reason: str, is_settled: bool, day: date, today: date
) -> tuple[Problem, ...]:
    """Why this cannot be what came of an invitation. `is_settled`: whether the dossier is."""
    problems = []
    if today < day:
        problems.append(Problem("session_not_yet", "Chưa đến ngày của phiên lưu động này.", "outcome"))
    if outcome is Outcome.INVITED:
        problems.append(Problem("outcome_missing", "Hãy chọn kết quả của lần mời.", "outcome"))
    if outcome is Outcome.SOLVED and not is_settled:
        said = "Hồ sơ chưa giải quyết xong. Hãy giải quyết trước, hoặc chọn kết quả khác."
        problems.append(Problem("not_settled", said, "outcome"))
    if outcome is Outcome.STAYS and not reason.strip():
        problems.append(Problem("reason_missing", "Hãy ghi vì sao hồ sơ còn tồn.", "said"))
    if len(reason) > TEXT_LONGEST:
        problems.append(Problem("reason_long", "Lý do dài quá {most} chữ.", "said", {"most": TEXT_LONGEST}))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many were asked to come to a session, and what came of it."""

    invited: int = 0
    received: int = 0
    solved: int = 0
    stays: int = 0

    @property
    def waiting(self) -> int:
        """Of whom nothing was told yet."""
        return self.invited - self.received - self.solved - self.stays


@house_rule("Everybody who was asked is counted once, as what came of it says.")
def progress_of(outcomes: Collection[Outcome]) -> Progress:
    """The counts over the invitations of a session, or of several."""
    found = list(outcomes)
    return Progress(
        len(found), found.count(Outcome.RECEIVED), found.count(Outcome.SOLVED), found.count(Outcome.STAYS)
    )


@house_rule("A block belongs to one device: two devices without a line can never give the same code.")
def block_problems(*, device: str, count: int, left: int) -> tuple[Problem, ...]:
    """Why a device cannot take `count` more codes; `left` it has and did not use."""
    problems = []
    if not device.strip() or len(device) > NAME_LONGEST:
        problems.append(Problem("device_missing", "Hãy đặt tên cho thiết bị này.", "device"))
    if not 1 <= count <= BLOCK_MOST or left + count > BLOCK_MOST:
        problems.append(
            Problem("block_size", "Một thiết bị giữ từ 1 đến {most} mã.", "count", {"most": BLOCK_MOST})
        )
    return tuple(problems)


@house_rule("The plan of a backlog is the sum of its sessions.")
def sum_of(parts: Iterable[Progress]) -> Progress:
    """The counts of several sessions together."""
    found = list(parts)
    return Progress(
        sum(one.invited for one in found), sum(one.received for one in found), sum(one.solved for one in found),
        sum(one.stays for one in found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """When a filing counts as received. `claimed_at` by the device's own clock; `is_corrected` by more than DRIFT."""

    at: datetime
    claimed_at: datetime
    offset: timedelta
    is_corrected: bool


@law("NĐ 118/2025/NĐ-CP", "Điều 17: thời điểm tiếp nhận hồ sơ hợp lệ")
def moment(
    *, claimed_at: datetime, offset: timedelta, reserved_at: datetime, synced_at: datetime, day: date
) -> Moment | None:
    """When it was received: the device's word, set right by what its clock was wrong by, inside what can be true.

    It cannot lie before the code was reserved nor after it was reported, and the code names its day. None when the
    day of the session has not come when the device reports. `offset`: server minus device, as last measured.
    """
    latest = min(synced_at, instant(day + timedelta(days=1), MIDNIGHT) - timedelta(seconds=1))
    earliest = max(reserved_at, instant(day, MIDNIGHT))
    if earliest > latest:
        return None
    told = claimed_at + offset
    at = min(max(told, earliest), latest)
    return Moment(at, claimed_at, offset, abs(at - claimed_at) > DRIFT)


@house_rule(
    "What was received outside of what a session may receive comes in, and a person looks at it: it was handed in."
)
def outside_problems(*, procedure: str, procedures: Collection[str]) -> tuple[Problem, ...]:
    """What speaks against a filing of a session planned for these procedures."""
    if procedure in procedures:
        return ()
    message = (
        "Thủ tục {code} không có trong kế hoạch của phiên lưu động này. "
        "Hãy xem lại hồ sơ; nếu không làm được thì báo cho người nộp."
    )
    return (Problem("session_other_procedure", message, "procedure", {"code": procedure[:60]}),)


@house_rule("The same entry sent twice is one dossier, told by what stands in it.")
def digest(entry: Mapping[str, Any]) -> str:
    """SHA-256 over what was filed, however its fields were ordered."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


FIRST_SENT = {
    "name": "Hồ sơ ghi họ, chữ đệm và tên: {kept}.",
    "citizen_id": "Hồ sơ ghi số định danh cá nhân: {kept}.",
    "phone": "Hồ sơ ghi điện thoại: {kept}.",
    "address": "Hồ sơ ghi địa chỉ: {kept}.",
    "case": "Hồ sơ ghi trường hợp: {kept}.",
    "summary": "Hồ sơ ghi nội dung đề nghị: {kept}.",
}


@house_rule(
    "A filing that was edited after it was received is no second dossier; another filing under its code is a mistake."
)
def used_problems(
    *, code: str, is_other: bool, kept: Mapping[str, str], given: Mapping[str, str]
) -> tuple[Problem, ...]:
    """What to say of a code that has its dossier. `kept`: what stands there, as far as the officer may see it.

    `is_other`: the device says itself that it is not the filing which was received under this code.
    """
    if is_other:
        other = "Mã {code} đã cấp cho một hồ sơ khác. Hãy tiếp nhận lại bằng mã mới."
        return (Problem("code_used", other, "code", {"code": code}),)
    said = (
        "Hồ sơ này đã được tiếp nhận theo mã {code}, với nội dung gửi lần đầu; bản sửa không được ghi, "
        "cũng không thành hồ sơ thứ hai. Cần sửa thì sửa trên trang của hồ sơ."
    )
    differing = [name for name in FIRST_SENT if name in kept and kept[name] != given.get(name, "").strip()]
    return (
        Problem("received_before", said, "code", {"code": code}),
        *(Problem("first_sent", FIRST_SENT[name], name, {"kept": kept[name] or "–"}) for name in differing),
    )


@house_rule("A number of the register that no dossier bears must say why.")
def unexplained(
    *, last: int, used: Collection[int], reserved: Collection[int], released: Collection[int]
) -> tuple[int, ...]:
    """The serials of a day, from 1 to `last`, that neither a dossier bears nor a session explains."""
    known = {*used, *reserved, *released}
    return tuple(serial for serial in range(1, last + 1) if serial not in known)
