"""What may be filed here for another province, how it stands there, and whose messages are believed."""

import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.dossiers.rules import Applicant
from thongsuot.work.dossiers.rules import State as Dossier
from thongsuot.work.sync.rules import signature

# What the province of the counter tells the competent one, and the other way round; a file's id follows its "/".
FILING, FILE, BAG = "filing", "file", "bag"
STATUS, RESULT, DECLINED, BAG_TOLD = "status", "result", "declined", "bag_told"
SUPPLEMENT, BACK, BACK_TOLD = "supplement", "back", "back_told"
TOLERANCE = timedelta(minutes=5)
TEXT_LONGEST = 2000
SERIAL_DIGITS = 8
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STORY_MOST = 500


class Direction(StrEnum):
    OUT = "out"  # filed here, another province is competent
    IN = "in"  # filed there, we are


class State(StrEnum):
    """How a relay stands, at either end."""

    SENDING = "sending"  # the other province has not answered yet
    KEPT = "kept"  # it lies there with reasons why it could not be received by itself
    DECLINED = "declined"
    RUNNING = "running"
    DECIDED = "decided"
    OVER = "over"  # ended without a result
    HANDED = "handed"  # the result is in the applicant's hands


class BagState(StrEnum):
    ON_WAY = "on_way"
    ARRIVED = "arrived"
    MISSING = "missing"


class Handed(StrEnum):
    """How a supplement stands that was handed in here."""

    SENDING = "sending"
    TAKEN = "taken"
    REFUSED = "refused"


HANDED_NAMES: dict[Handed, str] = {
    Handed.SENDING: "Đang gửi sang tỉnh nhận",
    Handed.TAKEN: "Tỉnh nhận đã nhận",
    Handed.REFUSED: "Tỉnh nhận chưa nhận",
}
HANDED_IN_NAMES: dict[Handed, str] = {
    Handed.SENDING: "Đang đến",
    Handed.TAKEN: "Đã nhận vào hồ sơ",
    Handed.REFUSED: "Chưa nhận được",
}
STATE_NAMES: dict[State, str] = {
    State.SENDING: "Chờ tỉnh nhận trả lời",
    State.KEPT: "Tỉnh nhận đang xem xét",
    State.DECLINED: "Tỉnh nhận không tiếp nhận",
    State.RUNNING: "Tỉnh nhận đang giải quyết",
    State.DECIDED: "Đã có kết quả",
    State.OVER: "Kết thúc, không có kết quả",
    State.HANDED: "Đã giao kết quả",
}
IN_NAMES: dict[State, str] = {
    State.KEPT: "Chưa tiếp nhận được",
    State.DECLINED: "Không tiếp nhận",
    State.RUNNING: "Đã thành hồ sơ",
}
BAG_NAMES: dict[BagState, str] = {
    BagState.ON_WAY: "Đang trên đường",
    BagState.ARRIVED: "Đã đến",
    BagState.MISSING: "Thiếu hoặc hư hỏng",
}
ENDS = frozenset(
    {
        Dossier.DECIDED,
        Dossier.RETURNED,
        Dossier.DECLINED,
        Dossier.REFUSED,
        Dossier.WITHDRAWN,
        Dossier.STOPPED,
    }
)
PLACE_NAMES = {
    "here": "Đang giữ ở quầy này",
    "away": "Đang trên đường đến tỉnh nhận",
    "there": "Ở tỉnh nhận",
    "returning": "Đang trên đường về",
    "returned": "Đã về quầy này",
}
ENDED = frozenset({State.DECLINED, State.OVER, State.HANDED})
_STANDS = {
    Dossier.DECIDED: State.DECIDED,
    Dossier.RETURNED: State.DECIDED,
    Dossier.DECLINED: State.DECLINED,
    Dossier.REFUSED: State.OVER,
    Dossier.WITHDRAWN: State.OVER,
    Dossier.STOPPED: State.OVER,
}


@dataclass(frozen=True, slots=True)
class PaperHanded:
    """A paper handed in here. `originals` stay until a bag takes them; `files`: how many scans of it there are."""

    name: str
    wanted_id: int | None
    code: str
    originals: int
    files: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What an applicant files here for another province. `result_at_home`: by post, else at this counter."""

    procedure_code: str
    territory_code: str
    applicant: Applicant
    case: str = ""
    papers: tuple[PaperHanded, ...] = ()
    summary: str = ""
    result_at_home: bool = False


@house_rule(
    "the code says that it is no dossier of ours, and can be typed where codes of dossiers are asked for"
)
def relay_code(*, province_code: str, day: date, number: int) -> str:
    """`LT46-20261123-01234567`: the province of the counter, the day, eight random figures."""
    return f"LT{province_code}-{day:%Y%m%d}-{number % 10**SERIAL_DIGITS:0{SERIAL_DIGITS}d}"


@law("NĐ 118/2025/NĐ-CP", "Điều 14, 17: tiếp nhận không phụ thuộc địa giới, số hóa khi tiếp nhận")
def asking_problems(asked: Asked, *, required: Collection[int], is_ours: bool) -> tuple[Problem, ...]:
    """Why it cannot be handed on: the other province sees only what was scanned. `required`: ids of the case's papers.

    What the filing itself lacks `dossiers.rules.filing_problems` says.
    """
    found = []
    if is_ours:
        message = "Xã, phường này thuộc tỉnh của bạn: hãy tiếp nhận ở trang Tiếp nhận hồ sơ."
        found.append(Problem("own_province", message, "territory_code"))
    seen = {paper.wanted_id for paper in asked.papers if paper.files}
    unseen = [p for p in asked.papers if p.wanted_id in required and p.wanted_id not in seen and p.originals]
    for paper in unseen:
        message = "Tỉnh nhận chỉ thấy bản quét: hãy kèm tệp của “{name}”."
        found.append(
            Problem("paper_unscanned", message, f"file-{paper.wanted_id}", {"name": paper.name[:200]})
        )
    if asked.result_at_home and not asked.applicant.address.strip():
        found.append(Problem("address_missing", "Hãy ghi địa chỉ để gửi kết quả qua bưu chính.", "address"))
    return tuple(found)


@house_rule("who sends and to whom stands inside what is signed: no message can be turned back on its sender")
def is_signed(*, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    """Whether the three headers of Standard Webhooks (lower case) fit body and secret, and are of these minutes."""
    id_, second = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (id_ and second.isascii() and second.isdigit() and len(second) <= 12):
        return False
    if abs(now.timestamp() - int(second)) > TOLERANCE.total_seconds():
        return False
    given = headers.get("webhook-signature", "").split()
    wanted = [signature(secret=one, id_=id_, second=int(second), body=body) for one in secrets]
    return any(hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted)


@house_rule("steps may overtake each other on the way: an older one changes nothing any more")
def is_news(*, known_step: int, step: int) -> bool:
    """Whether step `step` (≥ 1) of the dossier there is later than the last that we know."""
    return step > known_step


@house_rule("how a dossier stands there decides what the counter here has to do")
def stands(dossier_state: str, *, now_here: State) -> State:
    """How the relay stands when the dossier there is in this state; what was handed out stays handed out."""
    if now_here is State.HANDED:
        return now_here
    try:
        return _STANDS.get(Dossier(dossier_state), State.RUNNING)
    except ValueError:
        return now_here


_WANTED = {
    FILING: ("code", "procedure_code", "territory_code", "applicant"),
    FILE: ("file_id", "sha256", "file_name"),
    RESULT: ("file_id", "sha256", "file_name"),
    BAG: ("slip",),
    STATUS: ("code", "step", "state", "act", "at"),
    DECLINED: ("reason",),
    BAG_TOLD: ("state",),
    SUPPLEMENT: ("number", "papers"),
    BACK: ("slip",),
    BACK_TOLD: ("state",),
}


@house_rule("what cannot be read is refused with every reason, so that the other side can put it right")
def message_problems(service: str, body: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Why a message cannot be taken; nothing when it can."""
    if service not in _WANTED:
        return (
            Problem("service_unknown", "Không rõ loại bản tin “{kind}”.", "service", {"kind": service[:40]}),
        )
    missing = "Bản tin thiếu trường {name}."
    found = [Problem("field_missing", missing, n, {"name": n}) for n in _WANTED[service] if not body.get(n)]
    if service == STATUS and not (isinstance(body.get("step"), int) and 0 < body["step"] < 10**6):
        found.append(Problem("step_bad", "Số bước của bản tin không hợp lệ.", "step"))
    if service in (FILE, RESULT) and body.get("file_id") and not UUID_TEXT.fullmatch(str(body["file_id"])):
        found.append(Problem("file_id_bad", "Mã tệp của bản tin không hợp lệ.", "file_id"))
    if service == SUPPLEMENT and not isinstance(body.get("papers") or [], list):
        found.append(Problem("papers_bad", "Danh sách giấy tờ bổ sung không đọc được.", "papers"))
    if service in (BAG_TOLD, BACK_TOLD) and body.get("state") not in (BagState.ARRIVED, BagState.MISSING):
        found.append(Problem("bag_state_bad", "Tình trạng túi giấy tờ không hợp lệ.", "state"))
    return tuple(found)


@law("TT 03/2025/TT-VPCP", "Mẫu số 06: phiếu kiểm soát quá trình giải quyết hồ sơ")
def bag_problems(
    *, originals: int, has_bag: bool, state: State, carrier: str, expected_at: datetime | None, now: datetime
) -> tuple[Problem, ...]:
    """Why the originals cannot be sent after the filing."""
    found = []
    if not originals:
        found.append(Problem("no_originals", "Hồ sơ này không có bản chính để gửi.", "carrier"))
    if has_bag:
        found.append(Problem("bag_gone", "Bản chính đã được gửi đi rồi.", "carrier"))
    if state in ENDED or state is State.SENDING:
        message = "Chỉ gửi bản chính khi tỉnh nhận đã có hồ sơ và chưa kết thúc."
        found.append(Problem("not_there_yet", message, "carrier"))
    if not carrier.strip():
        found.append(Problem("carrier_missing", "Hãy ghi ai mang túi đi.", "carrier"))
    if expected_at is None or expected_at <= now:
        found.append(Problem("expected_past", "Ngày dự kiến đến phải ở phía trước.", "expected"))
    return tuple(found)


@house_rule("what a bag lacks is said in words, for somebody must look for it")
def arrival_problems(*, bag: BagState | None, is_whole: bool, note: str) -> tuple[Problem, ...]:
    """Why an arrival of originals cannot be recorded."""
    if bag is not BagState.ON_WAY:
        return (Problem("no_bag_coming", "Không có túi bản chính nào đang đến cho hồ sơ này.", "note"),)
    if not is_whole and not note.strip():
        return (Problem("note_missing", "Hãy ghi thiếu hoặc hư hỏng gì.", "note"),)
    return ()


@house_rule(
    "what the other province asks for is open until something was sent on for it that was not sent back"
)
def open_request(
    *, state: State, their_state: str, known_step: int, story: Sequence[Mapping[str, Any]],
    supplements: Sequence[Mapping[str, Any]],
) -> Mapping[str, Any] | None:  # fmt: skip
    """What is asked for and nobody has handed in yet, as the story tells it ("wanted", "reason"); None: nothing."""
    if state is not State.RUNNING or their_state != Dossier.WAITING.value:
        return None
    if known_step in {one["step"] for one in supplements if one["state"] != Handed.REFUSED}:
        return None
    return next((one for one in story if one["step"] == known_step), {"step": known_step, "wanted": ()})


@law("NĐ 118/2025/NĐ-CP", "Điều 17: hướng dẫn bổ sung, hoàn thiện hồ sơ một lần")
def sending_problems(papers: Sequence[PaperHanded], *, wanted: Sequence[str]) -> tuple[Problem, ...]:
    """Why what the applicant sends himself does not go yet: it goes once, so every paper asked for must be with it."""
    sent = {one.name for one in papers if one.files}
    message = (
        "Chưa có tệp của “{name}”. Bổ sung chỉ gửi một lần; nếu không có giấy tờ này, hãy đến nơi đã nộp."
    )
    return tuple(
        Problem("paper_missing", message, f"f_{n}", {"name": name[:200]})
        for n, name in enumerate(wanted)
        if name not in sent
    )


@law("NĐ 118/2025/NĐ-CP", "Điều 17: hướng dẫn bổ sung, hoàn thiện hồ sơ một lần")
def supplement_problems(
    papers: Sequence[PaperHanded], *, state: State, their_state: str, asked_at: int, answered: Collection[int]
) -> tuple[Problem, ...]:
    """Why what the applicant hands in here cannot be sent on as a supplement.

    asked_at: the step there that asked for it; answered: the steps that were answered already.
    """
    found = []
    if state is not State.RUNNING or their_state != Dossier.WAITING.value:
        message = "Tỉnh nhận hiện không yêu cầu bổ sung."
        found.append(Problem("nothing_asked", message, "papers"))
    elif asked_at in answered:
        found.append(Problem("supplement_sent", "Bổ sung cho lần yêu cầu này đã được gửi đi.", "papers"))
    if not papers:
        found.append(Problem("nothing_handed", "Hãy kèm ít nhất một giấy tờ bổ sung.", "papers"))
    message = "Tỉnh nhận chỉ thấy bản quét: hãy kèm tệp của “{name}”."
    found += [
        Problem("paper_unscanned", message, "papers", {"name": one.name[:200]})
        for one in papers
        if not one.files
    ]
    found += [
        Problem("paper_nameless", "Hãy ghi tên giấy tờ của tệp đã chọn.", "papers")
        for one in papers
        if not one.name.strip()
    ]
    return tuple(found)


@law("TT 03/2025/TT-VPCP", "Mẫu số 06: phiếu kiểm soát quá trình giải quyết hồ sơ")
def back_problems(
    *, result: str, originals: int, held: int, has_back: bool, dossier_state: str, carrier: str,
    expected_at: datetime | None, now: datetime,
) -> tuple[Problem, ...]:  # fmt: skip
    """Why the paper result and the originals cannot be sent back; held: originals that came here."""
    found = []
    state = Dossier(dossier_state)
    if has_back:
        found.append(Problem("bag_gone", "Túi trả về đã được gửi đi rồi.", "carrier"))
    if result.strip() and state not in (Dossier.DECIDED, Dossier.RETURNED):
        found.append(Problem("no_result_yet", "Hồ sơ chưa có kết quả để gửi.", "result"))
    if state not in ENDS:
        found.append(Problem("not_over_yet", "Chỉ gửi trả khi hồ sơ đã giải quyết xong.", "result"))
    if not result.strip() and not originals:
        found.append(Problem("nothing_to_send", "Hãy ghi kết quả giấy hoặc số bản chính gửi trả.", "result"))
    if not 0 <= originals <= held:
        message = "Chỉ có {held} bản chính của hồ sơ này ở đây."
        found.append(Problem("too_many_originals", message, "originals", {"held": held}))
    if not carrier.strip():
        found.append(Problem("carrier_missing", "Hãy ghi ai mang túi đi.", "carrier"))
    if expected_at is None or expected_at <= now:
        found.append(Problem("expected_past", "Ngày dự kiến đến phải ở phía trước.", "expected"))
    return tuple(found)


@house_rule("whoever asks for his originals is told at once who has them")
def originals_place(*, bag: BagState | None, back: BagState | None) -> str:
    """Where the originals of what was filed here are: here · away · there · returning · returned."""
    if back is not None:
        return "returning" if back is BagState.ON_WAY else "returned"
    if bag is None:
        return "here"
    return "away" if bag is BagState.ON_WAY else "there"


@law("NĐ 118/2025/NĐ-CP", "Điều 22: trả kết quả")
def handing_problems(*, state: State, results: int, received_by: str, paper: str) -> tuple[Problem, ...]:
    """Why the result cannot be handed out here: `results` files came, `paper` says which paper result came instead."""
    found = []
    if state is not State.DECIDED:
        found.append(Problem("no_result_yet", "Tỉnh nhận chưa báo có kết quả.", "received_by"))
    if not received_by.strip():
        found.append(Problem("receiver_missing", "Hãy ghi ai đã nhận kết quả.", "received_by"))
    if not results and not paper.strip():
        message = "Chưa có tệp kết quả: hãy ghi bản giấy nào đã nhận từ tỉnh kia."
        found.append(Problem("paper_missing", message, "paper"))
    return tuple(found)


SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@house_rule("both provinces keep the same secret: one makes it, the other types it in")
def secret_problems(secret: str) -> tuple[Problem, ...]:
    """Why this is no secret of 32 bytes as Standard Webhooks writes it."""
    if SECRET.fullmatch(secret):
        return ()
    return (
        Problem("secret_bad", "Khóa phải có dạng whsec_ và 44 ký tự, chép đúng như tỉnh kia cấp.", "secret"),
    )
