"""What a shift's list holds, what it lacks when the next one looks, and what must be explained."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

LONGEST = 1000
# What is compared when the shift is taken over: what came in during the shift is over and stays as it is.
LYING = ("open", "waiting", "decided", "originals")
HEADINGS = {
    "received": "Đã tiếp nhận trong ca",
    "open": "Đang xử lý tại quầy",
    "waiting": "Chờ người nộp bổ sung",
    "decided": "Có kết quả, chờ trả",
    "originals": "Bản chính giấy tờ đang giữ",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Codes by heading (of `HEADINGS`), and the cash: dong and transfers not closed yet, and the closings of the shift."""

    codes: Mapping[str, Sequence[str]]
    unclosed_vnd: int = 0
    unclosed: int = 0
    closings: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "codes": {name: list(self.codes.get(name, ())) for name in HEADINGS},
            "unclosed_vnd": self.unclosed_vnd, "unclosed": self.unclosed, "closings": [dict(c) for c in self.closings],
        }  # fmt: skip

    @staticmethod
    def of_json(kept: Mapping[str, Any]) -> "Listed":
        """What `as_json` wrote."""
        return Listed(kept["codes"], kept["unclosed_vnd"], kept["unclosed"], tuple(kept["closings"]))


@house_rule("both sign the same list: it is known again by every line of it")
def digest(listed: Listed) -> str:
    """SHA-256 (hex) over the list."""
    return sha256(json.dumps(listed.as_json(), sort_keys=True).encode()).hexdigest()


@house_rule("who takes over answers for what lies there now, not for what lay there when the list was made")
def differences(listed: Listed, now: Listed) -> dict[str, dict[str, list[str]]]:
    """By heading: codes that are `gone` since, and that `came`; headings without any are left out."""
    found = {}
    for name in LYING:
        was, stands = set(listed.codes.get(name, ())), set(now.codes.get(name, ()))
        if was != stands:
            found[name] = {"gone": sorted(was - stands), "came": sorted(stands - was)}
    return found


@house_rule("cash is closed before the shift, or it is said why not")
def leaving_problems(listed: Listed, reason: str, *, is_self: bool, works_here: bool) -> tuple[Problem, ...]:
    """Why a shift cannot be handed over like this, all at once."""
    found: list[Problem] = []
    if listed.unclosed and not reason.strip():
        message = "Còn {n} khoản tiền mặt chưa chốt. Hãy chốt quầy, hoặc ghi lý do."
        found.append(Problem("cash_not_closed", message, "reason", {"n": listed.unclosed}))
    if is_self or not works_here:
        message = "Hãy chọn một công chức khác đang làm việc tại quầy này."
        found.append(Problem("no_such_taker", message, "taker"))
    return (*found, *_too_long(reason, "reason"))


@house_rule("what stands otherwise than it was listed is explained before it is signed")
def taking_problems(found: Mapping[str, Any], reason: str) -> tuple[Problem, ...]:
    """Why a shift cannot be taken over like this. `found`: by `differences`."""
    if found and not reason.strip():
        message = "Danh sách đã khác từ lúc bàn giao. Hãy đối chiếu và ghi lý do."
        return (Problem("difference_unexplained", message, "reason"),)
    return _too_long(reason, "reason")


def _too_long(text: str, name: str) -> tuple[Problem, ...]:
    if len(text) <= LONGEST:
        return ()
    return (Problem("too_long", "Nội dung dài nhất {most} ký tự.", name, {"most": LONGEST}),)
