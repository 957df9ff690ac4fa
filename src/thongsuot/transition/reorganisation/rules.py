"""What a plan may say, and what may be done with it when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.units.rules import SuccessionKind


class PlanState(StrEnum):
    DRAFT = "draft"
    PREVIEWED = "previewed"
    REHEARSED = "rehearsed"
    ACTIVATED = "activated"
    UNDONE = "undone"


class Doing(StrEnum):
    CHANGE = "change"
    PREVIEW = "preview"
    REHEARSE = "rehearse"
    ACTIVATE = "activate"
    UNDO = "undo"


class OrderState(StrEnum):
    """How far an order has come: a person's word that a plan be rehearsed, carried out or undone."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class Standing(StrEnum):
    """How it stands with one place that a plan concerns."""

    DRAFT = "draft"  # not looked at yet
    READY = "ready"
    BLOCKED = "blocked"
    MOVED = "moved"
    UNDONE = "undone"


class Takes(StrEnum):
    """What of an old agency a line leads to the new one."""

    ALL = "all"  # everything that no other line takes
    TERRITORY = "territory"  # what concerns one territory
    CANDIDATE = "candidate"  # only what a person assigns to it
    FUNCTION = "function"  # what concerns one procedure, or one field of procedures
    POINT = "point"  # one service point, with what was received there


STATE_NAMES: dict[PlanState, str] = {
    PlanState.DRAFT: "Bản thảo",
    PlanState.PREVIEWED: "Đã xem trước",
    PlanState.REHEARSED: "Đã chạy thử",
    PlanState.ACTIVATED: "Đã thực hiện",
    PlanState.UNDONE: "Đã hoàn lại",
}
SECTIONS: dict[str, str] = {
    "lines": "bảng chuyển cơ quan",
    "words": "phân công hồ sơ, cán bộ",
    "agencies": "danh mục cơ quan",
    "grants": "quyền của cán bộ",
    "points": "danh sách điểm phục vụ",
}
WIDE = (Takes.ALL, Takes.TERRITORY)
NARROW = (Takes.FUNCTION, Takes.POINT)  # they make nobody the heir of what else there was
SURE = 0.6  # how well a part of a split unit must be known to lead a dossier on without a person
ORDERS = (Doing.REHEARSE, Doing.ACTIVATE, Doing.UNDO)
PARTS = (
    "ready",
    "hold",
    "dossiers",
    "registers",
    "check",
    "keys",
    "standstill",
)  # of a switch, in their order
ORDER_LASTS = timedelta(minutes=15)
_OPEN = (PlanState.DRAFT, PlanState.PREVIEWED, PlanState.REHEARSED, PlanState.UNDONE)
_MAY: dict[Doing, tuple[PlanState, ...]] = {
    Doing.CHANGE: _OPEN,
    Doing.PREVIEW: _OPEN,
    Doing.REHEARSE: (PlanState.PREVIEWED, PlanState.REHEARSED),
    Doing.ACTIVATE: (PlanState.PREVIEWED, PlanState.REHEARSED),
    Doing.UNDO: (PlanState.ACTIVATED,),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """From agency to agency. `ends`: the old one ceases; `act`, `clause`: the ground in law.

    `function`: code of a procedure or of a field, `point_id`: a service point of the old agency, where it takes one.
    """

    old_agency_id: int
    new_agency_id: int
    takes: Takes = Takes.ALL
    territory_id: int | None = None
    ends: bool = True
    act: str = ""
    clause: str = ""
    function: str = ""
    point_id: int | None = None

    @property
    def ground(self) -> str:
        """ "Nghị quyết 1675/NQ-UBTVQH15, khoản 3"."""
        return ", ".join(filter(None, (self.act, self.clause)))


@house_rule(
    "what was not looked at is not switched, and what is switched is not planned again under people's feet"
)
def state_problems(state: PlanState, doing: Doing) -> tuple[Problem, ...]:
    """Why this cannot be done with a plan in this state."""
    if state in _MAY[doing]:
        return ()
    message = "Phương án đang ở trạng thái “{state}” nên không làm được bước này. Hãy xem trước phương án rồi làm lại."
    return (Problem("plan_state", message, "plan", {"state": Word(STATE_NAMES[state])}),)


@law("Luật Tổ chức chính quyền địa phương 72/2025/QH15", "Điều 54: đơn vị mới hoạt động từ ngày có hiệu lực")
def day_problems(day: date, today: date) -> tuple[Problem, ...]:
    """A switch takes effect on its day, not before."""
    if today >= day:
        return ()
    message = "Phương án có hiệu lực từ {day}, chưa thể thực hiện. Bạn có thể chạy thử."
    return (Problem("too_early", message, "plan", {"day": format_date(day)}),)


@house_rule("each dossier of an agency that ends must lead to exactly one living agency")
def line_problems(lines: Sequence[PlanLine]) -> tuple[Problem, ...]:
    """Everything in the lines of a plan that contradicts itself. Agencies are named by their ids."""
    found: list[Problem] = []
    if not lines:
        found.append(Problem("no_lines", "Phương án chưa có dòng nào.", "lines"))
    ended = {line.old_agency_id for line in lines if line.ends}
    seen: set[tuple[int, Takes, int | None, str, int | None]] = set()
    for number, line in enumerate(lines, 1):
        key = (line.old_agency_id, line.takes, line.territory_id, line.function, line.point_id)
        where = {"line": number}
        if line.old_agency_id == line.new_agency_id:
            found.append(Problem("line_to_itself", "Dòng {line}: cơ quan cũ và mới là một.", "lines", where))
        elif line.new_agency_id in ended:
            message = "Dòng {line}: cơ quan nhận cũng kết thúc trong chính phương án này."
            found.append(Problem("line_to_ended", message, "lines", where))
        if line.takes is not Takes.CANDIDATE and key in seen:
            found.append(Problem("line_twice", "Dòng {line}: trùng với một dòng trước.", "lines", where))
        if (line.takes is Takes.TERRITORY) != (line.territory_id is not None):
            message = "Dòng {line}: chỉ dòng chia theo địa bàn mới có địa bàn."
            found.append(Problem("line_territory", message, "lines", where))
        found += _narrow_problems(line, where)
        seen.add(key)
    mixed = {line.old_agency_id for line in lines if not line.ends} & ended
    if mixed:
        message = "Một cơ quan không thể vừa kết thúc vừa tiếp tục hoạt động."
        found.append(Problem("ends_and_lives", message, "lines"))
    if ended - {line.old_agency_id for line in lines if line.takes not in NARROW}:
        message = "Cơ quan kết thúc hoạt động phải có một dòng cho phần còn lại, ngoài lĩnh vực và quầy chuyển riêng."
        found.append(Problem("line_no_rest", message, "takes"))
    return tuple(found)


def _narrow_problems(line: PlanLine, where: Mapping[str, int]) -> list[Problem]:
    found = []
    if (line.takes is Takes.FUNCTION) != bool(line.function):
        message = "Dòng {line}: chỉ dòng chuyển một lĩnh vực hoặc thủ tục mới nêu mã lĩnh vực, thủ tục."
        found.append(Problem("line_function", message, "function", where))
    if (line.takes is Takes.POINT) != (line.point_id is not None):
        message = "Dòng {line}: chỉ dòng chuyển một quầy mới nêu quầy, điểm phục vụ."
        found.append(Problem("line_point", message, "point", where))
    return found


@house_rule(
    "what is named most closely goes first: the procedure, its field, then the counter; only then places and the rest"
)
def narrowest(
    lines: Sequence[PlanLine], *, agency_id: int, procedure: str, field: str, point_id: int | None
) -> PlanLine | None:
    """The line by which a dossier of a procedure (its field, where it was received) leaves the agency; None: no such one."""
    own = [line for line in lines if line.old_agency_id == agency_id and line.takes in NARROW]
    by = {line.function or line.point_id: line for line in own}
    return by.get(procedure) or by.get(field) or (by.get(point_id) if point_id is not None else None)


@house_rule("a person who changes what the crosswalk says gives his reason, and changes what he has seen")
def edit_problems(
    lines: Sequence[PlanLine], before: PlanLine | None, after: PlanLine | None, reason: str
) -> tuple[Problem, ...]:
    """What speaks against a plan's line `before` (None: a new one) becoming `after` (None: taken out)."""
    found = []
    if not reason.strip():
        found.append(Problem("line_reason", "Cần ghi lý do sửa dòng này.", "reason"))
    if before is not None and before not in lines:
        text = "Dòng này đã được người khác sửa hoặc bỏ. Hãy mở lại danh sách."
        found.append(Problem("line_gone", text, "lines"))
    if (before is None and after is None) or before == after:
        found.append(Problem("line_same", "Chưa có gì thay đổi.", "lines"))
    return tuple(found) or line_problems(edited(lines, before, after))


@house_rule("a line that is changed keeps its place in the plan; a new one comes last")
def edited(
    lines: Sequence[PlanLine], before: PlanLine | None, after: PlanLine | None
) -> tuple[PlanLine, ...]:
    """The lines with the first `before` become `after`."""
    kept = list(lines)
    if before is None:
        return (*kept, *((after,) if after else ()))
    place = kept.index(before)
    kept[place : place + 1] = [after] if after else []
    return tuple(kept)


@house_rule("who approved a preview approved what it showed, and nothing else")
def changed_since(previewed: Mapping[str, str], now: Mapping[str, str]) -> tuple[Problem, ...]:
    """One problem for each part of the preview that is no longer as it was shown; dossiers are no such part."""
    message = "Từ lúc xem trước, {part} đã thay đổi. Hãy xem trước lại rồi thực hiện."
    return tuple(
        Problem("changed_since_preview", message, part, {"part": Word(name)})
        for part, name in SECTIONS.items()
        if previewed.get(part) != now.get(part)
    )


@law("QĐ 20/2020/QĐ-TTg", "Điều 5: mã của cơ quan kết thúc không cấp lại, phải biết mã nào thay")
def heirs_of(lines: Sequence[PlanLine]) -> tuple[tuple[int, int, SuccessionKind, str, str], ...]:
    """Who stands for the agencies that end: old, new, how, act and clause, each pair once.

    One heir of several is a merger, one of one a taking over, several are a split. Who takes only a function or a
    counter is no heir.
    """
    pairs: dict[tuple[int, int], PlanLine] = {}
    for line in lines:
        if line.ends and line.takes not in NARROW:
            pairs.setdefault((line.old_agency_id, line.new_agency_id), line)
    news, olds = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)

    def kind(old: int, new: int) -> SuccessionKind:
        if news[old] > 1:
            return SuccessionKind.SPLIT
        return SuccessionKind.MERGE if olds[new] > 1 else SuccessionKind.TAKE_OVER

    return tuple((old, new, kind(old, new), line.act, line.clause) for (old, new), line in pairs.items())


@house_rule(
    "a machine leads a dossier on only to one agency, and by a part that is known well; else a person does"
)
def heir(news: Mapping[int, int], unit_ids: Sequence[int], confidence: float) -> int | None:
    """The agency that stands for the one unit in which a dossier's place lies; None: a person has to say.

    `news`: the agencies to which lines lead, each with its unit; `confidence` 0..1 that the place lies there.
    """
    fitting = [agency for agency, unit in news.items() if unit in unit_ids]
    return fitting[0] if len(fitting) == len(unit_ids) == 1 and confidence >= SURE else None


@house_rule(
    "an officer follows the work: to his named post, else to where everything else of his agency goes"
)
def postings(
    lines: Sequence[PlanLine], seats: Sequence[tuple[int, int]], named: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    """Where each seat (account, agency) goes; a seat of an agency that is split and has no way is left out.

    `named`: (account, old agency) → new agency, as a person said.
    """
    news: dict[int, set[int]] = {}
    rest: dict[int, int] = {}
    for line in lines:
        if line.ends and line.takes not in NARROW:
            news.setdefault(line.old_agency_id, set()).add(line.new_agency_id)
            if line.takes is Takes.ALL:
                rest[line.old_agency_id] = line.new_agency_id
    rest |= {old: min(to) for old, to in news.items() if len(to) == 1}
    found = {}
    for account, agency in seats:
        to = named.get((account, agency), rest.get(agency))
        if to is not None:
            found[account, agency] = to
    return found


@house_rule("a plan is called off as a whole; until then each place stands for itself")
def standing(state: PlanState, *, is_blocked: bool) -> Standing:
    """How one place stands, of a plan in this state; `is_blocked`: something there has to be solved first."""
    match state:
        case PlanState.ACTIVATED:
            return Standing.MOVED
        case PlanState.UNDONE:
            return Standing.UNDONE
        case PlanState.DRAFT:
            return Standing.DRAFT
    return Standing.BLOCKED if is_blocked else Standing.READY


@house_rule("who orders what cannot be called back writes the plan's name, and orders what he has looked at")
def confirmation_problems(*, name: str, typed: str, latest: str, seen: str) -> tuple[Problem, ...]:
    """Why an order is not meant as given. `latest`, `seen`: digests of the preview there is, and of the one looked at."""
    found: list[Problem] = []
    if " ".join(typed.split()).casefold() != " ".join(name.split()).casefold():
        message = "Hãy gõ đúng tên phương án: “{name}”."
        found.append(Problem("name_differs", message, "typed", {"name": name}))
    if seen != latest:
        message = "Bản xem trước đã được làm lại từ lúc bạn mở trang này. Hãy xem bản mới rồi ra lệnh."
        found.append(Problem("preview_differs", message, "seen"))
    return tuple(found)


@house_rule("an order that could not be begun for long is given anew, not carried out behind people's backs")
def order_problems(asked_at: datetime, now: datetime) -> tuple[Problem, ...]:
    """Whether an order is too old to be begun."""
    if now - asked_at <= ORDER_LASTS:
        return ()
    message = "Lệnh đã chờ quá {minutes} phút nên không còn hiệu lực. Hãy ra lệnh lại."
    params = {"minutes": ORDER_LASTS // timedelta(minutes=1)}
    return (Problem("order_too_old", message, "plan", params),)
